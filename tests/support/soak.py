"""Days of an event channel's life in seconds: the client's own runner, a simulated server, network and clock.

Every event is checked as it arrives: its number is the next one, but for those that died with an application.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

from tests.support.soak_server import SoakServer
from ucwa_tui.client.answer import Answer
from ucwa_tui.client.channel_runner import ChannelRunner
from ucwa_tui.client.channel_tools import ChannelReport, ChannelTools
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.session import Session, Waiting
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage
from ucwa_tui.wire.reports import ChannelChanged, ChannelGap, ChannelPhase, EventsArrived, Failure, FailureKind
from ucwa_tui.wire.sign_in_target import ChannelParameters, SignInTarget

FAULT_RATE = 0.05
"""How many P-GETs meet a fault."""
FAULTS = {
    "lost before": 10,
    "lost after": 10,
    "truncated": 8,
    "html": 4,
    "500": 4,
    "503 retry-after": 4,
    "429 retry-after": 4,
    "cut before": 6,
    "cut after": 6,
    "504 after 60 s": 6,
    "silence": 3,
    "401": 3,
    "resync": 6,
    "resume": 2,
    "gone": 1,
    "expired": 1,
    "replaced": 1,
    "html 403": 3,
    "html 404": 3,
    "html 409": 3,
    "html 410": 3,
    "slept": 1,
    "slept long": 1,
    "outage": 1,
}
_HTML = b"<!DOCTYPE html><html><body>The page cannot be shown.</body></html>"
_REASONS = {
    "gone": (404, b'{"code":"NotFound","subcode":"ApplicationNotFound"}'),
    "expired": (410, b'{"code":"Gone","subcode":"InactiveApplicationExpired"}'),
    "replaced": (409, b'{"code":"Conflict","subcode":"PGetReplaced"}'),
    "500": (500, b'{"code":"ServiceFailure","subcode":"CallbackChannelError"}'),
}


@dataclass
class Clock:
    """Seconds since the start; the computer's sleep shows on the wall only."""

    running: float = 0.0
    slept: float = 0.0

    def wall(self) -> float:
        return 1_000_000.0 + self.running + self.slept

    def monotonic(self) -> float:
        return self.running

    async def sleep(self, seconds: float) -> None:
        self.running += seconds
        await asyncio.sleep(0)


@dataclass
class Figures:
    """What a soak has seen."""

    delivered: int = 0
    died: int = 0
    """Events that the server had when it ended an application: they were never told, and a gap says so."""
    polls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    """How often the channel gave up, by the kind of failure; the user reopened it each time."""
    applications: int = 1
    days: float = 0.0


class Soak:
    """One run.

    Args:
        events: how many events the server sends.
        seed: of the faults; the same seed gives the same run.
        progress: called now and then with the number of events delivered so far.
    """

    def __init__(self, events: int, seed: int, progress: Callable[[int], None] = lambda _: None) -> None:
        self.figures = Figures()
        self._wanted = events
        self._progress = progress
        self._chance = random.Random(seed)
        self._clock = Clock()
        self._server = SoakServer()
        self._expected = 0
        self._seq = 0
        self._outage = 0.0
        self._foreign = 0
        self._renewed = False
        self._done = asyncio.Event()

    async def run(self) -> Figures:
        """Run until every event has been delivered, reopening the channel whenever it gives up."""
        self._application = SimpleNamespace(events_url=self._server.create(self._clock.wall()))
        tools = ChannelTools(
            self._report,
            self._recreate,
            self._delete,
            self._clock.wall,
            self._clock.monotonic,
            self._clock.sleep,
            Tuning(sleep_check=0.0),
            chance=self._chance.random,
        )
        self.target = SignInTarget(steady=True, channel=ChannelParameters(low=30, timeout=200))
        self.application = self._application
        living = asyncio.get_running_loop().create_task(self._live(ChannelRunner(cast(Session, self), tools)))
        over = asyncio.get_running_loop().create_task(self._done.wait())
        await asyncio.wait((living, over), return_when=asyncio.FIRST_COMPLETED)
        for task in (living, over):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        assert self._expected == self._server.emitted
        assert self.figures.delivered + self.figures.died == self._server.emitted
        assert not self._server.without_parameters
        self.figures.applications = self._server.application
        self.figures.days = (self._clock.running + self._clock.slept) / 86400
        return self.figures

    async def _live(self, runner: ChannelRunner) -> None:
        await runner.run()
        while True:
            self._clock.running += 60.0  # until somebody looks at the screen
            await runner.reopen()

    # --- what the runner reports --------------------------------------------------------------------------------------

    def _report(self, report: ChannelReport) -> None:
        match report:
            case EventsArrived(events):
                for received in events:
                    number = int(received.event.link.href.rpartition("/")[2])
                    assert number == self._expected, f"event {number} came where {self._expected} was due"
                    assert received.seq == self._seq + 1
                    self._expected, self._seq = number + 1, received.seq
                self.figures.delivered += len(events)
                self._progress(self.figures.delivered)
            case ChannelGap(_, kind, _, after_seq):
                assert after_seq == self._seq
                self.figures.gaps[kind] += 1
            case ChannelChanged(phase=ChannelPhase.FAILED, failure=failure):
                assert failure is not None
                assert failure.kind in (FailureKind.NETWORK, FailureKind.REPLACED), failure
                self.figures.failures[failure.kind.value] += 1
            case _:
                pass

    async def _recreate(self) -> str:
        if self._is_down():
            self._clock.running += 5.0
            raise _network("no connection")
        assert self._server.acknowledged <= self._expected, "an event was confirmed and then not delivered"
        self.figures.died += self._server.emitted - self._expected
        self._expected = self._server.emitted
        return self._server.create(self._clock.wall())

    async def _delete(self) -> None:
        raise AssertionError("this server always says when an application has ended")

    # --- the session as the runner sees it ----------------------------------------------------------------------------

    def token_for(self, url: str) -> None:
        """No token is needed."""

    async def keep_fresh(self, url: str) -> None:
        """No token, nothing that could expire."""

    async def renew(self, refusal: Answer, used: None) -> bool:
        """A new one is to be had at once."""
        return True

    async def request(self, plan: RequestPlan, waiting: Waiting) -> Answer:
        """Send a P-GET over a network that breaks in every way it can."""
        self.figures.polls += 1
        if self._is_down():
            self._clock.running += self._chance.uniform(0.01, 10.0)
            raise _network("no connection")
        assert waiting.on_sent is not None
        waiting.on_sent()
        if self._server.is_gone(self._clock.wall()):
            return self._refused("gone")
        if self._foreign:
            self._foreign -= 1
            return self._refused("replaced")
        self._pass_time()
        fault = self._fault()
        if fault is None:
            return self._answered(plan.href)
        self.figures.faults[fault] += 1
        return await self._broken(fault, plan.href)

    def _fault(self) -> str | None:
        if self._server.emitted >= self._wanted:
            if self._server.is_idle:
                self._done.set()
            return None
        if self._renewed or self._chance.random() >= FAULT_RATE:
            self._renewed = False  # a new token that is refused at once would rightly be the end
            return None
        fault = self._chance.choices(tuple(FAULTS), tuple(FAULTS.values()))[0]
        self._renewed = fault == "401"
        return fault

    def _pass_time(self) -> None:
        """Wait for something to happen, as a server does; now and then nothing does."""
        if self._chance.random() < 0.01:
            self._clock.running += 200.0
            return
        self._clock.running += self._chance.expovariate(0.5)
        self._server.emitted = min(self._server.emitted + self._chance.randint(1, 8), self._wanted)

    async def _broken(self, fault: str, url: str) -> Answer:
        match fault:
            case "lost before" | "lost after" | "cut before" | "cut after" | "silence":
                if fault.endswith("after"):
                    self._server.get(url, self._clock.wall())
                self._clock.running += {"cut": 60.0, "sil": 230.0}.get(fault[:3], 0.0)
                raise _network(fault)
            case "truncated":
                body = self._server.get(url, self._clock.wall())
                return self._answer(200, body[: self._chance.randrange(len(body))])
            case "html":
                return self._answer(200, _HTML, kind="text/html")
            case "html 403" | "html 404" | "html 409" | "html 410":
                return self._answer(int(fault[-3:]), _HTML, kind="text/html")
            case "503 retry-after" | "429 retry-after":
                return self._answer(
                    int(fault[:3]), _HTML, ("Retry-After", str(self._chance.randint(0, 90))), "text/html"
                )
            case "504 after 60 s":
                self._clock.running += 60.0
                return self._answer(504, _HTML, kind="text/html")
            case "401":
                return self._answer(401, b"")
            case "gone" | "expired":
                self._server.end_application()
                return self._refused(fault)
            case "replaced":
                self._foreign = self._chance.randint(0, 2)
                return self._refused(fault)
            case "slept" | "slept long":
                await self._sleep(3600.0 * self._chance.uniform(1, 9) if "long" in fault else 300.0)
            case "outage":
                self._outage = self._clock.running + self._chance.uniform(10.0, 3000.0)
                raise _network("the network is down")
            case "resync":
                self._server.forget()
                return self._answered(url)
            case "resume":
                self._server.away = True
                return self._answered(url)
        return self._refused("500")

    async def _sleep(self, seconds: float) -> None:
        """The lid is closed; the answer never comes."""
        await asyncio.sleep(0)  # the client has looked at its clocks
        self._clock.slept += seconds
        await asyncio.Event().wait()

    def _is_down(self) -> bool:
        return self._clock.running < self._outage

    def _answered(self, url: str) -> Answer:
        return self._answer(200, self._server.get(url, self._clock.wall()))

    def _refused(self, what: str) -> Answer:
        return self._answer(*_REASONS[what])

    def _answer(
        self, status: int, body: bytes, header: tuple[str, str] = ("Date", "today"), kind: str = "application/json"
    ) -> Answer:
        message = HttpMessage("", (("Content-Type", kind), header), body, body, status=status, complete=True)
        return Answer("", Exchange(self.figures.polls, Purpose.EVENTS, "GET", "", 0.0), message, body)


def _network(why: str) -> ClientFailure:
    return ClientFailure(Failure(FailureKind.NETWORK, why))
