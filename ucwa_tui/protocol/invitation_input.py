"""What happens to one request that the server answers with an invitation: the inputs of `invitation.advance`.

Times are seconds since the epoch and come from the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason


@dataclass(frozen=True, slots=True)
class Posted:
    """The request goes out. Register it before it is sent: its events may overtake the answer."""

    operation_id: str | None
    url: str
    """Absolute URL of the request; relative hrefs of its answer are resolved against it."""
    at: float
    known: frozenset[str] = frozenset()
    """Absolute hrefs of earlier requests' invitations: the operationId alone does not make one of them this one's."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request was answered with 2xx: accepted, not yet joined."""

    status: int
    location: str | None
    resource: Resource | None
    """The body where it is a UCWA resource; servers send it or leave it empty."""
    at: float


@dataclass(frozen=True, slots=True)
class PostRefused:
    """The request was answered with an error: there is no invitation."""

    status: int
    reason: Reason | None
    at: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The request ended without an answer of the server's: abandoned, or lost. It may have been accepted."""

    at: float
    why: str = ""
    status: int | None = None
    """Of an answer that is cut off, or that somebody on the way has given in the server's place."""
    sent: bool = True
    """Whether any of the request has gone out; otherwise nobody has to look for what came of it."""


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An event of the channel, delivered once and in order, whether or not it has to do with this request."""

    seq: int
    """Identifies the event (`ReceivedEvent.seq`)."""
    at: float
    sender_rel: str
    sender_href: str
    event: Event
    base_url: str
    """The URL that answered; relative hrefs are resolved against it."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The GET that `needs_lookup` asks for is on its way."""

    at: float


@dataclass(frozen=True, slots=True)
class Looked:
    """The invitation was read with GET; `resource` is None where that failed."""

    resource: Resource | None
    at: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    at: float


@dataclass(frozen=True, slots=True)
class ApplicationLost:
    """The application that the request was sent in is gone: nothing more will be heard of it."""

    at: float
    why: str


Input: TypeAlias = Accepted | PostRefused | Cancelled | EventSeen | Looking | Looked | Tick | ApplicationLost
