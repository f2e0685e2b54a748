"""What happens to the event channel: the inputs of `channel.step`.

URLs are absolute. The `url` of an outcome is the `url` of the `Poll` it belongs to, unchanged: without the channel
parameters that the runner added to the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.protocol.channel_patience import Temper
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.reason import Reason


@dataclass(frozen=True, slots=True)
class Opened:
    """There is an application; `events_url` is its resolved `events` link. Only a new channel can be opened."""

    events_url: str
    temper: Temper = Temper.BRIEF


@dataclass(frozen=True, slots=True)
class Answered:
    """A P-GET was answered with 200 and a body that could be read."""

    url: str
    answer: EventsAnswer
    took: float
    """Seconds from sending the request to the end of the answer."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A P-GET was answered with 200, but its body is truncated, HTML, has a DTD, or is otherwise not events."""

    url: str
    why: str
    took: float = 0.0


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """There was no whole answer: no connection, TLS trouble, closed in the middle, read time-out."""

    url: str
    why: str
    took: float = 0.0
    """Seconds for everything, name resolution and connecting included."""
    held: float = 0.0
    """Seconds of those in which the request was on the wire and nothing came back."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A P-GET was answered with a status other than 200."""

    url: str
    status: int
    reason: Reason | None = None
    took: float = 0.0
    retry_after: float | None = None
    """Seconds that the server asks to be left alone, from `Retry-After`."""
    held: float = 0.0
    """Seconds in which the request was on the wire before the answer began."""
    foreign: str = ""
    """The media type of an answer that is not UCWA's own, but a proxy's or the web server's; empty: it is its own."""
    diagnostics: str = ""
    """What `X-Ms-diagnostics` says, as one line."""


@dataclass(frozen=True, slots=True)
class Slept:
    """The computer slept while a P-GET was outstanding, which was given up: its connection is dead."""

    url: str
    seconds: float


@dataclass(frozen=True, slots=True)
class OperationPosted:
    """An operation was sent in this application: from now on its loss cannot be mended by a new one."""


@dataclass(frozen=True, slots=True)
class Recreated:
    """The application was created anew, because of a `Recreate` or by the user."""

    events_url: str


@dataclass(frozen=True, slots=True)
class RecreationLost:
    """The application could not be created anew, for a reason that may pass: no whole answer, 5xx, 429."""

    why: str
    took: float = 0.0


@dataclass(frozen=True, slots=True)
class Reopened:
    """The user asks to go on after a failure."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Signing out: nothing is wanted from the channel any more."""


Outcome: TypeAlias = Answered | Unreadable | ConnectionLost | Refused | Slept
"""How a P-GET ended."""
Input: TypeAlias = Opened | Outcome | OperationPosted | Recreated | RecreationLost | Reopened | Closed
