"""The rows of a comparison in colours: marks in the gutter, what differs inside a line stands out."""

from __future__ import annotations

from functools import lru_cache

from ucwa_tui.document.compare.exchanges import Compared, Section
from ucwa_tui.document.compare.inline import Ranges, changes
from ucwa_tui.tui.compare_plan import (
    ADDED,
    BOTH,
    CHANGED,
    EXPECTED,
    FOLD,
    NOTE,
    NOTHING,
    REMOVED,
    RIGHT,
    TITLE,
    Plan,
    PlannedRow,
    note_rows,
)
from ucwa_tui.tui.document_lines import row_of
from ucwa_tui.tui.rows import Row, Span, breaks, restyle, slice_row, width_of

_MARKS = {EXPECTED: "≈", CHANGED: "~", REMOVED: "-", ADDED: "+"}
_STYLES = {EXPECTED: "muted", CHANGED: "diff-mark", REMOVED: "diff-removed", ADDED: "diff-added"}


class ComparePainter:
    """Makes rows of a plan.

    Args:
        parts: what was compared.
        plan: which rows there are.
        width: cells of the view.
    """

    def __init__(self, parts: list[Compared], plan: Plan, width: int) -> None:
        self._parts = parts
        self._plan = plan
        self._width = width
        self._changes = lru_cache(maxsize=256)(self._find_changes)

    def row(self, y: int, *, current: bool) -> Row:
        """A row.

        Args:
            y: which.
            current: it belongs to the difference that one has jumped to.
        """
        planned = self._plan.row(y)
        section = self._parts[planned.section].section
        if planned.code == TITLE:
            return _title(section, self._width)
        if planned.code == NOTE:
            if planned.left == NOTHING:
                return ()
            return ((note_rows(section.notes[planned.left], self._width)[planned.piece], "token-note"),)
        if planned.code == FOLD:
            lines = f"… {planned.left:,} equal {section.unit}{'s' if planned.left > 1 else ''}"
            return (("    ", ""), (lines, "muted"))
        return self._beside(planned, current) if self._plan.side_by_side else self._below(planned, current)

    def _beside(self, planned: PlannedRow, current: bool) -> Row:
        cell = self._plan.cell
        left = self._side(planned, planned.left, right=False)
        right = self._side(planned, planned.right, right=True)
        blanks = " " * max(0, cell - sum(width_of(text) for text, _ in left))
        return (
            *_gutter(planned, planned.left, current),
            *left,
            (blanks, ""),
            ("│", "chrome-border"),
            *_gutter(planned, planned.right, current),
            *right,
        )

    def _below(self, planned: PlannedRow, current: bool) -> Row:
        pair = planned.code in (EXPECTED, CHANGED)
        mark = _MARKS[planned.code] if pair and not planned.piece else " "
        right = planned.side == RIGHT
        side = " " if planned.side == BOTH or planned.piece else "+" if right else "-"
        side_style = "muted" if planned.code == EXPECTED else "diff-added" if right else "diff-removed"
        gutter: Row = (
            ("▌" if current else " ", "diff-current"),
            (mark, _STYLES.get(planned.code, "")),
            (f"{side} ", side_style),
        )
        return (*gutter, *self._side(planned, planned.right if right else planned.left, right=right))

    def _side(self, planned: PlannedRow, line: int, *, right: bool) -> Row:
        if line == NOTHING:
            return ()
        section = self._parts[planned.section].section
        row = row_of((section.right if right else section.left).line(line))
        text = "".join(part for part, _ in row)
        if planned.code == EXPECTED:
            row = ((text, "muted"),)
        if planned.code in (EXPECTED, CHANGED):
            for start, end in self._changes(planned.section, planned.left, planned.right)[right]:
                style = "diff-expected" if planned.code == EXPECTED else "diff-new" if right else "diff-old"
                row = restyle(row, start, end, style)
        pieces = breaks(text, self._plan.cell)
        if planned.piece >= len(pieces):
            return ()
        return slice_row(row, *pieces[planned.piece])

    def _find_changes(self, section: int, left: int, right: int) -> tuple[Ranges, Ranges]:
        held = self._parts[section].section
        return changes(held.left.line(left).text, held.right.line(right).text)


def _gutter(planned: PlannedRow, line: int, current: bool) -> Row:
    if line == NOTHING:
        return (("   ", ""),)
    mark: Span = (f"{_MARKS.get(planned.code, ' ') if not planned.piece else ' '} ", _STYLES.get(planned.code, ""))
    return (("▌" if current else " ", "diff-current"), mark)


def _title(section: Section, width: int) -> Row:
    words = f" · by {section.mode.value}" if section.mode is not None else ""
    rule = "─" * max(3, width - 6 - len(section.name) - len(words))
    return (("─── ", "chrome-border"), (section.name, "chrome-label"), (words, "muted"), (f" {rule}", "chrome-border"))
