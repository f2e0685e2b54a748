"""What an inspector shows: a session for each client of a sandbox, and one for all of them.

Lives on the screen's loop.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from ucwa_tui.wire.observed import ObservedClient
from ucwa_tui.wire.reports import EventsArrived, ExchangeChanged
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.judging import Judged
from ucwa_tui.workbench.lint.finding import LintFinding, Severity
from ucwa_tui.workbench.lint.run import RULES
from ucwa_tui.workbench.opened_capture import OpenedCapture
from ucwa_tui.workbench.state import Session
from ucwa_tui.workbench.watching import News, Told

MOST_CLIENTS = 300
"""So many are shown; the one that was not heard of for longest is forgotten."""
MOST_BYTES = 6 * 1024 * 1024
"""Of the exchanges of one client."""
MOST_OF_ALL = 32 * 1024 * 1024
MOST_FINDINGS = 1_000
ALL = 0
"""Stands for all clients in the place of one's number."""
_SEVERITIES = list(Severity)
_RULES = {rule.name: place for place, rule in enumerate(RULES)}


@dataclass(slots=True)
class Inspected:
    """A client, or all of them."""

    client: ObservedClient | None
    """None: all of them."""
    session: Session
    findings: list[LintFinding] = field(default_factory=list)
    """In the order of their coming."""
    counts: Counter[Severity] = field(default_factory=Counter)
    steps: dict[int, Step] = field(default_factory=dict)
    right: tuple[str, ...] = ()
    exchanges: int = 0
    """That have begun."""
    running: int = 0
    began: float = 0.0
    """Seconds since the epoch, by the sandbox's time."""
    last: float = 0.0

    @property
    def name(self) -> str:
        """For the eye, safe."""
        return self.client.title if self.client is not None else "all clients"

    @property
    def letter(self) -> str:
        """Its sign."""
        return self.client.letter if self.client is not None else "*"

    def capture(self) -> OpenedCapture:
        """As it is now, in the form in which captures are looked at."""
        worst = sorted(
            self.findings, key=lambda f: (_SEVERITIES.index(f.severity), _RULES.get(f.rule.name, len(_RULES)), f.n)
        )
        return OpenedCapture(
            self.name, "live", self.session, (), tuple(worst), self.steps, began=self.began, ended=self.last
        )


class Inspection:
    """All that is known, grown by news."""

    def __init__(self) -> None:
        self._start_over()

    def _start_over(self) -> None:
        self.all = Inspected(None, Session(max_bytes=MOST_OF_ALL, max_event_bytes=MOST_BYTES, max_event_disk=0))
        self.clients: dict[int, Inspected] = {}
        self.owners: dict[int, int] = {}
        """Number of an exchange -> number of the client whose it is."""
        self.newest: Judged | None = None
        self.lost = 0
        self.forgotten = 0
        self.trouble = ""
        self.longest_letter = 1
        """Characters of the longest sign of a client so far."""
        self._events = 0
        self.version = 0

    @property
    def now(self) -> float:
        """The latest moment that was told of."""
        return self.all.last

    def get(self, number: int) -> Inspected:
        """A client by its number; all of them for `ALL` and for one that is forgotten."""
        return self.clients.get(number, self.all)

    def ordered(self) -> list[Inspected]:
        """All of them first, then each by its number."""
        return [self.all, *(self.clients[number] for number in sorted(self.clients))]

    def take(self, news: News) -> None:
        """Take in what is new."""
        if news.restarted:
            version = self.version
            self._start_over()
            self.version = version
        self.version += 1
        self.trouble = news.trouble
        self.lost = max(self.lost, news.lost)
        for client in news.clients:
            known = self.clients.get(client.number)
            if known is None:
                known = Inspected(client, Session(max_bytes=MOST_BYTES, max_event_bytes=MOST_BYTES, max_event_disk=0))
                self.clients[client.number] = known
            known.client = client
            self.longest_letter = max(self.longest_letter, len(client.letter))
        for told in news.told:
            self._tell(told)
        for number, right in news.right.items():
            if number in self.clients:
                self.clients[number].right = right
        for judged in news.findings:
            self._blame(judged)
        self._make_room()

    def _tell(self, told: Told) -> None:
        one = self.clients.get(told.client)
        if one is None:
            return
        n = told.step.n
        self.owners[n] = told.client
        for inspected in (one, self.all):
            begins = n not in inspected.steps
            inspected.exchanges += begins
            inspected.steps[n] = told.step
            inspected.running += begins and not told.step.status and told.step.exchange.elapsed is None
            inspected.running -= not begins and told.step.exchange.elapsed is not None
            inspected.began = inspected.began or told.at
            inspected.last = max(inspected.last, told.at)
        for report in told.reports:
            one.session.apply(report)
            if isinstance(report, ExchangeChanged):
                self.all.session.apply(report)
            elif isinstance(report, EventsArrived):
                self.all.session.apply(self._renumbered(report))
        one.session.tick(told.at)

    def _renumbered(self, report: EventsArrived) -> EventsArrived:
        first = self._events + 1
        self._events += len(report.events)
        return EventsArrived(tuple(replace(event, seq=first + at) for at, event in enumerate(report.events)))

    def _blame(self, judged: Judged) -> None:
        self.newest = judged
        for inspected in (self.clients.get(judged.client.number), self.all):
            if inspected is not None:
                inspected.counts[judged.finding.severity] += 1
                inspected.findings.append(judged.finding)
                del inspected.findings[:-MOST_FINDINGS]

    def _make_room(self) -> None:
        while len(self.clients) > MOST_CLIENTS:
            oldest = min(self.clients, key=lambda number: self.clients[number].last)
            del self.clients[oldest]
            self.forgotten += 1
        for inspected in (self.all, *self.clients.values()):
            kept = inspected.session.exchanges
            if len(inspected.steps) > 2 * len(kept) + 100:
                first = kept[0].n if kept else 0
                inspected.steps = {n: step for n, step in inspected.steps.items() if n >= first}
        if len(self.owners) > 2 * len(self.all.session.exchanges) + 100:
            first = self.all.session.exchanges[0].n
            self.owners = {n: number for n, number in self.owners.items() if n >= first}
