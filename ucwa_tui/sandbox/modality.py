"""What messaging and phone audio of one client have in common: a state that an invitation brings about.

Source: UCWA reference, "messaging", "phoneAudio".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.invitation import Invitation


class Modality:
    """A modality of one client's conversation. Subclasses say what it shows, and what connecting it means."""

    rel: ClassVar[str]

    def __init__(self, seat: Conversation) -> None:
        self.seat = seat
        self.state = "Disconnected"
        self._pending: Invitation | None = None

    @property
    def path(self) -> str:
        """Its path."""
        return f"{self.seat.path}/{self.rel}"

    @property
    def connected(self) -> bool:
        """Whether it is up."""
        return self.state == "Connected"

    def resource(self) -> Resource:
        """What GET and events show: the links are what can be done now."""
        raise NotImplementedError

    def connect(self) -> None:
        """It is up from now on."""
        raise NotImplementedError

    def changed(self, reason: Reason | None = None) -> None:
        """Tell the client how it stands."""
        self.seat.post("updated", EventLink(self.rel, self.path), resource=self.resource(), reason=reason)

    def begin(self, invitation: Invitation, *, tell: bool = True) -> None:
        """An invitation is on its way, in either direction; whoever is called first gets no event of it."""
        self._pending = invitation
        self.state = "Connecting"
        if tell:
            self.changed()

    def stop(self, reason: Reason, told: Reason | None = None) -> None:
        """End it; the conversation goes on.

        Args:
            reason: why an invitation fails that is still on its way.
            told: what the client is told, where it did not end it itself.
        """
        was_connected = self.connected
        self.end(reason)
        self.changed(told)
        if was_connected:
            self.lost()
            self.seat.changed()

    def lost(self) -> None:
        """It was connected, and is no more: tell the others, where it concerns them."""

    def end(self, reason: Reason) -> None:
        """Stop; an invitation that is still on its way fails."""
        self.silence()
        if self._pending is not None:
            self._pending.fail(reason)
            self._pending = None

    def silence(self) -> None:
        """Stop without a word."""
        self.state = "Disconnected"
