"""addParticipant: asking somebody into a conversation that goes on; one of two people becomes a meeting by it.

Source: UCWA reference, "addParticipant", "participantInvitation" (who is asked sees an onlineMeetingInvitation).
Decisions where it is silent: a conversation of two becomes a meeting at once, whatever the third person answers;
whom somebody inside asks in does not wait in the lobby.
"""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, created_at
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.calling import MAX_OPERATION_ID, addressee, known_person, take_by_script
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.invitation import MEETING, PARTICIPANT, Invitation
from ucwa_tui.sandbox.offer import Offer
from ucwa_tui.sandbox.pair import Pair
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.validation import Fields
from ucwa_tui.sandbox.world import World


def post_add_participant(call: Call) -> Answer:
    """Ask somebody in. The conversation is in the query, as the link has it."""
    fields = Fields(call.request)
    operation_id = fields.text("operationId", limit=MAX_OPERATION_ID) or None
    uri = addressee(fields)
    fields.check()
    seat = call.application.conversations.get((call.request.parameter("conversation") or "").lower())
    if seat is None or not seat.inside:
        raise errors.conversation_not_found()
    person = known_person(call.world, uri)
    if any(m.person.id == person.id for m in seat.room.members.values()):
        raise errors.already_exists()
    outgoing = Invitation(PARTICIPANT, call.world.ids.hex32(), seat, operation_id)
    outgoing.to = person
    seat.application.remember(outgoing)
    offer = Offer(outgoing, call.world.clock, lambda incoming: _come_in(outgoing, incoming))
    outgoing.started()
    if isinstance(seat.room, Pair) and seat.room.private:
        seat.room.escalate()
        call.world.announce(seat.room)
    _ring(call.world, seat, offer, person)
    return created_at(outgoing.href).marked()


def _ring(world: World, seat: Conversation, offer: Offer, person: Person) -> None:
    called = [
        Conversation(
            application,
            seat.room,
            person,
            subject=seat.subject,
            importance=seat.importance,
            thread_id=seat.thread_id,
            rel=MEETING,
            state="Incoming",
        )
        for application in world.reachable(person, "Messaging")
    ]
    offer.ring(c.invitation for c in called)
    for each in called:
        each.invitation.sender, each.invitation.to = seat.person, person
        each.open(tell_start=True)
        each.introduce_self()
    if not called:
        take_by_script(world, offer, person, lambda: _script(seat, offer, person))


def _script(seat: Conversation, offer: Offer, person: Person) -> None:
    if not seat.over and offer.settle():
        seat.room.scripted_arrives(person)
        offer.outgoing.accepted_by = person
        offer.outgoing.succeed()


def _come_in(outgoing: Invitation, incoming: Invitation) -> None:
    seat = incoming.conversation
    seat.room.invited.add(seat.person.id)
    seat.state = "Conferencing"
    seat.changed()
    seat.room.come(seat)
    outgoing.accepted_by = seat.person
    outgoing.succeed()
