"""startMessaging and startPhoneAudio: calling somebody, at all clients that are available.

Source: UCWA reference, "startMessaging", "startPhoneAudio", "makeMeAvailable" (only who has called it can be reached).
Decisions where it is silent: an address that nobody has is accepted, and the invitation fails with
DestinationNotFound; somebody without a client takes the call as `people.MANNERS` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, created_at
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.invitation import MESSAGING, PHONE_AUDIO, Invitation
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.offer import DECLINED, DO_NOT_DISTURB, NOBODY, UNAVAILABLE, Offer
from ucwa_tui.sandbox.pair import Pair
from ucwa_tui.sandbox.people import MANNERS, Manner, Person
from ucwa_tui.sandbox.phone_audio import telephone_number
from ucwa_tui.sandbox.validation import Fields
from ucwa_tui.sandbox.world import World

IMPORTANCE = ("Normal", "Urgent", "Emergency")
MAX_OPERATION_ID = 50
MAX_SUBJECT = 250
MODALITY = {MESSAGING: "Messaging", PHONE_AUDIO: "PhoneAudio"}
"""What an application has to support to be called with an invitation of a rel."""
BEGINS_AFTER = 0.02
TAKES_AFTER = 1.0
"""Sandbox seconds until the invitation starts, and until somebody without a client takes or refuses it."""
_MANNER_BY_DAY = {"Online": Manner.ACCEPTS, "Busy": Manner.ACCEPTS, "IdleOnline": Manner.SILENT}
"""How the people of the directory take a call; whoever is away, offline or not to be disturbed cannot be called."""
_ADDRESS = re.compile(r"(?:sip:)?[^\s:@;]+@[^\s:@;]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A call as it was asked for."""

    rel: str
    to: Person
    operation_id: str | None
    importance: str
    subject: str
    thread_id: str | None
    message: str | None
    phone_number: str | None


def post_start_messaging(call: Call) -> Answer:
    """Invite somebody to messaging. The first message may come as a link to a data URI."""
    return _start(call, MESSAGING)


def post_start_phone_audio(call: Call) -> Answer:
    """Have the server call a telephone of the user's, and then the other person."""
    return _start(call, PHONE_AUDIO).marked()


def call_again(
    call: Call,
    pair: Pair,
    rel: str,
    operation_id: str | None,
    *,
    message: str | None = None,
    phone_number: str | None = None,
) -> Invitation:
    """Add a modality to a conversation of two: the other side is asked in the same conversation."""
    seat, ids = call.conversation, call.world.ids
    outgoing = Invitation(rel, ids.hex32(), seat, operation_id, message, phone_number=phone_number)
    seat.application.remember(outgoing)
    other = next((m for m in pair.members.values() if m.person.id != seat.person.id), None)
    outgoing.to = other.person if other is not None else None
    offer = pair.offer(outgoing)
    outgoing.started()
    _begin_modality(outgoing)
    incoming = []
    for there in pair.others(seat):
        invitation = Invitation(rel, ids.hex32(), there, message=message, incoming=True)
        invitation.sender, invitation.to = seat.person, there.person
        there.application.remember(invitation)
        incoming.append(invitation)
    offer.ring(incoming)
    for invitation in incoming:
        invitation.started()
        _begin_modality(invitation)
    if other is not None and not incoming:
        call.world.clock.later(TAKES_AFTER, lambda: pair.script(offer, other.person))
    return outgoing


def addressee(fields: Fields) -> str:
    """The parameter `to`: a SIP address, with or without its scheme. Problems are noted in `fields`."""
    text = (fields.text("to", required=True) or "").strip()
    if text and not _ADDRESS.fullmatch(text):
        fields.problem("to", "This is no SIP address.")
    return "sip:" + re.sub(r"^sip:", "", text, flags=re.IGNORECASE).lower()


def known_person(world: World, uri: str) -> Person:
    """Who has an address; somebody without a name where nobody has."""
    account = world.account(uri)
    if account is not None and account.person.uri == uri:
        return account.person
    scripted = (p for r in world.rooms() for p in (r.meeting.organizer, *r.meeting.people))
    present = next((p for p in scripted if p.uri == uri), None)
    if present is not None:
        return present
    entry = world.book.find(uri)
    return entry.person if entry is not None else Person("", uri)


def manner_of(world: World, person: Person) -> Manner | None:
    """How somebody takes a call who cannot have a client: as scripted, or as their day goes; None: not at all."""
    if not person.name or world.account(person.uri) is not None:
        return None
    scripted = MANNERS.get(person.id.split("@")[0])
    entry = world.book.find(person.uri)
    if scripted is not None or entry is None:
        return scripted
    availability, _, _ = entry.state(world.clock.now())
    return _MANNER_BY_DAY.get(availability)


def absent(person: Person) -> Reason:
    """Why somebody cannot be called who has neither a reachable client nor a script."""
    return UNAVAILABLE if person.name else NOBODY


def phone_of(call: Call, fields: Fields) -> str:
    """The telephone that the server calls first: as asked, or as `communication` has it. Raises Refusal 400."""
    asked = fields.text("phoneNumber") or call.application.communication.phone_number or ""
    number = telephone_number(asked)
    if number is None:
        raise errors.normalization_failed(asked)
    return number


def _start(call: Call, rel: str) -> Answer:
    if call.identity.anonymous:
        raise errors.forbidden("An anonymous user reaches nobody outside the meeting of the ticket.")
    return begin_call(call, _order(call, rel))


def begin_call(call: Call, order: CallOrder) -> Answer:
    """Call somebody as ordered: 201 with the invitation."""
    me = call.identity.person
    pair = Pair(Meeting(call.world.ids.meeting(), order.subject, "joins", "a conversation that became one", me))
    seat = _seat(call.application, pair, me, order, "Connecting")
    pair.seat_caller(seat)
    seat.invitation.operation_id = order.operation_id
    seat.invitation.phone_number = order.phone_number
    offer = pair.offer(seat.invitation)
    call.world.clock.later(BEGINS_AFTER, lambda: _begin(call.world, pair, offer, order))
    return created_at(seat.invitation.href)


def _order(call: Call, rel: str) -> CallOrder:
    fields = Fields(call.request)
    uri = addressee(fields)
    order = CallOrder(
        rel=rel,
        to=known_person(call.world, uri),
        operation_id=fields.text("operationId", limit=MAX_OPERATION_ID) or None,
        importance=fields.choice("importance", IMPORTANCE) or IMPORTANCE[0],
        subject=fields.text("subject", limit=MAX_SUBJECT) or "",
        thread_id=fields.text("threadId") or call.world.ids.hex32(),
        message=fields.body.href("message") if rel == MESSAGING else None,
        phone_number=phone_of(call, fields) if rel == PHONE_AUDIO and not fields.troubled else None,
    )
    fields.check()
    return order


def _seat(application: Application, pair: Pair, person: Person, order: CallOrder, state: str) -> Conversation:
    seat = Conversation(
        application,
        pair,
        person,
        subject=order.subject,
        importance=order.importance,
        thread_id=order.thread_id or "",
        rel=order.rel,
        state=state,
    )
    seat.invitation.to = order.to
    seat.invitation.message = order.message
    return seat


def _begin(world: World, pair: Pair, offer: Offer, order: CallOrder) -> None:
    """The invitation starts, and rings where it can."""
    seat = offer.outgoing.conversation
    if seat.over:
        return
    seat.open(tell_start=True)
    seat.introduce_self()
    _begin_modality(offer.outgoing)
    everywhere = world.reachable(order.to, MODALITY[order.rel])
    rings = [a for a in everywhere if a is not seat.application and a.presence is not None]
    calm = [a for a in rings if a.presence is not None and a.presence.availability != "DoNotDisturb"]
    if rings and not calm:
        offer.refuse(DO_NOT_DISTURB)
        return
    incoming = [_seat(a, pair, order.to, order, "Incoming") for a in calm]
    offer.ring(c.invitation for c in incoming)
    for called in incoming:
        called.invitation.sender = seat.person
        _begin_modality(called.invitation, tell=False)
        called.open(tell_start=True)
        called.introduce_self()
        called.appeared(pair.members[seat.person.id])
    if not incoming:
        take_by_script(world, offer, order.to, lambda: pair.script(offer, order.to))


def take_by_script(world: World, offer: Offer, person: Person, accept: Callable[[], None]) -> None:
    """Somebody is called who has no client: they take it as they do, or cannot be reached."""
    match manner_of(world, person):
        case Manner.ACCEPTS:
            world.clock.later(TAKES_AFTER, accept)
        case Manner.DECLINES:
            world.clock.later(TAKES_AFTER, lambda: offer.refuse(DECLINED))
        case Manner.SILENT:
            pass
        case None:
            offer.refuse(absent(person))


def _begin_modality(invitation: Invitation, *, tell: bool = True) -> None:
    modality = invitation.conversation.modality(invitation.rel)
    if modality is not None:
        modality.begin(invitation, tell=tell)
