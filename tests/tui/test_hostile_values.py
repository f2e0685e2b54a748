"""Numbers and lengths that no honest server writes."""

from __future__ import annotations

import math
import time

import pytest

from ucwa_tui.tui.event_rows import clock_time
from ucwa_tui.tui.rows import width_of, wrap_words


@pytest.mark.parametrize("at", [1e15, -1e14, 1e300, math.inf, -math.inf, math.nan])
def test_a_moment_that_no_clock_shows(at: float) -> None:
    assert clock_time(at, 0) == "--:--:--"
    assert clock_time(at) == "--:--:--    "
    assert len(clock_time(at)) == len(clock_time(0.0))


@pytest.mark.parametrize("text", ["A" * 400_000, "ab cd " * 60_000, "会議" * 100_000, "e\u0301" * 100_000])
def test_a_long_text_is_broken_in_one_go(text: str) -> None:
    """Cutting one line after the other off the rest took half a minute for a megabyte."""
    began = time.perf_counter()
    lines = wrap_words(text, 66)
    assert time.perf_counter() - began < 2.0
    assert max(map(width_of, lines)) <= 66
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", [0, 1, 2])
def test_there_may_be_no_room_for_a_character(width: int) -> None:
    assert "".join(wrap_words("会議 ab", width)).replace(" ", "") == "会議ab"


def test_words_stay_together_where_they_can() -> None:
    assert wrap_words("one two three-and-more four", 8) == ["one two", "three-an", "d-more", "four"]
