"""The rules that an exchange breaks, as lines of the page that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ucwa_tui.workbench.explaining.page import Line, Mark, line
from ucwa_tui.workbench.lint.finding import LintFinding, Severity

_MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.NOTE, Severity.HINT: Mark.NONE}
_FIELDS = {"operation-id-reused": "operationId", "operation-id-too-long": "operationId"}


def finding_lines(findings: Iterable[LintFinding]) -> Iterator[Line]:
    """The broken rules, each with what to do."""
    for finding in findings:
        yield line(finding.sentence, finding.severity.value, _MARKS[finding.severity], strong=True)
        yield line(finding.rule.advice)


def with_findings(fields: list[Line], findings: Sequence[LintFinding]) -> list[Line]:
    """The fields that were sent, those marked that a rule is about and that are good by themselves."""
    wrong = {_FIELDS[f.rule.name]: f for f in findings if f.rule.name in _FIELDS}
    return [
        replace(told, mark=_MARKS[wrong[told.label].severity], text=f"{told.text} · {wrong[told.label].rule.title}")
        if told.label in wrong and told.mark is Mark.GOOD
        else told
        for told in fields
    ]
