"""The story of one client while it is still going on: read exchange by exchange, within bounds. Pure.

`capture_reading.read` does the same for a story that is over. Here bodies are read once, links that were offered are
remembered apart from the exchanges that offered them, and of a long story only its latest part is kept, together with
the exchanges that later ones are judged by.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.imported import TokenTrail
from ucwa_tui.wire.observed import Observation
from ucwa_tui.workbench.capture_reading import (
    MOST_OFFERS,
    CaptureReading,
    Offer,
    Place,
    Step,
    offers_of,
    place_of_url,
    step_of,
)
from ucwa_tui.workbench.lint.operations import starts_operation

MOST_STEPS = 150
"""Of the latest part."""
MOST_PILLARS = 400
MOST_BYTES = 24 * 1024 * 1024
"""Of memory, about, all together."""
MOST_PLACES = 5_000
"""Paths whose links are remembered."""
MOST_LINKS = 10_000
"""So many links are remembered."""
_READ = 7
"""So many times its bytes a message weighs once it is read: measured."""
_STEP_COST = 2_000
_LINK_COST = 1_200
"""What a step weighs beside its messages, and a remembered link, about."""
_PILLARS = frozenset(
    {
        Purpose.ROOT,
        Purpose.USER,
        Purpose.TOKEN,
        Purpose.APPLICATIONS,
        Purpose.MAKE_ME_AVAILABLE,
        Purpose.ACTIVITY,
        Purpose.SIGN_OUT,
    }
)
"""What the rest of the story is judged by: kept longer than the rest."""


class LiveStory:
    """One client's steps, in the order of their beginning.

    Args:
        cut: something was forgotten already.
    """

    def __init__(self, *, cut: bool = False) -> None:
        self._steps: dict[int, Step] = {}
        self._pillars: dict[int, Step] = {}
        self._offered: dict[Place, dict[tuple[str, str], Offer]] = {}
        self._created: list[tuple[Step, str]] = []
        self._sent: dict[int, int] = {}
        self._issued: dict[int, int] = {}
        self._links = 0
        self.weight = 0
        """Bytes of memory that it takes, about."""
        self.cut = cut
        """Something was forgotten that later exchanges are judged by."""

    def take(self, observation: Observation) -> Step:
        """Take in an exchange that has begun or ended; its step."""
        exchange = observation.exchange
        step = step_of(exchange)
        known = self.step(exchange.n)
        step.offers = known.offers if known is not None else tuple(self._offered.get(step.place, {}).values())
        if observation.token_sent:
            self._sent[exchange.n] = observation.token_sent
        if observation.token_issued:
            self._issued[exchange.n] = observation.token_issued
        self._put(step)
        if observation.has_ended:
            self._remember(step)
        return step

    def step(self, n: int) -> Step | None:
        """An exchange that is kept."""
        return self._steps.get(n) or self._pillars.get(n)

    def reading(self) -> CaptureReading:
        """What is kept of it, as rules take it."""
        steps = sorted(chain(self._pillars.values(), self._steps.values()), key=lambda step: (step.began, step.n))
        return CaptureReading(tuple(steps), TokenTrail(self._sent, self._issued), tuple(self._created))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.reading().steps)

    def _put(self, step: Step) -> None:
        known = self.step(step.n)
        self.weight += _weight(step) - (_weight(known) if known is not None else 0)
        if step.exchange.purpose in _PILLARS or step.status == 401 or starts_operation(step):
            self._steps.pop(step.n, None)
            self._pillars[step.n] = step
            while len(self._pillars) > MOST_PILLARS or _heavy(self._pillars, self.weight):
                self._forget(self._pillars)
                self.cut = True
        else:
            self._steps[step.n] = step
            while len(self._steps) > MOST_STEPS or _heavy(self._steps, self.weight):
                self._forget(self._steps)

    def _forget(self, part: dict[int, Step]) -> None:
        step = part.pop(next(iter(part)))
        self.weight -= _weight(step)
        self._sent.pop(step.n, None)
        self._issued.pop(step.n, None)

    def _remember(self, step: Step) -> None:
        """What later requests can be compared with."""
        href = step.resource.href() if step.resource and step.succeeded else None
        if href and step.exchange.purpose is Purpose.APPLICATIONS:
            self._created.append((step, resolve(step.url, href)))
            del self._created[:-MOST_PILLARS]
        for offer in offers_of(step):
            known = self._offered.setdefault(place_of_url(offer.url), {})
            before = len(known)
            known.pop((offer.rel, offer.url), None)
            known[offer.rel, offer.url] = offer
            if len(known) > MOST_OFFERS:
                del known[next(iter(known))]
            self._count_links(len(known) - before)
        while len(self._offered) > MOST_PLACES or self._links > MOST_LINKS:
            self._count_links(-len(self._offered.pop(next(iter(self._offered)))))
            self.cut = True

    def _count_links(self, more: int) -> None:
        self._links += more
        self.weight += more * _LINK_COST


def _heavy(part: dict[int, Step], weight: int) -> bool:
    return weight > MOST_BYTES and len(part) > 1


def _weight(step: Step) -> int:
    return _READ * (len(step.exchange.request.data) + len(step.exchange.response.data)) + _STEP_COST
