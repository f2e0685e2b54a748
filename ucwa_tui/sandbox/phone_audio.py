"""Phone audio as far as signalling goes: states and links, no sound and no telephone.

Source: UCWA reference, "phoneAudio", "addPhoneAudio", "holdPhoneAudio", "phoneAudioInvitation". Nobody has captured
any of it, so that everything served from here says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox.history import Line
from ucwa_tui.sandbox.modality import Modality
from ucwa_tui.sandbox.shapes import Href, resource

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation

_NUMBER = re.compile(r"\+?[0-9]{3,15}")


class PhoneAudio(Modality):
    """The phone audio modality of one client; connected, it may be on hold."""

    rel: ClassVar = "phoneAudio"

    def __init__(self, seat: Conversation) -> None:
        super().__init__(seat)
        self.held = False
        self._since = 0.0

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
        return resource(self.rel, self.path, {"state": self.state}, links)

    def connect(self) -> None:
        """The call is up."""
        self._pending = None
        self.state = "Connected"
        self._since = self.seat.application.clock.now()
        self.seat.application.archive.uses(self.seat, "Audio")
        self.changed()
        self.seat.changed()

    def hold(self, held: bool) -> None:
        """Put the call on hold, or take it off."""
        self.held = held
        self.changed()

    def silence(self) -> None:
        """Stop without a word."""
        if self.connected:
            now = self.seat.application.clock.now()
            line = Line(now, self.seat.person, seconds=now - self._since)
            self.seat.application.archive.writes(self.seat, line)
        super().silence()
        self.held = False


def telephone_number(text: str) -> str | None:
    """A number as it is dialled, from what people write; None where it is none."""
    bare = re.sub(r"[\s().\-/]", "", text.strip().removeprefix("tel:"))
    return bare if _NUMBER.fullmatch(bare) else None
