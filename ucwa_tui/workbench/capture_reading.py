"""A capture as a story: each exchange with its bodies read, and the links that earlier answers had offered.

Pure. Bodies are read once; what cannot be read is simply not there.
Source: UCWA reference, "Web links", "Event channel details"; "Hypermedia": links are followed, never built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from ucwa_tui.protocol.body_codec import decode_input, decode_reason, decode_resource
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_body, text_of
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.forms import form_fields
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.imported import TokenTrail
from ucwa_tui.workbench.capture_links import links_of

MOST_OFFERS = 50
"""So many of the latest different links to one path are kept."""
Place = tuple[str, str]
"""Origin and path, both comparable."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A link that an answer held."""

    rel: str
    url: str
    """Absolute."""
    query: frozenset[tuple[str, str]]
    by: int
    """Number of the exchange whose answer offered it."""


@dataclass(slots=True)
class Step:
    """One exchange of the story."""

    exchange: Exchange
    request: HttpMessage
    answer: HttpMessage | None
    place: Place
    """Where it went, for comparing."""
    offers: tuple[Offer, ...] = ()
    """The offers for this request's path that came before it."""
    resource: Resource | None = None
    """The answer's, of a success."""
    events: EventsAnswer | None = None
    reason: Reason | None = None
    sent: Resource | None = None
    """The request's body where it is UCWA input."""
    form: dict[str, str] = field(default_factory=dict)
    """The request's body where it is a form; secrets masked."""

    @property
    def n(self) -> int:
        """The exchange's number."""
        return self.exchange.n

    @property
    def method(self) -> str:
        """In upper case."""
        return self.exchange.method.upper()

    @property
    def url(self) -> str:
        """Absolute."""
        return self.exchange.url

    @property
    def status(self) -> int:
        """0 where there is no answer."""
        return self.exchange.status or 0

    @property
    def succeeded(self) -> bool:
        """Whether the status is a 2xx."""
        return self.status // 100 == 2

    @property
    def began(self) -> float:
        """Seconds since the epoch."""
        return self.exchange.started_at

    @property
    def ended(self) -> float | None:
        """Seconds since the epoch; None where the capture does not say."""
        took = self.exchange.elapsed
        return None if took is None or not self.status else self.began + took

    @property
    def under_way(self) -> bool:
        """Whether the capture ends before its answer, and says so."""
        return self.exchange.state in (ExchangeState.RUNNING, ExchangeState.UNANSWERED)

    @property
    def bears_token(self) -> bool:
        """Whether the request carries a bearer token."""
        return (self.request.header("Authorization") or "").lower().startswith("bearer")

    @property
    def is_poll(self) -> bool:
        """Whether it is a request to the event channel."""
        return self.exchange.purpose is Purpose.EVENTS

    def value(self, name: str) -> str | None:
        """An input parameter, from the query or the body; names are compared without case."""
        for key, text in _query(self.url):
            if key.lower() == name.lower():
                return text
        for prop in self.sent.properties if self.sent else ():
            if prop.name.lower() == name.lower() and isinstance(prop.value, str):
                return prop.value
        return None

    def offered_as(self, rel: str) -> bool:
        """Whether an earlier answer offered this URL under a rel."""
        return any(offer.rel == rel for offer in self.offers)


@dataclass(frozen=True, slots=True)
class CaptureReading:
    """The whole story, in order of the requests' starts."""

    steps: tuple[Step, ...]
    tokens: TokenTrail
    created: tuple[tuple[Step, str], ...] = ()
    """The applications whose creation is in the capture, with their absolute URLs."""

    def polls(self) -> list[Step]:
        """The requests to the event channel."""
        return [step for step in self.steps if step.is_poll]


def read(exchanges: Iterable[Exchange], tokens: TokenTrail | None = None) -> CaptureReading:
    """Read every body, and find for each request what had been offered.

    Args:
        exchanges: in any order.
        tokens: which tokens were the same, where that is known.
    """
    ordered = sorted(exchanges, key=lambda exchange: (exchange.started_at, exchange.n))
    offered: dict[Place, dict[tuple[str, str], Offer]] = {}
    steps = []
    for exchange in ordered:
        step = step_of(exchange)
        step.offers = tuple(offered.get(step.place, {}).values())
        for offer in offers_of(step):
            known = offered.setdefault(place_of_url(offer.url), {})
            known.pop((offer.rel, offer.url), None)
            known[offer.rel, offer.url] = offer
            if len(known) > MOST_OFFERS:
                del known[next(iter(known))]
        steps.append(step)
    return CaptureReading(tuple(steps), tokens or TokenTrail(), tuple(_created(steps)))


def _created(steps: Iterable[Step]) -> Iterator[tuple[Step, str]]:
    for step in steps:
        href = step.resource.href() if step.resource and step.succeeded else None
        if href and step.exchange.purpose is Purpose.APPLICATIONS:
            yield step, resolve(step.url, href)


def place_of_url(url: str) -> Place:
    """Origin and path so that two spellings of one are equal; servers match paths without case."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", url
    scheme = parts.scheme.lower()
    return f"{scheme}://{host}:{port or {'http': 80, 'https': 443}.get(scheme)}", _path(parts.path)


def keeps_query(url: str, offer: Offer) -> bool:
    """Whether a URL has all the query parameters of the link."""
    return offer.query <= frozenset(_query(url))


def _path(path: str) -> str:
    return "/" + unquote(path).strip("/").lower()


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []


def step_of(exchange: Exchange) -> Step:
    """One exchange with its bodies read; what had been offered before it is not known here."""
    request = parse_request(exchange.request)
    answer = parse_response(exchange.response, exchange.method) if exchange.response.data else None
    step = Step(exchange, request, answer, place_of_url(exchange.url))
    body = decode_body(request).data
    kind = request.header("Content-Type")
    parts = form_fields(kind, body) if (kind or "").lower().startswith("multipart/form-data") else None
    if parts is not None:
        step.form = parts
    elif b"grant_type=" in body or "form-urlencoded" in (kind or ""):
        step.form = _form(text_of(body, kind).text)
    elif body and (fmt := payload_format_of(kind)):
        try:
            step.sent = decode_input(body, fmt)
        except PayloadError:
            step.sent = None
    if answer is not None:
        _read_answer(step, answer)
    return step


def _form(text: str) -> dict[str, str]:
    try:
        # A meeting's URI is often written without escapes: its semicolons are part of the value.
        return dict(parse_qsl(text, keep_blank_values=True, separator="&", max_num_fields=1000))
    except ValueError:
        return {}


def _read_answer(step: Step, answer: HttpMessage) -> None:
    kind = answer.header("Content-Type")
    fmt = payload_format_of(kind)
    body = decode_body(answer).data
    if fmt is None or not body:
        return
    try:
        if step.status >= 400:
            step.reason = decode_reason(body, kind)
        elif step.is_poll:
            step.events = decode_events(body, kind)
        elif step.succeeded:
            step.resource = decode_resource(body, fmt)
    except PayloadError:
        return


def offers_of(step: Step) -> Iterator[Offer]:
    """The links that an answer holds, absolute, in order."""
    for rel, href in links_of(step):
        url = resolve(step.url, href)
        yield Offer(rel, url, frozenset(_query(url)), step.n)
