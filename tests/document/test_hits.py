"""Occurrences: found where a plain search finds them, however the text is cut into stretches and rows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.document import text_pattern
from ucwa_tui.document.hits import Hits, StoredRows, Stretch, search
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_pattern import PatternError, TextPattern, TooSlow


def hits_in(stretches: list[tuple[int, Stretch]], pattern: TextPattern) -> Hits:
    hits = Hits(pattern)
    hits.take(list(search(stretches, pattern)))
    return hits


def cut(text: str, sizes: list[int], wrap: int) -> list[tuple[int, Stretch]]:
    """The text in stretches whose ends are ends of rows."""
    stretches: list[tuple[int, Stretch]] = []
    first = at = 0
    for size in [*sizes, len(text)]:
        part = text[at : at + size * wrap]
        part = part[: part.rfind("\n") + 1] if "\n" in part and at + len(part) < len(text) else part
        if part:
            source = SourceText(part, wrap=wrap)
            stretches.append((first, source))
            first += source.line_count
            at += len(part)
    return stretches


def painted(stretches: list[tuple[int, Stretch]], hits: Hits) -> list[str]:
    """What is highlighted of each occurrence, put together from the rows."""
    pieces: dict[int, str] = {}
    for first, stretch in stretches:
        assert isinstance(stretch, SourceText)
        for row in range(stretch.line_count):
            shown = stretch.line(row).text
            for hit in hits.in_row(first + row):
                pieces[hit.number] = pieces.get(hit.number, "") + shown[hit.start : hit.end if hit.end >= 0 else None]
    return [pieces[number] for number in sorted(pieces)]


@given(
    text=st.text("abA\n", max_size=80),
    sizes=st.lists(st.integers(1, 4), max_size=4),
    wrap=st.integers(3, 9),
    wanted=st.text("abA", min_size=1, max_size=4),
)
def test_every_occurrence_is_found_and_painted_whole(text: str, sizes: list[int], wrap: int, wanted: str) -> None:
    stretches = cut(text, sizes, wrap)
    pattern = TextPattern(wanted)
    flags = 0 if wanted != wanted.lower() else re.IGNORECASE
    expected = [found[0] for found in re.finditer(wanted, text, flags)]
    for searched in (pattern, TextPattern(wanted, is_regex=True)):
        hits = hits_in(stretches, searched)
        assert hits.count == len(expected)
        assert painted(stretches, hits) == expected


@given(st.text("ab\n", max_size=60), st.integers(1, 9), st.integers(0, 70))
def test_rows_of_occurrences(text: str, wrap: int, row: int) -> None:
    source = SourceText(text, wrap=wrap)
    hits = hits_in([(5, source)], TextPattern("a"))
    rows = [hits.row(number) for number in range(hits.count)]
    assert rows == [5 + source.place(found.start())[0] for found in re.finditer("a", text)]
    assert hits.from_row(row) == sum(one < row for one in rows)


def test_rows_that_are_text_already() -> None:
    rows = StoredRows(["one two", "", "two"])
    assert (rows.line_count, rows.start_of(1), rows.start_of(3)) == (3, 8, len(rows.text))
    hits = hits_in([(10, rows), (13, StoredRows(["two"]))], TextPattern("two"))
    assert [hits.row(n) for n in range(hits.count)] == [10, 12, 13]
    assert hits.in_row(10) == [(0, 4, 7)]
    assert hits.in_row(11) == []
    assert hits.in_row(14) == []


def test_nothing_is_found_across_two_texts() -> None:
    assert hits_in([(0, StoredRows(["ab"])), (1, SourceText("cd"))], TextPattern("bc")).count == 0


def test_columns_are_those_of_what_is_shown() -> None:
    hits = hits_in([(0, SourceText("\x1b\x9b needle."))], TextPattern("needle"))
    assert hits.in_row(0) == [(0, len("␛\\x9b "), len("␛\\x9b needle"))]


@pytest.mark.parametrize(
    ("wanted", "is_regex", "text", "count"),
    [
        ("href", False, "HREF href", 2),
        ("Href", False, "HREF href Href", 1),
        ("a.c", False, "abc a.c", 1),
        ("a.c", True, "abc a.c", 2),
        (r"\S+", True, "One two", 2),
        (r"\W", True, "A b", 1),
        (r"One", True, "One one", 1),
        (r"^b", True, "ab\nb", 1),
        (r"b$", True, "ab\nb", 2),
        ("x*", True, "axxa", 1),
        ("straße", False, "STRAßE Straße", 2),
        ("é", False, "É é", 2),
    ],
)
def test_what_matches(wanted: str, is_regex: bool, text: str, count: int) -> None:
    assert hits_in([(0, SourceText(text))], TextPattern(wanted, is_regex)).count == count


@pytest.mark.parametrize(("wanted", "told"), [("(ab", "missing )"), ("a[", "unterminated"), ("*a", "character 1")])
def test_a_broken_expression_says_what_is_wrong(wanted: str, told: str) -> None:
    with pytest.raises(PatternError, match=re.escape(told)):
        TextPattern(wanted, is_regex=True).check()
    TextPattern(wanted).check()


def test_an_expression_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_pattern, "LONGEST", 0.05)
    pattern = TextPattern("(a|aa|aaa)*$(?<=b)", is_regex=True)
    with pytest.raises(TooSlow):
        pattern.spans("a" * 60 + "!")
