"""`ucwa-tui lint`: what a client did wrong, found in a capture of it. Nothing is sent."""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import groupby

from ucwa_tui.cli.capture_file import STANDARD_INPUT, bytes_of, name_of, path_of, standard_input
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.import_ import Imported, read_capture
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.workbench.lint.finding import LintFinding, Severity, finding_facts

CLEAN, FOUND = 0, 1
"""Exit codes."""


def run_lint(arguments: argparse.Namespace, place: Workplace) -> int:
    """Read the capture, list the findings.

    Raises:
        UsageError: there is no file, or nothing in it can be read.
    """
    from ucwa_tui.workbench.lint.run import lint

    name, data = _read(arguments.file, place)
    imported = read_capture(data, name)
    if not imported.exchanges:
        told = [problem.text for problem in imported.problems] or [f"{name}: there is no exchange in it"]
        raise UsageError(*(f"{text}." for text in told[:20]))
    findings = lint(imported)
    code = FOUND if any(finding.severity is not Severity.HINT for finding in findings) else CLEAN
    if arguments.output == "jsonl":
        place.output.use_utf8()
        _print_lines(imported, findings, code, place.output)
    else:
        _print_text(imported, findings, place.output)
    return code


def _read(given: str, place: Workplace) -> tuple[str, bytes]:
    """What to call it, and all of it."""

    def say(words: str) -> None:
        place.output.say(f"ucwa-tui lint: {words}")

    if given == STANDARD_INPUT:
        return "standard input", standard_input(say)
    path = path_of(given)
    return name_of(path), bytes_of(given, path, say)


def _print_text(imported: Imported, findings: list[LintFinding], output: Output) -> None:
    by_number = {exchange.n: exchange for exchange in imported.exchanges}
    for problem in imported.problems:
        output.say(f"problem: {problem.text}.")
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        output.data(safe_line(f"{rule.severity}  {rule.name}: {rule.title}"))
        for finding in group:
            output.data(safe_line(f"  {_heading(by_number[finding.n])}"))
            output.data(safe_line(f"    {finding.sentence}"))
        output.data(safe_line(f"  what to do: {rule.advice} (UCWA reference: {rule.source})"))
        output.data("")
    output.data(_summary(imported, findings))


def _heading(exchange: Exchange) -> str:
    return f"exchange {exchange.n}  {exchange.method} {exchange.url}: {exchange.status or 'no answer'}"


def _summary(imported: Imported, findings: list[LintFinding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    told = [_counted(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return f"{', '.join(told) or 'Nothing found'} in {_counted(len(imported.exchanges), 'exchange')}."


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _print_lines(imported: Imported, findings: list[LintFinding], code: int, output: Output) -> None:
    by_number = {exchange.n: exchange for exchange in imported.exchanges}
    for problem in imported.problems:
        told = {"file": problem.file, "entry": problem.entry or None, "rule": problem.rule, "lost": problem.lost}
        output.data(dumps_line({"kind": "problem", **told}))
    for finding in findings:
        output.data(dumps_line({"kind": "finding", **finding_facts(finding, by_number[finding.n])}))
    counts = Counter(finding.severity for finding in findings)
    output.data(
        dumps_line(
            {
                "kind": "result",
                "outcome": "findings" if code else "clean",
                "exit_code": code,
                "format": imported.kind.value,
                "exchanges": len(imported.exchanges),
                **{f"{severity}s": counts[severity] for severity in Severity},
            }
        )
    )
