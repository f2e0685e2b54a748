"""What a scenario says: rules of the kind *when* a request is such, *then* this happens to it. Plain data.

A rule's `then` is about one request; `Deviations` are about the whole server. All times are sandbox seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ucwa_tui.protocol.request_plan import PayloadFormat

Span: TypeAlias = tuple[float, float]
"""At least and at most so many seconds: drawn evenly between them for every request, which is the jitter."""


@dataclass(frozen=True, slots=True)
class When:
    """Which requests a rule is for. What is empty or None asks for nothing; everything else has to hold."""

    operations: tuple[str, ...] = ()
    """Names of `scenario_places.PLACES`."""
    excepted: tuple[str, ...] = ()
    """The same: not these."""
    rels: tuple[str, ...] = ()
    """The last word of the path that is no identifier."""
    path: str = ""
    """A pattern: `*` is one segment, `**` any number of them; case does not matter."""
    methods: tuple[str, ...] = ()
    user: str = ""
    """The short name of a user; `guest` is every anonymous one."""
    payload_format: PayloadFormat | None = None
    """The form that the client asks for."""
    nth: tuple[int, ...] = ()
    """Only these of the requests that come to this rule and fit everything above: from 1, all clients together."""
    every: int | None = None
    first: int | None = None
    probability: float | None = None
    after: float | None = None
    """Not before so many seconds of the scenario have passed."""
    until: float | None = None


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error instead of an answer."""

    status: int
    code: str = ""
    """Empty: no body."""
    subcode: str | None = None
    message: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    oauth: str = ""
    """The `error` of a token service, whose answers are not UCWA's."""
    retry_after: int | None = None
    retry_as_date: bool = False


@dataclass(frozen=True, slots=True)
class Then:
    """What happens to a request; the defaults are nothing."""

    error: ErrorAnswer | None = None
    rows: str = ""
    """The error rows that the reference lists for the request's operation: `in-turn`, after which it is carried out
    once and they begin anew, or `any`, drawn. Requests that have no such rows do not fit the rule."""
    page: str = ""
    """HTML of somebody in between: `proxy` or `login`."""
    delay: Span | None = None
    """Before the request is carried out."""
    hold: Span | None = None
    """After it was carried out and before it is answered: events overtake the answer."""
    expire: str = ""
    """`token` or `application`: ended before the request is looked at."""
    lost: str = ""
    """Where the connection ends: `unread`, `before`, `middle` or `after` the answer."""
    twice: bool = False
    channel: str = ""
    """What a P-GET gets: `resync`, `resume`, `replaced`, or its events `again` next time."""
    wait: Span | None = None
    """A P-GET is answered after this, events or not."""
    coalesce: Span | None = None
    """A P-GET is not answered before this, so that events come together."""
    payload: str = ""
    """`truncated`, `malformed`, `bad-utf-8` or `empty`."""
    content_type: str = ""
    text: str = ""
    """`hostile`: what people wrote is replaced."""
    size: int = 0
    """Megabytes that are added."""
    gzip: bool = False
    """Compressed, asked for or not."""
    chunks: str = ""
    """`utf-8`, `tokens`, or a number of bytes."""
    length: int = 0
    """Added to Content-Length."""
    trickle: float = 0.0
    """Bytes a second."""
    skew: float = 0.0
    """Seconds added to Date."""
    without: tuple[str, ...] = ()
    """Headers that are left out."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that are set."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When and then."""

    when: When
    then: Then


@dataclass(frozen=True, slots=True)
class Deviations:
    """How the whole server differs from an easy one; the defaults are not at all."""

    user_lifetime: int | None = None
    """Seconds that a user's token lives; None: about eight hours."""
    guest_lifetime: int | None = None
    """Seconds that a guest's ticket lives; None: about an hour."""
    expiry_skew: int = 0
    """Added to what `expires_in` says, not to how long the token lives."""
    date_skew: float = 0.0
    """Added to every Date header."""
    application_life: float | None = None
    """Seconds after which an application is gone, used or not."""
    takeover_after: float | None = None
    """Seconds from an application's creation until somebody else takes its channel, once."""
    own_pool: bool = False
    """Whether applications live on another port with tokens of its own."""
    redirects: bool = False
    """Whether the way in leads through redirects."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the server does to everybody, whatever the meeting."""

    name: str = "calm"
    about: str = ""
    """What it shows, one line."""
    lesson: str = ""
    """What one should see, and what a robust client does."""
    server: Deviations = field(default_factory=Deviations)
    rules: tuple[Rule, ...] = ()
