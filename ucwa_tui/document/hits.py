"""Where something occurs in a long text: counted stretch by stretch, looked up only where one is looking."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, Protocol

from ucwa_tui.document.text_pattern import Spans, TextPattern

_REMEMBERED = 8


class Stretch(Protocol):
    """Some rows of a text."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def line_count(self) -> int:
        """Number of its rows."""

    def start_of(self, row: int) -> int:
        """Where a row begins in the text; of the row behind the last one, the end."""

    def place(self, offset: int) -> tuple[int, int]:
        """Row of an offset, and how many shown characters stand before it in that row."""


class StoredRows:
    """Rows that are text already.

    Args:
        rows: as they are shown.
    """

    def __init__(self, rows: Iterable[str]) -> None:
        kept = list(rows)
        self.text = "".join(f"{row}\n" for row in kept)
        self.line_count = len(kept)
        self._starts = array("I", [0, *accumulate(len(row) + 1 for row in kept)])

    def start_of(self, row: int) -> int:
        """Where a row begins."""
        return self._starts[row]

    def place(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset."""
        row = max(bisect_right(self._starts, offset, 0, self.line_count) - 1, 0)
        return row, offset - self._starts[row]


@dataclass(frozen=True, slots=True)
class Found:
    """What one stretch holds."""

    first: int
    """Number of its first row."""
    stretch: Stretch
    count: int
    spans: Spans | None = None
    """None: to be looked up again, which is quick."""


class Hit(NamedTuple):
    """A part of a row that belongs to an occurrence."""

    number: int
    start: int
    end: int
    """-1: to the end of the row."""


def search(stretches: Iterable[tuple[int, Stretch]], pattern: TextPattern) -> Iterator[Found]:
    """Look for something, one stretch after the other. A line cut between two of them is looked at as one.

    Raises:
        TooSlow: as `TextPattern.spans`.
    """
    begin = 0
    for (first, stretch), follows in _with_next(stretches):
        text = stretch.text
        tail = follows.text[: pattern.reach] if follows is not None and not text.endswith("\n") else ""
        count = None if tail or begin else pattern.count(text)
        if count is not None:
            yield Found(first, stretch, count)
            continue
        spans = pattern.spans(text + tail, begin)
        kept = bisect_left(spans.starts, len(text))
        del spans.starts[kept:], spans.ends[kept:]
        begin = max(spans.ends[-1] - len(text), 0) if kept else 0
        yield Found(first, stretch, kept, spans)


def _with_next(stretches: Iterable[tuple[int, Stretch]]) -> Iterator[tuple[tuple[int, Stretch], Stretch | None]]:
    """Each with the one that goes on where it ends, if any."""
    before: tuple[int, Stretch] | None = None
    for at in stretches:
        if before is not None:
            joined = before[0] + before[1].line_count == at[0]
            yield before, at[1] if joined and not isinstance(at[1], StoredRows) else None
        before = at
    if before is not None:
        yield before, None


class Hits:
    """All occurrences found so far, numbered from 0."""

    def __init__(self, pattern: TextPattern) -> None:
        self.pattern = pattern
        self._found: list[Found] = []
        self._firsts: list[int] = []
        self._numbers: list[int] = []
        """The number of each stretch's first occurrence."""
        self.count = 0
        self._looked_up: OrderedDict[int, Spans] = OrderedDict()

    def take(self, found: Sequence[Found]) -> None:
        """More stretches, in order; those that hold nothing are not kept."""
        for one in found:
            if one.count or (self._found and _spill(self._found[-1]) > 0):
                self._found.append(one)
                self._firsts.append(one.first)
                self._numbers.append(self.count)
                self.count += one.count

    def row(self, number: int) -> int:
        """The row in which an occurrence begins."""
        at = bisect_right(self._numbers, number) - 1
        found = self._found[at]
        return found.first + found.stretch.place(self._spans(at).starts[number - self._numbers[at]])[0]

    def from_row(self, row: int) -> int:
        """The first occurrence that begins in that row or below; `count` where there is none."""
        at = bisect_right(self._firsts, row) - 1
        if at < 0:
            return 0
        found = self._found[at]
        if row - found.first >= found.stretch.line_count:
            return self._numbers[at] + found.count
        return self._numbers[at] + bisect_left(self._spans(at).starts, found.stretch.start_of(row - found.first))

    def in_row(self, row: int) -> list[Hit]:
        """The parts of a row that belong to occurrences, in shown characters."""
        at = bisect_right(self._firsts, row) - 1
        if at < 0:
            return []
        found = self._found[at]
        local = row - found.first
        if local >= found.stretch.line_count:
            return []
        start, end = found.stretch.start_of(local), found.stretch.start_of(local + 1)
        spans = self._spans(at)
        hits = self._from_above(at, start, end)
        for number in range(bisect_right(spans.ends, start), bisect_left(spans.starts, end)):
            first = found.stretch.place(spans.starts[number])[1] if spans.starts[number] >= start else 0
            last = found.stretch.place(spans.ends[number])[1] if spans.ends[number] < end else -1
            hits.append(Hit(self._numbers[at] + number, first, last))
        return hits

    def _from_above(self, at: int, start: int, end: int) -> list[Hit]:
        """The rest of an occurrence that begins in the stretch above and reaches into this one."""
        above = self._found[at - 1] if at else None
        if above is None or above.first + above.stretch.line_count != self._firsts[at]:
            return []
        spill = _spill(above)
        if spill <= start:
            return []
        return [Hit(self._numbers[at] - 1, 0, self._found[at].stretch.place(spill)[1] if spill < end else -1)]

    def _spans(self, at: int) -> Spans:
        found = self._found[at]
        if found.spans is not None:
            return found.spans
        spans = self._looked_up.get(at)
        if spans is None:
            spans = self._looked_up[at] = self.pattern.spans(found.stretch.text)
            if len(self._looked_up) > _REMEMBERED:
                self._looked_up.popitem(last=False)
        return spans


def _spill(found: Found) -> int:
    """How far the last occurrence of a stretch reaches into the next."""
    return found.spans.ends[-1] - len(found.stretch.text) if found.spans is not None and found.spans.ends else 0
