"""The explanation as rows: they fit the pane, and the links stand where their names do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.talk import sign_in
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.tui.explain_rows import explained, line_rows
from ucwa_tui.tui.rows import plain, width_of
from ucwa_tui.workbench.explaining.earlier import Earlier
from ucwa_tui.workbench.explaining.explain import explain_page
from ucwa_tui.workbench.explaining.page import Mark, line


@pytest.mark.parametrize("width", [40, 64, 78, 118])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_rows_fit_and_links_stand_where_their_names_do(n: int, width: int) -> None:
    steps = sign_in()
    page = explain_page(steps[n - 1], steps, Earlier(), FieldContext())
    told = explained(page, width)
    texts = [told.lines.text(y) for y in range(len(told.lines))]
    assert all(width_of(text) <= width for text in texts), max(texts, key=width_of)
    assert [text for text in texts if text in {section.heading for section in page.sections}] == [
        section.heading for section in page.sections
    ]
    names = [texts[link.line][link.start : link.end] for link in told.links]
    assert names == [found.label for section in page.sections for found in section.lines if found.href]
    assert bool(names) == (n in {1, 4, 5})


def test_what_goes_on_stands_below_where_it_began() -> None:
    first, second, *_ = [plain(row) for row in line_rows(line("word " * 30, "subject", Mark.BAD), 78)]
    assert first.startswith("✗ subject")
    assert first.index("word") == second.index("word")


def test_a_mark_has_a_glyph_and_absent_things_are_greyed() -> None:
    [row] = line_rows(line("waits", "admit", Mark.ABSENT), 78)
    assert plain(row).startswith("· admit")
    assert {style for text, style in row if text.strip()} == {"muted"}


@given(st.text(max_size=300), st.text(max_size=200), st.integers(40, 140))
def test_rows_fit_whatever_is_told(text: str, label: str, width: int) -> None:
    assert all(width_of(plain(row)) <= width for row in line_rows(line(text, label), width))


@given(st.text(max_size=300), st.text(max_size=1), st.integers(30, 140))
def test_no_word_is_lost(text: str, label: str, width: int) -> None:
    told = line(text, label)
    rows = [plain(row) for row in line_rows(told, width)]
    said = "".join("".join(rows).split())
    assert said == "".join((told.label + told.text).split())
