"""What a meeting does to somebody who joins it: lists of timed steps, and refusals. Data.

Sources: UCWA reference, "joinOnlineMeeting" (errors), "onlineMeetingInvitation" (how it completes).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.protocol.reason import Reason


class Act(StrEnum):
    """One thing that happens while a join is processed."""

    STARTED = "started"
    """The invitation's started event, and the conversation appears."""
    PREPARED = "prepared"
    """The same without a started event, as when changes merged into one."""
    SELF = "self"
    """The local participant appears."""
    DOOR = "door"
    """The meeting lets you in, or its access level puts you into the lobby."""
    ADMIT = "admit"
    """A leader lets you in from the lobby."""
    REJECT = "reject"
    """A leader turns you away from the lobby."""
    GIVE_UP = "give-up"
    """The server disconnects somebody whom nobody admits."""
    FAIL = "fail"
    """The invitation completes without success."""
    GUEST = "guest"
    """Somebody arrives in the lobby of this meeting."""
    INTERFERE = "interfere"
    """The server changes something of its own accord and gives a reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act, so many sandbox seconds after the one before it."""

    after: float
    act: Act
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The POST itself is refused."""

    status: int
    reason: Reason
    captured: bool = False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Steps, or a refusal."""

    steps: tuple[Step, ...] = ()
    refused: Refused | None = None
    before_answer: bool = False
    """The steps happen before the 201 is sent: an event overtakes the answer, as the documentation warns."""


TRY_AGAIN = "An error occurred. Please retry. If the problem persists, contact your support team."
OTHER_MEETING = "The target conference URI does not match the conference URI provisioned in the anonymous web ticket."

DENIED = Reason("Forbidden", "Denied", "A leader of the meeting did not let you in.")
CANCELED = Reason("LocalFailure", "Canceled", "The invitation was cancelled.")
ENDED = Reason("NotFound", "Ended", "The meeting has ended.")
NOT_ADMITTED = Reason("Timeout", "Timeout", "Nobody let you in from the lobby.")
_SHOUT = Reason(
    "Informational",
    "Removed",
    "Messaging was \x1b]0;owned\x07removed \x1b[2J\x9b31m\u202eyltcerroc\u202c "
    "[red]or so they say[/red]\nand more\u2028here",
)

LOBBY_WAIT = 3.0
"""Seconds in the lobby before the scripted leader admits."""
_NEVER = 1800.0

_OPENING = (Step(0.02, Act.STARTED), Step(0.01, Act.SELF))
_AT_ONCE = (*_OPENING, Step(0.03, Act.DOOR))
_WAITS = Behaviour((*_AT_ONCE, Step(_NEVER, Act.GIVE_UP, NOT_ADMITTED)))


def _refuse(status: int, code: str, subcode: str | None, message: str, *, captured: bool = False) -> Behaviour:
    return Behaviour(refused=Refused(status, Reason(code, subcode, message), captured))


BEHAVIOURS: dict[str, Behaviour] = {
    "joins": Behaviour(_AT_ONCE),
    "lobby": Behaviour((*_AT_ONCE, Step(LOBBY_WAIT, Act.ADMIT))),
    "rejected": Behaviour((*_AT_ONCE, Step(1.5, Act.REJECT, DENIED))),
    "never-admitted": _WAITS,
    "ended": Behaviour((*_OPENING, Step(0.2, Act.FAIL, ENDED))),
    "slow": Behaviour((*_OPENING, Step(2.0, Act.DOOR))),
    "early-events": Behaviour((Step(0, Act.STARTED), Step(0, Act.SELF), Step(0, Act.DOOR)), before_answer=True),
    "completed-only": Behaviour((Step(0.05, Act.PREPARED), Step(0, Act.SELF), Step(0, Act.DOOR))),
    "waiting-guest": Behaviour((*_AT_ONCE, Step(1.0, Act.GUEST))),
    "own-lobby": _WAITS,
    "hostile": Behaviour((*_AT_ONCE, Step(0.05, Act.INTERFERE, _SHOUT))),
    "error-not-found": _refuse(
        404, "NotFound", "DestinationNotFound", "The person or meeting doesn't exist.", captured=True
    ),
    "error-forbidden": _refuse(403, "Forbidden", None, OTHER_MEETING),
    "error-callback-channel": _refuse(
        500, "ServiceFailure", "CallbackChannelError", "The remote event channel is not reachable."
    ),
    "error-already-exists": _refuse(
        409, "Conflict", "AlreadyExists", "The requested resource already exists. Please wait and try again."
    ),
    "error-too-many-groups": _refuse(409, "Conflict", "TooManyGroups", "There are too many groups."),
    "error-conflict": _refuse(409, "Conflict", None, "The service, resource or API is not supported."),
    "error-gone": _refuse(
        410, "Gone", "CannotRedirect", "The request cannot be redirected: no backup pool is configured."
    ),
}
"""By the stable word that the directory shows."""
