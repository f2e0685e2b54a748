"""All rules over a capture."""

from __future__ import annotations

from collections.abc import Collection

from ucwa_tui.wire.imported import Imported
from ucwa_tui.workbench.capture_reading import CaptureReading, read
from ucwa_tui.workbench.lint import bodies, channel, lifetime, links, operations, refusals, tokens
from ucwa_tui.workbench.lint.finding import LintFinding, LintRule, Severity, findings_of

_CHECKS = (
    *links.RULES,
    *channel.RULES,
    *operations.RULES,
    *tokens.RULES,
    *refusals.RULES,
    *bodies.RULES,
    *lifetime.RULES,
)
RULES: tuple[LintRule, ...] = tuple(rule for rule, _ in _CHECKS)
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def lint(imported: Imported) -> list[LintFinding]:
    """What the client in a capture did wrong, the worst first, each rule's findings in order of the exchanges.

    Args:
        imported: from `wire.import_.read_capture`.
    """
    return lint_reading(read(imported.exchanges, imported.tokens))


def lint_reading(reading: CaptureReading, but: Collection[str] = ()) -> list[LintFinding]:
    """The same for a capture whose bodies are read already.

    Args:
        reading: the capture.
        but: names of rules that are left out.
    """
    checks = [(rule, check) for rule, check in _CHECKS if rule.name not in but]
    found = [finding for rule, check in checks for finding in findings_of(rule, check, reading)]
    return sorted(found, key=lambda finding: (_ORDER[finding.severity], RULES.index(finding.rule), finding.n))
