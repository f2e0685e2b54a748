"""Long bodies in steps: the steps together are what laying out all at once would give."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.document.test_pretty import ELEMENTS, JSON_VALUES
from ucwa_tui.document import pretty_json as json_layout
from ucwa_tui.document import pretty_xml as xml_layout
from ucwa_tui.document import text_parts as parting
from ucwa_tui.document.growing import GrowingDocument, Step
from ucwa_tui.document.http_view import response_steps
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import PLAIN, Lexer, Piece
from ucwa_tui.document.lines import Line, TextDocument, TokenName, cells
from ucwa_tui.document.pretty_json import pretty_json
from ucwa_tui.document.pretty_xml import pretty_xml
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_parts import text_parts
from ucwa_tui.document.views import View
from ucwa_tui.document.xml_lexer import XML
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import safe_line


def _lines(document: TextDocument) -> list[Line]:
    return [document.line(index) for index in range(document.line_count)]


def _texts(document: TextDocument) -> list[str]:
    return [line.text for line in _lines(document)]


def _exchange(body: bytes, content_type: str, *, redact: bool = False) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    data = head.encode() + body
    response = Redactor().response(data) if redact else CapturedMessage(data)
    return Exchange(1, Purpose.OPERATION, "GET", "http://h/a", 0.0, ExchangeState.DONE, response=response, status=200)


def _steps(body: bytes, content_type: str, view: View = View.PRETTY) -> list[Step]:
    return list(response_steps(_exchange(body, content_type), view, wrap=40))


EXACT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=30,
)


@given(EXACT, st.sampled_from([None, 1, 4]))
def test_json_in_parts_is_laid_out_as_python_would(value: Any, indent: int | None) -> None:
    with patch.object(json_layout, "_PIECES", 3):
        parts = list(json_layout.lay_out_json(json.dumps(value, indent=indent)))
    assert "".join(parts) == json.dumps(value, indent=2)
    assert all(part.endswith("\n") for part in parts[:-1] if part)


@given(ELEMENTS)
def test_xml_in_parts_is_the_same_as_in_one(text: str) -> None:
    whole = pretty_xml(text)
    with patch.object(xml_layout, "_PIECES", 1):
        assert pretty_xml(text) == whole


@settings(max_examples=50)
@given(JSON_VALUES, st.integers(5, 30))
def test_rows_and_colours_of_the_steps_are_those_of_the_whole(value: Any, wrap: int) -> None:
    text = json.dumps(value)
    with patch.multiple(parting, PART=40, FIRST_PART=7), patch.object(json_layout, "_PIECES", 2):
        steps = response_steps(_exchange(text.encode(), "application/json"), wrap=wrap)
        grown = _lines(GrowingDocument(steps))
    whole = _lines(SourceText(pretty_json(text), JSON, wrap=wrap))
    assert grown[-len(whole) :] == whole


@settings(max_examples=50)
@given(st.text('<a b="c">-!\nx\x1b日', max_size=200), st.integers(2, 9), st.sampled_from([PLAIN, JSON, XML]))
def test_parts_of_a_text_are_the_text(text: str, wrap: int, lexer: Lexer) -> None:
    with patch.multiple(parting, PART=20, FIRST_PART=5):
        grown = GrowingDocument(Step((part,)) for part in text_parts(text, lexer, wrap))
    assert _lines(grown) == _lines(SourceText(text, lexer, wrap=wrap))
    assert all(cells(row) <= wrap for row in _texts(grown))


def test_the_first_step_with_a_body_comes_long_before_the_last() -> None:
    body = json.dumps([{"n": n, "s": "x" * 20} for n in range(20_000)]).encode()
    steps = _steps(body, "application/json")
    assert len(steps) > 8
    assert GrowingDocument(steps[:2]).line_count > 60
    assert max(sum(part.line_count for part in step.parts) for step in steps) < 20_000


@pytest.mark.parametrize("view", [View.PRETTY, View.MESSAGE])
def test_a_line_of_millions_of_characters_comes_in_steps(view: View) -> None:
    steps = _steps(b'["' + b"x" * 1_000_000 + b'", 1]', "application/json", view)
    assert len(steps) > 8
    *_, last = _lines(GrowingDocument(steps))
    text = "".join(_texts(GrowingDocument(steps)))
    assert text.count("x") == 1_000_000
    assert last.spans[-1].token is TokenName.PUNCTUATION


def test_broken_json_is_shown_as_sent_however_late_it_breaks() -> None:
    body = json.dumps([{"n": n} for n in range(20_000)]).encode()[:-1] + b",}"
    steps = _steps(body, "application/json")
    assert sum(step.anew for step in steps) == 2
    shown = _texts(GrowingDocument(steps))
    assert shown[0].startswith("shown as sent: line 1, column ")
    assert "".join(shown)[-len(body) :].encode() == body


def test_xml_that_mixes_text_and_elements_late_is_left_as_it_is_there() -> None:
    body = "<r>" + "<a><b>t</b></a>" * 5_000 + " and text</r>"
    steps = _steps(body.encode(), "application/xml")
    assert sum(step.anew for step in steps) == 2
    assert "".join(_texts(GrowingDocument(steps))[4:]) == body == pretty_xml(body)


def test_our_masks_are_told_from_a_servers_own_words_over_parts() -> None:
    people = [{"x": "[masked]", "access_token": f"secret{n}", "y": "[masked]"} for n in range(200)]
    exchange = _exchange(json.dumps(people).encode(), "application/json", redact=True)
    for view in (View.PRETTY, View.MESSAGE):
        with patch.multiple(parting, PART=300, FIRST_PART=30):
            document = GrowingDocument(response_steps(exchange, view))
        text = "".join(_texts(document))
        marked = sum(span.token is TokenName.MASK for line in _lines(document) for span in line.spans)
        assert text.count("[masked]") == 600
        assert marked == 200


def test_overlays_go_with_the_part_that_they_are_in() -> None:
    with patch.multiple(parting, PART=4, FIRST_PART=4):
        parts = list(text_parts("ab\ncd\nef\n", PLAIN, 10, [Piece(1, 2, TokenName.MASK), Piece(6, 8, TokenName.MASK)]))
    marked = [line.text[span.start : span.end] for part in parts for line in _lines(part) for span in line.spans]
    assert marked == ["b", "ef"]


def test_wide_characters_take_two_cells_of_a_row() -> None:
    assert _texts(SourceText("日本日本\na\x1b\u202eb", wrap=4)) == ["日本", "日本", "a␛", "‹U+202E›", "b"]


def test_a_place_is_told_in_shown_characters() -> None:
    text = SourceText('a\n"\x1b\u202e" x', PLAIN, wrap=80)
    assert text.place(text.text.index("x")) == (1, len('"␛‹U+202E›" '))
    assert SourceText("").place(0) == (0, 0)


@given(st.text("ab\n\x1b日", max_size=40), st.integers(1, 6))
def test_places_are_those_of_the_rows(text: str, wrap: int) -> None:
    source = SourceText(text, wrap=wrap)
    rows = _texts(source)
    for at, (row, column) in enumerate(source.places(range(len(text)))):
        assert (row, column) == source.place(at)
        if text[at] != "\n":
            assert rows[row][column] == safe_line(text[at])[0]


def test_a_document_that_begins_anew_forgets_what_was_there() -> None:
    document = GrowingDocument([Step((SourceText("a\nb"),)), Step((SourceText("c"),))])
    assert [first for first, _ in document.parts] == [0, 2]
    document.take(Step((SourceText("d"), SourceText("")), anew=True))
    assert (_texts(document), document.width) == (["d"], 1)
    with pytest.raises(IndexError):
        document.line(1)
