"""The input properties that operations have in common, as data.

Source: UCWA reference, the parameter tables of joinOnlineMeeting, startOnlineMeeting, addMessaging, sendMessage,
makeMeAvailable, startMessaging, startPhoneAudio, addParticipant, decline.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ucwa_tui.protocol.enums import DECLINE_REASON as REASONS
from ucwa_tui.protocol.enums import IMPORTANCE, PREFERRED_AVAILABILITY
from ucwa_tui.protocol.operation import Field, FieldKind

ONLINE_MEETING_URI: Final = Field(
    name="onlineMeetingUri",
    label="Meeting URI",
    kind=FieldKind.MEETING_URI,
    why="Which meeting: its conference URI, not its join link. Without one the server makes a new meeting.",
    example="sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D",
    places=("body", "query"),
)
OPERATION_ID: Final = Field(
    name="operationId",
    label="Operation id",
    kind=FieldKind.OPERATION_ID,
    why="Your own mark, repeated in every event of this operation. That tells which events are yours.",
    example="5f0c2a6be1d94a7f8b3c4d5e6f708192",
    max_length=50,
)
IMPORTANCE_FIELD: Final = Field(
    name="importance",
    label="Importance",
    kind=FieldKind.CHOICE,
    why="How the other side may announce it; empty counts as Normal.",
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
    why="Continues an earlier conversation that showed this id. Empty starts a fresh one.",
    example="c1a7d0e94b0f4f5d9a62f3b8e7d65c10",
)
ANONYMOUS_DISPLAY_NAME: Final = Field(
    name="anonymousDisplayName",
    label="Display name",
    kind=FieldKind.DISPLAY_NAME,
    why="The name that others see of a guest. Only guests send it, and they must.",
    example="Guest from Fabrikam",
    max_length=250,
)
MESSAGE: Final = Field(
    name="message",
    label="Message",
    kind=FieldKind.MESSAGE,
    why="What the others read. It is the whole body, as plain text: no JSON and no XML around it.",
    example="Good morning, can you hear me?",
    required=True,
)
MESSAGE_OPERATION_ID: Final = replace(
    OPERATION_ID,
    why="Your own mark for this message. The body is the message itself, so the id goes into the query.",
    places=("query",),
)
SUPPORTED_MODALITIES: Final = Field(
    name="supportedModalities",
    label="Modalities",
    kind=FieldKind.WORDS,
    why="What you can be invited to, with commas between. Anything beyond Messaging and PhoneAudio is refused.",
    example="Messaging",
)
SUPPORTED_MESSAGE_FORMATS: Final = Field(
    name="supportedMessageFormats",
    label="Formats",
    kind=FieldKind.WORDS,
    why="What you can read, with commas between: Plain, Html.",
    example="Plain, Html",
)
SIGN_IN_AS: Final = Field(
    name="signInAs",
    label="Sign in as",
    kind=FieldKind.CHOICE,
    why="The presence that others see first; empty leaves it to the server.",
    example="Online",
    choices=PREFERRED_AVAILABILITY,
)
PHONE_NUMBER: Final = Field(
    name="phoneNumber",
    label="Phone number",
    kind=FieldKind.TEXT,
    why="Where calls reach you, for the modality PhoneAudio.",
    example="tel:+14255550123",
)
TO: Final = Field(
    name="to",
    label="To",
    kind=FieldKind.TEXT,
    why="Whom: the SIP address of a person.",
    example="sip:bob@contoso.com",
    required=True,
)
OWN_NUMBER: Final = replace(PHONE_NUMBER, why="Your telephone, called first; empty: that of makeMeAvailable.")
DECLINE_REASON: Final = Field(
    name="reason",
    label="Reason",
    kind=FieldKind.CHOICE,
    why="Local silences this client alone, all else every client of yours.",
    example="Global",
    choices=REASONS,
)
