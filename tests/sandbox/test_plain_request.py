"""The quick way to read a request finds what h11 finds, or leaves it to h11."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.sandbox.plain_request import PlainHead, PlainHeads
from ucwa_tui.sandbox.request import make_request

HOST = b"Host: sandbox.example:8080\r\n"


def head(*lines: bytes, first: bytes = b"POST /ucwa/oauth/v1/applications?x=1 HTTP/1.1") -> bytes:
    return b"".join((first, b"\r\n", *(line + b"\r\n" for line in lines), b"\r\n"))


def by_h11(data: bytes) -> tuple[str, str, list[tuple[str, str]]] | None:
    connection = h11.Connection(h11.SERVER)
    try:
        connection.receive_data(data)
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    if not isinstance(event, h11.Request):
        return None
    lines = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in event.headers.raw_items()]
    return event.method.decode(), event.target.decode(), lines


def found(data: bytes) -> tuple[str, str, list[tuple[str, str]]] | None:
    read = PlainHeads().read(data)
    return None if read is None else (read.method, read.target, list(read.headers.lines))


@pytest.mark.parametrize(
    "lines",
    [
        (b"Host: h",),
        (b"Host: h", b"Content-Length: 12", b"Accept: application/json"),
        (b"host:h", b"X-Odd_Name!:  spaces \t around\t ", b"Empty:", b"Connection: Keep-Alive"),
        (b"Host: h", b"Cookie: a=1", b"Cookie: b=2", b"Content-Length: 007"),
    ],
)
def test_plain_heads(lines: tuple[bytes, ...]) -> None:
    data = head(*lines)
    assert found(data) == by_h11(data) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: h\r\n",
        b"GET / HTTP/1.1\nHost: h\n\n",
        b"\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        head(b"Host: h", first=b"GET / HTTP/1.0"),
        head(b"Host: h", first=b"get / HTTP/1.1"),
        head(b"Host: h", first=b"CONNECT h:1 HTTP/1.1"),
        head(b"Host: h", first=b"GET  / HTTP/1.1"),
        head(b"Accept: */*"),
        head(b"Host: h", b"Host: h"),
        head(b"Host: h", b"Content-Length: 1", b"Content-Length: 1"),
        head(b"Host: h", b"Content-Length: -1"),
        head(b"Host: h", b"Content-Length: 99999999"),
        head(b"Host: h", b"Transfer-Encoding: chunked"),
        head(b"Host: h", b"Expect: 100-continue"),
        head(b"Host: h", b"Connection: close"),
        head(b"Host: h", b"Connection: keep-alive, Upgrade"),
        head(b"Host: h", b"X : y"),
        head(b"Host: h", b"X: y", b" folded"),
        head(b"Host: h", b"X: caf\xc3\xa9"),
        head(b"Host: h", b"X: a\rb"),
        head(b"Host: h", b"X: a\x00b"),
    ],
)
def test_what_is_left_to_h11(data: bytes) -> None:
    heads = PlainHeads()
    assert heads.read(head(b"Host: h")) is not None
    assert heads.read(data) is None


@given(st.lists(st.sampled_from([b"GET /", b" HTTP/1.1", b"\r\n", HOST, b"A: b", b"\n", b" ", b":", b"\t", b"Z"])))
def test_never_more_tolerant_than_h11(parts: list[bytes]) -> None:
    data = b"GET / HTTP/1.1\r\n" + b"".join(parts)
    read = found(data)
    assert read is None or read == by_h11(data)


def test_header_lines_are_read_once() -> None:
    heads = PlainHeads()
    first, second = (heads.read(head(b"Host: h", first=b"GET /%d HTTP/1.1" % n) + b"next") for n in range(2))
    assert isinstance(first, PlainHead)
    assert isinstance(second, PlainHead)
    assert (first.target, second.target) == ("/0", "/1")
    assert first.headers is second.headers
    assert first.size == len(head(b"Host: h", first=b"GET /0 HTTP/1.1"))


@given(st.text(alphabet="/a.~?&==%2+;#@:,-", max_size=20))
def test_a_plain_target_is_taken_apart_as_any_other(text: str) -> None:
    # a `+` in a parameter that is dropped again sends it the long way round
    quick = make_request("GET", f"/{text}", (), b"", fallback_host="h")
    mark = "&" if "?" in text.split("#")[0] else "?"
    slow = make_request("GET", f"/{text.split('#')[0]}{mark}slow=+", (), b"", fallback_host="h")
    assert quick.segments == slow.segments
    assert quick.query == slow.query[:-1]
