"""Runs a client for a command without a screen: carries its reports to a watcher, and ends it in good order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Protocol

from ucwa_tui.cli.interrupts import Interrupts
from ucwa_tui.cli.question_desk import QuestionDesk
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged, Question, Report
from ucwa_tui.workbench.ports import ClientPort
from ucwa_tui.workbench.state import Session

STOP_SECONDS = 5.0
"""How long signing out may take."""


_TOLD_KEPT = 10_000


class Watcher(Protocol):
    """What a command does with the reports."""

    @property
    def over(self) -> bool:
        """Whether there is a verdict."""

    def begin(self) -> None:
        """The client has started: ask it for something."""

    def take(self, report: Report) -> None:
        """A report; also those of signing out, after the verdict."""

    def tick(self) -> None:
        """Time has passed without a report."""

    def interrupted(self) -> None:
        """The user wants out."""

    def wait(self) -> float:
        """Seconds until `tick` has something to do."""


class ClientRun:
    """One client from start to stop.

    Args:
        client: not started yet.
        desk: answers its questions.
        keep: is given every report, for what has to be remembered.
    """

    def __init__(self, client: ClientPort, desk: QuestionDesk, keep: Callable[[Report], None]) -> None:
        self._client = client
        self._desk = desk
        self._keep = keep
        self._queue: SimpleQueue[Report | None] = SimpleQueue()  # its put may be called by a signal handler
        self._interrupted = False

    def run(self, watcher: Watcher) -> None:
        """Run until the watcher has its verdict, then sign out. Signals are taken meanwhile."""
        with Interrupts(self._interrupt):
            self._client.start(self._queue.put)
            try:
                watcher.begin()
                self._pump(watcher)
            finally:
                self._client.stop(STOP_SECONDS)
            for report in self._left():
                self._keep(report)
                watcher.take(report)

    def _pump(self, watcher: Watcher) -> None:
        while not watcher.over:
            try:
                report = self._queue.get(timeout=watcher.wait())
            except Empty:
                watcher.tick()
                continue
            if report is None:
                watcher.interrupted()
                continue
            self._keep(report)
            watcher.take(report)
            if isinstance(report, Question):
                self._client.answer(report.number, self._desk.decide(report, lambda: self._interrupted))

    def _interrupt(self) -> None:
        self._interrupted = True
        self._queue.put(None)

    def _left(self) -> Iterator[Report]:
        """What happened while signing out."""
        while True:
            try:
                report = self._queue.get_nowait()
            except Empty:
                return
            if report is not None:
                yield report


class ExchangeTeller:
    """Tells each exchange once, when it has ended.

    Args:
        tell: where to.
    """

    def __init__(self, tell: Callable[[Exchange], None]) -> None:
        self._tell = tell
        self._told: dict[int, None] = {}
        """Numbers of the latest ones, in the order of telling; a tail of days forgets the others."""

    def report(self, report: Report) -> None:
        """Tell of an exchange that has ended; other reports are left alone."""
        if isinstance(report, ExchangeChanged) and report.exchange.state is not ExchangeState.RUNNING:
            self._once(report.exchange)

    def rest(self, session: Session) -> None:
        """At the end: exchanges that never came to one."""
        for exchange in list(session.exchanges):
            if exchange.state is ExchangeState.RUNNING:
                self._once(replace(exchange, state=ExchangeState.CANCELLED))

    def _once(self, exchange: Exchange) -> None:
        if exchange.n not in self._told:
            self._told[exchange.n] = None
            if len(self._told) > _TOLD_KEPT:
                del self._told[next(iter(self._told))]
            self._tell(exchange)
