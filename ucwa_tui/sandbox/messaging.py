"""Instant messages in a conversation: a modality that the client adds itself.

Source: UCWA reference, "messaging", "addMessaging", "messagingInvitation", "message", "setIsTyping". Decision: a
client that has not sent its supportedMessageFormats takes plain text.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote_plus

from ucwa_tui.protocol.data_uri import content_in
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox.history import Line
from ucwa_tui.sandbox.invitation import MESSAGING, Invitation
from ucwa_tui.sandbox.message_delivery import Delivery
from ucwa_tui.sandbox.modality import Modality
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.shapes import Href, date, resource, titled

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation

CONNECT_SECONDS = 0.05
TYPING_SECONDS = 10.0
MAX_KEPT_MESSAGES = 200
_ESCAPE = re.compile("%[0-9A-F]{2}")


class Messaging(Modality):
    """The messaging modality of one client."""

    rel: ClassVar = "messaging"

    def __init__(self, seat: Conversation) -> None:
        super().__init__(seat)
        self.formats: tuple[str, ...] = ()
        self.messages: dict[int, Resource] = {}
        self.typing: set[str] = set()
        """Ids of those who type."""
        self._count = 0
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def may_write(self) -> bool:
        """Whether a leader has not kept the audience, to which this client belongs, from writing."""
        return self.seat.room.audience_may_write or self.seat.member.leads

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
            if self.may_write:
                links["sendMessage"] = f"{self.path}/messages"
                links["setIsTyping"] = f"{self.path}/typing"
            links["typingParticipants"] = f"{self.path}/typingParticipants"
        return resource(self.rel, self.path, properties, links)

    def add(self, operation_id: str | None, message: str | None) -> Invitation:
        """Start messaging; it connects a moment later."""
        application = self.seat.application
        invitation = Invitation(MESSAGING, application.ids.hex32(), self.seat, operation_id, message)
        application.remember(invitation)
        self._pending = invitation
        self.state = "Connecting"
        self._later(0.01, lambda: self._announce(invitation))
        self._later(CONNECT_SECONDS, lambda: self._connect(invitation))
        return invitation

    def connect(self) -> None:
        """Messages flow from now on."""
        self.state = "Connected"
        self.seat.application.archive.uses(self.seat, "Messaging")
        self.formats = self.seat.application.communication.supported_message_formats
        self._pending = None
        self.changed()
        for seat in self._everybody():
            seat.messaging_of(self.seat.person, "added")
        self.seat.changed()

    def lost(self) -> None:
        """The others see it go."""
        for seat in self._everybody():
            seat.messaging_of(self.seat.person, "deleted")

    def silence(self) -> None:
        """Stop without a word."""
        super().silence()
        self.typing.clear()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def send(self, text: str, media_type: str) -> str:
        """Send a message to everybody who has messaging on; returns the path of the message."""
        self._count += 1
        number, sent_at = self._count, self.seat.application.clock.now()
        listeners = [s for s in self._everybody() if s is not self.seat and s.messaging.connected]

        def done(failed: Sequence[Person]) -> None:
            if not self.seat.over:
                self._keep(number, self._outgoing(number, sent_at, failed), "Failure" if failed else "Success")

        self.messages[number] = self._outgoing(number, sent_at, ())
        self._log(text, media_type, self.seat.person, sent_at)
        own = {self.seat.person.id}
        recipients = [s.person for s in listeners if s.person.id not in own]
        delivery = Delivery(recipients, self.seat.application.clock, done)
        for seat in listeners:
            seat.messaging.receives(text, media_type, self.seat.person, partial(delivery.fetched, seat.person))
        echo = self.seat.room.echo
        if echo is not None:
            echo.hears(text, self.seat.person, self.seat.application.clock)
        return self._message_href(number)

    def receives(self, text: str, media_type: str, sender: Person, fetched: Callable[[], None] | None = None) -> None:
        """A message from somebody in the conversation; `fetched` is called when the client takes it."""
        self.stops_typing(sender)
        self._count += 1
        if sender.id != self.seat.person.id and self.seat.member.first_listener is self.seat:
            self._log(text, media_type, sender, self.seat.application.clock.now())
        self._keep(self._count, self._incoming(self._count, text, media_type, sender), "Success", fetched)

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
            self._later(TYPING_SECONDS, lambda: self.stops_typing(writer))

    def stops_typing(self, writer: Person) -> None:
        """Somebody types no more, has written, or is gone."""
        if writer.id in self.typing:
            self.typing.discard(writer.id)
            self._typing_event("deleted", writer)

    def _announce(self, invitation: Invitation) -> None:
        invitation.started()
        self.changed()

    def _connect(self, invitation: Invitation) -> None:
        self.connect()
        invitation.succeed()
        first = first_message(invitation.message)
        if first is not None and self.may_write:
            self.send(first[1], first[0])

    def _log(self, text: str, media_type: str, author: Person, at: float) -> None:
        self.seat.application.archive.writes(self.seat, Line(at, author, text, media_type))

    def _message_href(self, number: int) -> str:
        return f"{self.path}/messages/{number}"

    def _outgoing(self, number: int, at: float, failed: Sequence[Person]) -> Resource:
        properties: dict[str, Value] = {"direction": "Outgoing", "timeStamp": date(at)}
        links: dict[str, Href | Sequence[Href] | None] = {"messaging": self.path}
        if failed:
            properties["status"] = "Failed"
            links["failedDeliveryParticipant"] = [titled(self.seat.participant_href(p), p.name) for p in failed]
        return resource("message", self._message_href(number), properties, links)

    def _incoming(self, number: int, text: str, media_type: str, sender: Person) -> Resource:
        rel, href = in_link(text, media_type)
        links: dict[str, Href | None] = {
            "messaging": self.path,
            "participant": titled(self.seat.participant_href(sender), sender.name),
            "contact": None if sender.anonymous else f"{self.seat.application.path}/people/{sender.id}",
            rel: href,
        }
        properties: dict[str, Value] = {
            "direction": "Incoming",
            "timeStamp": date(self.seat.application.clock.now()),
        }
        return resource("message", self._message_href(number), properties, links)

    def _keep(self, number: int, message: Resource, status: str, fetched: Callable[[], None] | None = None) -> None:
        self.messages[number] = message
        self.messages.pop(number - MAX_KEPT_MESSAGES, None)
        link = EventLink("message", self._message_href(number))
        self.seat.post("completed", link, resource=message, status=status, fetched=fetched)

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


def in_link(text: str, media_type: str) -> tuple[str, str]:
    """Rel and data URI by which servers tell a message."""
    rel = "htmlMessage" if media_type == "text/html" else "plainMessage"
    return rel, f"data:{media_type};charset=utf-8,{_escaped(text)}"


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[0].lower(), quote_plus(text, safe="!*()")).replace("~", "%7e")


def first_message(data_uri: str | None) -> tuple[str, str] | None:
    """Media type and text of a message that came as a data URI; None for anything else."""
    found = content_in(data_uri or "")
    return found if found is not None and found[0] in ("text/plain", "text/html") else None
