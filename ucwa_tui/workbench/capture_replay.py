"""A capture told again as the client's reports would have told it, so that a `Session` can be filled from it.

The channel, the invitations and the meeting come about in the order of time, as if it were happening now: a started
event that overtook its 201 does so again. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter

from ucwa_tui.protocol.body_codec import decode_resource
from ucwa_tui.protocol.links import ack_of, resolve
from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.payload import Number, Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.imported import Imported
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelGap,
    ChannelPhase,
    EventsArrived,
    ExchangeChanged,
    ReceivedEvent,
    Report,
    RequestFinished,
    SignedIn,
    SignedOut,
)
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, keeps_query, place_of_url, read
from ucwa_tui.workbench.state import Session

_OWN_WAYS = frozenset({Purpose.ROOT, Purpose.USER, Purpose.TOKEN, Purpose.EVENTS, Purpose.JOIN_PAGE})
"""What a client does by itself: nobody submitted it, so it has no ticket."""
_GUEST = "urn:microsoft.rtc:anonmeeting"
_WAYS = {"resync": "the server had lost track of the acknowledgements", "resume": "the channel was made anew"}


def session_of(imported: Imported) -> Session:
    """Everything that the capture tells, as a session that has ended.

    Args:
        imported: from `wire.import_.read_capture`.
    """
    session = Session()
    last = 0.0
    for at, report in reports_of(read(as_saved(imported.exchanges), imported.tokens)):
        session.apply(report)
        last = max(last, at)
    session.tick(last)
    return session


def as_saved(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Exchanges out of a capture: what was under way when it was saved is so no longer."""
    return tuple(
        replace(exchange, state=ExchangeState.UNANSWERED) if exchange.state is ExchangeState.RUNNING else exchange
        for exchange in exchanges
    )


def reports_of(reading: CaptureReading) -> Iterator[tuple[float, Report]]:
    """Times (seconds since the epoch) and reports, in the order in which a live client would have made them."""
    moments: list[tuple[float, int, Step]] = []
    for step in reading.steps:
        moments += [(step.began, 0, step), (max(step.ended or step.began, step.began), 1, step)]
    teller = Teller()
    for at, ended, step in sorted(moments, key=itemgetter(0, 1)):
        reports = teller.ended(step, at) if ended else teller.began(step, at)
        yield from ((at, report) for report in reports)


def operation_of(step: Step) -> str | None:
    """Which operation a request is, by the link that it follows; the link with more of its own query wins."""
    if step.exchange.operation:
        return step.exchange.operation
    followed = sorted((o for o in step.offers if keeps_query(step.url, o)), key=lambda o: -len(o.query))
    for offer in followed:
        for operation in OPERATIONS.values():
            if operation.rel == offer.rel and operation.method == step.method:
                return operation.name
    return "get" if step.method == "GET" else None


@dataclass(slots=True)
class Teller:
    """Tells exchange by exchange, and knows what has been told so far, as far as later reports depend on it."""

    seq: int = 0
    """Of the last event."""
    applications: dict[Place, str] = field(default_factory=dict)
    """Those that are there."""
    token: Step | None = None
    """The latest that got a token."""
    packages: set[tuple[Place, int]] = field(default_factory=set)
    """Answers of the channel that were delivered, by their ack: each event comes once."""
    outstanding: int = 0

    def began(self, step: Step, at: float) -> Iterator[Report]:
        """What a client would have reported when the request went out.

        Args:
            step: the exchange, ended or not.
            at: seconds since the epoch.
        """
        exchange = replace(
            _annotated(step),
            state=ExchangeState.RUNNING,
            response=CapturedMessage(),
            status=None,
            elapsed=None,
            error=None,
            front_end="",
        )
        yield ExchangeChanged(exchange)
        if step.is_poll:
            self.outstanding += 1
            yield ChannelChanged(ChannelPhase.WAITING, ack_of(step.url), at)

    def ended(self, step: Step, at: float) -> Iterator[Report]:
        """The same for when the answer was there."""
        exchange = _annotated(step)
        yield ExchangeChanged(exchange)
        if exchange.state is ExchangeState.UNANSWERED:
            return  # nobody knows what came of it
        purpose = exchange.purpose
        if step.is_poll:
            yield from self._polled(step, at)
        elif purpose is Purpose.TOKEN and step.succeeded:
            self.token = step
        elif purpose is Purpose.APPLICATIONS and step.succeeded and step.resource is not None:
            yield from self._created(step, step.resource, at)
        if exchange.ticket is not None:
            location = step.answer.header("Location") if step.answer else None
            yield RequestFinished(
                exchange.ticket,
                exchange,
                resolve(step.url, location) if location else None,
                step.resource,
                step.reason,
            )
        if step.method == "DELETE" and step.succeeded and self.applications.pop(step.place, None) is not None:
            yield ChannelChanged(ChannelPhase.CLOSED)
            yield SignedOut(True)

    def _created(self, step: Step, application: Resource, at: float) -> Iterator[Report]:
        url = resolve(step.url, application.href() or "")
        place = place_of_url(url)
        recreated = bool(self.applications) and place not in self.applications
        me = next(iter(application.embeds("me")), Resource())
        grant = self.token.form.get("grant_type", "") if self.token else "bearer"
        self.applications = {place: url}
        if recreated:
            yield ChannelGap(at, "recreated", "The application was created anew.", self.seq)
        yield SignedIn(
            application,
            url,
            me.text("name") or me.text("uri") or "",
            grant,
            _expiry(self.token),
            anonymous=grant.lower() == _GUEST,
            recreated=recreated,
        )

    def _polled(self, step: Step, at: float) -> Iterator[Report]:
        self.outstanding -= 1
        if step.events is None:
            return
        answer = step.events
        ack = ack_of(answer.href or "") or ack_of(step.url)
        package = (step.place, ack or -step.n)
        if package not in self.packages:
            self.packages.add(package)
            yield from self._delivered(step, ack, at)
        way = "resync" if answer.resync and not answer.next else "resume" if answer.resume and not answer.next else ""
        if way:
            yield ChannelGap(at, way, f"The answer had {way} instead of next: {_WAYS[way]}.", self.seq)
        if self.outstanding == 0:
            yield ChannelChanged(ChannelPhase.OPENING, note=way)

    def _delivered(self, step: Step, ack: int | None, at: float) -> Iterator[Report]:
        received: list[ReceivedEvent] = []
        for sender in step.events.senders if step.events else ():
            for event in sender.events:
                self.seq += 1
                received.append(ReceivedEvent(self.seq, at, ack, sender.rel, sender.href, event, step.n))
        if received:
            yield EventsArrived(tuple(received))


def _annotated(step: Step) -> Exchange:
    exchange = step.exchange
    if exchange.purpose in _OWN_WAYS or exchange.purpose is Purpose.APPLICATIONS:
        return exchange
    return replace(exchange, operation=operation_of(step), ticket=exchange.n)


def _expiry(token: Step | None) -> float | None:
    """When the token ends, by its answer; None where that does not say."""
    if token is None or token.answer is None or token.ended is None:
        return None
    fmt = payload_format_of(token.answer.header("Content-Type"))
    try:
        told = decode_resource(decode_body(token.answer).data, fmt) if fmt else Resource()
    except PayloadError:
        return None
    seconds = told.get("expires_in")
    return token.ended + float(seconds.value) if isinstance(seconds, Number) else None
