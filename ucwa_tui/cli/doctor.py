"""The walk of `ucwa-tui doctor`: signs in, tells each step when it is settled, signs out, gives a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ucwa_tui.cli.client_run import ExchangeTeller
from ucwa_tui.cli.entrance import Entrance, join_url_of
from ucwa_tui.cli.narration import how_told
from ucwa_tui.cli.output import Output
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import JoinUrlResolved, Report, SignedOut
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult
from ucwa_tui.workbench.ports import ClientPort
from ucwa_tui.workbench.sign_in_story import StoryLine, story
from ucwa_tui.workbench.stay_job import HOLD, StayJob

QUIET = 0.05
"""Seconds without a report after which a step is told: what belongs to it comes in one go."""
_WORDS = {"✓": "done", "✗": "failed", " ": "note", "…": "running"}


class Walk:
    """A `client_run.Watcher`.

    Args:
        target: where and as whom.
        client: started by then.
        output: standard output.
        clock: seconds since the epoch.
        jsonl: JSON Lines instead of text.
        hold: seconds that a P-GET has to be held without trouble.
    """

    def __init__(
        self,
        target: SignInTarget,
        client: ClientPort,
        output: Output,
        clock: Callable[[], float],
        *,
        jsonl: bool,
        hold: float = HOLD,
    ) -> None:
        self._output = output
        self._clock = clock
        self._jsonl = jsonl
        url = join_url_of(target)
        self._job = StayJob(0.0, channel_timeout=target.connect_timeout, hold=hold, join_url=url)
        self._entrance = Entrance(self._job, target, client, self._remark)
        self._exchanges = ExchangeTeller(self._tell_exchange)
        self._details: set[str] = set()
        """What was printed below the lines of the story."""
        self._told: set[object] = set()
        self._signed_out: SignedOut | None = None
        if jsonl:
            output.use_utf8()

    @property
    def over(self) -> bool:
        """Whether there is a verdict."""
        return self._job.result is not None

    def begin(self) -> None:
        """Sign in, or ask the meeting's page where to."""
        self._entrance.begin()

    def take(self, report: Report) -> None:
        """Take in a report; steps are told once it is quiet."""
        if isinstance(report, SignedOut):
            self._signed_out = report
            return  # what the session looked like before is what the story is about
        self._job.apply(report, self._clock())
        self._exchanges.report(report)
        if isinstance(report, JoinUrlResolved) and self._job.link.resolved is report:
            self._tell_steps()
            self._print(StoryLine("✓", f"meeting: {report.uri} ({how_told(report)})"))
        self._entrance.go_on()

    def tick(self) -> None:
        """It is quiet: tell what is settled."""
        self._job.tick(self._clock())
        self._tell_steps()

    def interrupted(self) -> None:
        """The user wants out."""
        self._job.interrupt()

    def wait(self) -> float:
        """Seconds until `tick` has something to do."""
        return min(self._job.wait(self._clock()), QUIET)

    def finish(self, name: str) -> JoinResult:
        """After signing out: the rest of the story, and the verdict.

        Args:
            name: of the profile, for the next step; empty: none.
        """
        result = self._job.result
        assert result is not None  # a run ends with a verdict
        self._tell_steps(to_the_end=True)
        if self._job.session.failure is None and result.outcome is not JoinOutcome.DONE:
            self._print(StoryLine("✗", result.message or result.outcome.value))
        self._exchanges.rest(self._job.session)
        if self._signed_out is not None and self._job.session.signed_in is not None:
            self._print(_sign_out(self._signed_out))
        self._conclude(result, name)
        return result

    def _remark(self, text: str) -> None:
        self._tell_steps()
        self._print(StoryLine(" ", text))

    def _tell_steps(self, *, to_the_end: bool = False) -> None:
        lines = story(self._job.session, is_open=self._job.open_since is not None, page=True)
        for key, line in _keyed(lines):
            if not line.settled and not to_the_end:
                return  # in order, so that nothing turns up between lines that are there already
            if key not in self._told:
                self._told.add(key)
                self._print(line)

    def _print(self, line: StoryLine) -> None:
        if self._jsonl:
            told = {"mark": _WORDS[line.mark], "text": line.text, "detail": list(line.detail)}
            self._output.data(dumps_line({"kind": "step", **told, "exchange": line.exchange}))
            return
        self._output.data(safe_line(f"{line.mark} {line.text}"))
        for detail in line.detail:
            self._details.add(detail)
            self._output.data(safe_line(f"    {detail}"))

    def _tell_exchange(self, exchange: Exchange) -> None:
        if self._jsonl:
            from ucwa_tui.cli.jsonl import exchange_line

            self._output.data(exchange_line(exchange))

    def _conclude(self, result: JoinResult, name: str) -> None:
        verdict, following = _verdict(result, name)
        if self._jsonl:
            from ucwa_tui.cli.jsonl import result_line

            self._output.data(result_line(result))
            return
        self._output.data(safe_line(f"Verdict: {verdict}"))
        if following and f"next step: {following}" not in self._details:
            self._output.data(safe_line(f"Next step: {following}"))


def _keyed(lines: list[StoryLine]) -> Iterator[tuple[object, StoryLine]]:
    """Each line with what it stays recognisable by, also where a late report adds to it."""
    counts: dict[int, int] = {}
    for line in lines:
        if line.exchange is None:
            yield line.text, line
            continue
        counts[line.exchange] = counts.get(line.exchange, 0) + 1
        yield (line.exchange, counts[line.exchange]), line


def _sign_out(signed_out: SignedOut) -> StoryLine:
    if signed_out.left_alive:
        return StoryLine(" ", "signed out; the application is left alive: another client uses it")
    if signed_out.clean:
        return StoryLine("✓", "signed out, the application is deleted")
    return StoryLine("✗", "signed out without an answer")


def _verdict(result: JoinResult, name: str) -> tuple[str, str]:
    """What came of it, and what to do next."""
    code = f"(exit code {result.exit_code})"
    match result.outcome:
        case JoinOutcome.DONE:
            profile = f" --profile {name}" if name else " with the same options"
            return f"it works, as far as an open event channel {code}.", f"ucwa-tui join --meeting URI{profile}"
        case JoinOutcome.INTERRUPTED:
            return f"interrupted {code}.", ""
        case JoinOutcome.NETWORK:
            kind = "the network or TLS is in the way"
        case JoinOutcome.FAILED:
            kind = "somebody else keeps taking the event channel"
        case _:
            kind = "signing in failed"
    return f"{kind} {code}.", result.way_out
