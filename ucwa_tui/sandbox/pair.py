"""Two people who talk without a meeting: who calls, who is called, what both use, and how it ends for both.

Source: UCWA reference, "startMessaging", "startPhoneAudio", "conversation", "addParticipant". A third person makes a
meeting of it, which is why this is a room that starts out private.
"""

from __future__ import annotations

from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.behaviours import CANCELED
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.conversation_shapes import online_meeting
from ucwa_tui.sandbox.echo import Echo
from ucwa_tui.sandbox.invitation import MESSAGING, Invitation
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.messaging import first_message
from ucwa_tui.sandbox.modality import Modality
from ucwa_tui.sandbox.offer import Offer
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.room import Member, Room

OVER = Reason("Informational", "Ended", "The other side has ended the conversation.")


class Pair(Room):
    """A conversation of two people.

    Args:
        meeting: what it becomes when somebody else is added.
    """

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(meeting)
        self.private = True
        self._offers: list[Offer] = []

    def seat_caller(self, seat: Conversation) -> None:
        """Whoever calls is in it from the start."""
        member = self.members[seat.person.id] = self.newcomer(seat.person)
        member.seats.append(seat)

    def offer(self, outgoing: Invitation) -> Offer:
        """A new attempt to reach the other side."""
        self._offers = [o for o in self._offers if not o.over]
        offer = Offer(outgoing, outgoing.conversation.application.clock, self._connect)
        self._offers.append(offer)
        return offer

    def others(self, seat: Conversation) -> list[Conversation]:
        """The clients of the other side."""
        return [s for m in self.members.values() for s in m.seats if s is not seat]

    def script(self, offer: Offer, person: Person) -> None:
        """Somebody without a client accepts, and answers what is written."""
        if not offer.settle():
            return
        outgoing = offer.outgoing
        member = self.members[person.id] = self.newcomer(person)
        member.scripted_talker = outgoing.rel == MESSAGING
        if member.scripted_talker:
            self.echo = Echo(self, person)
        self._both_in(outgoing, person)
        self._speak(outgoing)

    def stop(self, seat: Conversation, modality: Modality) -> None:
        """A client ends a modality: an invitation is withdrawn or declined, the last one ends the conversation."""
        for offer in [o for o in self._offers if not o.over]:
            if seat.modality(offer.outgoing.rel) is modality and offer.outgoing.conversation is seat:
                offer.withdraw()
                return
            for invitation in offer.incoming:
                if invitation.conversation is seat and seat.modality(invitation.rel) is modality:
                    offer.decline(invitation, everywhere=True)
                    return
        others = self.others(seat)
        modality.stop(CANCELED)
        for other in others:
            twin = other.messaging if modality is seat.messaging else other.phone_audio
            if twin.state != "Disconnected":
                twin.stop(OVER, OVER)
        if not seat.busy:
            seat.leave()

    def escalate(self) -> None:
        """Make a meeting of it: both are in it already, now as organizer and attendee."""
        self.private = False
        for offer in list(self._offers):
            offer.withdraw()
        for seat in [s for m in self.members.values() for s in m.seats]:
            seat.state = "Conferenced"
            seat.changed()
            meeting = EventLink("onlineMeeting", f"{seat.path}/onlineMeeting")
            seat.post("added", meeting, in_=EventLink("conversation", seat.path), resource=online_meeting(seat))
            for member in self.members.values():
                seat.sorted_into(member)

    def leave(self, conversation: Conversation) -> None:
        """A client goes, and with it the conversation."""
        if not self.private:
            super().leave(conversation)
            return
        member = self.members.get(conversation.person.id)
        if member is None or conversation not in member.seats:
            return
        others = self.others(conversation)
        self.members.clear()
        for offer in list(self._offers):
            offer.withdraw()
        for other in others:
            other.part(OVER)

    def _connect(self, incoming: Invitation) -> None:
        """A client of the other side has accepted."""
        offer, seat = incoming.offer, incoming.conversation
        assert offer is not None
        outgoing = offer.outgoing
        if seat.person.id not in self.members:
            self.members[seat.person.id] = self.newcomer(seat.person)
        member: Member = self.members[seat.person.id]
        if seat not in member.seats:
            member.seats.append(seat)
        theirs = seat.modality(incoming.rel)
        assert theirs is not None
        seat.state = "Conferenced" if not self.private else "Connected"
        theirs.connect()
        self._both_in(outgoing, seat.person)
        incoming.succeed()
        self._speak(outgoing)

    def _both_in(self, outgoing: Invitation, who: Person) -> None:
        """The calling side learns that it has been accepted."""
        seat = outgoing.conversation
        mine = seat.modality(outgoing.rel)
        assert mine is not None
        if seat.state == "Connecting":
            seat.state = "Connected"
            seat.appeared(self.members[who.id])
        mine.connect()
        outgoing.accepted_by = who
        outgoing.succeed()

    def _speak(self, outgoing: Invitation) -> None:
        first = first_message(outgoing.message)
        if first is not None:
            outgoing.conversation.messaging.send(first[1], first[0])
