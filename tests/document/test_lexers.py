"""Colours row by row."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.document.form_lexer import FORM
from ucwa_tui.document.grammar import Grammar, grammar_of, lexer_of
from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import PLAIN, Lexer
from ucwa_tui.document.xml_lexer import XML


def _read(lexer: Lexer, row: str, state: str = "") -> list[tuple[str, str]]:
    return [(row[piece.start : piece.end], piece.token.value) for piece in lexer.lex(row, state)[0]]


def test_json() -> None:
    assert _read(JSON, '"a\\"" : [-1.5e+3, true, "s", nul]') == [
        ('"a\\""', "key"),
        (":", "punctuation"),
        ("[", "punctuation"),
        ("-1.5e+3", "number"),
        (",", "punctuation"),
        ("true", "literal"),
        (",", "punctuation"),
        ('"s"', "string"),
        (",", "punctuation"),
        ("nul", "error"),
        ("]", "punctuation"),
    ]


def test_a_json_string_goes_on_in_the_next_row() -> None:
    pieces, state = JSON.lex('{"a": "xy\\', "")
    assert pieces[-1].token.value == "string"
    assert _read(JSON, '"z", 1', state)[:2] == [('"z"', "string"), (",", "punctuation")]


def test_xml_and_html() -> None:
    assert _read(XML, "<?x?><a b=\"c\" d='e'>t &amp; <!-- n --></a><br/>") == [
        ("<?x?>", "comment"),
        ("<a", "tag"),
        ("b", "attribute"),
        ("=", "punctuation"),
        ('"c"', "string"),
        ("d", "attribute"),
        ("=", "punctuation"),
        ("'e'", "string"),
        (">", "tag"),
        ("&amp;", "literal"),
        ("<!-- n -->", "comment"),
        ("</a", "tag"),
        (">", "tag"),
        ("<br", "tag"),
        ("/>", "tag"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("<!-- a", "b --> c", ("b -->", "comment")),
        ("<![CDATA[ a", "b ]]>", ("b ]]>", "string")),
        ('<a b="c', 'd">', ('d"', "string")),
        ("<a", " b='c'>", ("b", "attribute")),
    ],
)
def test_xml_carries_its_state(first: str, second: str, expected: tuple[str, str]) -> None:
    assert _read(XML, second, XML.lex(first, "")[1])[0] == expected


def test_heads() -> None:
    assert _read(HEAD, "GET /a b HTTP/1.1") == [("GET", "method"), ("/a b ", "url"), ("HTTP/1.1", "version")]
    for status, token in ((200, "status-ok"), (302, "status-redirect"), (404, "status-error"), (503, "status-error")):
        assert _read(HEAD, f"HTTP/1.1 {status} X")[1] == (f" {status} X", token)
    assert _read(HEAD, "A: b", "fields") == [("A", "header-name"), (": ", "punctuation"), ("b", "header-value")]
    assert _read(HEAD, " folded", "fields") == [(" folded", "header-value")]
    assert _read(HEAD, "junk", "fields") == [("junk", "error")]
    assert HEAD.lex("", "fields") == ([], "")


def test_forms() -> None:
    assert [token for _, token in _read(FORM, "a=b&c")] == ["key", "punctuation", "string", "punctuation", "key"]


LEXERS = st.sampled_from([JSON, XML, HEAD, FORM, PLAIN])


@given(LEXERS, st.text("ab \"\\<>/!-[]CDATA?='&;:{},1\r", max_size=60), st.text('a"\\<>-]', max_size=10))
def test_pieces_are_in_order_and_rows_may_be_cut_anywhere(lexer: Lexer, row: str, before: str) -> None:
    _, state = lexer.lex(before, "")
    pieces, _ = lexer.lex(row, state)
    position = 0
    for piece in pieces:
        assert position <= piece.start < piece.end <= len(row)
        position = piece.end


@given(st.lists(st.text('ab "\\:,\n', max_size=12), max_size=5), st.integers(1, 9))
def test_json_rows_that_are_skipped_end_in_the_same_state(strings: list[str], wrap: int) -> None:
    text = json.dumps({"k": strings})
    read = skipped = ""
    for start in range(0, len(text), wrap):
        row = text[start : start + wrap]
        read, skipped = JSON.lex(row, read)[1], JSON.skip(row, skipped)
        assert read == skipped
    assert read == ""


@pytest.mark.parametrize(
    ("content_type", "text", "grammar"),
    [
        ("application/json; charset=utf-8", "x", Grammar.JSON),
        ("application/vnd.microsoft.com.ucwa+xml", "<a/>", Grammar.XML),
        ("application/json", "<a/>", Grammar.XML),
        ("text/html", "<p>", Grammar.HTML),
        (None, " <!DOCTYPE html>", Grammar.HTML),
        (None, "\ufeff {}", Grammar.JSON),
        ("application/x-www-form-urlencoded;charset='utf-8'", "a=b", Grammar.FORM),
        ("text/plain", "a", Grammar.OTHER),
    ],
)
def test_grammars(content_type: str | None, text: str, grammar: Grammar) -> None:
    assert grammar_of(content_type, text) is grammar


def test_scripts_are_read_by_pygments() -> None:
    lexer = lexer_of(Grammar.OTHER, "application/javascript; charset=x")
    assert ("var", "literal") in _read(lexer, "var a = 'b'; // c")
    assert ("// c", "comment") in _read(lexer, "var a = 'b'; // c")
    assert lexer_of(Grammar.OTHER, "text/unknown-css") is PLAIN
    assert lexer_of(Grammar.OTHER, None) is PLAIN
