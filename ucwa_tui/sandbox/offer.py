"""One attempt to reach somebody: it rings at all their clients at once, and the first answer counts.

Source: UCWA reference, "accept", "decline", "CallDeclineReason", "messagingInvitation". Decisions where it is silent:
decline with the reason Local silences one client, every other one answers for all of them; the clients that lose are
told ConnectedElsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.behaviours import CANCELED
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.invitation import Invitation

ANSWER_SECONDS = 30.0
"""How long somebody is called."""

DECLINED = Reason("RemoteFailure", "Declined", "Your invitation was declined.")
DECLINED_HERE = Reason("LocalFailure", "Declined", "The invitation was declined.")
NO_ANSWER = Reason("Timeout", "Timeout", "Nobody answered the invitation.")
MISSED = Reason("RemoteFailure", "Missed", "The invitation was not answered in time.")
WITHDRAWN = Reason("RemoteFailure", "Canceled", "The invitation was withdrawn.")
ELSEWHERE = Reason("Informational", "ConnectedElsewhere", "Another of your clients has accepted.")
UNAVAILABLE = Reason("RemoteFailure", "TemporarilyUnavailable", "The person is not available now.")
DO_NOT_DISTURB = Reason("RemoteFailure", "DoNotDisturb", "The person does not want to be disturbed.")
NOBODY = Reason("NotFound", "DestinationNotFound", "The person or meeting doesn't exist.")


class Offer:
    """An outgoing invitation and the incoming ones that it makes.

    Args:
        outgoing: of whoever calls.
        clock: sandbox time.
        connect: called once, with the incoming invitation that was accepted.
    """

    def __init__(self, outgoing: Invitation, clock: Clock, connect: Callable[[Invitation], None]) -> None:
        self.outgoing = outgoing
        self.incoming: list[Invitation] = []
        self.over = False
        self._clock = clock
        self._connect = connect
        self._timer: asyncio.TimerHandle | None = None
        outgoing.offer = self

    def ring(self, incoming: Iterable[Invitation] = ()) -> None:
        """Wait for an answer of one of these; nobody is told yet that they ring."""
        self.incoming = list(incoming)
        for invitation in self.incoming:
            invitation.offer = self
        self._timer = self._clock.later(ANSWER_SECONDS, self._expire)

    def accept(self, invitation: Invitation) -> None:
        """A client has accepted, and the others learn by whom."""
        if not self._close():
            return
        who = invitation.conversation.person
        for other in self.incoming:
            if other is not invitation:
                other.accepted_by = who
                other.conversation.dismiss(other, ELSEWHERE)
        invitation.accepted()
        self._connect(invitation)

    def decline(self, invitation: Invitation, everywhere: bool) -> None:
        """A client does not want it, for itself or for all clients of its user."""
        if self.over:
            return
        if everywhere or len(self.incoming) == 1:
            self._fail(DECLINED, DECLINED_HERE)
        else:
            self.incoming.remove(invitation)
            invitation.conversation.dismiss(invitation, DECLINED_HERE)

    def lose(self, invitation: Invitation) -> None:
        """A client that rang is gone."""
        if self.over or invitation not in self.incoming:
            return
        self.incoming.remove(invitation)
        if not self.incoming:
            self._fail(UNAVAILABLE, MISSED)

    def withdraw(self, reason: Reason = CANCELED) -> None:
        """Whoever calls gives up."""
        self._fail(reason, WITHDRAWN)

    def refuse(self, reason: Reason) -> None:
        """Nobody can be reached, or somebody without a client says no."""
        self._fail(reason, MISSED)

    def settle(self) -> bool:
        """Somebody without a client accepts; False where it is too late."""
        return self._close()

    def _expire(self) -> None:
        self._fail(NO_ANSWER, MISSED)

    def _fail(self, outgoing: Reason, incoming: Reason) -> None:
        if not self._close():
            return
        for invitation in self.incoming:
            invitation.conversation.dismiss(invitation, incoming)
        self.outgoing.conversation.dismiss(self.outgoing, outgoing)

    def _close(self) -> bool:
        if self.over:
            return False
        self.over = True
        if self._timer is not None:
            self._timer.cancel()
        return True
