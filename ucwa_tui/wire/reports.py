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
from ucwa_tui.wire.exchange import Exchange


class FailureKind(StrEnum):
    """Where the cause lies; the command line maps each to an exit code."""

    SIGN_IN = "sign-in"
    """Discovery, challenge, token, application, or a link that is missing."""
    NETWORK = "network"
    """Name resolution, connection, TLS, time-out, an answer that did not arrive whole or cannot be read."""
    REFUSED = "refused"
    """A server's own answer, in the middle of a session."""
    APPLICATION_GONE = "application-gone"
    REPLACED = "replaced"
    """Somebody else keeps taking the event channel (PGetReplaced)."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something went wrong, told for a person: cause first, then the way out. Holds no secret, but hostile text."""

    kind: FailureKind
    headline: str
    way_out: str = ""
    exchange: int | None = None
    """`Exchange.n` of the exchange it happened in."""
    status: int | None = None
    reason: Reason | None = None
    diagnostics: str | None = None
    """`X-Ms-diagnostics` as received."""


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
class DiscoveryHop:
    """A URL that discovery has tried: what came of it. Host, address, status and certificate are the exchange's."""

    url: str
    verdict: str
    """answered, redirect, failed, refused, approved."""
    detail: str = ""
    """Why it failed, or where it leads."""
    exchange: int | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """Discovery has found the root of a domain: worth keeping until `DiscoveryForgotten`."""

    domain: str
    root_url: str


@dataclass(frozen=True, slots=True)
class DiscoveryForgotten:
    """A root that was found once must be looked for again: 403, 502, repeated connection errors, sign-out."""

    domain: str
    why: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """A host wants a token: what its challenge offers, and what was chosen."""

    host: str
    grants: tuple[str, ...]
    """On offer, in the server's order and spelling."""
    token_url: str
    """Absolute; empty where the challenge names none."""
    chosen: str
    """Grant type; empty where none fits."""
    why: str
    """One sentence."""
    exchange: int | None = None


class QuestionKind(StrEnum):
    """What only the user can decide."""

    TRUST_HOST = "trust-host"
    """Discovery leads out of the sign-in domain, and says so over plain HTTP."""
    JOIN_HOST = "join-host"
    """A join URL leads to another host than its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something has to be approved before the client goes on; `ClientPort.answer` does that. Hostile text."""

    number: int
    kind: QuestionKind
    host: str
    """The host in question, in lower case."""
    domain: str
    """The sign-in domain, or the host that led there."""
    text: str


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """A question needs no answer any more."""

    number: int


@dataclass(frozen=True, slots=True)
class TokenRenewed:
    """A new token has taken the place of an old one."""

    host: str
    expires_at: float | None
    """Seconds since the epoch."""
    for_application: bool
    """Whether it is the token of the application's own host, whose life the status line counts down."""


@dataclass(frozen=True, slots=True)
class JoinUrlResolved:
    """What a join URL stands for, or why that is not known."""

    ticket: int
    url: str
    uri: str | None = None
    """The conference URI."""
    how: str = ""
    """`conf-info` (the meeting's XML document), `page` (the HTML page), `launcher` (the page behind the launcher URL),
    `guess` (rebuilt from the URL: not certain)."""
    conference_key: str = ""
    ucwa_urls: tuple[tuple[str, str], ...] = ()
    """`ucwa-url`, `ucwa-ext-url`, `ucwa-int-url` with their values, where the server told them."""
    failure: Failure | None = None
    """Why there is no URI, or why it is only a guess."""


@dataclass(frozen=True, slots=True)
class KeepActiveChanged:
    """The state of `reportMyActivity`."""

    on: bool
    last_at: float | None = None
    """When activity was last reported, seconds since the epoch."""
    failure: Failure | None = None


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
    """resync, resume, recreated, slept."""
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
    """The application is gone from the server, or the deadline passed (`clean` False)."""

    clean: bool


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
    | RequestFinished
    | SignedOut
)
