"""POST onlineMeetingInvitations: joinOnlineMeeting and startOnlineMeeting are the same address.

Source: UCWA reference, "joinOnlineMeeting", "startOnlineMeeting", "onlineMeetingInvitation".
Decisions where the documentation is silent: a parameter in the body wins over the same one in the query; an absent,
empty or `adhoc` URI makes a new meeting; an operationId or threadId that was used before is accepted; a signed-in
user's anonymousDisplayName is ignored.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, created_at
from ucwa_tui.sandbox.behaviours import BEHAVIOURS
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.join_course import JoinCourse
from ucwa_tui.sandbox.meetings import meeting_key
from ucwa_tui.sandbox.room import Room
from ucwa_tui.sandbox.validation import Fields

IMPORTANCE = ("Normal", "Urgent", "Emergency")
MAX_OPERATION_ID = 50
MAX_SUBJECT = 250
MAX_DISPLAY_NAME = 250
_HEAD_START = 0.3
"""Seconds by which early events are ahead of the answer."""


@dataclass(frozen=True, slots=True)
class JoinOrder:
    """A join as it was asked for."""

    uri: str | None
    """None: a new meeting."""
    operation_id: str | None
    importance: str
    subject: str | None
    thread_id: str | None
    anonymous_display_name: str | None


def post_join(call: Call) -> Answer | Awaitable[Answer]:
    """Accept or refuse a join. 201 says accepted, not joined: the rest comes through the event channel."""
    order = _order(call)
    room = _room(call, order)
    behaviour = BEHAVIOURS[room.meeting.behaviour]
    if behaviour.refused is not None:
        raise errors.refused_join(behaviour.refused)
    seat = _seat(call, order, room)
    course = JoinCourse(seat, behaviour)
    if behaviour.before_answer:
        return _late_answer(call, seat, course)
    course.start()
    return created_at(seat.invitation.href)


def _order(call: Call) -> JoinOrder:
    fields = Fields(call.request)
    uri = (fields.text("onlineMeetingUri") or "").strip()
    anonymous = call.identity.anonymous
    order = JoinOrder(
        uri=None if uri.lower() in ("", "adhoc") else uri,
        operation_id=fields.text("operationId", limit=MAX_OPERATION_ID) or None,
        importance=fields.choice("importance", IMPORTANCE) or IMPORTANCE[0],
        subject=fields.text("subject", limit=MAX_SUBJECT),
        thread_id=fields.text("threadId") or None,
        anonymous_display_name=fields.text("anonymousDisplayName", limit=MAX_DISPLAY_NAME, required=anonymous),
    )
    fields.check()
    return order if anonymous else replace(order, anonymous_display_name=None)


def _room(call: Call, order: JoinOrder) -> Room:
    identity = call.identity
    if identity.meeting_uri is not None and meeting_key(order.uri or "") != meeting_key(identity.meeting_uri):
        raise errors.other_meeting()
    if order.uri is None:
        return call.world.new_room(identity.person, order.subject or "")
    room = call.world.room(order.uri)
    if room is None:
        raise errors.destination_not_found()
    return room


def _seat(call: Call, order: JoinOrder, room: Room) -> Conversation:
    person = call.identity.person
    if order.anonymous_display_name is not None:
        person = replace(person, name=order.anonymous_display_name)
    seat = Conversation(
        call.application,
        room,
        person,
        subject=order.subject if order.subject is not None else room.meeting.subject,
        importance=order.importance,
        thread_id=order.thread_id or call.world.ids.hex32(),
    )
    seat.invitation.operation_id = order.operation_id
    seat.invitation.anonymous_display_name = order.anonymous_display_name
    return seat


async def _late_answer(call: Call, seat: Conversation, course: JoinCourse) -> Answer:
    """Let the events overtake the answer: a waiting P-GET gets them while the POST is still unanswered."""
    course.start()
    await call.world.clock.sleep(_HEAD_START)
    return created_at(seat.invitation.href)
