"""Bodies without their coding, and as text."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.wire.decode import body_text, codings_of, decode_body, decode_text, decoded_body, text_of
from ucwa_tui.wire.http1 import HttpMessage, parse_response


def _message(coding: str, body: bytes, content_type: str = "application/json") -> HttpMessage:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Encoding: {coding}\r\n\r\n"
    return parse_response(head.encode() + body)


def _raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@given(st.binary(max_size=500))
def test_known_codings_are_undone(body: bytes) -> None:
    packed = gzip.compress(body)
    for coding, data in [
        ("gzip", packed),
        ("X-GZIP", packed),
        ("deflate", zlib.compress(body)),
        ("identity", body),
        ("deflate, gzip", gzip.compress(zlib.compress(body))),
    ]:
        decoded = decode_body(_message(coding, data))
        assert (decoded.data, decoded.problems) == (body, ())


def test_deflate_is_taken_raw_too() -> None:
    assert decoded_body(_message("deflate", _raw_deflate(b"hello hello"))) == b"hello hello"


def test_members_in_a_row_are_one_body_and_junk_after_it_is_told() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decoded_body(_message("gzip", data)) == b"one two"
    decoded = decode_body(_message("gzip", data + b"junk"))
    assert (decoded.data, decoded.problems) == (b"one two", ("4 bytes after the end of the compressed body",))


@pytest.mark.parametrize("limit", [1, 10, 1000])
def test_a_decompression_bomb_is_cut_off(limit: int) -> None:
    decoded = decode_body(_message("gzip", gzip.compress(b"\0" * 1_000_000)), limit)
    assert (len(decoded.data), decoded.limited) == (limit, True)
    assert f"over {limit} bytes" in decoded.problems[0]


def test_a_truncated_or_damaged_body_gives_what_there_is() -> None:
    body = bytes(range(256)) * 20
    packed = gzip.compress(body)
    cut = decode_body(_message("gzip", packed[:-12]))
    assert body.startswith(cut.data)
    assert cut.problems == ("the compressed body breaks off",)
    damaged = decode_body(_message("gzip", packed[:-6] + b"\0\0\0\0\0\0"))
    assert body.startswith(damaged.data)
    assert "damaged" in damaged.problems[0]


def test_what_cannot_be_undone_stays_as_it_is() -> None:
    assert decode_body(_message("br", b"\x0b\x02")).unknown
    assert decode_body(_message("br", b"\x0b\x02")).problems == ("no way to undo the coding 'br'",)
    mislabelled = decode_body(_message("gzip", b'{"a":1}'))
    assert (mislabelled.data, mislabelled.problems) == (b'{"a":1}', ("the head says gzip, but the body is not",))
    assert decode_body(_message("deflate", b"\xff\xff")).unknown


def test_codings_are_listed_from_the_outside() -> None:
    message = parse_response(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    )
    assert codings_of(message) == ("gzip", "deflate")


@pytest.mark.parametrize(
    ("content_type", "data", "text", "charset"),
    [
        (None, "é".encode(), "é", "utf-8"),
        ("a/b; charset='utf-8'", "é".encode(), "é", "utf-8"),
        ('a/b;CHARSET="ISO-8859-1"', b"\xe9", "é", "iso8859-1"),
        ("a/b", b"\xef\xbb\xbfx", "x", "utf-8"),
        ("a/b; charset=latin-1", "\ufeffx".encode("utf-16-le"), "x", "utf-16-le"),
        ("a/b; charset=nonsense", b"x", "x", "utf-8"),
        ("a/b; charset=rot13", b"x", "x", "utf-8"),
        ("a/b; charset=ascii", "é".encode(), "é", "utf-8"),
        ("a/b", b"a\xffb", "a\ufffdb", "utf-8"),
    ],
)
def test_charsets(content_type: str | None, data: bytes, text: str, charset: str) -> None:
    decoded = text_of(data, content_type)
    assert (decoded.text, decoded.charset) == (text, charset)
    fallen_back = "\ufffd" in text or any(word in (content_type or "") for word in ("nonsense", "rot13", "ascii"))
    assert bool(decoded.problems) is fallen_back


def test_text_of_a_compressed_body() -> None:
    message = _message("gzip", gzip.compress("é".encode()))
    assert body_text(message) == "é"
    assert decode_text(_message("gzip", b"plain")).problems == ("the head says gzip, but the body is not",)


@given(st.sampled_from(["gzip", "deflate", "gzip, deflate", "x"]), st.binary(max_size=100), st.text(max_size=20))
def test_nothing_raises(coding: str, body: bytes, charset: str) -> None:
    message = parse_response(
        f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Type: a/b; charset={charset}\r\n\r\n".encode() + body
    )
    assert isinstance(body_text(message), str)
