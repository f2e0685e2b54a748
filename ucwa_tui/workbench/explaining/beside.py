"""What others know of an exchange, beside what stands in it: the session what became of it, the rules what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ucwa_tui.workbench.explaining.page import Line, Mark, line
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome
from ucwa_tui.workbench.lint.finding import LintFinding, Severity

_MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.NOTE, Severity.HINT: Mark.NONE}
_FIELDS = {"operation-id-reused": "operationId", "operation-id-too-long": "operationId"}


@dataclass(frozen=True, slots=True)
class Beside:
    """Known from elsewhere. Equal where there is nothing new to say."""

    fate: str = ""
    """What the events say of a request whose answer is lost; empty: nothing, or it was answered. Hostile text."""
    sought: bool = False
    """Such events are still looked for."""
    findings: tuple[LintFinding, ...] = ()
    """Rules that it breaks."""


NOTHING_BESIDE = Beside()


def fate_of(n: int, invitations: Sequence[InvitationView]) -> Beside:
    """What became of the operation that exchange `n` posted, where its answer is lost."""
    view = next((v for v in reversed(invitations) if v.exchange_n == n and v.unanswered), None)
    if view is None or not view.found:
        return Beside(sought=view is not None and view.sought)
    state = f"completed: {view.status}" if view.status else view.state or "it goes on"
    if view.outcome is Outcome.SUCCEEDED and view.operation == "joinOnlineMeeting":
        state += ", you have joined"
    return Beside(state)


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
