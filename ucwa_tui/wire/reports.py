"""What a client reports to its owner: immutable messages, in the order in which things happened.

The client calls one sink function from its own thread; a front end carries the reports over to its own loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.connecting_reports import (
    UPGRADED,
    Challenged,
    Discovered,
    DiscoveryForgotten,
    DiscoveryHop,
    JoinUrlResolved,
    KeepActiveChanged,
    Question,
    QuestionClosed,
    QuestionKind,
    TokenRenewed,
)
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.failure import Failure, FailureKind
from ucwa_tui.wire.replay import Replayed

__all__ = [
    "UPGRADED",
    "Challenged",
    "ChannelChanged",
    "ChannelGap",
    "ChannelPhase",
    "Discovered",
    "DiscoveryForgotten",
    "DiscoveryHop",
    "EventsArrived",
    "ExchangeChanged",
    "Failure",
    "FailureKind",
    "JoinUrlResolved",
    "KeepActiveChanged",
    "Question",
    "QuestionClosed",
    "QuestionKind",
    "ReceivedEvent",
    "Replayed",
    "Report",
    "RequestFinished",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "StepChanged",
    "TokenRenewed",
]


@dataclass(frozen=True, slots=True)
class ExchangeChanged:
    """An exchange started, made progress or ended; `exchange.n` identifies it."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class StepChanged:
    """A step of the way to a signed-in application."""

    name: str
    """root, user, challenge, token, applications, makeMeAvailable, events."""
    state: str
    """started, done, failed."""
    detail: str = ""
    exchange: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """There is an application and its event channel is being opened. Comes again after a re-creation."""

    application: Resource
    url: str
    """Absolute URL of the application."""
    user: str
    """Who the server says we are: name or URI of `me`."""
    grant: str
    """The grant type used, or `bearer` for a given token."""
    token_expires_at: float | None
    """Seconds since the epoch."""
    anonymous: bool = False
    recreated: bool = False


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """No application could be had."""

    failure: Failure


class ChannelPhase(StrEnum):
    """What the event channel is doing."""

    CLOSED = "closed"
    OPENING = "opening"
    WAITING = "waiting"
    """A P-GET is outstanding."""
    RETRYING = "retrying"
    """Between two tries after a lost or unreadable answer."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The health of the event channel."""

    phase: ChannelPhase
    ack: int | None = None
    """The `ack` of the outstanding P-GET's URL."""
    since: float | None = None
    """When the outstanding P-GET was sent, seconds since the epoch."""
    timeout: float = 180.0
    """Seconds after which the server answers an idle P-GET."""
    note: str = ""
    """What was special about the last answer: resync, resume, retry 2 of 5, replaced."""
    failure: Failure | None = None
    answered: bool = False
    """Whether any P-GET of this application has been answered well."""
    trouble: str = ""
    """Why the latest P-GET was not answered well; empty where it was, and before the first answer."""


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event in the order of delivery: exactly once."""

    seq: int
    """Counts delivered events from 1."""
    at: float
    """Seconds since the epoch when the answer was complete."""
    ack: int | None
    sender_rel: str
    sender_href: str
    event: Event
    exchange: int
    """`Exchange.n` of the P-GET that brought it."""


@dataclass(frozen=True, slots=True)
class EventsArrived:
    """All new events of one P-GET answer."""

    events: tuple[ReceivedEvent, ...]


@dataclass(frozen=True, slots=True)
class ChannelGap:
    """Between the events before and those after, some may be missing."""

    at: float
    """Seconds since the epoch."""
    kind: str
    """resync, resume, recreated, slept, replaced."""
    why: str
    """One sentence."""
    after_seq: int = 0
    """Number of the last event delivered before the gap; 0: none yet."""


@dataclass(frozen=True, slots=True)
class RequestFinished:
    """A submitted request has ended: answered, failed or cancelled."""

    ticket: int
    exchange: Exchange
    location: str | None = None
    """Absolute URL of the `Location` header."""
    resource: Resource | None = None
    """The body where it is a UCWA resource."""
    reason: Reason | None = None
    """The body where it is a UCWA error."""
    failure: Failure | None = None
    """Why there is no answer."""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The application is gone from the server, or nobody could say so in time (`clean` False)."""

    clean: bool
    left_alive: bool = False
    """Another client uses the application, so it was not deleted."""


Report: TypeAlias = (
    ExchangeChanged
    | StepChanged
    | SignedIn
    | SignInFailed
    | ChannelChanged
    | ChannelGap
    | Challenged
    | Discovered
    | DiscoveryForgotten
    | DiscoveryHop
    | EventsArrived
    | JoinUrlResolved
    | KeepActiveChanged
    | Question
    | QuestionClosed
    | TokenRenewed
    | Replayed
    | RequestFinished
    | SignedOut
)
