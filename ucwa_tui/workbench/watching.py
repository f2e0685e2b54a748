"""From what a sandbox has observed to what a screen shows: each client's story as reports, and its mistakes.

Belongs to the thread that observations come on; what it gives out is immutable, and applied on the screen's loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.wire.reports import Report
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.capture_replay import Teller
from ucwa_tui.workbench.judging import Judge, Judged


@dataclass(frozen=True, slots=True)
class Told:
    """A step of a client, as its own reports would have told it."""

    client: int
    at: float
    """Seconds since the epoch, by the sandbox's time."""
    step: Step
    """Not to be changed."""
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What came of some observations."""

    clients: tuple[ObservedClient, ...] = ()
    """Those that did something, as they are known now."""
    told: tuple[Told, ...] = ()
    findings: tuple[Judged, ...] = ()
    right: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By client: what it did right so far."""
    lost: int = 0
    """Exchanges that could not be recorded, so far."""
    restarted: bool = False
    """The sandbox was started anew: everything from before is over."""
    trouble: str = ""
    """Why nothing can be seen at the moment; empty: it can."""


class Watch:
    """Reads and judges. The numbers of another run of the sandbox need another one."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._tellers: dict[int, Teller] = {}

    def take(self, observations: Iterable[Observation], lost: int) -> News:
        """What the observations come to.

        Args:
            observations: in order.
            lost: how many exchanges were lost so far.
        """
        told: list[Told] = []
        clients: dict[int, ObservedClient] = {}

        def seen(observation: Observation, step: Step) -> None:
            clients[observation.client.number] = observation.client
            told.append(self._tell(observation, step))

        findings = self._judge.take(observations, lost, seen)
        for gone in self._tellers.keys() - self._judge.records.keys():
            del self._tellers[gone]
        return News(tuple(clients.values()), tuple(told), tuple(findings), dict(self._right(clients)), lost)

    def _tell(self, observation: Observation, step: Step) -> Told:
        number, exchange = observation.client.number, observation.exchange
        teller = self._tellers.setdefault(number, Teller())
        if not observation.has_ended:
            return Told(number, exchange.started_at, step, tuple(teller.began(step, exchange.started_at)))
        at = exchange.started_at + (exchange.elapsed or 0.0)
        return Told(number, at, step, tuple(teller.ended(step, at)))

    def _right(self, clients: Iterable[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
        for number in clients:
            record = self._judge.records.get(number)
            if record is not None:
                broken = {judged.finding.rule.name for judged in record.findings}
                yield number, tuple(record.merits.told(broken))
