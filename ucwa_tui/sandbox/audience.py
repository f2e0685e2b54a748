"""enableAudienceMessaging, disableAudienceMessaging: whether attendees of a meeting may write.

Source: UCWA reference, the pages of the same names, "conversation" (audienceMessaging). Decision where it is silent:
leaders go on writing, attendees keep messaging to read, but without the links to write and to show that they type.
"""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.room import Room


def post_audience_messaging(call: Call) -> Answer:
    """Let attendees write, or not. A link that is not offered now leads nowhere."""
    seat, room = call.conversation, call.conversation.room
    if not seat.conferenced:
        raise errors.resource_not_found()
    if not seat.member.leads:
        raise errors.attendee_not_allowed()
    allowed = call.request.segments[-1].lower() == "enableaudiencemessaging"
    if room.audience_may_write == allowed:
        raise errors.resource_not_found()
    let_write(room, allowed)
    return no_content().marked()


def let_write(room: Room, allowed: bool) -> None:
    """Change it, and tell everybody inside."""
    room.audience_may_write = allowed
    for member in room.members.values():
        for seat in member.seats if not member.waiting else ():
            seat.changed()
            if seat.messaging.connected and not member.leads:
                seat.messaging.changed()
