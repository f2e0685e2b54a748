"""`ucwa-tui join`: carries reports from the client to the job and requests the other way, and tells about both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue

from ucwa_tui.cli.interrupts import Interrupts
from ucwa_tui.cli.join_options import JoinOptions
from ucwa_tui.cli.narration import Narration
from ucwa_tui.cli.reporter import Reporter
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.reports import EventsArrived, ExchangeChanged, Report
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.join_job import JoinJob
from ucwa_tui.workbench.join_result import JoinResult
from ucwa_tui.workbench.ports import ClientPort

STOP_SECONDS = 5.0
"""How long signing out may take."""


class JoinRun:
    """One run, from sign-in to the result line.

    Args:
        options: what to join and how long to wait.
        client: not started yet.
        reporter: standard output.
        narration: standard error.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        options: JoinOptions,
        client: ClientPort,
        reporter: Reporter,
        narration: Narration,
        clock: Callable[[], float],
    ) -> None:
        self._options = options
        self._client = client
        self._reporter = reporter
        self._narration = narration
        self._clock = clock
        self._queue: SimpleQueue[Report | None] = SimpleQueue()  # its put may be called by a signal handler
        self._told_exchanges: set[int] = set()
        self._told_states: list[str] = []
        self._told_href: str | None = None
        self._job = JoinJob(options.draft, timeout=options.timeout)

    def run(self, target: SignInTarget) -> JoinResult:
        """Sign in, join, sign out, write the HAR file, print the result."""
        self._job = JoinJob(self._options.draft, timeout=self._options.timeout, channel_timeout=target.connect_timeout)
        with Interrupts(lambda: self._queue.put(None)):
            self._client.start(self._queue.put)
            try:
                self._client.sign_in(target)
                result = self._pump()
            finally:
                self._client.stop(STOP_SECONDS)
            self._drain()
            self._write_har()
            self._reporter.result(result)
        return result

    def _pump(self) -> JoinResult:
        job = self._job
        while job.result is None:
            try:
                report = self._queue.get(timeout=job.wait(self._clock()))
            except Empty:
                self._go_on(job.tick(self._clock()))
            else:
                self._take(report)
        return job.result

    def _take(self, report: Report | None) -> None:
        if report is None:
            self._narration.say("interrupted: signing out")
            self._job.interrupt()
            return
        parts = [EventsArrived((one,)) for one in report.events] if isinstance(report, EventsArrived) else [report]
        for part in parts:  # one event at a time, so that each change of the invitation shows
            plan = self._job.apply(part, self._clock())
            self._tell(part)
            self._go_on(plan)

    def _go_on(self, plan: RequestPlan | None) -> None:
        self._tell_invitation()
        if plan is not None:
            self._submit(plan)

    def _submit(self, plan: RequestPlan) -> None:
        self._job.submitted(plan, self._client.submit(plan), self._clock())

    def _tell(self, report: Report) -> None:
        match report:
            case ExchangeChanged(exchange) if exchange.state is not ExchangeState.RUNNING:
                self._tell_exchange(exchange)
            case EventsArrived(events):
                for received in events:
                    self._reporter.event(received)
            case _:
                pass
        self._narration.report(report)

    def _tell_exchange(self, exchange: Exchange) -> None:
        if exchange.n not in self._told_exchanges:
            self._told_exchanges.add(exchange.n)
            self._reporter.exchange(exchange)

    def _tell_invitation(self) -> None:
        view = self._job.view
        if view is None:
            return
        self._narration.conversation(view.conversation_state)
        changes = view.changes
        words = [state for state, _ in changes]
        known = self._told_states if words[: len(self._told_states)] == self._told_states else words[:-1]
        for state, elapsed in changes[len(known) :] or (changes[-1:] if view.href != self._told_href else ()):
            self._reporter.invitation(replace(view, state=state), elapsed)
        if words:
            self._told_states, self._told_href = words, view.href

    def _drain(self) -> None:
        """Tell what happened while signing out, and of exchanges that never came to an end."""
        while True:
            try:
                report = self._queue.get_nowait()
            except Empty:
                break
            if report is not None:
                self._take(report)
        for exchange in list(self._job.session.exchanges):
            if exchange.state is ExchangeState.RUNNING:
                self._tell_exchange(replace(exchange, state=ExchangeState.CANCELLED))

    def _write_har(self) -> None:
        har = self._options.har
        if har is None:
            return
        from ucwa_tui.wire.har import har_bytes

        try:
            har.write(har_bytes(self._job.session.exchanges, self._job.session.events))
        except OSError as error:
            self._narration.say(f"--har: {har.path} could not be written: {error.strerror or error}")
        else:
            self._narration.say(f"HAR written to {har.path}")
