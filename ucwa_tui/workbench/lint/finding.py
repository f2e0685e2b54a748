"""A rule as data, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.capture_reading import CaptureReading


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """It fails, or leaks, or will."""
    WARNING = "warning"
    """It works by luck, or only for a while."""
    HINT = "hint"
    """Worth a look; may be meant."""


@dataclass(frozen=True, slots=True)
class LintRule:
    """What is looked for."""

    name: str
    severity: Severity
    title: str
    """A few words."""
    advice: str
    """What to do, one sentence."""
    source: str
    """The page of the UCWA reference, or where else it is written."""


Hit = tuple[int, str]
"""Number of the exchange, and what is wrong there in one sentence (hostile text: it may quote the capture)."""
Check = Callable[[CaptureReading], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A rule that was broken."""

    rule: LintRule
    n: int
    """`Exchange.n`."""
    sentence: str
    """Hostile text."""

    @property
    def severity(self) -> Severity:
        """The rule's."""
        return self.rule.severity


def findings_of(rule: LintRule, check: Check, reading: CaptureReading) -> Iterator[LintFinding]:
    """What one rule finds."""
    return (LintFinding(rule, n, sentence) for n, sentence in check(reading))


def finding_facts(finding: LintFinding, exchange: Exchange) -> dict[str, str | int | None]:
    """A finding as reports and JSON lines have it. Holds hostile text.

    Args:
        finding: of a capture, or of a client that is watched.
        exchange: the one that it happened in.
    """
    return {
        "rule": finding.rule.name,
        "severity": finding.rule.severity.value,
        "title": finding.rule.title,
        "n": finding.n,
        "method": exchange.method,
        "url": exchange.url,
        "status": exchange.status,
        "message": finding.sentence,
        "advice": finding.rule.advice,
        "source": finding.rule.source,
    }
