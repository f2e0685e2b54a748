"""Bytes to messages: every framing, and every way to be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.wire.http1 import parse_request, parse_response

OK = b"HTTP/1.1 200 OK\r\n"


def test_a_request_is_read_with_spelling_order_and_duplicates() -> None:
    data = b"POST /a?b=c HTTP/1.1\r\nHOST: h\r\nx-A:  1 \r\nX-a: 2\r\nEmpty:\r\nContent-Length: 2\r\n\r\nhi"
    message = parse_request(data)
    assert (message.method, message.target, message.version) == ("POST", "/a?b=c", "HTTP/1.1")
    assert message.headers == (("HOST", "h"), ("x-A", "1"), ("X-a", "2"), ("Empty", ""), ("Content-Length", "2"))
    assert message.header("X-A") == "1"
    assert message.headers_named("x-a") == ("1", "2")
    assert (message.body, message.complete, message.problems) == (b"hi", True, ())
    assert data[message.head_length : message.body_end] == b"hi"


def test_a_response_without_reason_and_with_bare_line_feeds() -> None:
    message = parse_response(b"HTTP/1.1 204\nA: \xe9\n\n")
    assert (message.status, message.reason, message.header("a"), message.complete) == (204, None, "é", True)
    assert parse_response(b"HTTP/1.1 200 \r\n\r\n").reason == ""


def test_a_folded_header_is_one_value_and_is_told() -> None:
    message = parse_response(OK + b"X: a\r\n  b\r\n\tc\r\nContent-Length: 0\r\n\r\n")
    assert message.header("X") == "a b c"
    assert message.problems == ("header 'X' goes on over a line break (obs-fold)",)


def test_interim_answers_come_before_the_final_one() -> None:
    data = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\nz"
    message = parse_response(data)
    assert (message.status, message.body, message.interim) == (
        200,
        b"z",
        ("HTTP/1.1 100 Continue", "HTTP/1.1 103 Hints"),
    )
    assert data[message.head_start :].startswith(OK)
    assert not parse_response(b"HTTP/1.1 100 Continue\r\n\r\n").complete
    assert parse_response(b"HTTP/1.1 101 Switching\r\n\r\n").complete


CHUNKED = OK + b"Transfer-Encoding: Chunked\r\n\r\n"


def test_chunks_with_extensions_and_trailers() -> None:
    data = CHUNKED + b"5;a=b\r\nhello\r\n0A\n0123456789\n0\r\nT: v\r\n\r\n"
    message = parse_response(data)
    assert (message.body, message.complete, message.problems) == (b"hello0123456789", True, ())
    assert message.trailers == (("T", "v"),)
    assert [data[start:end] for start, end in message.chunks] == [b"hello", b"0123456789"]
    assert message.body_wire == data[message.head_length :]


@pytest.mark.parametrize(
    ("wire", "body", "problem"),
    [
        (b"", b"", "breaks off"),
        (b"5\r\nhel", b"hel", "holds 3 of 5"),
        (b"5\r\nhello\r\n", b"hello", "breaks off"),
        (b"5\r\nhello\r\n0\r\n", b"hello", "breaks off at its end"),
        (b"5\r\nhello!\r\n0\r\n\r\n", b"hello", "no line break after the chunk"),
        (b"zz\r\nhello", b"", "no chunk size"),
        (b"fffffffffffffffff\r\n", b"", "no chunk size"),
        (b"ffffffffffff\r\nhi", b"hi", "holds 2 of"),
    ],
)
def test_a_broken_chunk_stream_ends_the_body(wire: bytes, body: bytes, problem: str) -> None:
    message = parse_response(CHUNKED + wire)
    assert (message.body, message.complete) == (body, False)
    assert problem in message.problems[-1]


@pytest.mark.parametrize(
    ("data", "body", "complete", "problem"),
    [
        (OK + b"Content-Length: 5\r\n\r\nabc", b"abc", False, "breaks off after 3 of 5"),
        (OK + b"Content-Length: 1\r\n\r\nabc", b"a", True, "2 bytes too many"),
        (OK + b"Content-Length: 3, 3\r\n\r\nabc", b"abc", True, None),
        (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nab", b"ab", True, "different values"),
        (OK + b"Content-Length: -1\r\n\r\nab", b"ab", True, "no number"),
        (OK + b"Transfer-Encoding: gzip\r\n\r\nab", b"ab", True, "does not end in chunked"),
        (OK + b"\r\nuntil close", b"until close", True, None),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True, None),
        (b"HTTP/1.1 204 No Content\r\n\r\nx", b"", True, "1 byte too many: a body where none is allowed"),
        (OK + b"no colon\r\n\r\n", b"", True, "without a colon"),
        (OK + b"Sp ace : x\r\n\r\n", b"", True, "white space around a header name"),
        (OK + b"Cont", b"", False, "the head breaks off"),
        (b"<html>", b"", False, "no HTTP status line"),
        (b"", b"", False, "no answer"),
    ],
)
def test_lengths_and_other_trouble(data: bytes, body: bytes, complete: bool, problem: str | None) -> None:
    message = parse_response(data)
    assert (message.body, message.complete) == (body, complete)
    assert (problem is None and message.problems == ()) or any(str(problem) in each for each in message.problems)


def test_the_answer_to_head_has_no_body() -> None:
    message = parse_response(OK + b"Content-Length: 99\r\n\r\n", "HEAD")
    assert (message.body, message.complete, message.problems) == (b"", True, ())


def test_requests_without_a_length_have_no_body() -> None:
    assert parse_request(b"GET / HTTP/1.1\r\n\r\n").complete
    assert parse_request(b"GET / HTTP/1.1\r\n\r\nxx").problems[0].startswith("2 bytes too many")
    assert parse_request(b"GET /a b HTTP/1.1\r\n\r\n").target == "/a b"
    assert "no HTTP version" in parse_request(b"GET /\r\n\r\n").problems[0]
    assert parse_request(b"").problems == ("no request line",)


@given(st.binary(max_size=300))
def test_nothing_raises_and_offsets_hold(data: bytes) -> None:
    for message in (parse_request(data), parse_response(OK + data), parse_response(CHUNKED + data)):
        assert 0 <= message.head_start <= message.head_length <= message.body_end


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=6), st.integers(min_value=0))
def test_every_prefix_of_a_chunk_stream_is_a_prefix_of_the_body(pieces: list[bytes], cut: int) -> None:
    wire = b"".join(b"%X\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    whole = parse_response(CHUNKED + wire)
    assert (whole.body, whole.complete) == (b"".join(pieces), True)
    part = parse_response(CHUNKED + wire[: cut % len(wire)])
    assert whole.body.startswith(part.body)
    assert not part.complete


def test_a_long_body_in_small_chunks_is_read_once() -> None:
    message = parse_response(CHUNKED + b"4\r\nabcd\r\n" * 100_000 + b"0\r\n\r\n")
    assert len(message.body) == 400_000
    assert message.complete


def test_a_head_is_utf8_where_its_bytes_are() -> None:
    head = "HTTP/1.1 200 Schön\r\nA: Größe\r\n".encode() + b"B: Gr\xf6\xdfe\r\nC: \xc3\xb6 \xf6\r\n\r\n"
    message = parse_response(head)
    assert (message.reason, message.header("a"), message.header("b")) == ("Schön", "Größe", "Größe")
    assert message.header("c") == "\xc3\xb6 \xf6"
