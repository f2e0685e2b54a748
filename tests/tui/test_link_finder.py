"""Hrefs are found quickly in long texts, and they are those that one slow expression would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.tui.link_finder import _written

BOTH = re.compile(r'"href"\s*:\s*"((?:[^"\\]|\\.)*)"|\bhref="([^"]*)"')


@given(st.lists(st.sampled_from(["href", '"href"', '"', ":", " ", "=", '="', 'href="', "x", "\\", "/a", "\n", ">"])))
def test_hrefs_are_those_of_one_expression_for_both(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert [m.span() for m in _written(text)] == [m.span() for m in BOTH.finditer(text)]
