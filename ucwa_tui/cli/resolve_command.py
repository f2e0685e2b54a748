"""`ucwa-tui resolve`: which conference URI a join URL stands for."""

from __future__ import annotations

import argparse

from ucwa_tui.cli.client_run import ClientRun, ExchangeTeller
from ucwa_tui.cli.narration import Narration, how_told
from ucwa_tui.cli.question_desk import QuestionDesk, terminal_ask
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.way_in import choose_profile, network_of
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.protocol.conference_uri import is_join_url
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved, Report
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.workbench.join_result import EXIT_CODES, JoinOutcome, outcome_of_failure
from ucwa_tui.workbench.meeting_link import GUESS
from ucwa_tui.workbench.ports import ClientPort
from ucwa_tui.workbench.state import Session
from ucwa_tui.workbench.value_rules import RuleBroken, meeting

RESOLVED = "resolved"
ONLY_GUESSED = 1
"""Exit code."""


def run_resolve(arguments: argparse.Namespace, place: Workplace) -> int:
    """Ask the meeting's page.

    Raises:
        UsageError: nothing was sent.
    """
    if not is_join_url(arguments.url):
        raise UsageError("URL has to be a join URL, such as https://meet.contoso.com/alice/7HK2QX9D.")
    try:
        meeting(arguments.url)
    except RuleBroken as error:
        raise UsageError(f"URL {error}") from None
    profile = choose_profile(arguments, place)
    network = network_of(profile, place)
    remembered = place.remembered()
    narration = Narration(place.output)
    client = place.make_client()
    job = _Resolving(arguments.url.strip(), network, client, narration, place, jsonl=arguments.output == "jsonl")
    desk = QuestionDesk(narration.say, profile.trusted_hosts, remembered, terminal_ask())
    ClientRun(client, desk, lambda report: None).run(job)
    return job.finish()


class _Resolving:
    """A `client_run.Watcher`."""

    def __init__(
        self,
        url: str,
        network: NetworkSettings,
        client: ClientPort,
        narration: Narration,
        place: Workplace,
        *,
        jsonl: bool,
    ) -> None:
        self._url = url
        self._network = network
        self._client = client
        self._narration = narration
        self._output = place.output
        self._jsonl = jsonl
        self._session = Session()
        self._exchanges = ExchangeTeller(self._tell)
        self._resolved: JoinUrlResolved | None = None
        self._told = ""

    @property
    def over(self) -> bool:
        return self._resolved is not None

    def begin(self) -> None:
        if self._jsonl:
            self._output.use_utf8()
        self._client.resolve(self._url, self._network)

    def take(self, report: Report) -> None:
        self._session.apply(report)
        self._exchanges.report(report)
        if isinstance(report, JoinUrlResolved):
            self._resolved = self._resolved or report
        elif self._resolved is None:
            self._narration.report(report)

    def tick(self) -> None:
        """Nothing waits for the clock: the client has its own patience."""

    def interrupted(self) -> None:
        self._narration.say("interrupted")
        stopped = Failure(FailureKind.CANCELLED, "Interrupted before the meeting was known.")
        self._resolved = self._resolved or JoinUrlResolved(0, self._url, failure=stopped)

    def wait(self) -> float:
        return 60.0

    def finish(self) -> int:
        """Tell what it stands for; the exit code."""
        self._exchanges.rest(self._session)
        resolved = self._resolved
        assert resolved is not None  # a run ends with a verdict
        word, code = _verdict(resolved)
        (self._print_line if self._jsonl else self._print_text)(resolved, word, code)
        return code

    def _tell(self, exchange: Exchange) -> None:
        if self._jsonl:
            from ucwa_tui.cli.jsonl import exchange_line

            self._output.data(exchange_line(exchange))
            return
        came = exchange.error or exchange.status or exchange.state.value
        sent = exchange.request.data  # none where nothing was reached
        wanted = " for the meeting's document" if b"meeting+xml" in sent else " for the page" if sent else ""
        line = f"{exchange.method} {exchange.url}{wanted}: {came}"
        if line != self._told:  # the other way to ask fails alike
            self._told = line
            self._narration.say(line)

    def _print_line(self, resolved: JoinUrlResolved, word: str, code: int) -> None:
        failure = resolved.failure
        self._output.data(
            dumps_line(
                {
                    "kind": "result",
                    "outcome": word,
                    "exit_code": code,
                    "url": resolved.url,
                    "uri": resolved.uri,
                    "how": resolved.how or None,
                    "conference_key": resolved.conference_key or None,
                    "ucwa_urls": dict(resolved.ucwa_urls),
                    "message": failure.headline if failure else None,
                    "diagnostics": failure.diagnostics if failure else None,
                }
            )
        )
        if failure is not None:
            self._narration.say(failure.told)

    def _print_text(self, resolved: JoinUrlResolved, word: str, code: int) -> None:
        rows = [("result", f"{word} (exit code {code})")]
        if resolved.uri is not None:
            rows += [("conference URI", resolved.uri), ("known from", how_told(resolved))]
        rows += [("conference key", resolved.conference_key), *resolved.ucwa_urls]
        if resolved.failure is not None:
            rows += [("message", resolved.failure.headline), ("next step", resolved.failure.way_out)]
        told = [(name, text) for name, text in rows if text]
        width = max(len(name) for name, _ in told)
        for name, text in told:
            self._output.data(safe_line(f"{name:<{width}}  {text}"))


def _verdict(resolved: JoinUrlResolved) -> tuple[str, int]:
    """Word and exit code."""
    if resolved.uri is not None:
        return (GUESS, ONLY_GUESSED) if resolved.how == GUESS else (RESOLVED, EXIT_CODES[JoinOutcome.JOINED])
    outcome = outcome_of_failure(resolved.failure, posted=False) if resolved.failure else JoinOutcome.SIGN_IN
    return outcome.value, EXIT_CODES[outcome]
