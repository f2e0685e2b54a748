"""Texts in data URIs, as a hostile server would write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.data_uri import MAX_LENGTH, html_text, text_in

PIECES = ("<", ">", "<!--", "-->", "<script", "</script>", "<br", "<a", "&#", "&", "9" * 12, "%C3", "%", ";", ",", "=")


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("data:text/plain;charset=utf-8,Good+morning%21", "Good morning!"),
        ("data:,plain", "plain"),
        ("DATA:Text/Plain;Charset=ISO-8859-1,caf%E9", "café"),
        ("data:text/plain;base64,SGVsbG8=", "Hello"),
        ("data:text/plain;base64,!", ""),
        ("data:text/plain;base64,A", None),
        ("data:text/html,%3Cp%3Eone%3C%2Fp%3Etwo%3Cbr%2F%3Ethree %26amp; four", "one\ntwo\nthree & four"),
        ("data:image/png;base64,SGVsbG8=", None),
        ("https://example.test/message", None),
        ("data:text/plain", None),
    ],
)
def test_what_a_text_says(href: str, text: str | None) -> None:
    assert text_in(href) == text


@pytest.mark.parametrize(
    "charset",
    [
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "rot13",
        "hex",
        "bz2",
        "a\0b",
        "\ud800",
        "x" * 9000,
        "cp999",
        "",
    ],
)
def test_a_charset_that_is_none_is_taken_for_utf_8(charset: str) -> None:
    assert text_in(f"data:text/plain;charset={charset},gr%C3%BC%C3%9Fe") == "grüße"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("before<script>if (a < b) {}</SCRIPT >after", "beforeafter"),
        ("before<style>never closed", "before"),
        ("<!-- a > b -->seen<!-- the rest", "seen"),
        ("1 < 2 and <b>bold</b> <unended", "1 < 2 and bold <unended"),
        ("<scripted>seen</scripted>", "seen"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        (f"&#{'9' * 6000};&#x{'f' * 20};&#65;", "��A"),
    ],
)
def test_what_is_left_of_html(markup: str, text: str) -> None:
    assert html_text(markup) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join))
def test_nothing_raises(text: str) -> None:
    for head in ("data:text/html,", "data:text/plain;base64,", "data:text/plain;charset=", "data:", ""):
        found = text_in(head + text)
        assert found is None or len(found) <= MAX_LENGTH


@pytest.mark.parametrize(
    "piece",
    ["<a", "<!--", "<br ", "<script", "<script>", "<script></scrip", "<", "&#", "&#9", "&amp", "</script", "%", " "],
)
def test_no_markup_takes_long(piece: str) -> None:
    """What went to and fro over 64 KB took seconds; once through it takes some hundredths."""
    began = time.perf_counter()
    text_in("data:text/html," + piece * (MAX_LENGTH // len(piece)))
    assert time.perf_counter() - began < 1.0


def test_only_the_beginning_is_looked_at() -> None:
    assert text_in("data:text/plain," + "a" * 5_000_000) == "a" * (MAX_LENGTH - len("data:text/plain,"))
    assert html_text("a" * 5_000_000) == "a" * MAX_LENGTH
