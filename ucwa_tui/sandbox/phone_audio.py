"""Phone audio as far as signalling goes: states and links, no sound and no telephone.

Source: UCWA reference, "phoneAudio", "addPhoneAudio", "holdPhoneAudio", "phoneAudioInvitation". Nobody has captured
any of it, so that everything served from here says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.shapes import Href, resource

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.invitation import Invitation

_NUMBER = re.compile(r"\+?[0-9]{3,15}")


class PhoneAudio:
    """The phone audio modality of one client."""

    def __init__(self, seat: Conversation) -> None:
        self.seat = seat
        self.state = "Disconnected"
        self.held = False
        self._pending: Invitation | None = None

    @property
    def path(self) -> str:
        """Its path."""
        return f"{self.seat.path}/phoneAudio"

    @property
    def connected(self) -> bool:
        """Whether the call is up, on hold or not."""
        return self.state == "Connected"

    def resource(self) -> Resource:
        """What GET and events show: the links are what can be done now."""
        links: dict[str, Href | None] = {"conversation": self.seat.path}
        if self.state == "Disconnected" and self.seat.inside:
            links["addPhoneAudio"] = f"{self.path}/phoneAudioInvitations"
        elif self.state != "Disconnected":
            links["stopPhoneAudio"] = f"{self.path}/terminate"
        if self.connected:
            verb = "resume" if self.held else "hold"
            links[f"{verb}PhoneAudio"] = f"{self.path}/{verb}"
        return resource("phoneAudio", self.path, {"state": self.state}, links)

    def changed(self, reason: Reason | None = None) -> None:
        """Tell the client how the call stands."""
        self.seat.post("updated", EventLink("phoneAudio", self.path), resource=self.resource(), reason=reason)

    def begin(self, invitation: Invitation, *, tell: bool = True) -> None:
        """An invitation is on its way, in either direction; whoever is called first gets no event of it."""
        self._pending = invitation
        self.state = "Connecting"
        if tell:
            self.changed()

    def connect(self) -> None:
        """The call is up."""
        self._pending = None
        self.state = "Connected"
        self.changed()
        self.seat.changed()

    def hold(self, held: bool) -> None:
        """Put the call on hold, or take it off."""
        self.held = held
        self.changed()

    def stop(self, reason: Reason, told: Reason | None = None) -> None:
        """End the call; the conversation goes on.

        Args:
            reason: why an invitation fails that is still on its way.
            told: what the client is told, where it did not end the call itself.
        """
        was_connected = self.connected
        self.end(reason)
        self.changed(told)
        if was_connected:
            self.seat.changed()

    def end(self, reason: Reason) -> None:
        """Stop; an invitation that is still on its way fails."""
        self.silence()
        if self._pending is not None:
            self._pending.fail(reason)
            self._pending = None

    def silence(self) -> None:
        """Stop without a word."""
        self.state = "Disconnected"
        self.held = False


def telephone_number(text: str) -> str | None:
    """A number as it is dialled, from what people write; None where it is none."""
    bare = re.sub(r"[\s().\-/]", "", text.strip().removeprefix("tel:"))
    return bare if _NUMBER.fullmatch(bare) else None
