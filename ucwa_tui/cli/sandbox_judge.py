"""What `ucwa-tui sandbox` does about its clients: prints each mistake as it happens, and writes the report."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.observed import Observation
from ucwa_tui.wire.safe_text import dumps_line, safe_line

if TYPE_CHECKING:
    from ucwa_tui.workbench.judging import Judged

EVERY = 60.0
"""Seconds between two reports while something happens."""
LONGEST_PATH = 60
"""Characters of a URL in a line."""


def report_path(text: str | None) -> Path | None:
    """Where the report goes.

    Raises:
        UsageError: no report can be written there.
    """
    if text is None:
        return None
    path = Path(text).expanduser()
    if path.suffix.lower() not in (".md", ".markdown", ".json"):
        raise UsageError(f"--report: {text} has to end in .md or .json; the suffix chooses the form of the report.")
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"--report: {text} cannot be written: its folder has to be there, and it is no folder itself.")
    try:
        if is_foreign(path):
            raise UsageError(f"--report: {text} is no report of a sandbox, and would be lost. Name another file.")
    except OSError as error:
        raise UsageError(f"--report: {text} cannot be read: {error.strerror or error}. Name another file.") from None
    return path


def is_foreign(path: Path) -> bool:
    """Whether something is there that would be lost: neither an older report nor an empty file. Raises OSError."""
    from ucwa_tui.workbench.judge_report import is_report

    if not path.exists():
        return False
    if not path.is_file():
        return True
    with path.open("rb") as stream:
        beginning = stream.read(100)
    return bool(beginning) and not is_report(beginning)


def make_judge(findings: str, report: str | None, output: Output) -> SandboxJudge | None:
    """The judge that was asked for, at work; None: there is nothing to judge for.

    Args:
        findings: text, jsonl or off.
        report: file of the report; None: there is none.
        output: gets the findings.

    Raises:
        UsageError: no report can be written there.
    """
    path = report_path(report)
    if path is None:
        _on_usr1(signal.SIG_IGN)  # it would end the sandbox
    if path is None and findings == "off":
        return None
    if findings == "jsonl":
        output.use_utf8()
    judge = SandboxJudge(output, path, findings)
    judge.start()
    return judge


class SandboxJudge:
    """Judges on a thread of its own; the sandbox is never kept waiting.

    Args:
        output: gets a line for each finding.
        report: the file; None: no report is written.
        findings: text, jsonl or off: how they are printed.
    """

    def __init__(self, output: Output, report: Path | None, findings: str) -> None:
        from ucwa_tui.workbench.judging import Judge
        from ucwa_tui.workbench.paced import Paced

        self._output = output
        self._report = report
        self._findings = findings
        self._judge = Judge()
        self._trouble = ""
        self._now = 0.0
        self._heard = time.monotonic()
        self._paced = Paced(self._take, "sandbox-judge", every=EVERY, chores=self._write)

    def start(self) -> None:
        """Begin; SIGUSR1 writes the report from now on."""
        if self._report is not None:
            _on_usr1(self._asked)

    def hear(self, batch: tuple[Observation, ...], lost: int) -> None:
        """What the sandbox has seen; called on its observer's thread."""
        self._paced.put(batch, lost)

    def abandon(self) -> None:
        """Nothing was served: an older report stays."""
        self._report = None

    def finish(self, deadline: float = 5.0) -> None:
        """Judge what waits, and write the report for the last time."""
        self._paced.call(self._end)
        self._paced.close(deadline)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._paced.call(self._write)

    def _take(self, batch: tuple[Observation, ...], lost: int) -> None:
        self._heard = time.monotonic()
        for observation in batch:
            exchange = observation.exchange
            self._now = max(self._now, exchange.started_at + (exchange.elapsed or 0.0))
        for judged in self._judge.take(batch, lost):
            self._tell(judged)

    def _end(self) -> None:
        for judged in self._judge.finish(self._now + time.monotonic() - self._heard):
            self._tell(judged)
        self._write()

    def _tell(self, judged: Judged) -> None:
        from ucwa_tui.workbench.judge_report import client_object
        from ucwa_tui.workbench.lint.finding import finding_facts

        if self._findings == "off":
            return
        if self._findings == "jsonl":
            told = {
                "kind": "finding",
                "client": client_object(judged),
                **finding_facts(judged.finding, judged.exchange),
            }
            self._output.data(dumps_line(told))
            return
        finding, exchange = judged.finding, judged.exchange
        where = f"#{finding.n} {exchange.method} {_shortened(exchange.url)}"
        self._output.data(
            safe_line(f"{judged.client.title}: {finding.severity} {finding.rule.name}, {where}: {finding.sentence}")
        )

    def _write(self) -> None:
        from ucwa_tui.workbench.atomic_file import write_atomically
        from ucwa_tui.workbench.judge_report import json_report, markdown_report

        if self._report is None:
            return
        form = json_report if self._report.suffix.lower() == ".json" else markdown_report
        try:
            if is_foreign(self._report):
                raise FileExistsError("another file is there now, and would be lost")
            write_atomically(self._report, form(self._judge, self._now or time.time()))
            self._trouble = ""
        except OSError as error:
            trouble = error.strerror or str(error)
            if trouble != self._trouble:
                self._output.say(f"ucwa-tui sandbox: the report {self._report} cannot be written: {trouble}.")
            self._trouble = trouble


def _on_usr1(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """What SIGUSR1 does from now on, where there is such a signal and this thread may say so."""
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGUSR1"):
        signal.signal(signal.SIGUSR1, handler)


def _shortened(url: str) -> str:
    path = "/" + url.split("/", 3)[-1]
    return path if len(path) <= LONGEST_PATH else "…" + path[1 - LONGEST_PATH :]
