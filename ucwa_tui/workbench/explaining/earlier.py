"""Which earlier answer offered the URL that a request went to, looked up backwards and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.capture_reading import MOST_OFFERS, Offer, Place, Step, offers_of, place_of_url, step_of

MOST_BYTES = 1_000_000
"""Bytes of answers that are read anew for one look: a key waits for it."""
MOST_KEPT = 2000
"""Answers whose links are remembered."""


@dataclass(frozen=True, slots=True)
class Found:
    """An exchange, read, with the links that led to it, the latest offer last."""

    step: Step
    looked_back_to: int
    """The first exchange that was looked at."""
    all_seen: bool
    """False: there are earlier answers that would have taken too long to read."""


class Earlier:
    """Reads answers once each; bounded."""

    def __init__(self) -> None:
        self._links: dict[int, tuple[Exchange, dict[Place, tuple[Offer, ...]]]] = {}

    def unread(self, others: Sequence[Exchange]) -> int:
        """Bytes of answers that have not been read yet, as far as a look would read them."""
        unread = sum(len(o.response.data) for o in others if o.n not in self._links or self._links[o.n][0] is not o)
        return min(unread, MOST_BYTES)

    def find(self, exchange: Exchange, others: Sequence[Exchange]) -> Found:
        """Read an exchange and find who offered its URL.

        Args:
            exchange: the one to read.
            others: all there are, in order of their numbers; those that began later do not count.
        """
        step = step_of(exchange)
        wanted = place_of_url(exchange.url)
        room = MOST_BYTES
        offers: dict[tuple[str, str], Offer] = {}
        seen = exchange.n
        all_seen = True
        for other in reversed(others):
            if other.n >= exchange.n or not other.response.data:
                continue
            if other.n not in self._links or self._links[other.n][0] is not other:
                room -= len(other.response.data)
                if room < 0:
                    all_seen = False
                    break
            seen = other.n
            for offer in self._offers(other).get(wanted, ()):
                offers.setdefault((offer.rel, offer.url), offer)
            if len(offers) >= MOST_OFFERS:
                break
        return Found(replace(step, offers=tuple(reversed(offers.values()))), seen, all_seen)

    def _offers(self, exchange: Exchange) -> dict[Place, tuple[Offer, ...]]:
        known = self._links.get(exchange.n)
        if known is not None and known[0] is exchange:
            return known[1]
        places: dict[Place, list[Offer]] = {}
        for offer in offers_of(step_of(exchange)):
            places.setdefault(place_of_url(offer.url), []).append(offer)
        found = {place: tuple(offers) for place, offers in places.items()}
        self._links[exchange.n] = (exchange, found)
        if len(self._links) > MOST_KEPT:
            self._links.pop(next(iter(self._links)), None)
        return found
