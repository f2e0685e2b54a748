"""Which rows a comparison takes: folding, breaking, and where the differences are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.document.compare.aligned import align
from ucwa_tui.document.compare.exchanges import Compared, Section
from ucwa_tui.document.lines import Line, StoredLines
from ucwa_tui.tui.compare_plan import (
    FOLD,
    LEFT,
    REAL,
    RIGHT,
    SIDE_BY_SIDE_FROM,
    Options,
    Plan,
    planning,
    rows_of,
)
from ucwa_tui.tui.compare_rows import ComparePainter
from ucwa_tui.tui.rows import width_of

LINES = st.lists(st.sampled_from(["a", "b", "c" * 90, "d", "é" * 200, "漢" * 70, ""]), max_size=30)
WIDTHS = (40, 78, SIDE_BY_SIDE_FROM, 140)


def part_of(left: list[str], right: list[str]) -> Compared:
    """A section of two texts."""
    one, other = (StoredLines([Line(text) for text in side]) for side in (left, right))
    section = Section("answer body", one, other, left, right)
    return Compared(section, [block for blocks in align(left, right) for block in blocks])


def plan_of(part: Compared, options: Options, width: int) -> Plan:
    """The whole plan."""
    return list(planning([part], options, width))[-1]


@given(LINES, LINES, st.sampled_from(WIDTHS), st.booleans())
def test_every_line_is_shown_once_or_counted_in_a_fold(
    left: list[str], right: list[str], width: int, fold: bool
) -> None:
    part = part_of(left, right)
    plan = plan_of(part, Options(fold=fold), width)
    rows = [plan.row(y) for y in range(len(plan))]
    folded = sum(row.left for row in rows if row.code == FOLD)
    lines = [row for row in rows[1:] if row.code != FOLD and row.piece == 0]
    assert len([row for row in lines if row.left >= 0 and row.side != RIGHT]) + folded == len(left)
    shown_right = [row for row in lines if row.right >= 0 and row.side != LEFT]
    assert len(shown_right) + folded == len(right)
    assert fold or not folded
    assert len(plan.starts) == len(plan.ends)
    for start, end in zip(plan.starts, plan.ends, strict=True):
        assert all(plan.codes[y] in REAL for y in range(start, end))
    assert sum(end - start for start, end in zip(plan.starts, plan.ends, strict=True)) == sum(
        code in REAL for code in plan.codes
    )


@given(LINES, LINES, st.sampled_from(WIDTHS))
def test_no_row_is_wider_than_the_view_and_nothing_of_a_line_is_lost(
    left: list[str], right: list[str], width: int
) -> None:
    part = part_of(left, right)
    plan = plan_of(part, Options(fold=False), width)
    painter = ComparePainter([part], plan, width)
    rows = [painter.row(y, current=False) for y in range(len(plan))]
    assert all(width_of("".join(text for text, _ in row)) <= width for row in rows)
    shown = "".join(text for row in rows[1:] for text, _ in row)
    for text in {*left, *right}:
        assert not text or text[0] in shown


@pytest.mark.parametrize(("text", "rows"), [("", 1), ("a" * 10, 1), ("a" * 11, 2), ("漢" * 6, 2), ("\x1b" * 11, 2)])
def test_how_many_rows_a_line_takes(text: str, rows: int) -> None:
    assert rows_of(text, 10) == rows


def test_a_note_is_broken_and_not_cut() -> None:
    note = "cannot be compared by meaning: " + "the root of the XML is <r>, not <resource> or <input>, and so on "
    part = part_of(["a"], ["b"])
    part.section = replace(part.section, notes=(note, "short", "x\x1b[2J" * 900))
    plan = plan_of(part, Options(), 40)
    painter = ComparePainter([part], plan, 40)
    notes = ["".join(text for text, _ in painter.row(y, current=False)) for y in range(1, 9)]
    assert " ".join(notes[:3]) == note.strip()
    assert notes[3] == "short"
    assert notes[7].endswith("…")
    assert all(width_of(row) <= 40 and row.isprintable() for row in notes)
