"""From a row of what is laid out to the same bytes on the wire, and back."""

from __future__ import annotations

import gzip
import json
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.document import byte_text
from ucwa_tui.document import text_parts as parting
from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.http_view import HeadText, response_document
from ucwa_tui.document.same_place import Parts, WirePlace, is_near, is_shown_near, shown_at, wire_place
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.views import View
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_response

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('a \\"\n日é\x1b\u2028😀', max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("kä ", max_size=5), inner, max_size=4),
    max_leaves=20,
)


def _chunked(body: bytes, sizes: list[int]) -> bytes:
    out, at = [], 0
    for size in sizes:
        if body[at : at + size]:
            out.append(b"%x\r\n%s\r\n" % (len(body[at : at + size]), body[at : at + size]))
        at += size
    if body[at:]:
        out.append(b"%x\r\n%s\r\n" % (len(body[at:]), body[at:]))
    return b"".join([*out, b"0\r\n\r\n"])


def _exchange(head: str, body: bytes) -> Exchange:
    data = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
    return Exchange(
        1, Purpose.GET, "GET", "http://h/a", 0.0, ExchangeState.DONE, response=CapturedMessage(data), status=200
    )


def _message(exchange: Exchange) -> HttpMessage:
    return parse_response(exchange.response, exchange.method)


def wire_at(parts: Parts, row: int, data: bytes, message: HttpMessage) -> WirePlace:
    return wire_place(parts, (row, 0), data, message)


def row_of(parts: Parts, place: WirePlace, message: HttpMessage, data: bytes) -> int:
    return shown_at(parts, place, message, data)[0]


def _there_and_back(exchange: Exchange, view: View, wrap: int) -> None:
    """Every row of a depth leads to bytes that begin with what it shows, in both exact depths, and back to itself."""
    data, message = exchange.response.data, _message(exchange)
    shown = response_document(exchange, view, wrap=wrap)
    wire = response_document(exchange, View.WIRE, wrap=wrap)
    dump = response_document(exchange, View.HEX)
    for first, part in shown.parts:
        if not isinstance(part, SourceText):
            continue
        for inside in range(part.line_count):
            end = part.start_of(inside + 1) if inside + 1 < part.line_count else len(part.text)
            solid = "".join(part.text[part.start_of(inside) : end].split())
            if not solid:
                continue
            place = wire_at(shown.parts, first + inside, data, message)
            coding = "latin-1" if isinstance(part, HeadText) else "utf-8"
            assert data[place.offset] == solid[0].encode(coding)[0]  # a chunk may cut the character
            assert row_of(shown.parts, place, message, data) == first + inside
            for exact in (wire, dump):
                row = row_of(exact.parts, place, message, data)
                back = wire_at(exact.parts, row, data, message)
                assert back.offset <= place.offset
                following = wire_at(exact.parts, row + 1, data, message).offset
                assert place.offset <= following or row + 1 >= exact.line_count


@settings(max_examples=30, deadline=None)
@given(VALUES, st.lists(st.integers(1, 9), max_size=6), st.sampled_from([None, 2]), st.integers(8, 40))
def test_json_laid_out_and_its_bytes(value: Any, sizes: list[int], indent: int | None, wrap: int) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=False).encode()
    exchange = _exchange("Content-Type: application/json\r\nTransfer-Encoding: chunked", _chunked(body, sizes))
    with (
        patch.multiple(parting, PART=30, FIRST_PART=9),
        patch.multiple(byte_text, PART=30, FIRST_PART=9),
    ):
        for view in (View.PRETTY, View.MESSAGE):
            _there_and_back(exchange, view, wrap)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.text("x 日<&", max_size=6)), max_size=6))
def test_xml_laid_out_and_its_bytes(elements: list[tuple[str, str]]) -> None:
    inner = "".join(f"<{name}>\n {escape(text)}</{name}> " for name, text in elements)
    _there_and_back(_exchange("Content-Type: text/xml", f"<r>{inner}</r>".encode()), View.PRETTY, 20)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b"<html><body><h1>Bad\nGateway</h1><ul><li>a<li>b</ul><pre> x\n y</pre></body>"),
        ("application/x-www-form-urlencoded", b"a=1&b=x%20y&c"),
        ("text/plain", "line 1\r\n\r\nzwei ä\n".encode()),
        ("multipart/batching; boundary=b", b'--b\r\nContent-Type: application/json\r\n\r\n{"a":[1]}\r\n--b--\r\n'),
        ("application/json", b'{"a":[1,2'),
    ],
)
def test_other_bodies_and_their_bytes(content_type: str, body: bytes) -> None:
    exchange = _exchange(f"Content-Type: {content_type}", body)
    for view in (View.PRETTY, View.MESSAGE):
        _there_and_back(exchange, view, 24)


def test_compressed_bytes_are_pointed_at_as_a_whole() -> None:
    packed = gzip.compress(b'{"a":[1,2]}')
    exchange = _exchange("Content-Type: application/json\r\nContent-Encoding: gzip", packed)
    data, message = exchange.response.data, _message(exchange)
    shown = response_document(exchange)
    place = wire_at(shown.parts, shown.line_count - 1, data, message)
    assert place == WirePlace(message.head_length, compressed=True)
    assert shown.line(row_of(shown.parts, place, message, data)).text == "{"


def test_broken_bytes_and_other_charsets_lead_near() -> None:
    for charset, body in (("utf-8", b'{"a":"\xff\xfe","b":2}'), ("utf-16", '{"a":"é","b":2}'.encode("utf-16"))):
        exchange = _exchange(f"Content-Type: application/json; charset={charset}", body)
        data, message = exchange.response.data, _message(exchange)
        shown = response_document(exchange)
        row = next(y for y in range(shown.line_count) if '"b"' in shown.line(y).text)
        place = wire_at(shown.parts, row, data, message)
        assert data[place.offset :].startswith('"b"'.encode("utf-16-le" if charset == "utf-16" else "utf-8"))
        assert row_of(shown.parts, place, message, data) == row


def test_nothing_to_go_to() -> None:
    empty = GrowingDocument()
    exchange = _exchange("Content-Length: 0", b"")
    message = _message(exchange)
    assert row_of(empty.parts, WirePlace(0), message, exchange.response.data) == 0
    assert wire_at(empty.parts, 0, b"abc", message).offset == 3


def test_what_is_near_is_found_at_once_and_what_is_far_is_not() -> None:
    """A place deep in a long body takes counting; its beginning, the head, and whatever shows bytes do not."""
    body = json.dumps({"items": [{"number": n, "name": "x" * 40} for n in range(20_000)]}).encode()
    exchange = _exchange(f"Content-Type: application/json\r\nContent-Length: {len(body)}", body)
    data = exchange.response.data
    deep = WirePlace(len(data) - 10)
    pretty = response_document(exchange, View.PRETTY, wrap=78)
    assert is_near(pretty.parts, (0, 0))
    assert is_near(pretty.parts, (50, 0))
    assert not is_near(pretty.parts, (pretty.line_count - 2, 0))
    assert is_near(pretty.parts, (pretty.line_count + 5, 0))
    assert is_shown_near(pretty.parts, WirePlace(1000))
    assert not is_shown_near(pretty.parts, deep)
    for view in (View.WIRE, View.HEX):
        exact = response_document(exchange, view, wrap=78)
        assert is_near(exact.parts, (exact.line_count - 1, 0))
        assert is_shown_near(exact.parts, deep)
