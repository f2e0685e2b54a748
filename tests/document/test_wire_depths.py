"""Wire and hex: every byte of a message is there, in order, and each row knows which ones it shows."""

from __future__ import annotations

import gzip
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.document import byte_text, wire_regions
from ucwa_tui.document.byte_text import ByteText, byte_texts, bytes_before, shown
from ucwa_tui.document.hex_dump import HexDump, columns_for
from ucwa_tui.document.http_view import request_document, response_document
from ucwa_tui.document.lines import TextDocument, TokenName, cells
from ucwa_tui.document.views import View
from ucwa_tui.document.wire_regions import RegionKind, regions_of
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Mask
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.safe_text import safe_line

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ANSWERS = st.one_of(
    st.binary(max_size=120),
    st.binary(max_size=120).map(lambda body: HEAD + b"\r\n" + body),
    st.binary(max_size=120).map(lambda body: HEAD + b"Content-Length: 20\r\n\r\n" + body),
    st.lists(st.binary(min_size=1, max_size=30), max_size=5).map(
        lambda chunks: CHUNKED + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + b"0\r\nT: v\r\n\r\n"
    ),
    st.binary(max_size=60).map(lambda rest: CHUNKED + b"3\r\nabc\r\n" + rest),
    st.binary(max_size=40).map(lambda rest: b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + b"0\r\n\r\n" + rest),
)


def _exchange(data: bytes, masks: tuple[Mask, ...] = ()) -> Exchange:
    return Exchange(
        1,
        Purpose.GET,
        "GET",
        "http://h/a",
        0.0,
        ExchangeState.DONE,
        response=CapturedMessage(data, masks),
        status=200,
    )


def _texts(document: TextDocument) -> list[str]:
    return [document.line(index).text for index in range(document.line_count)]


@given(ANSWERS)
def test_the_parts_of_a_message_are_all_of_its_bytes(data: bytes) -> None:
    message = parse_response(data)
    regions = regions_of(CapturedMessage(data), message)
    assert b"".join(data[one.start : one.end] for one in regions) == data
    body = b"".join(data[one.start : one.end] for one in regions if one.kind is RegionKind.DATA)
    assert body == message.body
    for other, following in pairwise(regions):
        assert other.end == following.start


@settings(max_examples=150)
@given(ANSWERS, st.integers(2, 30))
def test_the_rows_of_wire_and_hex_show_exactly_the_bytes(data: bytes, wrap: int) -> None:
    exchange = _exchange(data)
    for view in (View.WIRE, View.HEX):
        with patch.multiple(byte_text, PART=16, FIRST_PART=7):
            document = response_document(exchange, view, wrap=wrap)
        seen = b""
        for _, part in document.parts:
            if not isinstance(part, ByteText | HexDump):
                continue
            assert part.start == len(seen)
            if isinstance(part, HexDump):
                for row in range(part.line_count):
                    digits = part.line(row).text[10:58]
                    assert part.byte_of_row(row) == len(seen)
                    seen += bytes.fromhex(digits)
                continue
            starts = [part.byte_of_row(row) for row in range(part.line_count)]
            assert starts == sorted(starts)
            whole = [row for row, start in enumerate(starts) if part.text_at(start) == part.start_of(row)]
            assert all(part.row_of_byte(starts[row]) == row for row in whole)  # a narrow row may cut `\\xNN`
            seen += data[part.start : part.end]
        assert seen == data


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=80), st.text("aä日\n\x1b\\x", max_size=40).map(str.encode)), st.integers(6, 20))
def test_a_row_reads_as_its_bytes(data: bytes, wrap: int) -> None:
    with patch.multiple(byte_text, PART=16, FIRST_PART=7):
        parts = list(byte_texts(data, 0, len(data), wrap=wrap))
    assert b"".join(data[part.start : part.end] for part in parts) == data
    assert "".join(part.text for part in parts).replace("\n", "") == shown(data).replace("\n", "")
    for part in parts:
        rows = [part.line(row) for row in range(part.line_count)]
        assert "".join(row.text for row in rows) == safe_line(shown(data[part.start : part.end]))
        assert all(cells(row.text) <= wrap for row in rows)
        for position in range(len(part.text)):
            at = part.byte_at(position)
            assert part.text_at(at) <= position
            assert at == part.start + bytes_before(data[part.start : part.end], position)


def test_bytes_that_are_no_utf8_differ_from_a_body_that_says_so() -> None:
    document = response_document(_exchange(HEAD + b"\r\ncaf\xe9 is not \\xe9"), View.WIRE)
    line = document.line(document.line_count - 1)
    assert line.text == "caf\\xe9 is not \\xe9"
    assert [(span.start, span.end, span.token) for span in line.spans] == [(3, 7, TokenName.ERROR)]


def test_interim_answers_trailers_and_excess_are_told_apart() -> None:
    data = b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + b"2\r\nok\r\n0\r\nT: v\r\n\r\nHTTP/1.1 500 no\r\n"
    named = [(one.name, data[one.start : one.end]) for one in regions_of(CapturedMessage(data), parse_response(data))]
    assert named == [
        ("interim answer 1", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("head", CHUNKED),
        ("size of chunk 1", b"2\r\n"),
        ("data of chunk 1", b"ok"),
        ("end of chunk 1, size of the last chunk", b"\r\n0\r\n"),
        ("trailer", b"T: v\r\n\r\n"),
        ("too many bytes", b"HTTP/1.1 500 no\r\n"),
    ]
    wire = _texts(response_document(_exchange(data), View.WIRE))
    assert wire[-7:] == ["2␍␊", "ok␍␊", "0␍␊", "T: v␍␊", "␍␊", "▾ too many bytes · 17 bytes", "HTTP/1.1 500 no␍␊"]
    dump = _texts(response_document(_exchange(data), View.HEX))
    assert f"▾ head · {len(CHUNKED)} bytes" in dump
    assert "▾ data of chunk 1 · 2 bytes" in dump


def test_a_compressed_chunk_is_dumped_between_its_framing() -> None:
    packed = gzip.compress(b"hello " * 20)
    data = HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    data += b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    texts = _texts(response_document(_exchange(data), View.WIRE))
    assert f"{len(packed):x}␍␊" in texts
    assert any(f"{data.index(packed):08x}  1f 8b" in text for text in texts)
    assert texts[-3:] == ["␍␊", "0␍␊", "␍␊"]


def test_masks_are_marked_in_the_dump() -> None:
    data = HEAD + b"Set-Cookie: [masked]\r\n\r\n"
    at = data.index(b"[masked]")
    document = response_document(_exchange(data, (Mask(at, 8, 40, "cookie"),)), View.HEX)
    masked = [
        line.text[span.start : span.end]
        for line in map(document.line, range(document.line_count))
        for span in line.spans
        if span.token is TokenName.MASK
    ]
    digits, letters = masked[::2], masked[1::2]  # of one row, then of the next
    assert "".join(letters) == "[masked]"
    assert bytes.fromhex("".join(digits)) == b"[masked]"


def test_a_stream_of_very_many_chunks_is_bounded() -> None:
    data = CHUNKED + b"1\r\nx\r\n" * 30 + b"0\r\n\r\n"
    with patch.object(wire_regions, "MOST_CHUNKS", 10):
        regions = regions_of(CapturedMessage(data), parse_response(data))
    assert len(regions) == 22
    assert regions[-1].name == "the other 20 chunks and their sizes"
    assert regions[-1].end == len(data)


@pytest.mark.parametrize("state", [ExchangeState.DONE, ExchangeState.FAILED])
def test_what_was_not_kept_is_said(state: ExchangeState) -> None:
    message = CapturedMessage(HEAD + b"Content-Length: 99\r\n\r\nabc", dropped=96)
    exchange = Exchange(1, Purpose.GET, "GET", "http://h/a", 0.0, state, response=message, status=200)
    for view in (View.WIRE, View.PRETTY, View.HEX):
        assert "capture overflow: 96 bytes after these were not kept" in _texts(response_document(exchange, view))


@pytest.mark.parametrize(("width", "columns"), [(200, 16), (75, 16), (74, 8), (64, 8), (40, 4), (3, 4)])
def test_a_dump_is_as_wide_as_there_is_room(width: int, columns: int) -> None:
    assert columns_for(width) == columns
    data = bytes(range(200))
    document = HexDump(data, columns=columns)
    assert document.width <= max(width, 27)
    rows = [document.line(row).text for row in range(document.line_count)]
    assert b"".join(bytes.fromhex(row[10 : 10 + columns * 3]) for row in rows) == data
    assert all(cells(row) <= document.width for row in rows)
    assert [document.row_of_byte(document.byte_of_row(row)) for row in range(len(rows))] == list(range(len(rows)))


def test_masked_and_revealed_bytes_of_a_dump_stand_in_brackets() -> None:
    data = b"GET / HTTP/1.1\r\nCookie: s3cret; a=b\r\n\r\n"
    at = data.index(b"s3cret")
    for revealed, opened, closed, legend in ((False, "‹", "›", "‹masked›"), (True, "«", "»", "«revealed»")):
        captured = CapturedMessage(data, (Mask(at, 6, 6, "cookie"),), revealed=revealed)
        exchange = Exchange(1, Purpose.GET, "GET", "http://h/a", 0.0, request=captured)
        _, title, *rows = _texts(request_document(exchange, View.HEX, columns=8))
        assert title.endswith(legend)
        assert rows[3] == f"00000018 {opened}73 33 63 72 65 74{closed}3b 20  s3cret; "
        assert not any(sign in row for row in (*rows[:3], *rows[4:]) for sign in (opened, closed))
        wide = _texts(request_document(exchange, View.HEX, columns=4))[1:]
        assert wide[7] == f"00000018 {opened}73 33 63 72{closed} s3cr"  # in each row anew
        assert wide[8] == f"0000001c {opened}65 74{closed}3b 20  et; "
    plain = Exchange(1, Purpose.GET, "GET", "http://h/a", 0.0, request=CapturedMessage(data))
    assert "masked" not in _texts(request_document(plain, View.HEX, columns=8))
