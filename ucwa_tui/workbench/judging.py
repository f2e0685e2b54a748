"""Judges the clients of a sandbox while they are at work, by the rules that judge captures. Pure but for its memory.

Each client is judged by itself. Findings come once, at the first moment at which they are certain: what only the rest
of the story can show (nobody ever listens, the application is left behind) waits for its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.lint.channel import NOBODY_LISTENS
from ucwa_tui.workbench.lint.finding import LintFinding
from ucwa_tui.workbench.lint.lifetime import INACTIVE, NOT_DELETED
from ucwa_tui.workbench.lint.links import BUILT_URL
from ucwa_tui.workbench.lint.run import lint_reading
from ucwa_tui.workbench.live_story import MOST_PILLARS, MOST_STEPS, LiveStory
from ucwa_tui.workbench.merits import Merits

RUNNING = ExchangeState.RUNNING
MOST_CLIENTS = 2_000
"""So many are remembered."""
FORGOTTEN_AT_ONCE = 50
"""So many are given up when there are more: those of which the least is known, of the half that was not heard of for
longest."""
MOST_FINDINGS = 2_000
"""So many of one client are listed; further ones are counted."""
MOST_LISTED = 20_000
"""So many of all clients together."""
MOST_TOLD = 2 * (MOST_STEPS + MOST_PILLARS)
"""So many are remembered of a client before those are forgotten whose exchange is forgotten."""
MOST_BYTES = 128 * 1024 * 1024
"""Of memory for all clients, about; beyond it, the stories of those not heard of for longest are forgotten."""
HEARD = 10.0
"""Seconds after which a client that waits for nothing and says nothing has left."""
AT_THE_END = frozenset({NOBODY_LISTENS.name, NOT_DELETED.name})
"""Rules that something later can still satisfy."""
NEED_ALL = frozenset({BUILT_URL.name, INACTIVE.name})
"""Rules that could be wrong where something was forgotten."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mistake of a client."""

    client: ObservedClient
    finding: LintFinding
    exchange: Exchange
    """In which it was made."""


@dataclass(slots=True)
class Record:
    """What is known about one client."""

    client: ObservedClient
    story: LiveStory = field(default_factory=LiveStory)
    merits: Merits = field(default_factory=Merits)
    findings: list[Judged] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """Findings by severity, also those beyond the list."""
    exchanges: int = 0
    first: float = 0.0
    """Seconds since the epoch."""
    last: float = 0.0
    running: set[int] = field(default_factory=set)
    faults: int = 0
    """How often a fault in this program kept a rule from being tried."""
    _told: set[tuple[str, int]] = field(default_factory=set)
    _early: dict[int, list[int]] = field(default_factory=dict)
    """Exchanges that still run, and the places of what was found in them."""
    _settled: frozenset[int] = frozenset()
    """Exchanges that had ended when they were judged."""

    @property
    def worth(self) -> tuple[int, int, int]:
        """How much would be lost with it: different mistakes, all of them, exchanges."""
        rules = {judged.finding.rule.name for judged in self.findings}
        return len(rules), self.counts.total(), self.exchanges

    def take(self, observation: Observation) -> Step:
        """An exchange has begun or ended; it, read."""
        exchange = observation.exchange
        self.client = observation.client
        self.first = self.first or exchange.started_at
        self.last = max(self.last, exchange.started_at + (exchange.elapsed or 0.0))
        step = self.story.take(observation)
        if observation.has_ended:
            self.running.discard(exchange.n)
            self._finish(exchange)
            self.exchanges += 1
            self.merits.see(step)
        else:
            self.running.add(exchange.n)
        return step

    def _finish(self, exchange: Exchange) -> None:
        """What was found while it was running tells its end too."""
        for place in self._early.pop(exchange.n, ()):
            self.findings[place] = replace(self.findings[place], exchange=exchange)

    def judge(self, *, ended: bool = False, most: int = MOST_FINDINGS) -> Iterator[Judged]:
        """What is new.

        Args:
            ended: nothing more will come.
            most: so many findings are listed; further ones are counted.
        """
        reading = self.story.reading()
        over = ended or any(step.exchange.purpose is Purpose.SIGN_OUT and step.succeeded for step in reading.steps[-3:])
        but = set() if over else set(AT_THE_END)
        if not ended or self.running:
            but.add(NOT_DELETED.name)
        if self.story.cut:
            but |= NEED_ALL
        try:
            found = lint_reading(reading, but)
        except Exception:  # noqa: BLE001  # a fault of ours: what was found before stays, and the client is served on
            self.faults += 1
            return
        # what was right while the whole story was known is not wrong because its beginning was forgotten since
        settled = self._settled if self.story.cut else frozenset()
        self._settled = frozenset(step.n for step in reading.steps if step.exchange.state is not RUNNING)
        for finding in sorted(found, key=lambda finding: finding.n):
            key = (finding.rule.name, finding.n)
            step = self.story.step(finding.n)
            if key in self._told or step is None or (finding.n in settled and finding.rule.name not in AT_THE_END):
                continue
            self._told.add(key)
            self.counts[finding.severity] += 1
            judged = Judged(self.client, finding, step.exchange)
            if len(self.findings) < most:
                if step.exchange.state is RUNNING:
                    self._early.setdefault(finding.n, []).append(len(self.findings))
                self.findings.append(judged)
            yield judged
        if len(self._told) > MOST_TOLD:
            self._told = {(name, n) for name, n in self._told if self.story.step(n) is not None}


class Judge:
    """All clients. Belongs to one thread."""

    def __init__(self) -> None:
        self.records: dict[int, Record] = {}
        self._weight = 0
        self._listed = 0
        self.lost = 0
        """Exchanges that could not be recorded."""
        self.forgotten = 0
        """Clients that are no longer remembered."""
        self._gone_exchanges = 0
        self._gone_counts: Counter[str] = Counter()
        self._highest = 0

    @property
    def clients(self) -> int:
        """How many there were, those that are forgotten too."""
        return len(self.records) + self.forgotten

    @property
    def exchanges(self) -> int:
        """How many all of them had."""
        return self._gone_exchanges + sum(record.exchanges for record in self.records.values())

    @property
    def counts(self) -> Counter[str]:
        """Findings of all of them, by severity."""
        return sum((record.counts for record in self.records.values()), self._gone_counts)

    def take(
        self,
        observations: Iterable[Observation],
        lost: int = 0,
        seen: Callable[[Observation, Step], None] = lambda observation, step: None,
    ) -> list[Judged]:
        """Take in what has happened; the new findings, in order.

        Args:
            observations: in order.
            lost: how many exchanges were lost so far.
            seen: gets each of them once it has been read.
        """
        self.lost = max(self.lost, lost)
        touched: dict[int, Record] = {}
        for observation in observations:
            number = observation.client.number
            record = self.records.pop(number, None) or self._newcomer(observation.client)
            self.records[number] = record
            before = record.story.weight
            step = record.take(observation)
            self._weight += record.story.weight - before
            seen(observation, step)
            # a request alone shows little; a P-GET may wait for minutes
            if observation.has_ended or observation.exchange.purpose is Purpose.EVENTS:
                touched[number] = record
        found = [judged for record in touched.values() for judged in self._new(record)]
        self._make_room()
        return found

    def finish(self, now: float) -> list[Judged]:
        """Nothing more will come: what only the end shows, of the clients that have left before it.

        Args:
            now: seconds since the epoch, by the sandbox's time.
        """
        gone = [record for record in self.records.values() if not record.running and now - record.last >= HEARD]
        return [judged for record in gone for judged in self._new(record, ended=True)]

    def _new(self, record: Record, *, ended: bool = False) -> list[Judged]:
        """What is new of a client."""
        before = len(record.findings)
        found = list(record.judge(ended=ended, most=min(MOST_FINDINGS, before + MOST_LISTED - self._listed)))
        self._listed += len(record.findings) - before
        return found

    def _newcomer(self, client: ObservedClient) -> Record:
        """A client that is not remembered. Numbers grow: one that is not new belongs to a client that was forgotten."""
        if client.number > self._highest:
            self._highest = client.number
            return Record(client)
        self.forgotten -= 1
        return Record(client, LiveStory(cut=True))

    def _make_room(self) -> None:
        while len(self.records) > MOST_CLIENTS:
            quiet = list(self.records.values())[: MOST_CLIENTS // 2]
            for gone in sorted(quiet, key=lambda record: record.worth)[:FORGOTTEN_AT_ONCE]:
                self._forget(gone)
        if self._weight <= MOST_BYTES:
            return
        for record in list(self.records.values())[:-1]:
            self._weight -= record.story.weight
            record.story = LiveStory(cut=True)
            if self._weight <= MOST_BYTES:
                return

    def _forget(self, gone: Record) -> None:
        del self.records[gone.client.number]
        self._weight -= gone.story.weight
        self._listed -= len(gone.findings)
        self._gone_exchanges += gone.exchanges
        self._gone_counts += gone.counts
        self.forgotten += 1
