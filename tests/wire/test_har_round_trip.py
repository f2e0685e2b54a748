"""A HAR of ours opens as what it was made from, and a file that only claims to be one gains nothing by it."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.har_schema import violations
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer, Timings, TlsFacts
from ucwa_tui.wire.export import as_raw
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.har_record import FIELD
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import safe_line

SECONDS = st.none() | st.floats(0, 1e6)
SAFE = st.text(max_size=20).map(safe_line)
TOKEN_BODY = b'{"access_token":"cwt=hidden-token-0001","expires_in":28800}'
PACKED = gzip.compress(TOKEN_BODY, mtime=0)
BODIES = st.binary(max_size=60) | st.sampled_from(
    [b"", TOKEN_BODY, PACKED, b'{"subject":"Gr\xc3\xb6\xc3\x9fe","n":1.10}', b"\xff\xfe\x00", b"a=1&password=hidden&b"]
)
FRAMES: tuple[Callable[[bytes], bytes], ...] = (
    lambda body: b"Content-Length: %d\r\n\r\n%s" % (len(body), body),
    lambda body: b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
    lambda body: b"Content-Length: %d\r\n\r\n%s" % (len(body) + 7, body),
    lambda body: (
        b"Transfer-Encoding: chunked\r\n\r\n%x;x=1\r\n%s\r\n0\r\nT: 1\r\n\r\n" % (len(body) or 1, body or b"x")
    ),
    lambda body: b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
    lambda body: b"Set-Cookie: cwt_ucwa=hidden; path=/\r\nX-Odd:  two  \r\n folded\r\n\r\n" + body,
    lambda body: body,
)
TLS = st.builds(
    TlsFacts, SAFE, SAFE, st.text(max_size=20), verified=st.booleans(), alternative_names=st.tuples(st.text(max_size=9))
)
PEERS = st.none() | st.builds(Peer, SAFE, st.integers(0, 65535), SAFE, st.booleans(), st.none() | TLS, SAFE)


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """An exchange as the client masks and stores it."""
    redactor = Redactor()
    purpose = draw(st.sampled_from(Purpose))
    framed = draw(st.sampled_from(FRAMES))
    sent = b"POST /a?x=%5B HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer hidden-token\r\n" + framed(draw(BODIES))
    came = b"HTTP/1.1 200 OK\r\nX-A: b\x9b\r\n" + draw(st.sampled_from(FRAMES))(draw(BODIES))
    request = redactor.request(sent)
    response = redactor.response(draw(st.sampled_from([came, b"", came[:40]])), purpose=purpose, method="POST")
    return Exchange(
        draw(st.integers(1, 10**6)),
        purpose,
        "POST",
        "https://h.example/a?x=%5B",
        draw(st.floats(0, 4e9)),
        draw(st.sampled_from(ExchangeState)),
        request,
        response,
        draw(st.none() | st.integers(100, 999)),
        draw(SECONDS),
        draw(st.builds(Timings, SECONDS, SECONDS, SECONDS, SECONDS, SECONDS, SECONDS)),
        draw(PEERS),
        draw(st.none() | SAFE),
        draw(st.none() | st.sampled_from(sorted(OPERATIONS))),
        draw(st.none() | st.text(max_size=20)),
        draw(st.none() | st.integers(0, 10**6)),
        draw(SAFE),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(exchanges(), max_size=3, unique_by=lambda exchange: exchange.n))
def test_written_and_read_it_is_the_same(made: list[Exchange]) -> None:
    made = sorted(made, key=lambda exchange: exchange.n)
    written = har_bytes(made)
    assert list(violations(json.loads(written))) == []
    assert b"hidden" not in written
    for entry in json.loads(written)["log"]["entries"]:
        for side in ("request", "response"):
            assert b"hidden" not in base64.b64decode(entry[FIELD][side]["bytes"])
    read = read_capture(written, "own.har")
    assert read.problems == ()
    assert list(read.exchanges) == made
    assert har_bytes(read.exchanges) == written


REQUEST = b"GET /a HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer hidden-token\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def one() -> Exchange:
    redactor = Redactor()
    return Exchange(
        7,
        Purpose.GET,
        "GET",
        "https://h.example/a",
        1_700_000_000.123456,
        ExchangeState.DONE,
        redactor.request(REQUEST),
        redactor.response(ANSWER),
        200,
        0.0123456789,
        peer=Peer("h.example", 443, "192.0.2.7", tls=TlsFacts("TLSv1.3", "AES", "CN=h")),
    )


def record_in(document: Any) -> Any:
    return document["log"]["entries"][0][FIELD]


def with_bytes(side: str, data: bytes) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        record_in(document)[side]["bytes"] = base64.b64encode(data).decode()

    return change


def member(name: str, value: object) -> Callable[[Any], None]:
    return lambda document: record_in(document).__setitem__(name, value)


def inside(part: str, name: str, value: object) -> Callable[[Any], None]:
    return lambda document: record_in(document)[part].__setitem__(name, value)


def standard(part: str, name: str, value: object) -> Callable[[Any], None]:
    return lambda document: document["log"]["entries"][0][part].__setitem__(name, value)


LIES: dict[str, Callable[[Any], None]] = {
    "no object": lambda document: document["log"]["entries"][0].__setitem__(FIELD, [1]),
    "another version": member("format", 2),
    "other bytes": with_bytes("response", ANSWER.replace(b"hello", b"HELLO")),
    "another status line": with_bytes("response", ANSWER.replace(b"OK", b"KO")),
    "no Base64": inside("response", "bytes", "***"),
    "bytes of no text": inside("request", "bytes", 7),
    "masks out of range": inside("response", "masks", [[10**6, 8, 4, "token"]]),
    "a mask over what is no secret": inside("response", "masks", [[0, 8, 4, "token"]]),
    "a mask of an unknown kind": inside("request", "masks", [[58, 8, 12, "\x1b[2J"]]),
    "masks that are no list": inside("request", "masks", {}),
    "a mask that is true": inside("request", "masks", [[True, 8, 4, "token"]]),
    "a hostile error": member("error", "\x1b]52;c;aGFjaw==\x07"),
    "a hostile front end": member("frontEnd", "\u202e"),
    "a hostile address": inside("peer", "address", "\x9b2J"),
    "another address": inside("peer", "address", "192.0.2.8"),
    "another URL": member("url", "https://evil.example/a"),
    "no URL": member("url", "javascript:alert(1)"),
    "an unknown operation": member("operation", "launchMissiles"),
    "an unknown purpose": member("purpose", "mischief"),
    "a number that is none": member("n", True),
    "a time that is none": member("startedAt", 1e300),
    "a time before all": member("startedAt", -5),
    "timings that are none": member("timings", 7),
    "an edited entry": standard("response", "status", 500),
    "an edited body": lambda document: document["log"]["entries"][0]["response"]["content"].update(text="HELLO"),
    "an added header": lambda document: document["log"]["entries"][0]["request"]["headers"].append(
        {"name": "X", "value": "y"}
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_record_is_not_believed(lie: str) -> None:
    document = json.loads(har_bytes([one()]))
    LIES[lie](document)
    read = read_capture(json.dumps(document).encode(), "x.har")
    (exchange,) = read.exchanges
    (problem,) = read.problems
    assert f"`{FIELD}` is not believed" in problem.rule
    assert not problem.lost
    assert exchange.response.reconstructed
    assert exchange.url == "https://h.example/a"
    status = document["log"]["entries"][0]["response"]["status"]
    assert exchange.status == status
    shown = as_raw(exchange)
    assert document["log"]["entries"][0]["response"]["content"]["text"] in shown


def test_the_seconds_keep_all_their_digits() -> None:
    (exchange,) = read_capture(har_bytes([one()]), "x.har").exchanges
    assert (exchange.elapsed, exchange.started_at) == (0.0123456789, 1_700_000_000.123456)


def test_a_record_with_a_secret_in_it_is_read_as_any_other_har() -> None:
    """Whoever forges entry and record alike gets the secret masked all the same."""
    forged = replace(one(), request=replace(one().request, data=REQUEST, masks=()))
    read = read_capture(har_bytes([forged]), "x.har")
    (exchange,) = read.exchanges
    assert b"hidden" not in exchange.request.data
    assert exchange.request.reconstructed
    assert "hidden" not in repr(read)


def test_a_tool_that_adds_to_the_entry_does_not_cost_the_record() -> None:
    document = json.loads(har_bytes([one()]))
    entry = document["log"]["entries"][0]
    entry |= {"pageref": "page_1", "comment": "seen", "_initiator": {"type": "script"}}
    entry["request"]["comment"] = "from a proxy"
    read = read_capture(json.dumps(document).encode(), "x.har")
    assert read.problems == ()
    assert list(read.exchanges) == [one()]
