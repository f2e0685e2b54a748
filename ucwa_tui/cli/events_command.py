"""`ucwa-tui events`: tails the event channel."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ucwa_tui.cli.client_run import ExchangeTeller
from ucwa_tui.cli.entrance import Entrance, join_url_of
from ucwa_tui.cli.headless import client_run, narration_for, server_line
from ucwa_tui.cli.narration import Narration
from ucwa_tui.cli.reporter import EventsReporter, JsonlReporter, Reporter
from ucwa_tui.cli.way_in import choose_profile, find_way_in
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.wire.reports import ChannelGap, EventsArrived, ReceivedEvent, Report
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult
from ucwa_tui.workbench.ports import ClientPort
from ucwa_tui.workbench.stay_job import StayJob


def run_events(arguments: argparse.Namespace, place: Workplace) -> int:
    """Tail the channel until interrupted, for a time, or until as many events as are wanted have come.

    Raises:
        UsageError, CannotListen: nothing was sent.
    """
    profile = choose_profile(arguments, place)
    way = find_way_in(arguments, profile, place, steady=True)
    narration = narration_for(way, place)
    jsonl = arguments.output == "jsonl"
    reporter: Reporter = JsonlReporter(place.output) if jsonl else EventsReporter(place.output)
    with way.open() as target:
        narration.say(server_line(way, target.root_url))
        if way.sandbox is not None and arguments.seconds is None:
            narration.say(nothing_by_itself(target.root_url, reachable=profile.make_available))
        client = place.make_client()
        job = StayJob(arguments.seconds, join_url=join_url_of(target))
        tail = _Tail(job, target, client, reporter, narration, place, arguments.count)
        client_run(way, place, narration, client).run(tail)
        return tail.finish().exit_code


def nothing_by_itself(root_url: str, *, reachable: bool) -> str:
    """Why a wait in the embedded sandbox may be a long one."""
    again = "" if reachable else " and this with --make-available"
    return (
        "hint: nothing happens in the embedded sandbox by itself. To be invited, run in another terminal"
        f" ucwa-tui --root {root_url} --user bob{again}; --seconds N or Ctrl+C ends the wait."
    )


class _Tail:
    """A `client_run.Watcher`."""

    def __init__(
        self,
        job: StayJob,
        target: SignInTarget,
        client: ClientPort,
        reporter: Reporter,
        narration: Narration,
        place: Workplace,
        wanted: int | None,
    ) -> None:
        self._job = job
        self._wanted = wanted
        """How many more events are to be printed; None: all that come."""
        self._entrance = Entrance(job, target, client, narration.say)
        self._reporter = reporter
        self._narration = narration
        self._clock = place.clock
        self._output = place.output
        self._exchanges = ExchangeTeller(reporter.exchange)

    @property
    def over(self) -> bool:
        return self._job.result is not None

    def begin(self) -> None:
        self._entrance.begin()

    def take(self, report: Report) -> None:
        self._job.apply(report, self._clock())
        self._exchanges.report(report)
        match report:
            case EventsArrived(events):
                self._events(events)
            case ChannelGap():
                self._reporter.gap(report)
            case _:
                pass
        self._narration.report(report)
        if self._entrance.go_on():
            for remark in self._job.link.remarks:
                self._narration.say(f"warning: {remark}")
        if not self._output.is_read:
            self._job.leave()  # as `tail -f` does when its reader has gone

    def _events(self, events: Sequence[ReceivedEvent]) -> None:
        for received in events[: self._wanted]:
            self._reporter.event(received)
        if self._wanted is not None:
            self._wanted = max(0, self._wanted - len(events))
            if not self._wanted:
                self._job.leave()

    def tick(self) -> None:
        self._job.tick(self._clock())

    def interrupted(self) -> None:
        self._narration.say("interrupted: signing out")
        self._job.interrupt()

    def wait(self) -> float:
        return self._job.wait(self._clock())

    def finish(self) -> JoinResult:
        """After signing out: print the result."""
        self._exchanges.rest(self._job.session)
        result = self._job.result
        assert result is not None  # a run ends with a verdict
        if result.outcome not in {JoinOutcome.DONE, JoinOutcome.INTERRUPTED}:
            for told in (result.message, result.way_out and f"next step: {result.way_out}"):
                if told:
                    self._narration.say(told)
        self._reporter.result(result)
        return result
