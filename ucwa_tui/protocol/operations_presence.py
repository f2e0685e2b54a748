"""Being available, as data.

Source: UCWA reference, pages me, makeMeAvailable, reportMyActivity.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.operation_answers import (
    AVAILABLE_ALREADY,
    AVAILABLE_FIRST,
    COMMON_ANSWERS,
    MODALITY_REFUSED,
    NOT_FOR_GUESTS,
)
from ucwa_tui.protocol.operation_fields import (
    PHONE_NUMBER,
    SIGN_IN_AS,
    SUPPORTED_MESSAGE_FORMATS,
    SUPPORTED_MODALITIES,
)

PRESENCE: Final = (
    Operation(
        name="makeMeAvailable",
        title="Make me available",
        rel="makeMeAvailable",
        rel_holder="me",
        method="POST",
        why="Announces that this application takes invitations and shows presence. Joining a meeting needs none of it.",
        fields=(SUPPORTED_MODALITIES, SUPPORTED_MESSAGE_FORMATS, SIGN_IN_AS, PHONE_NUMBER),
        answers=(AVAILABLE_ALREADY, NOT_FOR_GUESTS, MODALITY_REFUSED, *COMMON_ANSWERS),
        follows="me loses this link and gains presence, note and reportMyActivity; invitations start to arrive.",
        absent="me offers it once, to users with an account: it has been done in this application, or you are a guest.",
    ),
    Operation(
        name="reportMyActivity",
        title="Report activity",
        rel="reportMyActivity",
        rel_holder="me",
        method="POST",
        why="Tells the server that somebody is there. Without it presence goes to inactive and then to Away.",
        answers=(AVAILABLE_FIRST, NOT_FOR_GUESTS, *COMMON_ANSWERS),
        follows="Nothing comes back; presence stays, or returns to Online.",
        absent="me offers it only after makeMeAvailable: make yourself available first. Guests never have it.",
    ),
)
"""Each on a link of `me`."""
