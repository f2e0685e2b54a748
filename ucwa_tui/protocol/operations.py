"""The operations that the program knows, as data. A further operation is one more entry here.

Source: UCWA reference, pages joinOnlineMeeting, startOnlineMeeting, cancel, conversation, admit, reject, addMessaging;
link places and rels as captured from real servers.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ucwa_tui.protocol.enums import IMPORTANCE
from ucwa_tui.protocol.operation import Answer, Field, FieldKind, Operation, Place

__all__ = ["OPERATIONS", "Answer", "Field", "FieldKind", "Operation", "Place", "operation"]

ONLINE_MEETING_URI: Final = Field(
    name="onlineMeetingUri",
    label="Meeting URI",
    kind=FieldKind.MEETING_URI,
    why="Which meeting to join: its conference URI, not its join link. Without one the server makes a new meeting.",
    example="sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D",
    places=("body", "query"),
)
OPERATION_ID: Final = Field(
    name="operationId",
    label="Operation id",
    kind=FieldKind.OPERATION_ID,
    why="Your own mark: the server repeats it in every event of this operation, so that you know which is yours.",
    example="5f0c2a6be1d94a7f8b3c4d5e6f708192",
    max_length=50,
)
IMPORTANCE_FIELD: Final = Field(
    name="importance",
    label="Importance",
    kind=FieldKind.CHOICE,
    why="A hint for the other side on how to announce the conversation; empty counts as Normal.",
    example="Normal",
    choices=IMPORTANCE,
)
SUBJECT: Final = Field(
    name="subject",
    label="Subject",
    kind=FieldKind.TEXT,
    why="The conversation's subject as participants see it.",
    example="Weekly sync",
    max_length=250,
)
THREAD_ID: Final = Field(
    name="threadId",
    label="Thread id",
    kind=FieldKind.THREAD_ID,
    why="Continues an earlier conversation: the threadId that this conversation showed. Empty starts a fresh one.",
    example="c1a7d0e94b0f4f5d9a62f3b8e7d65c10",
)
ANONYMOUS_DISPLAY_NAME: Final = Field(
    name="anonymousDisplayName",
    label="Display name",
    kind=FieldKind.DISPLAY_NAME,
    why="The name that others see for an anonymous guest; only guests send it, and they must.",
    example="Guest from Fabrikam",
    max_length=250,
)

MEETING_NOT_FOUND: Final = Answer(
    404,
    "NotFound",
    "DestinationNotFound",
    "There is no meeting with this URI: the id is mistyped, or the meeting was deleted or has expired.",
    "Compare organizer, domain and id with the invitation; ask the organizer whether the meeting still exists.",
    specific=True,
)
OTHER_MEETING: Final = Answer(
    403,
    "Forbidden",
    None,
    "This meeting is not open to you. A guest's token opens only the conference URI that it was issued for.",
    "Sign in anonymously again for exactly this meeting URI, or join with an account.",
    specific=True,
)
CALLBACK: Final = Answer(
    500,
    "ServiceFailure",
    "CallbackChannelError",
    "The server cannot reach the event channel of this application.",
    "Check that the event channel is open and waiting, then send again; if it stays, note X-MS-Server-Fqdn.",
)
ALREADY_EXISTS: Final = Answer(
    409,
    "Conflict",
    "AlreadyExists",
    "Something of this kind exists already; nearly every operation lists this row, so it tells little.",
    "Look at the conversations: you may be in this meeting already. Otherwise leave it and send again.",
)
TOO_MANY_GROUPS: Final = Answer(
    409,
    "Conflict",
    "TooManyGroups",
    "A limit on groups is reached; nearly every operation lists this row, so it hardly concerns this one.",
    "Read the message and X-Ms-diagnostics for the real cause.",
)
UNSUPPORTED: Final = Answer(
    409,
    "Conflict",
    None,
    "The service, the resource or this way of using it is not supported here; nearly every operation lists this row.",
    "Check whether the server offers the link at all, and read the message and X-Ms-diagnostics.",
)
CANNOT_REDIRECT: Final = Answer(
    410,
    "Gone",
    "CannotRedirect",
    "The user's pool does not serve this and no backup pool is set up; nearly every operation lists this row.",
    "Sign in again from the root URL; if it stays, the administrator has to look at the pools.",
)
COMMON_ANSWERS: Final = (CALLBACK, ALREADY_EXISTS, TOO_MANY_GROUPS, UNSUPPORTED, CANNOT_REDIRECT)

_ALL: Final = (
    Operation(
        name="joinOnlineMeeting",
        title="Join a meeting",
        rel="joinOnlineMeeting",
        rel_holder="communication",
        method="POST",
        why="Joins a scheduled meeting by its conference URI; progress comes through the event channel.",
        fields=(ONLINE_MEETING_URI, OPERATION_ID, IMPORTANCE_FIELD, SUBJECT, THREAD_ID, ANONYMOUS_DISPLAY_NAME),
        answers=(MEETING_NOT_FOUND, OTHER_MEETING, *COMMON_ANSWERS),
        success=(201,),
        follows="An onlineMeetingInvitation starts in the event channel; it completes once you are on the roster.",
        absent="communication offers it only to users who may join meetings: sign in again, or ask for the right.",
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
    Operation(
        name="admit",
        title="Admit from the lobby",
        rel="admit",
        rel_holder="participant",
        method="POST",
        why="Lets a waiting participant into the meeting.",
        answers=COMMON_ANSWERS,
        follows="The participant moves from the lobby to the attendees, and the waiting invitation completes.",
        absent="A participant has it only while waiting in the lobby, and only leaders and the organizer see it.",
    ),
    Operation(
        name="reject",
        title="Turn away from the lobby",
        rel="reject",
        rel_holder="participant",
        method="POST",
        why="Refuses a waiting participant.",
        answers=COMMON_ANSWERS,
        follows="The participant disappears from the lobby, and the waiting invitation completes as failed.",
        absent="A participant has it only while waiting in the lobby, and only leaders and the organizer see it.",
    ),
    Operation(
        name="addMessaging",
        title="Add messaging",
        rel="addMessaging",
        rel_holder="messaging",
        method="POST",
        why="Adds instant messaging to a conversation: joining brings no modality with it.",
        fields=(OPERATION_ID,),
        answers=COMMON_ANSWERS,
        success=(201,),
        follows="A messagingInvitation starts; once it completes, messaging is Connected and offers sendMessage.",
        absent="messaging offers it only while Disconnected, which the event channel tells after the join completes.",
    ),
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
