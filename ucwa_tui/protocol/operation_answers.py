"""Documented answers that operations have in common, as data.

Source: UCWA reference, the error tables of the operations.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.operation import Answer

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
NO_NUMBER: Final = Answer(
    400,
    "BadRequest",
    "NormalizationFailed",
    "The phone number could not be brought into its full form.",
    "Write it as +<number>.",
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
    "Something of this kind exists already. Nearly every operation may be answered like this, so it tells little.",
    "Look at the conversations: you may be in this meeting already. Otherwise leave it and send again.",
)
TOO_MANY_GROUPS: Final = Answer(
    409,
    "Conflict",
    "TooManyGroups",
    "A limit on groups is reached. Nearly every operation may be answered like this, so it hardly concerns this one.",
    "Read the message and X-Ms-diagnostics for the real cause.",
)
UNSUPPORTED: Final = Answer(
    409,
    "Conflict",
    None,
    "The service, the resource or this way of using it is not supported here. Any operation may be answered like this.",
    "Check whether the server offers the link at all, and read the message and X-Ms-diagnostics.",
)
CANNOT_REDIRECT: Final = Answer(
    410,
    "Gone",
    "CannotRedirect",
    "The user's pool does not serve this and no backup pool is set up. Any operation may be answered like this.",
    "Sign in again from the root URL; if it stays, the administrator has to look at the pools.",
)
ANSWERED_ALREADY: Final = Answer(
    409,
    "Conflict",
    "AlreadyExists",
    "It cannot be answered any more: another of your clients was faster, or the other side has given up.",
    "Look at the invitation's events: its completed event tells how it ended.",
    specific=True,
)
OUTSIDE_TICKET: Final = Answer(
    403,
    "Forbidden",
    None,
    "A guest reaches nobody outside the meeting that the ticket is for.",
    "Sign in with an account to call people.",
    specific=True,
)
COMMON_ANSWERS: Final = (CALLBACK, ALREADY_EXISTS, TOO_MANY_GROUPS, UNSUPPORTED, CANNOT_REDIRECT)
AVAILABLE_ALREADY: Final = Answer(
    409,
    "Conflict",
    "AlreadyExists",
    "You are available already: it can be done once in an application's life.",
    "Nothing is left to do; the link is gone when the application is read again.",
    specific=True,
)
NOT_FOR_GUESTS: Final = Answer(
    403,
    "Forbidden",
    "AnonymousNotAllowed",
    "A guest has no presence: this is for users with an account.",
    "Leave it; a guest needs none of this to join a meeting.",
    specific=True,
)
MODALITY_REFUSED: Final = Answer(
    403,
    "Forbidden",
    None,
    "One of the modalities is not allowed: only Messaging and PhoneAudio are.",
    "Leave out everything else and send again.",
    specific=True,
)
AVAILABLE_FIRST: Final = Answer(
    409,
    "Conflict",
    "MakeMeAvailableRequired",
    "Activity can be reported only after makeMeAvailable.",
    "Make yourself available first.",
    specific=True,
)
