"""Nothing that could act on a terminal comes through."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.wire.safe_text import dumps_line, has_control, json_safe, safe_block, safe_line

ANY_TEXT = st.text(st.characters())
HOSTILE = [
    ("\x1b]52;c;QQ==\x07", "␛]52;c;QQ==␇"),
    ("\x9b31m", "\\x9b31m"),
    ("a\x7f\x00", "a␡␀"),
    ("abc\u202edef\u2066", "abc‹U+202E›def‹U+2066›"),
    ("zero\u200bwidth\ufeff\u061c", "zero‹U+200B›width‹U+FEFF›‹U+061C›"),
    ("line\u2028and\u2029", "line‹U+2028›and‹U+2029›"),
    ("lone\ud800", "lone‹U+D800›"),
    ("private\ue000 none\u0378", "private‹U+E000› none‹U+0378›"),
    ("tag\U000e0041", "tag‹U+E0041›"),
    ("[bold]é日本 \u00a0\u3000👍", "[bold]é日本 \u00a0\u3000👍"),
]


@pytest.mark.parametrize(("text", "shown"), HOSTILE)
def test_hostile_characters_become_visible(text: str, shown: str) -> None:
    assert safe_line(text) == shown
    assert safe_block(text) == shown
    assert has_control(text) is (text != shown)


def test_a_line_shows_tab_and_newline_and_a_block_keeps_them() -> None:
    assert safe_line("a\tb\r\nc") == "a␉b␍␊c"
    assert safe_block("a\tb\r\nc") == "a\tb␍\nc"


def test_printable_text_is_the_same_object() -> None:
    text = "x" * 10_000
    assert safe_line(text) is text
    assert safe_block(text) is text


@given(ANY_TEXT)
def test_a_safe_text_holds_nothing_unsafe(text: str) -> None:
    for shown in (safe_line(text), safe_block(text).replace("\n", "").replace("\t", "")):
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in shown)
    assert safe_line(safe_line(text)) == safe_line(text)
    assert has_control(text) is (safe_line(text) != text)


def test_the_table_of_forms_does_not_grow_without_end() -> None:
    everything = "".join(map(chr, range(0x20000)))
    assert not has_control(safe_line(everything))
    assert safe_line(everything) == safe_line(everything)


@given(st.recursive(st.none() | st.booleans() | st.integers() | ANY_TEXT, lambda inner: st.lists(inner, max_size=3)))
def test_a_line_of_json_is_printable_and_means_the_same(value: object) -> None:
    line = dumps_line({"v": value})
    assert json.loads(line)["v"] == value or "\\ud" in line
    assert not any("\x00" <= c < " " or "\x7f" <= c < "\xa0" for c in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029")
    line.encode("utf-8")


def test_json_escapes_are_spelled_as_code_units() -> None:
    assert dumps_line(["\x1b\x7f\x9b\u202e", "é\U000e0041"]) == '["\\u001b\\u007f\\u009b\\u202e","é\\udb40\\udc41"]'
    assert json.loads(json_safe('"\x9b\ud800"')) == "\x9b\ud800"


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps_line(float("nan"))
