"""Folds: rows and lines map to each other whatever is folded; blocks are found in what is laid out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.document import blocks
from ucwa_tui.document.blocks import block_at, top_blocks
from ucwa_tui.document.folding import Fold, Folds
from ucwa_tui.document.growing import GrowingDocument, Step
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.pretty_json import pretty_json
from ucwa_tui.document.pretty_xml import pretty_xml
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_parts import text_parts
from ucwa_tui.document.xml_lexer import XML

LINES = 60


@st.composite
def nested_folds(draw: st.DrawFn) -> list[Fold]:
    """Folds that lie beside or within each other, in any order."""
    folds: list[Fold] = []
    for _ in range(draw(st.integers(0, 8))):
        head = draw(st.integers(0, LINES - 2))
        fold = Fold(head, draw(st.integers(head + 1, LINES - 1)))
        apart = all(
            other.last < fold.head
            or fold.last < other.head
            or (other.head < fold.head and fold.last <= other.last)
            or (fold.head < other.head and other.last <= fold.last)
            for other in folds
        )
        if apart:
            folds.append(fold)
    return folds


def shown_by(folds: list[Fold]) -> list[int]:
    """The lines that are shown, found the slow way."""
    return [line for line in range(LINES) if not any(fold.head < line <= fold.last for fold in folds)]


@given(nested_folds())
def test_rows_and_lines_map_to_each_other(wanted: list[Fold]) -> None:
    folds = Folds(sorted(wanted, key=lambda fold: fold.head - fold.last))
    shown = shown_by(wanted)
    assert folds.hidden == LINES - len(shown)
    assert [folds.line_of(row) for row in range(len(shown))] == shown
    for row, line in enumerate(shown):
        assert folds.row_of(line) == row
        assert folds.over(line) is None
    for line in set(range(LINES)) - set(shown):
        over = folds.over(line)
        assert over is not None
        assert folds.row_of(line) == folds.row_of(over.head)


@given(nested_folds(), st.data())
def test_folding_and_unfolding_changes_nothing(wanted: list[Fold], data: st.DataObject) -> None:
    if not wanted:
        return
    one = data.draw(st.sampled_from(wanted))
    others = [fold for fold in wanted if fold != one and not (fold.head < one.head <= fold.last)]
    folds = Folds(sorted(others, key=lambda fold: fold.last - fold.head))
    before = folds.folds
    assert folds.add(one)
    assert folds.row_of(one.last) == folds.row_of(one.head)
    assert folds.remove(one.head)
    assert folds.folds == before
    assert [folds.line_of(folds.row_of(line)) for line in shown_by(others)] == shown_by(others)


@given(nested_folds(), st.integers(0, LINES - 1))
def test_a_line_is_revealed(wanted: list[Fold], line: int) -> None:
    folds = Folds(sorted(wanted, key=lambda fold: fold.last - fold.head))
    folds.reveal(line)
    assert folds.over(line) is None
    assert folds.line_of(folds.row_of(line)) == line


@given(nested_folds(), st.integers(0, LINES))
def test_what_has_changed_is_not_folded(wanted: list[Fold], line: int) -> None:
    folds = Folds(sorted(wanted, key=lambda fold: fold.last - fold.head))
    seen = folds.folds
    folds.cut(line)
    assert folds.folds == tuple(fold for fold in seen if fold.last < line)


def test_what_cannot_be_folded() -> None:
    folds = Folds([Fold(2, 5)])
    assert not folds.add(Fold(2, 5))
    assert not folds.add(Fold(3, 4))
    with pytest.raises(ValueError, match="hides nothing"):
        folds.add(Fold(7, 7))
    with pytest.raises(ValueError, match="apart"):
        folds.add(Fold(1, 4))
    assert folds.folds == (Fold(2, 5),)


# Blocks


def document(text: str, *, lexer: Any = JSON, wrap: int = 4096) -> GrowingDocument:
    return GrowingDocument(Step((part,)) for part in text_parts(text, lexer, wrap))


def found(shown: GrowingDocument, row: int) -> Fold | None:
    return next((fold for fold in block_at(shown.parts, row) if fold is not None), None)


def blocks_of(value: object, line: int = 0) -> tuple[dict[int, int], list[int], int]:
    """Where each block ends, which is the innermost one around each line, and the line behind the value."""
    ends: dict[int, int] = {}
    around: list[int] = []

    def walk(inner: object, parent: int) -> None:
        head = len(around)
        items = list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []
        around.append(head if items else parent)
        for item in items:
            walk(item, head)
        if items:
            ends[head] = len(around)
            around.append(head)

    walk(value, -1)
    return ends, around, len(around)


VALUES = st.recursive(
    st.none() | st.integers() | st.text('{}[]:," \\abc\n', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab}]{[ ", max_size=3), inner, max_size=4),
    max_leaves=25,
)


@settings(deadline=None)
@given(VALUES)
def test_blocks_of_json(value: object) -> None:
    text = pretty_json(json.dumps(value))
    shown = document(text)
    ends, around, count = blocks_of(value)
    assert shown.line_count == count
    for line in range(count):
        head = around[line]
        assert found(shown, line) == (Fold(head, ends[head]) if head >= 0 else None)


def test_a_block_over_several_parts() -> None:
    value = {"first": 1, "many": [{"n": n, "name": f"Person {n}"} for n in range(12_000)], "last": {"a": 1}}
    shown = document(pretty_json(json.dumps(value)))
    assert len(shown.parts) > 3
    last = 2 + 4 * 12_000 + 1
    assert found(shown, 2) == Fold(2, last)
    assert found(shown, last) == Fold(2, last)
    assert found(shown, 0) == Fold(0, last + 4)
    assert found(shown, 3 + 4 * 9_000) == Fold(3 + 4 * 9_000, 6 + 4 * 9_000)
    assert found(shown, last - 1) == Fold(last - 4, last - 1)
    assert [fold for folds in top_blocks(shown.parts) for fold in folds] == [Fold(2, last), Fold(last + 1, last + 3)]


def test_from_the_end_of_a_long_list_of_plain_values() -> None:
    shown = document(pretty_json(json.dumps({"n": list(range(60_000))})))
    pieces = list(block_at(shown.parts, 60_000))
    assert pieces[-1] == Fold(1, 60_002)
    assert len(pieces) > 3, "not all at once"


def test_a_block_that_is_not_there_to_its_end() -> None:
    text = pretty_json(json.dumps({"many": [1, 2, 3]}))
    shown = document(text[: text.index("3")])
    assert found(shown, 1) is None
    assert found(shown, 3) is None


def test_blocks_of_cut_rows() -> None:
    shown = document(pretty_json('{"a": {"text": "%s", "b": [1]}}' % ("x" * 90)), wrap=20)
    heads = [y for y in range(shown.line_count) if shown.line(y).text.strip() in ('"a": {', '"b": [')]
    last = shown.line_count - 1
    assert found(shown, heads[0]) == Fold(heads[0], last - 1)
    assert found(shown, heads[0] + 3) == Fold(heads[0], last - 1)
    assert found(shown, heads[1]) == Fold(heads[1], last - 2)


def test_so_deep_that_nothing_is_indented_any_more() -> None:
    text = pretty_json("[" * 70 + "1" + "]" * 70)
    shown = document(text)
    assert found(shown, 59) == Fold(59, shown.line_count - 60)
    assert found(shown, 65) == Fold(59, shown.line_count - 60)
    assert blocks.DEEPEST == 2 * 60


def test_blocks_of_xml() -> None:
    text = pretty_xml(
        '<?xml version="1.0"?><r><a x="1>2"><b>text</b><c/></a><a/><p>mixed <i>text</i></p><d><e/></d></r>'
    )
    shown = document(text, lexer=XML)
    lines = text.split("\n")
    a, d = lines.index('  <a x="1>2">'), lines.index("  <d>")
    assert found(shown, a) == found(shown, a + 1) == found(shown, a + 3) == Fold(a, a + 3)
    assert found(shown, lines.index("  <a/>")) == Fold(1, len(lines) - 1)
    assert found(shown, d + 1) == Fold(d, d + 2)
    assert found(shown, 0) is None
    assert [fold for folds in top_blocks(shown.parts) for fold in folds] == [Fold(a, a + 3), Fold(d, d + 2)]


def test_a_tag_over_several_rows_stays_whole() -> None:
    text = pretty_xml('<r><a href="%s"><b/></a></r>' % ("x" * 50))
    shown = document(text, lexer=XML, wrap=20)
    first = next(y for y in range(shown.line_count) if shown.line(y).text.startswith("  <a"))
    fold = found(shown, first)
    assert fold is not None
    assert shown.line(fold.head).text.endswith('">')
    assert shown.line(fold.last).text == "  </a>"
    assert found(shown, first + 1) == fold


# Line numbers, and lines put together


@given(st.text("ab\n", max_size=60), st.integers(1, 5), st.booleans())
def test_lines_before_a_row(text: str, wrap: int, fresh: bool) -> None:
    source = SourceText(text, wrap=wrap, fresh=fresh)
    begun = 0
    for row in range(source.line_count):
        assert source.lines_before(row) == begun
        begun += not source.line(row).continued
    assert source.lines_before(source.line_count) == begun


@given(st.text("a\x1b\n", max_size=40), st.integers(1, 5), st.booleans(), st.data())
def test_rows_put_together(text: str, wrap: int, breaks: bool, data: st.DataObject) -> None:
    source = SourceText(text, wrap=wrap, show_breaks=breaks)
    if not text:
        return
    first = data.draw(st.integers(0, source.line_count - 1))
    last = data.draw(st.integers(first, source.line_count - 1))
    expected = source.line(first).text
    for row in range(first + 1, last + 1):
        line = source.line(row)
        expected += ("" if line.continued else "\n") + line.text
    assert source.shown(first, last).removesuffix("␊") == expected.removesuffix("␊")
