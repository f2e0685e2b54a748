"""Which events and gaps are in the list: all, or those that pass a filter. Numbers only: nothing here holds events."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, overload

from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.workbench.event_filter import EventFilter, Relations
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.state import ANOTHER_SESSION
from ucwa_tui.workbench.state_changes import Change

Item: TypeAlias = ReceivedEvent | ChannelGap
NO_FILTER = EventFilter()


def seq_of(item: Item | None) -> int:
    """The number of an event; of a gap that of the event before it; 0 of one that cannot be had any more."""
    if item is None:
        return 0
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


class EventSelection(Sequence[Item | None]):
    """The rows of the list, without the list; a row whose event cannot be had any more is None.

    Args:
        relations: how events stand to the user's own requests.
    """

    def __init__(self, relations: Relations) -> None:
        self.filter = NO_FILTER
        self.gaps = 0
        """How many gaps have been taken in."""
        self.searching = False
        """Whether older events have still to be looked at."""
        self._log = EventLog()
        self._relations = relations
        self._first = 1
        """Sequence number of the oldest event that may be in a row."""
        self._taken = 0
        """Sequence number of the newest event looked at."""
        self._older: array[int] = array("q")
        """What a search has found, the newest first."""
        self._newer: array[int] = array("q")
        """What passed as it came, the oldest first."""
        self._gap_rows: list[ChannelGap] = []

    # Rows

    @property
    def event_count(self) -> int:
        """How many events are in the list."""
        if not self.filter:
            return max(0, self._taken - self._first + 1)
        return len(self._older) + len(self._newer)

    def __len__(self) -> int:
        return self.event_count + len(self._gap_rows)

    @overload
    def __getitem__(self, index: int) -> Item | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item | None]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item | None] | None:
        if isinstance(index, slice):
            return [self[y] for y in range(*index.indices(len(self)))]
        y = index + len(self) if index < 0 else index
        if not 0 <= y < len(self):
            raise IndexError("no such row")
        k = self._gaps_before(y)
        if k < len(self._gap_rows) and self._row_of_gap(k) == y:
            return self._gap_rows[k]
        return self._log.by_seq(self._seq_at(y - k))

    def has(self, seq: int) -> bool:
        """Whether an event is in a row, as far as has been looked."""
        return self._up_to(seq) > self._up_to(seq - 1)

    def row_of(self, item: Item) -> int:
        """The row of an event, or the one that it would be in; of a gap likewise."""
        if isinstance(item, ChannelGap):
            k = bisect_left(self._gap_rows, item.after_seq, key=seq_of)
            while k < len(self._gap_rows) - 1 and self._gap_rows[k] is not item:
                k += 1
            return self._row_of_gap(k)
        return self._up_to(item.seq - 1) + bisect_left(self._gap_rows, item.seq, key=seq_of)

    def _seq_at(self, place: int) -> int:
        if not self.filter:
            return self._first + place
        older = len(self._older)
        return self._older[older - 1 - place] if place < older else self._newer[place - older]

    def _up_to(self, seq: int) -> int:
        """How many events in the list have a number up to `seq`."""
        if not self.filter:
            return min(max(0, seq - self._first + 1), self.event_count)
        if self._newer and seq >= self._newer[0]:
            return len(self._older) + bisect_right(self._newer, seq)
        return len(self._older) - bisect_left(self._older, -seq, key=lambda number: -number)

    def _row_of_gap(self, k: int) -> int:
        return self._up_to(self._gap_rows[k].after_seq) + k

    def _gaps_before(self, y: int) -> int:
        """How many gaps are in rows above `y`."""
        return bisect_left(range(len(self._gap_rows)), y, key=self._row_of_gap)

    def changes(self, event: ReceivedEvent) -> tuple[Change, ...]:
        """What an event in the list has changed."""
        return self._log.changes(event.seq)

    # Taking in

    def counted(self, source: EventLog, gaps: Sequence[ChannelGap]) -> str:
        """How many events are shown, of how many, where some may be missing, and how many are no longer there."""
        count = f"{self.event_count}"
        if self.filter:
            count += f"{'+ (looking)' if self.searching else ''} of {len(source)}"
        missing = sum(gap.kind != ANOTHER_SESSION for gap in gaps[: self.gaps])
        if missing:
            count += f", {missing} gap{'' if missing == 1 else 's'}"
        forgotten = source.first_seq - 1 if source else 0
        return f"{count}, {forgotten} older forgotten" if forgotten else count

    def begin(self, chosen: EventFilter, source: EventLog) -> None:
        """Choose anew from all events. With a filter, whoever calls finds them and hands them to `found`."""
        self.filter = chosen
        self._log = source
        self._older, self._newer = array("q"), array("q")
        self._gap_rows = []
        self.gaps = 0
        self._first = source.first_seq if source else 1
        self._taken = source.last_seq if source else 0
        self.searching = bool(chosen) and bool(source)

    def take(self, source: EventLog, gaps: Sequence[ChannelGap]) -> Growth:
        """Take in new events and gaps; let go of events that the source has forgotten."""
        self._log = source
        dropped = self._drop(source.first_seq) if source else 0
        before = self.event_count
        if source:
            self._take_events(source)
        added = self.event_count - before
        return Growth(dropped, added, self._insert(gaps))

    def found(self, portions: Iterable[array[int]], *, ended: bool = False) -> int:
        """Take in what a search has found, from the newest to the oldest; how many rows have come in at the top."""
        count = 0
        for portion in portions:
            self._older.extend(portion)
            count += len(portion)
        self.searching = self.searching and not ended
        self._drop(self._log.first_seq)
        return count

    def _take_events(self, source: EventLog) -> None:
        first_new = max(self._taken + 1, source.first_seq)
        if self._taken < self._first:  # nothing was there
            self._first = source.first_seq
        if self.filter and source.last_seq >= first_new:
            fresh = source[first_new - source.first_seq :]
            self._newer.extend(event.seq for event in fresh if self.filter.matches(event, self._relations))
        self._taken = max(self._taken, source.last_seq)

    def _drop(self, first_seq: int) -> int:
        if first_seq <= self._first:
            return 0
        before = len(self)
        gone = self._up_to(first_seq - 1)
        while self._gap_rows and self._gap_rows[0].after_seq < first_seq - 1:
            del self._gap_rows[0]
        if self.filter and gone:
            from_older = min(gone, len(self._older))
            del self._older[len(self._older) - from_older :]
            del self._newer[: gone - from_older]
        self._first = first_seq
        return before - len(self)

    def _insert(self, gaps: Sequence[ChannelGap]) -> tuple[int, ...]:
        """Put new gaps where they belong, which nearly always is the end."""
        fresh = gaps[self.gaps :]
        self.gaps = len(gaps)
        places = []
        for gap in fresh:
            if gap.after_seq < self._first - 1:
                continue
            k = bisect_right(self._gap_rows, gap.after_seq, key=seq_of)
            self._gap_rows.insert(k, gap)
            places.append(self._row_of_gap(k))
        return tuple(places)
