"""GET, cancel, accept and decline an invitation.

Source: UCWA reference, "onlineMeetingInvitation", "messagingInvitation", "cancel", "accept", "decline". Decision
where it is silent: an answer that comes too late, because another client was faster or the caller has given up, is a
Conflict.
"""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.invitation import MEETING, PARTICIPANT, PHONE_AUDIO, RELS, Invitation, PastInvitation
from ucwa_tui.sandbox.offer import Offer
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.stopping import stop
from ucwa_tui.sandbox.validation import Fields

DECLINE_REASONS = (
    "CodecMismatch",
    "EncryptionMismatch",
    "Global",
    "InsufficientBandwidth",
    "InsufficientBandwidthRerouteOverPstn",
    "InvalidMediaOffer",
    "IPv6NotSupported",
    "Local",
    "MediaAllocationFailure",
    "MediaConnectivityFailure",
    "Unknown",
    "UnsupportedMedia",
)
_NEVER_CAPTURED = (PARTICIPANT, PHONE_AUDIO)


def get_invitations(call: Call) -> Answer:
    """Those that are kept, by rel."""
    kept = [i.resource() for i in call.application.invitations.values()]
    links = {rel: [shown.href() or "" for shown in kept if shown.rel == rel] for rel in RELS}
    path = f"{call.application.communication_path}/invitations"
    return call.give(resource("invitations", path, None, {rel: each for rel, each in links.items() if each})).marked()


def get_invitation(call: Call) -> Answer:
    """How it stands. The same after it has completed."""
    found = _invitation(call)
    answer = call.give(found.resource())
    return answer.marked() if found.rel in _NEVER_CAPTURED or (found.rel, found.incoming) == (MEETING, True) else answer


def post_cancel(call: Call) -> Answer:
    """Give up what is still connecting; afterwards there is nothing to cancel."""
    invitation = _invitation(call)
    if isinstance(invitation, PastInvitation) or not invitation.pending or invitation.incoming:
        raise errors.resource_not_found()
    modality = invitation.conversation.modality(invitation.rel)
    if modality is not None:
        stop(invitation.conversation, modality)
    elif invitation.offer is not None:
        invitation.offer.withdraw()
    else:
        invitation.conversation.leave()
    return no_content()


def post_accept(call: Call) -> Answer:
    """Take the call; whether that made it, the event channel tells."""
    invitation, offer = _answerable(call)
    offer.accept(invitation)
    return no_content()


def post_decline(call: Call) -> Answer:
    """Do not take it: with the reason Local only on this client."""
    fields = Fields(call.request)
    reason = fields.choice("reason", DECLINE_REASONS)
    fields.check()
    invitation, offer = _answerable(call)
    offer.decline(invitation, everywhere=reason != "Local")
    return no_content()


def _answerable(call: Call) -> tuple[Invitation, Offer]:
    invitation = _invitation(call)
    if isinstance(invitation, PastInvitation) and invitation.offered:
        raise errors.already_exists()
    if isinstance(invitation, PastInvitation) or not invitation.incoming or invitation.offer is None:
        raise errors.resource_not_found()
    if not invitation.answerable or invitation.offer.over:
        raise errors.already_exists()
    return invitation, invitation.offer


def _invitation(call: Call) -> Invitation | PastInvitation:
    found = call.application.invitation(call.params["invitation"])
    kind = call.request.segments[6].lower()
    if found is None or f"{found.rel}s".lower() != kind:
        raise errors.resource_not_found()
    return found
