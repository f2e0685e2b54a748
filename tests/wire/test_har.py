"""HAR 1.2: the required fields, in the required types, without a secret."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import pytest

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Property, Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer, Timings
from ucwa_tui.wire.har import har_bytes, to_har
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import ReceivedEvent

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "log": ("version", "creator", "entries"),
    "creator": ("name", "version"),
    "entry": ("startedDateTime", "time", "request", "response", "cache", "timings"),
    "request": ("method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"),
    "response": (
        *("status", "statusText", "httpVersion", "cookies", "headers"),
        *("content", "redirectURL", "headersSize", "bodySize"),
    ),
    "content": ("size", "mimeType"),
    "timings": ("send", "wait", "receive"),
}


def _exchange(request: bytes, response: bytes, **changes: Any) -> Exchange:
    redactor = Redactor()
    values: dict[str, Any] = {
        "n": 3,
        "purpose": Purpose.OPERATION,
        "method": "POST",
        "url": "http://h.example/a?x=1&y=",
        "started_at": 1_700_000_000.25,
        "state": ExchangeState.DONE,
        "request": redactor.request(request),
        "response": redactor.response(response),
    }
    return Exchange(**(values | changes))


def _entry(exchange: Exchange, *events: ReceivedEvent) -> Any:
    log: Any = json.loads(har_bytes([exchange], events))["log"]
    for name, part in (("log", log), ("creator", log["creator"]), ("entry", log["entries"][0])):
        assert set(REQUIRED[name]) <= set(part)
    entry = log["entries"][0]
    for name in ("request", "response", "timings"):
        assert set(REQUIRED[name]) <= set(entry[name])
    assert set(REQUIRED["content"]) <= set(entry["response"]["content"])
    assert all(entry["timings"][name] >= 0 for name in ("send", "wait", "receive"))
    phases = [value for name, value in entry["timings"].items() if name != "ssl" and value > 0]
    assert sum(phases) == pytest.approx(entry["time"])
    return entry


REQUEST = (
    b"POST /a?x=1&y= HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer hidden-token\r\n"
    b"Cookie: a=b; cwt_ucwa=hidden\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\npassword=hidden&z=1"
)
PACKED = gzip.compress(b'{"subject":"' + b"x" * 500 + b'\x1b"}', mtime=0)
RESPONSE = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
    b"Set-Cookie: sid=1; path=/\r\nContent-Length: %d\r\n\r\n" % len(PACKED)
) + PACKED


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("127.0.0.1:8443", "127.0.0.1"),
        ("[::1]:8443", "::1"),
        ("2001:db8::7", "2001:db8::7"),
        ("192.0.2.7", "192.0.2.7"),
    ],
)
def test_the_servers_address_comes_without_a_port(address: str, told: str) -> None:
    exchange = _exchange(b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 204 No\r\n\r\n", peer=Peer("h.example", 80, address))
    assert _entry(exchange)["serverIPAddress"] == told


def test_an_exchange_has_every_field() -> None:
    timings = Timings(0.01, 0.02, 0.03, 0.04, 0.05, 0.06)
    peer = Peer("h.example", 80, "127.0.0.1")
    entry = _entry(_exchange(REQUEST, RESPONSE, elapsed=0.3, timings=timings, peer=peer, operation_id="op-1"))
    assert entry["startedDateTime"] == "2023-11-14T22:13:20.250+00:00"
    assert entry["time"] == 300.0
    assert (entry["timings"]["connect"], entry["timings"]["ssl"]) == (50.0, 30.0)
    assert entry["timings"]["blocked"] == pytest.approx(90.0)
    assert entry["serverIPAddress"] == "127.0.0.1"
    request, response = entry["request"], entry["response"]
    assert {"name": "Authorization", "value": "Bearer [masked]"} in request["headers"]
    assert request["cookies"] == [{"name": "a", "value": "[masked]"}, {"name": "cwt_ucwa", "value": "[masked]"}]
    assert request["queryString"] == [{"name": "x", "value": "1"}, {"name": "y", "value": ""}]
    assert request["postData"]["text"] == "password=[masked]&z=1"
    assert request["headersSize"] == REQUEST.index(b"password=")
    assert request["bodySize"] == 19
    assert (response["status"], response["statusText"], response["bodySize"]) == (201, "Created", len(PACKED))
    assert response["content"]["size"] == 515
    assert response["content"]["compression"] == 515 - len(PACKED)
    assert json.loads(response["content"]["text"], strict=False)["subject"].endswith("\x1b")
    assert response["cookies"] == [{"name": "sid", "value": "[masked]"}]
    assert (entry["_operationId"], entry["_masked"]) == ("op-1", 5)


def test_no_secret_and_no_control_character_is_in_the_file() -> None:
    data = har_bytes([_exchange(REQUEST, RESPONSE)])
    assert b"hidden" not in data
    assert data.isascii()
    assert not any(byte < 0x20 and byte != 0x0A for byte in data)


def test_an_exchange_without_an_answer() -> None:
    entry = _entry(_exchange(REQUEST, b"", state=ExchangeState.FAILED, error="refused", elapsed=0.1))
    assert (entry["response"]["status"], entry["response"]["bodySize"], entry["_error"]) == (0, -1, "refused")
    assert entry["timings"]["wait"] == 100.0


def test_binary_bodies_are_base64() -> None:
    body = bytes(range(256))
    entry = _entry(_exchange(REQUEST, b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n" + body))
    content = entry["response"]["content"]
    assert (content["encoding"], base64.b64decode(content["text"])) == ("base64", body)
    assert entry["response"]["redirectURL"] == "/b"


def test_a_body_that_was_written_anew_has_no_wire_size() -> None:
    packed = gzip.compress(b'{"access_token":"hidden"}')
    entry = _entry(_exchange(REQUEST, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed))
    assert (entry["response"]["bodySize"], entry["_reconstructed"]) == (-1, True)
    assert entry["response"]["content"]["text"] == '{"access_token":"[masked]"}'


def test_events_go_to_the_exchange_that_brought_them() -> None:
    invitation = Resource("onlineMeetingInvitation", (Property("operationId", "op-1"),))
    event = Event(
        "completed", EventLink("onlineMeetingInvitation", "/i1"), None, "Failure", Reason("Gone", "X"), invitation
    )
    received = ReceivedEvent(1, 1_700_000_001.0, 4, "communication", "/c", event, 3)
    told = _entry(_exchange(REQUEST, RESPONSE), received)["_events"][0]
    assert (told["type"], told["ack"], told["reason"], told["operationId"]) == ("completed", 4, "Gone/X", "op-1")
    assert to_har([], [received])["log"] == {
        "version": "1.2",
        "creator": {"name": "ucwa-tui", "version": "0.1.0"},
        "entries": [],
    }
