"""HAR as other programs write it: each has habits of its own, and none of them is an error.

Modelled on what Fiddler Classic, Chrome's and Firefox's developer tools and mitmproxy write; made here.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.wire.import_ import CaptureKind, kind_of, read_capture

URL = "https://pool.example.test/ucwa/oauth/v1/applications/107/communication/onlineMeetingInvitations?a=1"
BODY = '{"onlineMeetingUri":"sip:x@example.test","operationId":"op-1","subject":"Größe"}'


def pair(name: str, value: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, **more}


def fiddler() -> bytes:
    """A byte order mark, seven digits of a second, `[#n]`, chunk framing told but undone, base64 for everything odd."""
    entry = {
        "startedDateTime": "2026-03-01T11:00:00.1234567+01:00",
        "time": 230,
        "request": {
            "method": "POST",
            "url": URL,
            "httpVersion": "HTTP/1.1",
            "headersSize": 400,
            "bodySize": 84,
            "queryString": [pair("a", "1")],
            "headers": [pair("Host", "pool.example.test"), pair("Content-Type", "application/json")],
            "cookies": [],
            "postData": {"mimeType": "application/json", "text": BODY},
        },
        "response": {
            "status": 201,
            "statusText": "Created",
            "httpVersion": "HTTP/1.1",
            "headersSize": 200,
            "redirectURL": "",
            "bodySize": 2,
            "headers": [pair("Transfer-Encoding", "chunked"), pair("Content-Type", "text/plain")],
            "cookies": [],
            "content": {"size": 2, "compression": 0, "mimeType": "text/plain", "text": "b2s=", "encoding": "base64"},
        },
        "cache": {},
        "timings": {"blocked": -1, "dns": 0, "connect": 0, "ssl": -1, "send": 0, "wait": 200, "receive": 30},
        "serverIPAddress": "192.0.2.7",
        "connection": "ClientPort:50123;EgressPort:50124",
        "comment": "[#12]",
    }
    log = {"version": "1.2", "creator": {"name": "Fiddler", "version": "5"}, "pages": [], "comment": "x"}
    return b"\xef\xbb\xbf" + json.dumps({"log": log | {"entries": [entry]}}, ensure_ascii=False).encode()


def chrome() -> bytes:
    """HTTP/2 pseudo headers in lower case, `_` fields everywhere, a bracketed address, no Host."""
    entry = {
        "_fromCache": None,
        "_initiator": {"type": "script", "stack": {"callFrames": []}},
        "_priority": "High",
        "_resourceType": "xhr",
        "connection": "443",
        "cache": {},
        "pageref": "page_1",
        "request": {
            "method": "POST",
            "url": URL + "#fragment",
            "httpVersion": "h2",
            "headers": [
                pair(":authority", "pool.example.test"),
                pair(":method", "POST"),
                pair(":path", "/x"),
                pair("content-type", "application/json"),
            ],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 84,
            "postData": {"mimeType": "application/json", "text": BODY},
        },
        "response": {
            "status": 201,
            "statusText": "",
            "httpVersion": "h2",
            "headers": [pair("content-type", "text/plain"), pair("content-encoding", "gzip")],
            "cookies": [],
            "content": {"size": 2, "mimeType": "text/plain", "text": "ok"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": 321,
            "_error": None,
        },
        "serverIPAddress": "[2001:db8::7]",
        "startedDateTime": "2026-03-01T10:00:00.123Z",
        "time": 230.00000000156433,
        "timings": {
            "blocked": 1.5,
            "_blocked_queueing": 1.2,
            "dns": -1,
            "ssl": -1,
            "connect": -1,
            "send": 0.1,
            "wait": 200,
            "receive": 28.4,
        },
    }
    return har(entry)


def firefox() -> bytes:
    """An offset in the time, whole milliseconds, `_securityState`, a header value in more than one line."""
    return har(
        {
            "startedDateTime": "2026-03-01T11:00:00.123+01:00",
            "_securityState": "secure",
            "request": {
                "bodySize": 84,
                "method": "POST",
                "url": URL,
                "httpVersion": "HTTP/2",
                "headers": [pair("Host", "pool.example.test"), pair("Content-Type", "application/json")],
                "cookies": [],
                "queryString": [pair("a", "1")],
                "headersSize": 512,
                "postData": {"mimeType": "application/json", "params": [], "text": BODY},
            },
            "response": {
                "status": 201,
                "statusText": "",
                "httpVersion": "HTTP/2",
                "headers": [pair("content-type", "text/plain")],
                "cookies": [],
                "content": {"mimeType": "text/plain", "size": 2, "text": "ok"},
                "redirectURL": "",
                "headersSize": 200,
                "bodySize": 202,
            },
            "cache": {},
            "timings": {"blocked": 0, "dns": 0, "connect": 0, "ssl": 0, "send": 0, "wait": 200, "receive": 0},
            "time": 230,
            "serverIPAddress": "192.0.2.7",
            "connection": "443",
        }
    )


def mitmproxy() -> bytes:
    """Microseconds, `_webSocketMessages`, all bodies as text or base64, -1.0 for what did not happen."""
    return har(
        {
            "startedDateTime": "2026-03-01T10:00:00.123456+00:00",
            "time": 230.4,
            "request": {
                "method": "POST",
                "url": URL,
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [pair("content-type", "application/json"), pair("content-length", "84")],
                "queryString": [pair("a", "1")],
                "headersSize": 300,
                "bodySize": 84,
                "postData": {"mimeType": "application/json", "text": BODY, "params": []},
            },
            "response": {
                "status": 201,
                "statusText": "Created",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [pair("content-type", "text/plain")],
                "content": {
                    "size": 2,
                    "compression": 0,
                    "mimeType": "text/plain",
                    "text": base64.b64encode(b"ok").decode(),
                    "encoding": "base64",
                },
                "redirectURL": "",
                "headersSize": 100,
                "bodySize": 2,
            },
            "cache": {},
            "timings": {"connect": -1.0, "ssl": -1.0, "send": 1.0, "receive": 29.0, "wait": 200.0},
            "serverIPAddress": "192.0.2.7",
            "_webSocketMessages": [],
        }
    )


def har(*entries: dict[str, Any]) -> bytes:
    log = {"version": "1.2", "creator": {"name": "x", "version": "1", "comment": ""}, "browser": {"name": "y"}}
    return json.dumps({"log": log | {"pages": [{"id": "page_1"}], "entries": entries}}).encode()


WRITERS = {"fiddler": fiddler, "chrome": chrome, "firefox": firefox, "mitmproxy": mitmproxy}


def only(data: bytes) -> Exchange:
    read = read_capture(data, "x.har")
    assert read.problems == ()
    (exchange,) = read.exchanges
    return exchange


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_exchange_of_each_program(writer: str) -> None:
    data = WRITERS[writer]()
    assert kind_of(data) is CaptureKind.HAR
    exchange = only(data)
    request, response = parse_request(exchange.request), parse_response(exchange.response, exchange.method)
    assert (exchange.method, exchange.url, exchange.status) == ("POST", URL, 201)
    assert exchange.state is ExchangeState.DONE
    assert exchange.operation_id == "op-1"
    assert body_text(request) == BODY
    assert body_text(response) == "ok"
    assert request.header("Host") == "pool.example.test"
    assert not any(name.startswith(":") for name, _ in request.headers)
    assert (request.complete, response.complete) == (True, True)
    assert exchange.started_at == pytest.approx(1772359200.1234, abs=0.001)
    assert exchange.elapsed == pytest.approx(0.23, abs=0.001)
    assert exchange.timings.wait == 0.2
    assert exchange.request.reconstructed
    assert exchange.response.reconstructed


@pytest.mark.parametrize(("address", "told"), [("[2001:db8::7]", "2001:db8::7"), ("192.0.2.7", "192.0.2.7")])
def test_the_address_comes_in_either_spelling(address: str, told: str) -> None:
    document = json.loads(firefox())
    document["log"]["entries"][0]["serverIPAddress"] = address
    peer = only(json.dumps(document).encode()).peer
    assert peer is not None
    assert peer.address.strip("[]") == told


def test_a_request_that_chrome_blocked_has_no_answer() -> None:
    document = json.loads(chrome())
    response = document["log"]["entries"][0]["response"]
    response |= {"status": 0, "httpVersion": "", "headers": [], "content": {"size": 0, "mimeType": "x-unknown"}}
    response["_error"] = "net::ERR_CONNECTION_REFUSED"
    exchange = only(json.dumps(document).encode())
    assert (exchange.state, exchange.status) == (ExchangeState.FAILED, None)
    assert "ERR_CONNECTION_REFUSED" in (exchange.error or "")


@pytest.mark.parametrize("text", ["x" * 50, "\ud800 lone"])
def test_odd_texts_of_bodies_cost_nothing(text: str) -> None:
    document = json.loads(mitmproxy())
    document["log"]["entries"][0]["response"]["content"] = {"size": -1, "mimeType": "", "text": text}
    assert only(json.dumps(document).encode()).status == 201


def test_hostile_errors_are_made_safe() -> None:
    document = json.loads(chrome())
    document["log"]["entries"][0]["response"]["status"] = 0
    document["log"]["entries"][0]["_error"] = "\x1b]52;c;aGFjaw==\x07 [bold]"
    assert only(json.dumps(document).encode()).error == "␛]52;c;aGFjaw==␇ [bold]"
