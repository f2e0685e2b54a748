"""What can be asked of the phone audio of a conversation: read, add, hold, resume, stop.

Source: UCWA reference, "phoneAudio", "addPhoneAudio", "holdPhoneAudio", "resumePhoneAudio", "stopPhoneAudio".
Decision where it is silent: in a meeting the server's call is taken a moment later.
"""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, created_at, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.calling import MAX_OPERATION_ID, TAKES_AFTER, addressee, call_again, phone_of
from ucwa_tui.sandbox.invitation import PHONE_AUDIO, Invitation
from ucwa_tui.sandbox.pair import Pair
from ucwa_tui.sandbox.stopping import stop
from ucwa_tui.sandbox.validation import Fields


def get_phone_audio(call: Call) -> Answer:
    """How the call stands."""
    return call.give(call.conversation.phone_audio.resource()).marked()


def post_add_phone_audio(call: Call) -> Answer:
    """Have the server call a telephone into the conversation."""
    seat = call.conversation
    fields = Fields(call.request)
    operation_id = fields.text("operationId", limit=MAX_OPERATION_ID) or None
    addressee(fields)
    fields.check()
    number = phone_of(call, fields)
    if not seat.inside:
        raise errors.conversation_not_found()
    if seat.phone_audio.state != "Disconnected":
        raise errors.already_exists()
    if isinstance(seat.room, Pair) and seat.room.private:
        return created_at(call_again(call, seat.room, PHONE_AUDIO, operation_id, phone_number=number).href).marked()
    invitation = Invitation(PHONE_AUDIO, call.world.ids.hex32(), seat, operation_id, phone_number=number)
    seat.application.remember(invitation)
    invitation.started()
    seat.phone_audio.begin(invitation)
    call.world.clock.later(TAKES_AFTER, lambda: _taken(invitation))
    return created_at(invitation.href).marked()


def post_stop_phone_audio(call: Call) -> Answer:
    """Hang up, or stop calling."""
    if call.conversation.phone_audio.state == "Disconnected":
        raise errors.resource_not_found()
    stop(call.conversation, call.conversation.phone_audio)
    return no_content().marked()


def post_hold(call: Call) -> Answer:
    """Put the call on hold, or resume it. A link that is not offered now leads nowhere."""
    phone, held = call.conversation.phone_audio, call.request.segments[-1].lower() == "hold"
    if not phone.connected or phone.held == held:
        raise errors.resource_not_found()
    phone.hold(held)
    return no_content().marked()


def _taken(invitation: Invitation) -> None:
    """Somebody has lifted the receiver, unless the invitation is over by now."""
    if invitation.pending and not invitation.conversation.over:
        invitation.conversation.phone_audio.connect()
        invitation.succeed()
