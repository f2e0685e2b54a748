"""What makes a real run come out the same each time: seeded ids, a sandbox whose date stands still, told times.

Requests, answers and events are real, over real sockets. Only what a clock says about them is replaced.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

from ucwa_tui.client.engine import Client
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.sandbox import directory
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Timings
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import (
    ChannelChanged,
    EventsArrived,
    ExchangeChanged,
    Report,
    RequestFinished,
    SignedIn,
)
from ucwa_tui.wire.sign_in_target import SignInTarget

BEGIN = 1_400_000_000.0
NOW = BEGIN + 12.0
PORT = 18753
"""A port that is told in the pictures: below the range that systems give out by themselves."""
SLOWNESS = 0.1
"""Sandbox seconds per real second: steps lie far enough apart for a busy machine to see them one by one."""
ELAPSED = {Purpose.OPERATION: 0.034, Purpose.EVENTS: 0.120, Purpose.TOKEN: 0.011}


def told_time(seq: int) -> float:
    """When the event of that number is said to have come."""
    return BEGIN + 0.1 + 0.012 * seq


class StillClock(Clock):
    """Timers run, the date does not."""

    def now(self) -> float:
        """Always the same instant."""
        return self._start


class SteadySandbox:
    """A seeded sandbox on a thread; fits `SandboxPort`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        with patch("ucwa_tui.sandbox.sandbox.Clock", StillClock):
            self._sandbox = Sandbox(seed=7, clock_scale=SLOWNESS)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self) -> str:
        """Listen on the told port."""
        return asyncio.run_coroutine_threadsafe(self._sandbox.start("127.0.0.1", PORT), self._loop).result(10)

    @property
    def users(self) -> tuple[SandboxUser, ...]:
        """Who can sign in."""
        return directory.users()

    @property
    def meetings(self) -> tuple[SandboxMeeting, ...]:
        """The directory."""
        return directory.meetings()

    def admit_waiting(self) -> int:
        """Nobody is let in while a picture is taken."""
        return 0

    def reject_waiting(self) -> int:
        """Nobody is turned away while a picture is taken."""
        return 0

    def observe(self, sink: ObservationSink) -> Callable[[], None]:
        """Tell of what clients do."""
        return self._sandbox.observer.watch(sink)

    def stop(self) -> None:
        """Stop listening, end the thread."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._sandbox.stop(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop.close()


class SteadyClient:
    """The real client, its reports told with steady times; fits `ClientPort`."""

    def __init__(self) -> None:
        self._client = Client()

    def start(self, sink: Callable[[Report], None]) -> None:
        """Start it."""
        self._client.start(lambda report: sink(steady(report)))

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in."""
        self._client.sign_in(replace(target, endpoint_id="0f1e2d3c4b5a69788796a5b4c3d2e1f0"))

    def submit(self, plan: RequestPlan) -> int:
        """Send a request."""
        return self._client.submit(plan)

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        self._client.cancel(ticket)

    def reopen_channel(self) -> None:
        """Ask again."""
        self._client.reopen_channel()

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Resolve a join URL."""
        return self._client.resolve(url, network)

    def replay(self, replay: Replay) -> int:
        """Send a recorded request again."""
        return self._client.replay(replay)

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """The exchange with its secrets; its times are none that the client has reported."""
        return self._client.reveal(exchange)

    def answer(self, question: int, approved: bool) -> None:
        """Answer a question."""
        self._client.answer(question, approved)

    def keep_active(self, on: bool) -> None:
        """Report activity."""
        self._client.keep_active(on)

    def stop(self, deadline: float) -> bool:
        """Stop it."""
        return self._client.stop(deadline)


def steady(report: Report) -> Report:
    """A report with every time in it replaced by one that depends on its place only."""
    match report:
        case ExchangeChanged(exchange):
            return ExchangeChanged(_exchange(exchange))
        case RequestFinished():
            return replace(report, exchange=_exchange(report.exchange))
        case EventsArrived(events):
            return EventsArrived(tuple(replace(event, at=told_time(event.seq)) for event in events))
        case ChannelChanged() if report.since is not None:
            return replace(report, since=NOW - 3)
        case SignedIn():
            return replace(report, token_expires_at=NOW + 28_290)
        case _:
            return report


def _exchange(exchange: Exchange) -> Exchange:
    elapsed = ELAPSED.get(exchange.purpose, 0.004) if exchange.state is not ExchangeState.RUNNING else None
    return replace(exchange, started_at=BEGIN + 0.01 * exchange.n, elapsed=elapsed, timings=Timings())
