"""One client's view of a meeting: the conversation resource, and the events that tell its story.

Source: UCWA reference, "conversation", "localParticipant", "onlineMeeting", "participants".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import conversation_shapes as shapes
from ucwa_tui.sandbox.behaviours import CANCELED
from ucwa_tui.sandbox.invitation import MEETING, MESSAGING, PHONE_AUDIO, Invitation
from ucwa_tui.sandbox.messaging import Messaging
from ucwa_tui.sandbox.modality import Modality
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.phone_audio import PhoneAudio
from ucwa_tui.sandbox.room import Member, Room

if TYPE_CHECKING:
    from ucwa_tui.sandbox.application import Application


class Conversation:
    """A seat in a room, or at one end of a conversation of two people.

    Args:
        application: whose client sits here.
        room: the meeting.
        person: the client's owner, with the name that others see.
        subject: of the conversation; the meeting's own where the client gave none.
        importance: Normal, Urgent or Emergency.
        thread_id: continues an earlier conversation.
        rel: of the invitation that it begins with.
        state: Conferencing for a join, Connecting for a call, Incoming for somebody who is called.
    """

    def __init__(
        self,
        application: Application,
        room: Room,
        person: Person,
        *,
        subject: str,
        importance: str,
        thread_id: str,
        rel: str = MEETING,
        state: str = "Conferencing",
    ) -> None:
        self.application = application
        self.room = room
        self.person = person
        self.subject = subject
        self.importance = importance
        self.thread_id = thread_id
        self.id = application.ids.guid()
        self.path = f"{application.communication_path}/conversations/{self.id}"
        self.created = application.clock.now()
        self.state = state
        self.announced = False
        """Whether the client has been told of it."""
        self.over = False
        self.messaging = Messaging(self)
        self.phone_audio = PhoneAudio(self)
        self.invitation = Invitation(rel, application.ids.hex32(), self, incoming=state == "Incoming")
        application.conversations[self.id] = self
        application.remember(self.invitation)

    @property
    def own_href(self) -> str:
        """The local participant."""
        return self.participant_href(self.person)

    @property
    def inside(self) -> bool:
        """Whether the client is in the conversation, not in the lobby, not called or calling, and not gone."""
        return self.state in ("Conferenced", "Connected")

    @property
    def conferenced(self) -> bool:
        """Whether it is in a meeting."""
        return self.state == "Conferenced"

    @property
    def busy(self) -> bool:
        """Whether any modality is used or on its way."""
        return any(m.state != "Disconnected" for m in (self.messaging, self.phone_audio))

    def modality(self, rel: str) -> Modality | None:
        """What an invitation of a rel is about; None where it is about no modality."""
        known: dict[str, Modality] = {MESSAGING: self.messaging, PHONE_AUDIO: self.phone_audio}
        return known.get(rel)

    @property
    def member(self) -> Member:
        """The own entry in the room; before arrival and after the end, what it would be."""
        return self.room.members.get(self.person.id) or self.room.newcomer(self.person)

    def participant_href(self, person: Person) -> str:
        """The path of a participant as this client sees it."""
        return f"{self.path}/participants/{person.id}"

    def collection(self, rel: str) -> EventLink:
        """The `in` of an event."""
        return EventLink(rel, f"{self.path}/{rel}")

    # What happens to the client, in the order in which it may happen

    def open(self, *, tell_start: bool) -> None:
        """The join is being processed: the invitation starts, the conversation appears."""
        if tell_start:
            self.invitation.started()
        self.announced = True
        self.application.archive.begins(self)
        self._changed("added")

    def introduce_self(self) -> None:
        """The local participant appears."""
        link = EventLink("localParticipant", self.own_href, self.person.name)
        self.post("added", link, resource=shapes.participant(self, self.member))

    def wait_in_lobby(self) -> None:
        """In the lobby: the conversation says so, the invitation stays Connecting."""
        self.state = "InLobby"
        self._changed("updated")

    def enter(self) -> None:
        """On the roster: everything that a successful join brings, completed last but for the modality."""
        self.state = "Conferenced"
        self._changed("updated")
        meeting = EventLink("onlineMeeting", f"{self.path}/onlineMeeting")
        self.post("added", meeting, in_=EventLink("conversation", self.path), resource=shapes.online_meeting(self))
        for member in self.room.visible_to(self.member):
            self.appeared(member)
        self.invitation.succeed()
        self.messaging.changed()

    def fail(self, reason: Reason) -> None:
        """The join did not succeed."""
        self.invitation.fail(reason)
        self._finish(reason)

    def thrown_out(self, reason: Reason) -> None:
        """Removed from the meeting by somebody else."""
        self._finish(reason)

    def dismiss(self, invitation: Invitation, reason: Reason) -> None:
        """An invitation came to nothing; the conversation goes with it where it began with it."""
        modality = self.modality(invitation.rel)
        if invitation is self.invitation:
            self.fail(reason)
        elif modality is not None:
            modality.stop(reason)
        invitation.fail(reason)

    def part(self, reason: Reason) -> None:
        """The other side of a conversation of two is gone."""
        for modality in (self.messaging, self.phone_audio):
            if modality.state != "Disconnected":
                modality.stop(reason, reason)
        self._finish(reason)

    def leave(self) -> None:
        """The client leaves, or gives up joining: everything ends, others stay."""
        pending = self.invitation.pending
        self._rings_no_more()
        self.room.leave(self)
        self.invitation.fail(CANCELED)
        self._finish(CANCELED if pending else None)

    def vanish(self) -> None:
        """The client is gone: others see it leave, itself is told nothing."""
        self.over = True
        self._rings_no_more()
        self.messaging.silence()
        self.phone_audio.silence()
        self.application.archive.ends(self, None)
        self.room.leave(self)

    def interfere(self, reason: Reason) -> None:
        """A server-made change: messaging is updated, with a reason."""
        self.messaging.changed(reason)

    # What the client sees of others

    def appeared(self, member: Member) -> None:
        """Somebody is there: as a participant, and in a collection."""
        link = self._participant_link(member.person)
        if not member.waiting:
            self.application.archive.meets(self, member.person)
        if member.person.id != self.person.id:
            self.post("added", link, resource=shapes.participant(self, member) if member.waiting else None)
        if not self.room.private:
            self.post("added", link, in_=self.collection(member.collection))
        if member.scripted_talker or any(s.messaging.connected and s is not self for s in member.seats):
            self.messaging_of(member.person, "added")

    def sorted_into(self, member: Member) -> None:
        """Somebody who was there before has a place in a collection, because this became a meeting."""
        self.post("added", self._participant_link(member.person), in_=self.collection(member.collection))

    def moved(self, member: Member, before: str) -> None:
        """Somebody went from one collection to another."""
        link = self._participant_link(member.person)
        self.post("deleted", link, in_=self.collection(before))
        self.post("added", link, in_=self.collection(member.collection))
        self.post("updated", link, resource=shapes.participant(self, member))

    def disappeared(self, member: Member) -> None:
        """Somebody is gone."""
        link = self._participant_link(member.person)
        self.messaging.stops_typing(member.person)
        self.post("deleted", link, in_=self.collection(member.collection))
        self.post("deleted", link)

    def rights_changed(self) -> None:
        """The own role changed: who waits becomes visible or invisible, links on others come and go."""
        me = self.member
        for member in self.room.members.values():
            if member is me:
                continue
            if member.waiting:
                (self.appeared if me.leads else self.disappeared)(member)
            else:
                link = self._participant_link(member.person)
                self.post("updated", link, resource=shapes.participant(self, member))
        self.changed()
        if self.messaging.connected and not self.room.audience_may_write:
            self.messaging.changed()

    def messaging_of(self, person: Person, kind: str) -> None:
        """Somebody's messaging came or went; not embedded, as captured."""
        rel = "localParticipant" if person.id == self.person.id else "participant"
        link = EventLink("participantMessaging", f"{self.participant_href(person)}/messaging")
        self.post(kind, link, in_=EventLink(rel, self.participant_href(person), person.name))

    # Sending events

    def post(
        self,
        kind: str,
        link: EventLink,
        *,
        in_: EventLink | None = None,
        resource: Resource | None = None,
        status: str | None = None,
        reason: Reason | None = None,
        fetched: Callable[[], None] | None = None,
    ) -> None:
        """An event of sender `conversation`; `fetched` is called when the client takes it."""
        event = Event(kind, link, in_, status, reason, resource)
        self.application.channel.post(("conversation", self.path), event, fetched=fetched)

    def changed(self) -> None:
        """The conversation's own properties changed."""
        self._changed("updated")

    def _changed(self, kind: str, reason: Reason | None = None, *, embed: bool = True) -> None:
        if not self.announced:
            return
        resource = shapes.conversation(self) if embed else None
        event = Event(kind, EventLink("conversation", self.path), None, None, reason, resource)
        sender = ("communication", self.application.communication_path)
        self.application.channel.post(sender, event)

    def _participant_link(self, person: Person) -> EventLink:
        return EventLink("participant", self.participant_href(person), person.name)

    def _rings_no_more(self) -> None:
        """Whoever calls here has one client less to hope for."""
        if self.invitation.incoming and self.invitation.offer is not None:
            self.invitation.offer.lose(self.invitation)

    def _finish(self, reason: Reason | None) -> None:
        if self.over:
            return
        others = [m for m in self.room.visible_to(self.member) if m.person.id != self.person.id] if self.inside else []
        self.over = True
        self.messaging.end(reason or CANCELED)
        self.phone_audio.end(reason or CANCELED)
        self.application.archive.ends(self, reason)
        for member in others:
            self.post("deleted", self._participant_link(member.person))
        self.post("deleted", EventLink("localParticipant", self.own_href, self.person.name))
        self.state = "Disconnected"
        self._changed("updated", reason)
        self._changed("deleted", embed=False)
        self.application.put_away(self)
        self.room.leave(self)
