"""Which rows a comparison takes on the screen: what is folded, what is broken over several rows, where differences are.

Only numbers are kept for a row; its text is made when it is painted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ucwa_tui.document.compare.blocks import Block, Kind
from ucwa_tui.document.compare.exchanges import Compared
from ucwa_tui.tui.rows import breaks, cut_words, width_of
from ucwa_tui.wire.safe_text import safe_line

CONTEXT = 3
"""Equal lines that stay in sight beside a difference."""
SIDE_BY_SIDE_FROM = 108
"""Cells of the view from which the two sides stand beside each other."""
NOTE_ROWS = 4
"""Rows that a note may take."""
PORTION = 2000
"""Rows that are planned in one go."""

EQUAL, EXPECTED, CHANGED, REMOVED, ADDED, TITLE, NOTE, FOLD = range(8)
REAL = (CHANGED, REMOVED, ADDED)
"""What n and N go to."""
_CODES = {
    Kind.EQUAL: EQUAL,
    Kind.EXPECTED: EXPECTED,
    Kind.CHANGED: CHANGED,
    Kind.REMOVED: REMOVED,
    Kind.ADDED: ADDED,
}
NOTHING = -1
BOTH, LEFT, RIGHT = range(3)


class Options(NamedTuple):
    """How the user wants to see it."""

    fold: bool = True
    """Hide equal parts."""
    hide_expected: bool = False
    """Take what differs in every run for equal."""


class PlannedRow(NamedTuple):
    """A row of the screen."""

    code: int
    section: int
    left: int
    """Line of the left side, or NOTHING; of a fold the number of lines, of a note its number."""
    right: int
    piece: int
    """Which piece of the line, where it takes several rows."""
    side: int
    """Whose line is shown: BOTH beside each other (or both are equal), else LEFT or RIGHT alone."""


@dataclass(slots=True)
class Plan:
    """The rows, and the rows where differences begin that do not come in every run."""

    side_by_side: bool = False
    cell: int = 1
    """Cells for the text of a side."""
    codes: array[int] = field(default_factory=lambda: array("b"))
    sections: array[int] = field(default_factory=lambda: array("b"))
    lefts: array[int] = field(default_factory=lambda: array("i"))
    rights: array[int] = field(default_factory=lambda: array("i"))
    pieces: array[int] = field(default_factory=lambda: array("i"))
    sides: array[int] = field(default_factory=lambda: array("b"))
    starts: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("i"))
    """The row after each difference; of the last one it may not be known yet."""

    def __len__(self) -> int:
        return len(self.codes)

    def row(self, y: int) -> PlannedRow:
        """A row."""
        return PlannedRow(self.codes[y], self.sections[y], self.lefts[y], self.rights[y], self.pieces[y], self.sides[y])

    def add(self, code: int, section: int, left: int, right: int, rows: int = 1, side: int = BOTH) -> None:
        """A line of so many rows."""
        for piece in range(rows):
            self.codes.append(code)
            self.sections.append(section)
            self.lefts.append(left)
            self.rights.append(right)
            self.pieces.append(piece)
            self.sides.append(side)


def planning(parts: Sequence[Compared], options: Options, width: int) -> Iterator[Plan]:
    """Plan a comparison; the same plan comes again and again, longer each time.

    Args:
        parts: the sections; not changed meanwhile.
        options: what to hide.
        width: cells of the view.
    """
    side_by_side = width >= SIDE_BY_SIDE_FROM
    plan = Plan(side_by_side, max(8, (width - 1) // 2 - 3 if side_by_side else width - 4))
    goal = PORTION
    for number, part in enumerate(parts):
        if number:
            plan.add(NOTE, number, NOTHING, NOTHING)  # a blank row above the title
        plan.add(TITLE, number, NOTHING, NOTHING)
        for at, note in enumerate(part.section.notes):
            plan.add(NOTE, number, at, NOTHING, len(note_rows(note, width)))
        before = EQUAL
        for code, left, right, count in _visible(part.blocks, options):
            if code in REAL and before not in REAL:
                plan.starts.append(len(plan))
            elif before in REAL and code not in REAL:
                plan.ends.append(len(plan))
            before = code
            if code == FOLD:
                plan.add(FOLD, number, count, NOTHING)
                continue
            for offset in range(count):
                _add_line(plan, part, number, code, left + offset, right + offset)
                if len(plan) >= goal:
                    yield plan
                    goal = len(plan) + PORTION
        if before in REAL:
            plan.ends.append(len(plan))
    yield plan


def _visible(blocks: Iterable[Block], options: Options) -> Iterator[tuple[int, int, int, int]]:
    """Code, lines and length of what is shown, equal parts cut down to what stands beside a difference."""
    pending: tuple[int, int, int] | None = None
    first = True
    for code, left, right, count in _merged(blocks, options):
        if code != EQUAL:
            if pending is not None:
                yield from _equal(pending, options, above=not first, below=True)
                pending = None
            first = False
            yield code, left, right, count
        else:
            pending = (left, right, count)
    if pending is not None:
        yield from _equal(pending, options, above=not first, below=False)


def _merged(blocks: Iterable[Block], options: Options) -> Iterator[tuple[int, int, int, int]]:
    left = right = count = 0
    for block in blocks:
        code = _CODES[block.kind]
        if code == EQUAL or (code == EXPECTED and options.hide_expected):
            if not count:
                left, right = block.left, block.right
            count += block.count
            continue
        if count:
            yield EQUAL, left, right, count
            count = 0
        yield code, block.left, block.right, block.count
    if count:
        yield EQUAL, left, right, count


def _equal(
    run: tuple[int, int, int], options: Options, *, above: bool, below: bool
) -> Iterator[tuple[int, int, int, int]]:
    left, right, count = run
    head, tail = CONTEXT if above else 0, CONTEXT if below else 0
    if not options.fold or count <= head + tail + 1:
        yield EQUAL, left, right, count
        return
    if head:
        yield EQUAL, left, right, head
    yield FOLD, left, right, count - head - tail
    if tail:
        yield EQUAL, left + count - tail, right + count - tail, tail


def _add_line(plan: Plan, part: Compared, number: int, code: int, left: int, right: int) -> None:
    section, cell = part.section, plan.cell
    if code == REMOVED:
        plan.add(code, number, left, NOTHING, rows_of(section.left_rows[left], cell), LEFT)
    elif code == ADDED:
        plan.add(code, number, NOTHING, right, rows_of(section.right_rows[right], cell), RIGHT)
    elif plan.side_by_side:
        rows = max(rows_of(section.left_rows[left], cell), rows_of(section.right_rows[right], cell))
        plan.add(code, number, left, right, rows)
    elif code == EQUAL:
        plan.add(code, number, left, right, rows_of(section.left_rows[left], cell))
    else:
        plan.add(code, number, left, right, rows_of(section.left_rows[left], cell), LEFT)
        plan.add(code, number, left, right, rows_of(section.right_rows[right], cell), RIGHT)


def note_rows(note: str, width: int) -> list[str]:
    """A note in the rows that it takes. It may be hostile."""
    return cut_words(safe_line(note), width, NOTE_ROWS) or [""]


def rows_of(raw: str, cell: int) -> int:
    """How many rows a raw line takes when it is shown."""
    if len(raw) <= cell and raw.isascii() and raw.isprintable():
        return 1
    text = safe_line(raw)
    if text.isascii():
        return max(1, -(-len(text) // cell))
    return 1 if width_of(text) <= cell else len(breaks(text, cell))
