"""The events of a run in order of delivery, bounded by number and by an estimate of their memory."""

from __future__ import annotations

from collections.abc import Iterable

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.wire.reports import ReceivedEvent

MAX_EVENTS = 200_000
MAX_BYTES = 128 * 1024 * 1024
"""Room for a hundred and fifty thousand ordinary events; the whole program is to stay within 300 MB."""
_EVENT_COST = 700
_PART_COST = 160


class EventLog:
    """The newest events. The oldest go in portions, so that each event costs a constant amount of work."""

    def __init__(self, max_events: int = MAX_EVENTS, max_bytes: int = MAX_BYTES) -> None:
        self.items: list[ReceivedEvent] = []
        self.forgotten = 0
        """How many of the oldest events are gone."""
        self._weights: list[int] = []
        self._bytes = 0
        self._max_events = max_events
        self._max_bytes = max_bytes

    def extend(self, events: Iterable[ReceivedEvent]) -> None:
        """Add events in the order of delivery."""
        for event in events:
            weight = _EVENT_COST + resource_weight(event.event.resource)
            self.items.append(event)
            self._weights.append(weight)
            self._bytes += weight
        if len(self.items) > self._max_events or self._bytes > self._max_bytes:
            self._shrink()

    def by_seq(self, seq: int) -> ReceivedEvent | None:
        """The event with this sequence number, or None."""
        if not self.items:
            return None
        place = seq - self.items[0].seq
        return self.items[place] if 0 <= place < len(self.items) and self.items[place].seq == seq else None

    def _shrink(self) -> None:
        most, heaviest = self._max_events * 15 // 16, self._max_bytes * 15 // 16
        drop = 0
        left = len(self.items)
        while left > 1 and (left > most or self._bytes > heaviest):
            self._bytes -= self._weights[drop]
            drop += 1
            left -= 1
        del self.items[:drop]
        del self._weights[:drop]
        self.forgotten += drop


def resource_weight(resource: Resource | None) -> int:
    """About how many bytes of memory a resource takes."""
    if resource is None:
        return 0
    weight = _PART_COST
    for prop in resource.properties:
        weight += _PART_COST + (len(prop.value) if isinstance(prop.value, str | tuple) else 0)
    for group in resource.links:
        weight += _PART_COST + sum(_PART_COST + len(link.href or "") for link in group.links)
    for embedded in resource.embedded:
        weight += _PART_COST + sum(resource_weight(child) for child in embedded.resources)
    return weight
