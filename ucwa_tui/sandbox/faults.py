"""Which requests meet a fault, and which one: the rules of a scenario, with their counters and their dice.

The same seed and the same requests in the same order give the same faults. A rule counts the requests that come to
it, which are those that no rule before it has taken, and has dice of its own, so that no rule disturbs another.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.rows_in_turn import ErrorRows
from ucwa_tui.wire.scenario import Rule, Scenario, Span, Then, When
from ucwa_tui.wire.scenario_places import is_operation, path_fits


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule can ask of a request."""

    method: str
    path: str
    rel: str = ""
    user: str = ""
    payload_format: PayloadFormat = PayloadFormat.JSON


@dataclass(slots=True)
class Fault:
    """What happens to one request; times in sandbox seconds, drawn already."""

    then: Then
    label: str = ""
    """Scenario and number of the rule."""
    delay: float = 0.0
    hold: float = 0.0
    wait: float | None = None
    coalesce: float = 0.0
    reached_channel: bool = False
    """Whether a P-GET was answered with it; what a rule says of the event channel happens nowhere else."""


class Faults:
    """The rules of one scenario from the moment it begins.

    Args:
        scenario: with the rules.
        seed: the same seed gives the same faults; None is never the same.
        began: sandbox time of its begin.
    """

    def __init__(self, scenario: Scenario, seed: int | None = None, began: float = 0.0) -> None:
        self._began = began
        shown = scenario.name.encode("ascii", "replace").decode("ascii")  # it goes into a header
        self._rules = [
            _Live(rule, f"{shown}/{number}", None if seed is None else f"{seed}:{scenario.name}:{number}")
            for number, rule in enumerate(scenario.rules, 1)
        ]

    def meet(self, facts: Facts, now: float) -> Fault | None:
        """The fault of a request; None where all goes well. `now` is sandbox time."""
        for live in self._rules:
            if live.applies(facts, now - self._began):
                return live.fault(facts)
        return None


class _Live:
    """A rule at work."""

    def __init__(self, rule: Rule, label: str, seed: str | None) -> None:
        self._rule = rule
        self._label = label
        self._dice = random.Random(seed)
        self._count = 0
        self._rows = ErrorRows(rule.then.rows, self._dice)

    def applies(self, facts: Facts, passed: float) -> bool:
        """Whether the rule takes this request, which it counts where it fits."""
        when = self._rule.when
        if not (_in_time(when, passed) and _fits(when, facts) and self._rows.fit(facts.method, facts.path)):
            return False
        self._count += 1
        lucky = when.probability is not None and self._dice.random() >= when.probability
        return not (
            lucky
            or (when.nth and self._count not in when.nth)
            or (when.every is not None and self._count % when.every != 0)
            or (when.first is not None and self._count > when.first)
        )

    def fault(self, facts: Facts) -> Fault:
        """What happens, with its times and its error row drawn."""
        then = self._rows.chosen(self._rule.then, facts.method, facts.path)
        return Fault(
            then,
            self._label,
            self._drawn(then.delay) or 0.0,
            self._drawn(then.hold) or 0.0,
            self._drawn(then.wait),
            self._drawn(then.coalesce) or 0.0,
        )

    def _drawn(self, span: Span | None) -> float | None:
        return None if span is None else span[0] if span[0] == span[1] else self._dice.uniform(*span)


def _in_time(when: When, passed: float) -> bool:
    return (when.after is None or passed >= when.after) and (when.until is None or passed < when.until)


def _fits(when: When, facts: Facts) -> bool:
    """Everything that a request can be asked by itself."""
    method, path = facts.method, facts.path
    return (
        (not when.methods or method in when.methods)
        and (not when.operations or any(is_operation(name, method, path) for name in when.operations))
        and not any(is_operation(name, method, path) for name in when.excepted)
        and (not when.rels or facts.rel.lower() in (rel.lower() for rel in when.rels))
        and (not when.path or path_fits(when.path, path))
        and (not when.user or facts.user == when.user.lower())
        and (when.payload_format is None or facts.payload_format is when.payload_format)
    )
