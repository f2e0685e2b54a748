"""A meeting while it goes on: who is in it, who waits in the lobby, and who has to be told.

Source: UCWA reference, "participant", "lobby", "attendees", "leaders". Every conversation is one client's seat in a
room; a person with two clients is one member with two seats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.behaviours import DENIED
from ucwa_tui.sandbox.echo import Echo
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.people import Person

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation

EJECTED = Reason("Informational", "Ejected", "A leader removed you from the meeting.")


@dataclass(eq=False)
class Member:
    """Somebody in the meeting or in its lobby."""

    person: Person
    leads: bool = False
    organizer: bool = False
    waiting: bool = False
    """In the lobby."""
    seats: list[Conversation] = field(default_factory=list)
    """The clients; none for scripted people."""

    scripted_talker: bool = False
    """Somebody without a client who has messaging all the same."""

    @property
    def talks(self) -> bool:
        """Whether messages reach this member."""
        return self.scripted_talker or any(seat.messaging.connected for seat in self.seats)

    @property
    def first_listener(self) -> Conversation | None:
        """The one of the clients with messaging that came first."""
        return next((seat for seat in self.seats if seat.messaging.connected), None)

    @property
    def role(self) -> str:
        """Role as the participant resource writes it."""
        return "Leader" if self.leads else "Attendee"

    @property
    def collection(self) -> str:
        """The collection that holds the member."""
        return "lobby" if self.waiting else "leaders" if self.leads else "attendees"


class Room:
    """The live side of a meeting."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.members: dict[str, Member] = {}
        self.echo = Echo(self, meeting.answers) if meeting.answers else None
        self.private = False
        """Whether this is a conversation of two people and no meeting."""
        self.invited: set[str] = set()
        """Ids of people whom a leader has asked in: the lobby does not keep them."""
        self.audience_may_write = True
        """Whether attendees may write, and not leaders only."""
        self._set_the_scene()

    def come(self, conversation: Conversation) -> None:
        """A client arrives: it enters, or it waits in the lobby."""
        member = self.members.get(conversation.person.id)
        arrives = member is None
        if member is None:
            member = self.members[conversation.person.id] = self.newcomer(conversation.person)
            known = conversation.person.id in self.invited
            member.waiting = not known and self.meeting.keeps_waiting(conversation.person)
        member.seats.append(conversation)
        if arrives:
            self._show(member)
        if member.waiting:
            conversation.wait_in_lobby()
        else:
            conversation.enter()

    @property
    def led(self) -> bool:
        """Whether a leader with a client is inside: then no scripted one decides about the lobby."""
        return any(m.leads and not m.waiting and any(s.inside for s in m.seats) for m in self.members.values())

    def scripted_arrives(self, person: Person) -> None:
        """Somebody without a client comes in and answers messages."""
        if person.id not in self.members:
            member = self.members[person.id] = self.newcomer(person)
            member.scripted_talker = True
            self.echo = self.echo or Echo(self, person)
            self._show(member)

    def guest_arrives(self, person: Person) -> None:
        """A scripted guest comes to the lobby, unless that guest is here already."""
        if person.id not in self.members:
            member = self.members[person.id] = self.newcomer(person)
            member.waiting = True
            self._show(member)

    def admit(self, member: Member) -> bool:
        """Let a waiting member in; False where nobody waits."""
        if not member.waiting:
            return False
        leaders = [s for s in self._present() if s.member.leads]
        others = [s for s in self._present() if not s.member.leads]
        member.waiting = False
        for seat in leaders:
            seat.moved(member, "lobby")
        for seat in others:
            seat.appeared(member)
        for own in list(member.seats):
            own.enter()
        return True

    def reject(self, member: Member, reason: Reason = DENIED) -> bool:
        """Turn a waiting member away; False where nobody waits."""
        if not member.waiting:
            return False
        self._forget(member)
        for seat in list(member.seats):
            seat.fail(reason)
        return True

    def eject(self, member: Member, reason: Reason = EJECTED) -> None:
        """Remove a member from the meeting."""
        self._forget(member)
        for seat in list(member.seats):
            seat.thrown_out(reason)

    def set_role(self, member: Member, leads: bool) -> None:
        """Promote or demote."""
        if member.leads == leads or member.waiting:
            return
        before = member.collection
        member.leads = leads
        for seat in self._present():
            seat.moved(member, before)
        for own in member.seats:
            own.rights_changed()

    def leave(self, conversation: Conversation) -> None:
        """A client goes; the member goes with the last one."""
        member = self.members.get(conversation.person.id)
        if member is None or conversation not in member.seats:
            return
        member.seats.remove(conversation)
        if not member.seats:
            self._forget(member)
        if not any(m.seats for m in self.members.values()):
            self._set_the_scene()

    def visible_to(self, viewer: Member) -> list[Member]:
        """Whom somebody sees: everybody inside, and for a leader those who wait."""
        return [m for m in self.members.values() if not m.waiting or viewer.leads]

    def admit_everybody(self) -> int:
        """Let in all clients that wait, and scripted guests too."""
        return sum(self.admit(m) for m in list(self.members.values()))

    def reject_everybody(self) -> int:
        """Turn away everybody who waits."""
        return sum(self.reject(m) for m in list(self.members.values()))

    def newcomer(self, person: Person) -> Member:
        """Somebody as the meeting's settings see a first arrival; not in the room yet."""
        return Member(person, self.meeting.leads(person), person == self.meeting.organizer)

    def _set_the_scene(self) -> None:
        """Only the scripted people are there: scripted guests go with the last client."""
        self.audience_may_write = True
        self.members = {p.id: self.newcomer(p) for p in self.meeting.people}
        for member in self.members.values():
            member.scripted_talker = member.person == self.meeting.answers

    def _present(self) -> list[Conversation]:
        """The seats of those inside."""
        return [seat for m in self.members.values() if not m.waiting for seat in m.seats]

    def _show(self, member: Member) -> None:
        for seat in self._present():
            if seat not in member.seats and (not member.waiting or seat.member.leads):
                seat.appeared(member)

    def _forget(self, member: Member) -> None:
        self.members.pop(member.person.id, None)
        for seat in self._present():
            if not member.waiting or seat.member.leads:
                seat.disappeared(member)
