"""The operations that the program knows, as data. A further operation is one more entry here.

Source: UCWA reference, pages joinOnlineMeeting, startOnlineMeeting, cancel, conversation; link places and rels as
captured from real servers.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ucwa_tui.protocol.operation import Answer, Field, FieldKind, Operation, Place
from ucwa_tui.protocol.operation_answers import CANNOT_REDIRECT, COMMON_ANSWERS, MEETING_NOT_FOUND, OTHER_MEETING
from ucwa_tui.protocol.operation_fields import (
    ANONYMOUS_DISPLAY_NAME,
    IMPORTANCE_FIELD,
    ONLINE_MEETING_URI,
    OPERATION_ID,
    SUBJECT,
    THREAD_ID,
)
from ucwa_tui.protocol.operations_inviting import INVITING
from ucwa_tui.protocol.operations_messaging import MESSAGING
from ucwa_tui.protocol.operations_moderating import MODERATING
from ucwa_tui.protocol.operations_presence import PRESENCE

__all__ = ["OPERATIONS", "Answer", "Field", "FieldKind", "Operation", "Place", "operation"]

_ALL: Final = (
    Operation(
        name="joinOnlineMeeting",
        title="Join a meeting",
        rel="joinOnlineMeeting",
        rel_holder="communication",
        method="POST",
        why="Joins a scheduled meeting by its conference URI. Progress comes through the event channel.",
        fields=(ONLINE_MEETING_URI, OPERATION_ID, IMPORTANCE_FIELD, SUBJECT, THREAD_ID, ANONYMOUS_DISPLAY_NAME),
        answers=(MEETING_NOT_FOUND, OTHER_MEETING, *COMMON_ANSWERS),
        success=(201,),
        follows="An onlineMeetingInvitation starts in the event channel; it completes once you are on the roster.",
        absent="communication offers it only to users whose policy allows it: have the administrator check this user's "
        "conferencing policy and rights, then sign in again.",
    ),
    Operation(
        name="startOnlineMeeting",
        title="Start a new meeting",
        rel="startOnlineMeeting",
        rel_holder="communication",
        method="POST",
        why="Makes an ad-hoc meeting and joins it.",
        fields=(OPERATION_ID, IMPORTANCE_FIELD, SUBJECT, THREAD_ID),
        answers=COMMON_ANSWERS,
        success=(201,),
        follows="An onlineMeetingInvitation starts in the event channel and carries the new meeting's URI.",
        absent="communication offers it only to users who may make meetings; anonymous guests never see it.",
    ),
    Operation(
        name="cancel",
        title="Cancel the invitation",
        rel="cancel",
        rel_holder="onlineMeetingInvitation",
        method="POST",
        why="Gives up an outgoing invitation that is still connecting, in the lobby too.",
        answers=COMMON_ANSWERS,
        follows="The invitation completes as cancelled.",
        absent="The invitation has it only until it completes: after that, leave the conversation instead.",
    ),
    Operation(
        name="leave",
        title="Leave the meeting",
        rel="conversation",
        rel_holder="conversation",
        method="DELETE",
        why="Ends your part in the conversation with all its modalities; the others stay.",
        answers=(CANNOT_REDIRECT,),
        follows="The conversation goes to Disconnected and is deleted; other participants stay.",
        absent="There is no conversation yet: it appears in the event channel after the join has started.",
    ),
    *INVITING,
    *MODERATING,
    *MESSAGING,
    *PRESENCE,
    Operation(
        name="get",
        title="Read a resource",
        rel="",
        rel_holder="",
        method="GET",
        why="Reads whatever a link points to.",
        success=(200,),
        follows="The resource comes back with its links.",
        absent="The resource does not offer this link: not now, or not to you.",
    ),
)

OPERATIONS: Final = MappingProxyType({o.name: o for o in _ALL})
"""Every operation by name, joinOnlineMeeting first."""


def operation(name: str) -> Operation:
    """The operation of that name.

    Raises:
        KeyError: there is none; the message lists those there are.
    """
    try:
        return OPERATIONS[name]
    except KeyError:
        raise KeyError(f"unknown operation {name!r}; known: {', '.join(OPERATIONS)}") from None
