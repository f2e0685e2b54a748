"""Which events and gaps are in the list: all, or those that pass a filter; found from the newest backwards."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.workbench.event_filter import EventFilter, Relations
from ucwa_tui.workbench.state import ANOTHER_SESSION

Item: TypeAlias = ReceivedEvent | ChannelGap
NO_FILTER = EventFilter()


def seq_of(item: Item) -> int:
    """The number of an event; of a gap that of the event before it."""
    return item.after_seq if isinstance(item, ChannelGap) else item.seq


@dataclass(frozen=True, slots=True)
class Growth:
    """What taking in has changed."""

    dropped: int = 0
    """Rows that are gone at the top."""
    added: int = 0
    """Rows that are new at the end."""
    moved: tuple[int, ...] = ()
    """Where gaps were put in."""


class EventSelection:
    """The rows of the list, without the list. Events are numbered without gaps; the oldest may be dropped."""

    def __init__(self, relations: Relations) -> None:
        self.items: list[Item] = []
        self.filter = NO_FILTER
        self.gaps = 0
        """How many gaps have been taken in."""
        self._relations = relations
        self._taken = 0
        """Sequence number of the newest event looked at."""
        self._next = 0
        """Sequence number of the event to be looked at next, going backwards; 0: none is left."""

    @property
    def searching(self) -> bool:
        """Whether older events have still to be looked at."""
        return self._next > 0

    @property
    def event_count(self) -> int:
        """How many events are in the list."""
        return len(self.items) - self.gaps

    def counted(self, source: Sequence[ReceivedEvent], gaps: Sequence[ChannelGap]) -> str:
        """How many events are shown, of how many, where some may be missing, and how many are no longer there."""
        count = f"{self.event_count}"
        if self.filter:
            count += f"{'+ (looking)' if self.searching else ''} of {len(source)}"
        missing = sum(gap.kind != ANOTHER_SESSION for gap in gaps[: self.gaps])
        if missing:
            count += f", {missing} gap{'' if missing == 1 else 's'}"
        forgotten = source[0].seq - 1 if source else 0
        return f"{count}, {forgotten} older forgotten" if forgotten else count

    def begin(self, chosen: EventFilter, source: Sequence[ReceivedEvent]) -> None:
        """Choose anew from all events: newest first, by `search`. Without a filter all are there at once."""
        self.filter = chosen
        self.items = [] if chosen else list(source)
        self.gaps = 0
        self._taken = source[-1].seq if source else 0
        self._next = self._taken if chosen else 0

    def take(self, source: Sequence[ReceivedEvent], gaps: Sequence[ChannelGap]) -> Growth:
        """Take in new events and gaps; let go of events that the source has dropped."""
        dropped = 0
        if self.items and source and seq_of(self.items[0]) < source[0].seq - 1:
            dropped = next((i for i, e in enumerate(self.items) if seq_of(e) >= source[0].seq), len(self.items))
            del self.items[:dropped]
        fresh = source[self._first_new(source) :]
        if self.filter:
            fresh = [event for event in fresh if self.filter.matches(event, self._relations)]
        self.items.extend(fresh)
        self._taken = source[-1].seq if source else self._taken
        return Growth(dropped, len(fresh), self._insert(gaps))

    def search(self, source: Sequence[ReceivedEvent], count: int) -> int:
        """Look at `count` older events; how many rows have come in at the top."""
        if not self.searching:
            return 0
        last = self._next - source[0].seq if source else -1
        first = max(0, last - count + 1)
        found: list[Item] = [e for e in source[first : last + 1] if self.filter.matches(e, self._relations)]
        self._next = source[first].seq - 1 if last >= 0 and first > 0 else 0
        if found:
            heads = next((i for i, item in enumerate(self.items) if not isinstance(item, ChannelGap)), len(self.items))
            self.items[:heads] = sorted([*found, *self.items[:heads]], key=seq_of)
        return len(found)

    def _insert(self, gaps: Sequence[ChannelGap]) -> tuple[int, ...]:
        """Put new gaps where they belong, which nearly always is the end."""
        fresh = gaps[self.gaps :]
        self.gaps = len(gaps)
        places = []
        for gap in fresh:
            place = bisect_right(self.items, gap.after_seq, key=seq_of)
            self.items.insert(place, gap)
            places.append(place)
        return tuple(places)

    def _first_new(self, source: Sequence[ReceivedEvent]) -> int:
        if not source:
            return 0
        return min(len(source), max(0, self._taken + 1 - source[0].seq))
