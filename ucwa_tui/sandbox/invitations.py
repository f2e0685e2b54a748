"""GET and cancel an invitation.

Source: UCWA reference, "onlineMeetingInvitation", "messagingInvitation", "cancel".
"""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.behaviours import CANCELED
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.invitation import Invitation


def get_invitation(call: Call) -> Answer:
    """How it stands. The same after it has completed."""
    return call.give(_invitation(call).resource())


def post_cancel(call: Call) -> Answer:
    """Give up what is still connecting; afterwards there is nothing to cancel."""
    invitation = _invitation(call)
    if not invitation.pending:
        raise errors.resource_not_found()
    if invitation.rel == "onlineMeetingInvitation":
        invitation.conversation.leave()
    else:
        invitation.conversation.messaging.stop(CANCELED)
    return no_content()


def _invitation(call: Call) -> Invitation:
    found = call.application.invitations.get(call.params["invitation"].lower())
    kind = call.request.segments[6].lower()
    if found is None or f"{found.rel}s".lower() != kind:
        raise errors.resource_not_found()
    return found
