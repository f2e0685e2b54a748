"""Two runs of an operation beside each other: the request, its answer, and every event that it caused."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import inf

from ucwa_tui.document.compare.expected import without_volatile
from ucwa_tui.protocol.payload import Number, Resource
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_relations import SessionRelations
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.state import Session

MOST_EVENTS = 20_000
"""Events after a POST that are looked at."""
MOST_STEPS = 400
"""Steps of a run that are compared."""
_FROM_EVENTS = frozenset({"started", "updated", "completed", "deleted", "conversation"})


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened. Texts are the server's: hostile."""

    name: str
    since: float
    """Seconds since the POST."""
    facts: tuple[tuple[str, str], ...] = ()
    """What it told: name and value."""
    exchange: int | None = None
    """The exchange that it came with."""


@dataclass(frozen=True, slots=True)
class Run:
    """An operation and what it caused."""

    view: InvitationView
    steps: tuple[Step, ...]
    cut: bool = False
    """There are more steps than are compared."""


@dataclass(frozen=True, slots=True)
class StepPair:
    """The same step of both runs; None on a side that lacks it."""

    left: Step | None
    right: Step | None
    differences: tuple[tuple[str, str, str], ...] = ()
    """Facts that differ: name, left value, right value; empty where a side has none."""

    @property
    def slower(self) -> float | None:
        """Seconds by which the right one came later; None where a side lacks it."""
        return self.right.since - self.left.since if self.left is not None and self.right is not None else None


@dataclass(frozen=True, slots=True)
class ComparedRuns:
    """Both runs, step by step."""

    left: Run
    right: Run
    pairs: tuple[StepPair, ...]


def run_of(session: Session, exchange: Exchange) -> Run | None:
    """What an exchange led to; None where it is not the request of an operation that makes an invitation.

    Args:
        session: where both are known.
        exchange: the POST.
    """
    view = SessionRelations(session).made_by(exchange)
    if view is None:
        return None
    steps = [
        Step(
            _entry_name(entry.label, view), entry.since_post, _named(state=entry.state, detail=entry.detail), exchange.n
        )
        for entry in view.timeline
        if entry.label not in _FROM_EVENTS
    ]
    steps += [_event_step(event, view) for event in _events_of(session, view)]
    steps.sort(key=lambda step: step.since)
    return Run(view, tuple(steps[:MOST_STEPS]), len(steps) > MOST_STEPS)


def compare_runs(left: Run, right: Run) -> ComparedRuns:
    """Align two runs by what happened, in order; times are not looked at."""
    names = [step.name for step in left.steps], [step.name for step in right.steps]
    pairs: list[StepPair] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag == "equal":
            both = zip(left.steps[i:i_end], right.steps[j:j_end], strict=True)
            pairs += [StepPair(one, other, _differing(one, other)) for one, other in both]
        else:
            pairs += [StepPair(step, None) for step in left.steps[i:i_end]]
            pairs += [StepPair(None, step) for step in right.steps[j:j_end]]
    return ComparedRuns(left, right, tuple(pairs))


def _entry_name(label: str, view: InvitationView) -> str:
    if label == "POST":
        return f"POST {view.operation}"
    return "answer" if label.isdigit() else label


def _named(**facts: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts.items() if value)


def _events_of(session: Session, view: InvitationView) -> Iterator[ReceivedEvent]:
    """Its own events, and those of its conversation and of what hangs on it."""
    events = session.events

    def time_of(seq: int) -> float:
        while (found := events.by_seq(seq)) is None and seq < events.last_seq:
            seq += 1  # a number that no event has
        return found.at if found is not None else inf

    first = bisect_left(range(events.first_seq, events.last_seq + 1), view.posted_at - 1.0, key=time_of)
    for event in events[first : first + MOST_EVENTS]:
        if event.seq in view.event_seqs:
            yield event
        else:
            caused = session.caused(event)
            if caused is not None and caused.ticket == view.ticket:
                yield event


def _event_step(received: ReceivedEvent, view: InvitationView) -> Step:
    event = received.event
    facts = [*_named(status=event.status, reason=event.reason.label if event.reason else None)]
    who = event.link.title or (event.resource.text("name") if event.resource is not None else None)
    if event.resource is not None:
        facts += _told(event.resource)
    name = f"{event.type} {event.link.rel}" + (f" {who}" if who else "")
    return Step(name, received.at - view.posted_at, tuple(facts), received.exchange)


def _told(resource: Resource) -> Iterator[tuple[str, str]]:
    for held in resource.properties:
        value = held.value
        if isinstance(value, bool):
            yield held.name, str(value).lower()
        elif isinstance(value, str):
            yield held.name, value.lower() if value.lower() in ("true", "false") else value
        elif isinstance(value, Number):
            yield held.name, value.literal


def _differing(left: Step, right: Step) -> tuple[tuple[str, str, str], ...]:
    """Facts that differ, without those that differ in every run; where the answers differ, their status."""
    a, b = dict(left.facts), dict(right.facts)
    found = []
    for name in dict.fromkeys([*a, *b]):
        one, other = a.get(name, ""), b.get(name, "")
        if one != other and _plain(name, one) != _plain(name, other):
            found.append((name, one, other))
    return tuple(found)


def _plain(name: str, value: str) -> str:
    return without_volatile(f'"{name}": "{value}"')


def totals(run: Run) -> float | None:
    """Seconds from the POST to the end; None while it has not ended."""
    return None if run.view.finished_at is None else max(0.0, run.view.finished_at - run.view.posted_at)


def missing(pairs: Sequence[StepPair]) -> tuple[int, int]:
    """How many steps only the left run has, and how many only the right one."""
    return sum(pair.right is None for pair in pairs), sum(pair.left is None for pair in pairs)
