"""Long texts as rows that are made when they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.document.growing import GrowingDocument, Step, row_text, row_texts
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import PLAIN, Lexer, Piece
from ucwa_tui.document.lines import (
    JoinedDocument,
    Line,
    Span,
    StoredLines,
    TextDocument,
    TokenName,
    assemble,
    cells,
    note,
)
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.xml_lexer import XML


def _texts(document: TextDocument) -> list[str]:
    return [document.line(index).text for index in range(document.line_count)]


def test_rows_end_at_line_feeds_and_at_the_wrap() -> None:
    document = SourceText("abcdef\n\nxy\nabcd", wrap=4)
    assert _texts(document) == ["abcd", "ef", "", "xy", "abcd"]
    assert [document.line(index).continued for index in range(5)] == [False, True, False, False, False]
    assert document.width == 4


@given(st.text("ab\n\x1b", max_size=60), st.integers(1, 7), st.sampled_from([PLAIN, JSON, XML]))
def test_no_character_is_lost(text: str, wrap: int, lexer: Lexer) -> None:
    document = SourceText(text, lexer, wrap=wrap, show_breaks=True)
    assert "".join(_texts(document)) == text.replace("\n", "␊").replace("\x1b", "␛")
    assert document.width >= max(map(len, _texts(document)), default=0)


@given(st.text('ab\n\x1b\u202e漢{"}', max_size=60), st.integers(1, 7), st.booleans())
def test_rows_say_the_same_without_their_colours(text: str, wrap: int, show_breaks: bool) -> None:
    document = SourceText(text, JSON, wrap=wrap, show_breaks=show_breaks)
    whole = GrowingDocument([Step((StoredLines([Line("a")]), document))])
    assert list(row_texts(whole)) == ["a", *_texts(document)] == [row_text(whole, n) for n in range(whole.line_count)]


def test_rows_outside_are_an_error() -> None:
    document = SourceText("a")
    for index in (-1, 1):
        with pytest.raises(IndexError):
            document.line(index)
    assert SourceText("").line_count == 0
    assert SourceText("").width == 0


def test_spans_follow_the_safe_text() -> None:
    line = SourceText('{"\x1b\u202e": "x"}', JSON).line(0)
    assert line.text == '{"␛‹U+202E›": "x"}'
    assert [line.text[span.start : span.end] for span in line.spans] == ["{", '"␛‹U+202E›"', ":", '"x"', "}"]


def test_any_row_has_the_colours_that_reading_from_the_top_would_give() -> None:
    text = "<a>\n<!--\n" + "<b c='d'>e</b>\n" * 300 + "-->\n" + "<b c='d'>it's</b>\n" * 300 + "</a>"
    forwards = SourceText(text, XML)
    for index in range(forwards.line_count):
        forwards.line(index)
    for index in (603, 400, 302, 301, 250, 2):
        assert SourceText(text, XML).line(index) == forwards.line(index)
    assert forwards.line(250).spans[0].token is TokenName.COMMENT
    assert forwards.line(400).spans[0].token is TokenName.TAG


def test_a_cut_string_keeps_its_colour() -> None:
    document = SourceText('["' + "x" * 50 + '"]', JSON, wrap=10)
    assert document.line(3).spans == (Span(0, 10, TokenName.STRING),)
    assert document.line(5).spans[-1].token is TokenName.PUNCTUATION


def test_reading_the_end_first_asks_only_for_what_is_shown() -> None:
    calls: list[str] = []

    def lex(row: str, state: str) -> tuple[list[Piece], str]:
        calls.append(row)
        return [], ""

    document = SourceText("line\n" * 10_000, Lexer(lex, lambda row, state: "", fresh_lines=True))
    document.line(9_999)
    document.line(9_999)
    assert calls == ["line"]


def test_overlays_lie_on_top() -> None:
    overlay = [Piece(2, 6, TokenName.MASK), Piece(8, 12, TokenName.MASK)]
    document = SourceText('"abcdefgh\nij"', JSON, overlays=overlay)
    assert document.line(0).spans == (
        Span(0, 2, TokenName.STRING),
        Span(2, 6, TokenName.MASK),
        Span(6, 8, TokenName.STRING),
        Span(8, 9, TokenName.MASK),
    )
    assert document.line(1).spans[0] == Span(0, 2, TokenName.MASK)


def test_documents_are_joined() -> None:
    joined = JoinedDocument([StoredLines([note("n\x1b")]), StoredLines([]), SourceText("a\nbcd")])
    assert (_texts(joined), joined.width) == (["n␛", "a", "bcd"], 3)
    with pytest.raises(IndexError):
        joined.line(3)


def test_assembled_lines_leave_plain_text_without_spans() -> None:
    parts = [("a", TokenName.TEXT), ("", TokenName.KEY), ("b\n", TokenName.KEY)]
    assert assemble(parts) == Line("ab␊", (Span(1, 3, TokenName.KEY),))


def test_cells_of_wide_and_combining_characters() -> None:
    assert cells("abc") == 3
    assert cells("日本e\u0301") == 5
    assert SourceText("日本\nabc").width == 4


def test_bytes_are_dumped() -> None:
    dump = HexDump(bytes(range(18)) + b"Az\x1b")
    assert _texts(dump)[1] == "00000010  10 11 41 7a 1b                                   ..Az."
    assert dump.line_count == 2
    assert len(dump.line(0).text) == dump.width
    assert not looks_binary("é日本 text\r\n".encode())
    assert not looks_binary(b"")
    assert not looks_binary("é".encode("latin-1") + b" text in Latin-1")
    assert looks_binary(bytes(range(32)) * 4)
