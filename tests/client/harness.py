"""A client, its reports, and the scripted server it talks to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from tests.support.scripted_server import PASSWORD, USER, FakeUcwa
from ucwa_tui.client.engine import Client
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    EventsArrived,
    ExchangeChanged,
    Failure,
    ReceivedEvent,
    Report,
    RequestFinished,
    SignedIn,
    SignInFailed,
    StepChanged,
)
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget

R = TypeVar("R")
TUNING = Tuning(connect=2.0, read=1.0, total=2.0, channel_floor=3.0, channel_margin=1.0)
HEADERS = (("Accept", "application/json"), ("X-Spelling", "kept As Is"), ("Content-Type", "application/json"))


class Reports:
    """Everything a client reported, and a way to wait for it."""

    def __init__(self) -> None:
        self.all: list[Report] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def sink(self, report: Report) -> None:
        with self._changed:
            self.all.append(report)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def of(self, kind: type[R]) -> list[R]:
        with self._changed:
            return [report for report in self.all if isinstance(report, kind)]

    def wait(self, kind: type[R], wanted: Callable[[R], object] = lambda _: True, timeout: float = 5.0) -> R:
        """The first report of a kind that fits; fails the test where none comes."""

        def found() -> R | None:
            return next((r for r in self.all if isinstance(r, kind) and wanted(r)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, timeout), "\n".join(map(repr, self.all[-12:]))
            report = found()
        assert report is not None
        return report

    @property
    def exchanges(self) -> list[Exchange]:
        """Each exchange in its latest state, in order of its number."""
        latest = {report.exchange.n: report.exchange for report in self.of(ExchangeChanged)}
        return [latest[n] for n in sorted(latest)]

    @property
    def events(self) -> list[ReceivedEvent]:
        return [event for report in self.of(EventsArrived) for event in report.events]

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(report.name, report.state) for report in self.of(StepChanged)]

    def failure(self) -> Failure:
        """Why sign-in failed."""
        return self.wait(SignInFailed).failure

    def channel_failure(self) -> Failure:
        """Why the channel failed."""
        failed = self.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.FAILED)
        assert failed.failure is not None
        return failed.failure


class Driven:
    """A started client with its reports."""

    def __init__(self, client: Client, reports: Reports, delays: list[float]) -> None:
        self.client = client
        self.reports = reports
        self.delays = delays
        """Seconds that the client wanted to wait between repetitions."""

    def sign_in(self, target: SignInTarget) -> SignedIn:
        self.client.sign_in(target)
        return self.reports.wait(SignedIn)

    def finish(self, plan: RequestPlan) -> RequestFinished:
        ticket = self.client.submit(plan)
        return self.reports.wait(RequestFinished, lambda r: r.ticket == ticket)


@contextmanager
def driven(**changes: object) -> Iterator[Driven]:
    """A running client, stopped at the end; repetitions come at once, their delays are kept.

    Args:
        changes: fields of `Surroundings` to set.
    """
    delays: list[float] = []

    async def at_once(seconds: float) -> None:
        delays.append(seconds)
        await asyncio.sleep(0)

    surroundings = Surroundings(
        sleep=at_once, new_id=lambda: "endpoint-1", chance=lambda: 0.0, tuning=TUNING, environment={}
    )
    reports = Reports()
    client = Client(replace(surroundings, **changes))  # type: ignore[arg-type]  # fields by name
    client.start(reports.sink)
    try:
        yield Driven(client, reports, delays)
    finally:
        client.stop(5)
    assert not [t for t in threading.enumerate() if t.name == "ucwa-client"]


def target(fake: FakeUcwa, **changes: object) -> SignInTarget:
    """Password sign-in at a scripted server."""
    plain = SignInTarget(fake.root_url, user=USER, secret=Secret(PASSWORD))
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


@contextmanager
def signed_in(fake: FakeUcwa, **changes: object) -> Iterator[Driven]:
    """A client that has signed in and has its first P-GET outstanding."""
    with driven() as it:
        it.sign_in(target(fake, **changes))
        it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)
        if fake.created:  # a fake that only redirects has none
            fake.wait_for("GET", fake.events_path)
        yield it


def join_plan(fake: FakeUcwa, href: str | None = None, body: bytes = b'{"operationId":"op-1"}') -> RequestPlan:
    """A join as the workbench composes it."""
    return RequestPlan("POST", href or fake.join_path, HEADERS, body, Purpose.OPERATION, "joinOnlineMeeting", "op-1")


def get(href: str) -> RequestPlan:
    """A GET as the workbench composes it."""
    return get_plan(href)


def request_of(exchange: Exchange) -> HttpMessage:
    return parse_request(exchange.request)


def response_of(exchange: Exchange) -> HttpMessage:
    return parse_response(exchange.response, exchange.method)
