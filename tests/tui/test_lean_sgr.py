"""The lean form of a sequence paints what the long one paints."""

from __future__ import annotations

from typing import Any

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.tui.lean_sgr import lean

COLOURS = st.sampled_from(["38;2;1;2;3", "38;2;9;9;9", "38;5;17", "31", "97", "39"])
GROUNDS = st.sampled_from(["48;2;1;2;3", "48;5;200", "44", "103", "49"])
ATTRIBUTES = st.sampled_from(["1", "3", "4", "7"])
SEGMENTS = st.builds(
    lambda codes, text: f"\x1b[{';'.join(codes)}m{text}\x1b[0m",
    st.builds(lambda a, c, g: [*a, *c, *g], *(st.lists(s, max_size=1) for s in (ATTRIBUTES, COLOURS, GROUNDS))),
    st.text(" ab", max_size=4),
)
MOVES = st.builds("\x1b[{};{}H".format, st.integers(1, 5), st.integers(1, 20))
PIECES = st.lists(st.one_of(SEGMENTS, MOVES, st.just("\n"), st.just("plain")), max_size=30)


def painted(sequence: str) -> object:
    """Every cell with what can be seen of its colours, and the cursor with those of the next character."""
    screen = pyte.Screen(20, 5)
    pyte.Stream(screen).feed(sequence)
    cells = [[screen.buffer[y][x] for x in range(20)] for y in range(5)]
    visible = [[c._replace(fg="", bold=False, italics=False) if _plain_blank(c) else c for c in row] for row in cells]
    return visible, (screen.cursor.x, screen.cursor.y), screen.cursor.attrs


def _plain_blank(cell: Any) -> bool:
    return cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)


@given(PIECES)
@settings(max_examples=150, deadline=None)
def test_the_picture_is_the_same_and_never_longer(pieces: list[str]) -> None:
    sequence = "".join(pieces)
    assert painted(lean(sequence)) == painted(sequence)
    assert len(lean(sequence)) <= len(sequence)


def test_a_colour_is_said_once() -> None:
    one, other = "38;2;1;2;3;48;2;4;5;6", "38;2;9;9;9;48;2;4;5;6"
    long = f"\x1b[1;1H\x1b[{one}ma\x1b[0m\x1b[{other}mb\x1b[0m\x1b[2;1H\x1b[{other}mc\x1b[0m"
    assert lean(long) == f"\x1b[1;1H\x1b[{one}ma\x1b[38;2;9;9;9mb\x1b[2;1Hc\x1b[0m"


def test_a_blank_takes_the_colour_of_the_letters_before() -> None:
    long = "\x1b[31;44ma\x1b[0m\x1b[44m  \x1b[0m\x1b[31;44mb\x1b[0m"
    assert lean(long) == "\x1b[31;44ma  b\x1b[0m"
    assert lean(long.replace("[44m", "[4;44m")).count("\x1b") == 4


def test_other_sequences_get_plain_cells_as_before() -> None:
    assert lean("\x1b[44ma\x1b[0m\x1b[2J") == "\x1b[44ma\x1b[0m\x1b[2J"
