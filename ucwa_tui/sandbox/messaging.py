"""Instant messages in a conversation: a modality that the client adds itself.

Source: UCWA reference, "messaging", "addMessaging", "messagingInvitation", "message", "setIsTyping".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_plus

from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.invitation import Invitation
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.shapes import Href, date, resource, titled

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation

CONNECT_SECONDS = 0.05
TYPING_SECONDS = 10.0
MAX_KEPT_MESSAGES = 200


class Messaging:
    """The messaging modality of one client."""

    def __init__(self, seat: Conversation) -> None:
        self.seat = seat
        self.state = "Disconnected"
        self.formats: tuple[str, ...] = ()
        self.messages: dict[int, Resource] = {}
        self.typing: set[str] = set()
        """Ids of those who type."""
        self._count = 0
        self._pending: Invitation | None = None
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def path(self) -> str:
        """Its path."""
        return f"{self.seat.path}/messaging"

    @property
    def connected(self) -> bool:
        """Whether messages flow."""
        return self.state == "Connected"

    def resource(self) -> Resource:
        """What GET and events show: the links are what can be done now."""
        links: dict[str, Href | None] = {"conversation": self.seat.path}
        properties: dict[str, Value] = {"state": self.state}
        if self.state == "Disconnected" and self.seat.inside:
            links["addMessaging"] = f"{self.path}/messagingInvitations"
        elif self.state == "Connecting":
            links["stopMessaging"] = f"{self.path}/terminate"
        elif self.connected:
            properties["negotiatedMessageFormats"] = self.formats
            links["stopMessaging"] = f"{self.path}/terminate"
            links["sendMessage"] = f"{self.path}/messages"
            links["setIsTyping"] = f"{self.path}/typing"
            links["typingParticipants"] = f"{self.path}/typingParticipants"
        return resource("messaging", self.path, properties, links)

    def changed(self, reason: Reason | None = None) -> None:
        """Tell the client how messaging stands."""
        self.seat.post("updated", EventLink("messaging", self.path), resource=self.resource(), reason=reason)

    def add(self, operation_id: str | None, message: str | None) -> Invitation:
        """Start messaging; it connects a moment later."""
        application = self.seat.application
        invitation = Invitation("messagingInvitation", application.ids.hex32(), self.seat, operation_id, message)
        application.remember(invitation)
        self._pending = invitation
        self.state = "Connecting"
        self._later(0.01, lambda: self._announce(invitation))
        self._later(CONNECT_SECONDS, lambda: self._connect(invitation))
        return invitation

    def stop(self, reason: Reason) -> None:
        """End messaging; in a meeting the conversation goes on."""
        was_connected = self.connected
        self.end(reason)
        self.changed()
        if was_connected:
            for seat in self._everybody():
                seat.messaging_of(self.seat.person, "deleted")
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
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def send(self, text: str, media_type: str) -> str:
        """Send a message to everybody who has messaging on; returns the path of the message."""
        own = self._keep("Outgoing", text, media_type, None)
        for seat in self._everybody():
            if seat is not self.seat and seat.messaging.connected:
                seat.messaging.receives(text, media_type, self.seat.person)
        echo = self.seat.room.echo
        if echo is not None:
            echo.hears(text, self.seat.person, self.seat.application.clock)
        return own

    def receives(self, text: str, media_type: str, sender: Person) -> None:
        """A message from somebody in the meeting."""
        self._stop_typing(sender)
        self._keep("Incoming", text, media_type, sender)

    def type(self) -> None:
        """Show the others for a while that this client types."""
        for seat in self._everybody():
            if seat is not self.seat and seat.messaging.connected:
                seat.messaging.sees_typing(self.seat.person)

    def sees_typing(self, writer: Person) -> None:
        """Somebody types, until a message comes or some time has passed."""
        if writer.id not in self.typing:
            self.typing.add(writer.id)
            self._typing_event("added", writer)
            self._later(TYPING_SECONDS, lambda: self._stop_typing(writer))

    def _announce(self, invitation: Invitation) -> None:
        invitation.started()
        self.changed()

    def _connect(self, invitation: Invitation) -> None:
        self.state = "Connected"
        self.formats = self.seat.application.communication.supported_message_formats
        self._pending = None
        self.changed()
        for seat in self._everybody():
            seat.messaging_of(self.seat.person, "added")
        self.seat.changed()
        invitation.succeed()
        first = _first_message(invitation.message)
        if first is not None:
            self.send(first[1], first[0])

    def _keep(self, direction: str, text: str, media_type: str, sender: Person | None) -> str:
        self._count += 1
        href = f"{self.path}/messages/{self._count}"
        links: dict[str, Href | None] = {"messaging": self.path}
        if sender is not None:
            links["participant"] = titled(self.seat.participant_href(sender), sender.name)
            links["contact"] = None if sender.anonymous else f"{self.seat.application.path}/people/{sender.id}"
            rel = "htmlMessage" if media_type == "text/html" else "plainMessage"
            links[rel] = f"data:{media_type};charset=utf-8,{quote_plus(text)}"
        now = self.seat.application.clock.now()
        message = resource("message", href, {"direction": direction, "timeStamp": date(now)}, links)
        self.messages[self._count] = message
        self.messages.pop(self._count - MAX_KEPT_MESSAGES, None)
        self.seat.post("completed", EventLink("message", href), resource=message, status="Success")
        return href

    def _stop_typing(self, writer: Person) -> None:
        if writer.id in self.typing:
            self.typing.discard(writer.id)
            self._typing_event("deleted", writer)

    def _typing_event(self, kind: str, writer: Person) -> None:
        link = EventLink("participant", self.seat.participant_href(writer), writer.name)
        self.seat.post(kind, link, in_=EventLink("typingParticipants", f"{self.path}/typingParticipants"))

    def _everybody(self) -> list[Conversation]:
        """All clients in the meeting, this one too."""
        return [seat for m in self.seat.room.members.values() for seat in m.seats if seat.inside]

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        clock = self.seat.application.clock
        self._timers = [t for t in self._timers if t.when() > asyncio.get_running_loop().time()]
        self._timers.append(clock.later(seconds, action))


def _first_message(data_uri: str | None) -> tuple[str, str] | None:
    """Media type and text of a message that came as a data URI; None for anything else."""
    head, comma, text = (data_uri or "").partition(",")
    media_type = head.removeprefix("data:").split(";")[0]
    if not head.startswith("data:") or not comma or media_type not in ("text/plain", "text/html"):
        return None
    return media_type, unquote_plus(text)
