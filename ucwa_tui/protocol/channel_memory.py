"""Which events were already delivered, so that a package that is sent again is not delivered twice.

A server repeats a package until a later request acknowledges it. In the meantime it may append events, or merge an
update into an event that it has already sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.protocol.channel_effect import SentEvent

PACKAGES = 64
"""How many packages are remembered; only the last one or two can come again by the rules."""
EVENTS = 8192
"""How many events are remembered over all packages; the newest package is always kept whole."""

PackageKey: TypeAlias = int | str
"""The ack, or the URL where a server writes no number."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Packages of one epoch, oldest first."""

    packages: tuple[tuple[PackageKey, tuple[SentEvent, ...]], ...] = ()

    def take(self, key: PackageKey | None, events: tuple[SentEvent, ...]) -> tuple[tuple[SentEvent, ...], Delivered]:
        """The events that are new, and the memory with them. Without a key nothing is compared or remembered."""
        if key is None or not events:
            return events, self
        before = next((known for k, known in self.packages if k == key), ())
        same = _common_prefix(before, events)
        if same == len(events):
            return (), self
        others = tuple(package for package in self.packages if package[0] != key)
        return events[same:], Delivered(_bounded((*others, (key, events))))


NOTHING_DELIVERED = Delivered()


def _common_prefix(before: tuple[SentEvent, ...], now: tuple[SentEvent, ...]) -> int:
    count = 0
    for old, new in zip(before, now, strict=False):
        if old != new:
            break
        count += 1
    return count


def _bounded(
    packages: tuple[tuple[PackageKey, tuple[SentEvent, ...]], ...],
) -> tuple[tuple[PackageKey, tuple[SentEvent, ...]], ...]:
    kept = packages[-PACKAGES:]
    total = sum(len(events) for _, events in kept)
    while total > EVENTS and len(kept) > 1:
        total -= len(kept[0][1])
        kept = kept[1:]
    return kept
