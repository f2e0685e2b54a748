"""Calling somebody, asking somebody in, and answering those who call us, as data.

Source: UCWA reference, pages startMessaging, startPhoneAudio, addParticipant, accept, decline, CallDeclineReason.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.operation_answers import ANSWERED_ALREADY, COMMON_ANSWERS, NO_NUMBER, OUTSIDE_TICKET
from ucwa_tui.protocol.operation_fields import (
    DECLINE_REASON,
    IMPORTANCE_FIELD,
    OPERATION_ID,
    OWN_NUMBER,
    SUBJECT,
    THREAD_ID,
    TO,
)

_ANSWERABLE = "Only incoming invitations have it, until they are answered or over."

INVITING: Final = (
    Operation(
        name="startMessaging",
        title="Write to somebody",
        rel="startMessaging",
        rel_holder="communication",
        method="POST",
        why="Invites somebody to instant messages, in a conversation of two.",
        fields=(TO, OPERATION_ID, IMPORTANCE_FIELD, SUBJECT, THREAD_ID),
        answers=(OUTSIDE_TICKET, *COMMON_ANSWERS),
        success=(201,),
        follows="A messagingInvitation starts; once they accept, it completes.",
        absent="communication offers it only to users whose policy allows instant messages.",
    ),
    Operation(
        name="startPhoneAudio",
        title="Call somebody by phone",
        rel="startPhoneAudio",
        rel_holder="communication",
        method="POST",
        why="Has the server call your telephone, then the other person.",
        fields=(TO, OWN_NUMBER, OPERATION_ID, IMPORTANCE_FIELD, SUBJECT, THREAD_ID),
        answers=(NO_NUMBER, OUTSIDE_TICKET, *COMMON_ANSWERS),
        success=(201,),
        follows="A phoneAudioInvitation starts.",
        absent="communication offers it only to users whose policy allows calls, after makeMeAvailable.",
    ),
    Operation(
        name="addParticipant",
        title="Ask somebody in",
        rel="addParticipant",
        rel_holder="conversation",
        method="POST",
        why="Invites one more person; two become a meeting by it.",
        fields=(TO, OPERATION_ID),
        answers=COMMON_ANSWERS,
        success=(201,),
        follows="A participantInvitation starts.",
        absent="A conversation offers it once it is connected, to those who may invite.",
    ),
    Operation(
        name="accept",
        title="Accept an invitation",
        rel="accept",
        rel_holder="invitation",
        method="POST",
        why="Takes an invitation that somebody has sent you.",
        answers=(ANSWERED_ALREADY, *COMMON_ANSWERS),
        follows="It completes once you are connected.",
        absent=_ANSWERABLE,
    ),
    Operation(
        name="decline",
        title="Decline an invitation",
        rel="decline",
        rel_holder="invitation",
        method="POST",
        why="Turns an invitation down.",
        fields=(DECLINE_REASON,),
        answers=(ANSWERED_ALREADY, *COMMON_ANSWERS),
        follows="It completes as declined.",
        absent=_ANSWERABLE,
    ),
)
"""The last two on links of an invitation of any kind."""
