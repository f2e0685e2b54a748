"""What can be asked of a conversation: read it and its parts, leave it, use messaging, govern participants.

Source: UCWA reference, "conversation", "participant" (admit, reject, eject, promote, demote), "messaging".
"""

from __future__ import annotations

from ucwa_tui.sandbox import conversation_shapes as shapes
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, created_at, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.calling import call_again
from ucwa_tui.sandbox.invitation import MESSAGING
from ucwa_tui.sandbox.pair import Pair
from ucwa_tui.sandbox.room import Member
from ucwa_tui.sandbox.shapes import resource, titled
from ucwa_tui.sandbox.stopping import stop
from ucwa_tui.sandbox.validation import Fields

MAX_OPERATION_ID = 50
_MESSAGE_TYPES = ("text/plain", "text/html")


def get_conversation(call: Call) -> Answer:
    """The conversation."""
    return call.give(shapes.conversation(call.conversation))


def delete_conversation(call: Call) -> Answer:
    """Leave: the client's part ends, others stay."""
    call.conversation.leave()
    return no_content()


def get_online_meeting(call: Call) -> Answer:
    """The meeting, once inside."""
    if not call.conversation.conferenced:
        raise errors.resource_not_found()
    return call.give(shapes.online_meeting(call.conversation))


def get_collection(call: Call) -> Answer:
    """Participants, attendees, leaders, lobby."""
    if not call.conversation.conferenced:
        raise errors.resource_not_found()
    return call.give(shapes.collection(call.conversation, call.request.segments[-1].lower()))


def get_participant(call: Call) -> Answer:
    """Somebody in the meeting, oneself too."""
    return call.give(shapes.participant(call.conversation, _member(call)))


def get_participant_messaging(call: Call) -> Answer:
    """Somebody's messaging, while that somebody has it on."""
    seat, member = call.conversation, _member(call)
    if not member.talks:
        raise errors.resource_not_found()
    href = seat.participant_href(member.person)
    links = {"participant": titled(href, member.person.name)}
    return call.give(resource("participantMessaging", f"{href}/messaging", None, links))


def post_govern(call: Call) -> Answer:
    """Admit, reject, eject, promote or demote somebody. A link that is not offered now leads nowhere."""
    seat, member = call.conversation, _member(call)
    verb = call.request.segments[-1].lower()
    if not seat.member.leads or seat.member.waiting:
        raise errors.attendee_not_allowed()
    if shapes.participant(seat, member).href(verb) is None:
        raise errors.resource_not_found()
    match verb:
        case "admit":
            seat.room.admit(member)
        case "reject":
            seat.room.reject(member)
        case "eject":
            seat.room.eject(member)
        case _:
            seat.room.set_role(member, verb == "promote")
    return no_content()


def get_messaging(call: Call) -> Answer:
    """How messaging stands."""
    return call.give(call.conversation.messaging.resource())


def post_add_messaging(call: Call) -> Answer:
    """Start messaging. The first message may come as a link to a data URI."""
    seat = call.conversation
    fields = Fields(call.request)
    operation_id = fields.text("operationId", limit=MAX_OPERATION_ID)
    fields.check()
    if not seat.inside:
        raise errors.conversation_not_found()
    if seat.messaging.state != "Disconnected":
        raise errors.already_exists()
    message = fields.body.href("message")
    if isinstance(seat.room, Pair) and seat.room.private:
        return created_at(call_again(call, seat.room, MESSAGING, operation_id or None, message=message).href)
    return created_at(seat.messaging.add(operation_id or None, message).href)


def post_terminate(call: Call) -> Answer:
    """Stop messaging; a meeting goes on, a conversation of two without any other modality ends."""
    if call.conversation.messaging.state == "Disconnected":
        raise errors.resource_not_found()
    stop(call.conversation, call.conversation.messaging)
    return no_content()


def post_message(call: Call) -> Answer:
    """Send a message: the body is the message. An operationId can only be in the query, and is not insisted on."""
    kind = (call.request.header("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in _MESSAGE_TYPES:
        raise errors.unsupported_media_type(call.request.header("Content-Type"))
    operation_id = call.request.parameter("operationId") or ""
    if len(operation_id) > MAX_OPERATION_ID:
        raise errors.parameter_validation([("operationId", f"The maximum length is {MAX_OPERATION_ID} characters.")])
    messaging = call.conversation.messaging
    if not messaging.connected:
        raise errors.resource_not_found()
    if not messaging.may_write:
        raise errors.attendee_not_allowed()
    try:
        text = call.request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.deserialization_failure("the message is not UTF-8") from error
    return created_at(messaging.send(text, kind))


def get_messages(call: Call) -> Answer:
    """The messages that are kept."""
    messaging = call.conversation.messaging
    links = {"message": [message.href() or "" for message in messaging.messages.values()]}
    return call.give(resource("messages", f"{messaging.path}/messages", None, links)).marked()


def get_message(call: Call) -> Answer:
    """A message that was sent or received."""
    text = call.params["message"]
    message = call.conversation.messaging.messages.get(
        int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    )
    if message is None:
        raise errors.resource_not_found()
    return call.give(message)


def post_to_message(call: Call) -> Answer:
    """A message sent to the address of another one. Not documented; a bot that ran for years answers this way."""
    get_message(call)
    return post_message(call).marked()


def post_typing(call: Call) -> Answer:
    """Others see for a while that this client types."""
    messaging = call.conversation.messaging
    if not messaging.connected:
        raise errors.resource_not_found()
    if not messaging.may_write:
        raise errors.attendee_not_allowed()
    messaging.type()
    return no_content()


def get_typing_participants(call: Call) -> Answer:
    """Who types now."""
    seat = call.conversation
    typing = [m for m in seat.room.members.values() if m.person.id in seat.messaging.typing]
    links = [titled(seat.participant_href(m.person), m.person.name) for m in typing]
    path = f"{seat.messaging.path}/typingParticipants"
    return call.give(resource("typingParticipants", path, None, {"participant": links}))


def _member(call: Call) -> Member:
    seat = call.conversation
    wanted = call.params["participant"].lower()
    members = {m.person.id.lower(): m for m in seat.room.visible_to(seat.member)}
    members[seat.person.id.lower()] = seat.member
    if wanted not in members:
        raise errors.resource_not_found()
    return members[wanted]
