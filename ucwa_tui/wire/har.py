"""Exchanges and events as HAR 1.2, for browsers' and proxies' tools. Pure: writing the file is the caller's work.

Source: "HTTP Archive (HAR) format", version 1.2. What HAR has no field for is in fields that begin with `_`, the exact
bytes and everything else that this program knows in the one of `har_record`. Messages come in already masked.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from ucwa_tui import __version__
from ucwa_tui.wire.decode import decode_body, text_of, wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.har_record import FIELD, Json, record_of
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.reports import ReceivedEvent


def to_har(exchanges: Iterable[Exchange], events: Iterable[ReceivedEvent] = ()) -> dict[str, Json]:
    """A HAR log as Python values.

    Args:
        exchanges: in the order of their starts; running ones are included as far as they have come.
        events: delivered events; each goes to the entry of the P-GET that brought it.
    """
    by_exchange: dict[int, list[ReceivedEvent]] = {}
    for event in events:
        by_exchange.setdefault(event.exchange, []).append(event)
    entries: list[Json] = [
        entry_of(exchange, by_exchange.get(exchange.n, [])) | {FIELD: record_of(exchange)} for exchange in exchanges
    ]
    creator: Json = {"name": "ucwa-tui", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def har_bytes(exchanges: Iterable[Exchange], events: Iterable[ReceivedEvent] = ()) -> bytes:
    """A HAR file: ASCII only, so that nothing in it acts on a terminal. Arguments as for `to_har`."""
    return json.dumps(to_har(exchanges, events), indent=1).encode("ascii") + b"\n"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def entry_of(exchange: Exchange, events: Sequence[ReceivedEvent] = ()) -> dict[str, Json]:
    """One entry of the log as any tool reads it, without the record that makes it whole for us.

    Args:
        exchange: running or ended.
        events: what it brought.
    """
    timings, total = _timings(exchange)
    entry: dict[str, Json] = {
        "startedDateTime": _moment(exchange.started_at),
        "time": total,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": timings,
        "_n": exchange.n,
        "_purpose": str(exchange.purpose),
        "_state": str(exchange.state),
    }
    if exchange.peer is not None:
        if exchange.peer.address:
            entry["serverIPAddress"] = _without_port(exchange.peer.address)
        if exchange.peer.tls is not None:
            entry["_tls"] = f"{exchange.peer.tls.version} {exchange.peer.tls.cipher}"
    optional: dict[str, Json] = {
        "_error": exchange.error,
        "_operation": exchange.operation,
        "_operationId": exchange.operation_id,
        "_masked": len(exchange.request.masks) + len(exchange.response.masks) or None,
        "_reconstructed": (exchange.request.reconstructed or exchange.response.reconstructed) or None,
        "_events": [_event(event) for event in events] or None,
    }
    return entry | {name: value for name, value in optional.items() if value is not None}


def _event(received: ReceivedEvent) -> Json:
    event = received.event
    operation_id = event.resource.text("operationId") if event.resource else None
    return {
        "seq": received.seq,
        "at": _moment(received.at),
        "ack": received.ack,
        "sender": {"rel": received.sender_rel, "href": received.sender_href},
        "type": event.type,
        "rel": event.link.rel,
        "href": event.link.href,
        "in": {"rel": event.in_.rel, "href": event.in_.href} if event.in_ else None,
        "status": event.status,
        "reason": event.reason.label if event.reason else None,
        "operationId": operation_id,
    }


def _timings(exchange: Exchange) -> tuple[Json, float]:
    """Milliseconds; `connect` holds `ssl` too, and the phases add up to the entry's time."""
    phases = exchange.timings
    connect = None if phases.connect is None else phases.connect + (phases.tls or 0.0)
    told = [_milliseconds(phase) for phase in (phases.resolve, connect, phases.send, phases.wait, phases.receive)]
    # added up as they are told, so that a file that is read and written again says the same
    spent = sum(phase for phase in told if phase > 0)
    total = round(max((exchange.elapsed or 0.0) * 1000, spent), 3)
    rest = round(max(total - spent, 0.0), 3)
    dns, connected, send, wait, receive = told
    timings: dict[str, Json] = {
        "blocked": rest if spent else -1,
        "dns": dns,
        "connect": connected,
        "ssl": _milliseconds(phases.tls),
        "send": max(send, 0),
        "wait": max(wait if spent else rest, 0),
        "receive": max(receive, 0),
    }
    return timings, total


def _milliseconds(seconds: float | None) -> float:
    return -1 if seconds is None else round(seconds * 1000, 3)


def _pairs(pairs: Iterable[tuple[str, str]]) -> Json:
    return [{"name": name, "value": value} for name, value in pairs]


def _wire_size(captured: CapturedMessage, message: HttpMessage) -> int:
    """Bytes of the body as it went over the wire; -1 where it was written anew."""
    if captured.reconstructed:
        return -1
    masks = [mask for mask in captured.masks if message.head_length <= mask.offset < message.body_end]
    return len(message.body_wire) + sum(mask.original_length - mask.length for mask in masks)


def _head_size(captured: CapturedMessage, message: HttpMessage) -> int:
    masks = [mask for mask in captured.masks if message.head_start <= mask.offset < message.head_length]
    grown = sum(mask.length - mask.original_length for mask in masks)
    return message.head_length - message.head_start - grown if captured.data else -1


def _request(exchange: Exchange) -> Json:
    message = parse_request(exchange.request)
    request: dict[str, Json] = {
        "method": message.method or exchange.method,
        "url": exchange.url,
        "httpVersion": message.version or "HTTP/1.1",
        "cookies": _cookies(message, "Cookie"),
        "headers": _pairs(message.headers),
        "queryString": _pairs(_query(exchange.url)),
        "headersSize": _head_size(exchange.request, message),
        "bodySize": _wire_size(exchange.request, message),
    }
    if message.body:
        data, encoding, _ = _content(message)
        post: dict[str, Json] = {"mimeType": message.header("Content-Type") or "", "params": [], "text": data}
        request["postData"] = post | ({"_encoding": encoding} if encoding else {})
    return request


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _cookies(message: HttpMessage, header: str) -> Json:
    """Names and values; of `Set-Cookie` the first part only, of `Cookie` all."""
    parts = [value.split(";")[: None if header == "Cookie" else 1] for value in message.headers_named(header)]
    pairs = (cookie.partition("=") for part in parts for cookie in part if cookie.strip())
    return _pairs((name.strip(), value.strip()) for name, _, value in pairs)


def _response(exchange: Exchange) -> Json:
    if not exchange.response.data:
        return {
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        }
    message = parse_response(exchange.response, exchange.method)
    wire_size = _wire_size(exchange.response, message)
    text, encoding, size = _content(message)
    content: dict[str, Json] = {"size": size, "mimeType": message.header("Content-Type") or "x-unknown", "text": text}
    if encoding:
        content["encoding"] = encoding
    if size > wire_size >= 0:
        content["compression"] = size - wire_size
    return {
        "status": message.status or 0,
        "statusText": message.reason or "",
        "httpVersion": message.version,
        "cookies": _cookies(message, "Set-Cookie"),
        "headers": _pairs(message.headers),
        "content": content,
        "redirectURL": message.header("Location") or "" if 300 <= (message.status or 0) < 400 else "",
        "headersSize": _head_size(exchange.response, message),
        "bodySize": wire_size,
    }


def _content(message: HttpMessage) -> tuple[str, str | None, int]:
    """The body as text, or Base64 with that word where it is no text; and its size in bytes."""
    data = decode_body(message).data
    content_type = message.header("Content-Type")
    if b"\0" in data and not wide_charset_of(data, content_type):
        return base64.b64encode(data).decode("ascii"), "base64", len(data)
    decoded = text_of(data, content_type)
    if decoded.problems and "\ufffd" in decoded.text:
        return base64.b64encode(data).decode("ascii"), "base64", len(data)
    return decoded.text, None, len(data)


def _without_port(address: str) -> str:
    """The numeric address alone; it comes with a port where that is not the URL's."""
    bare = address.partition("]")[0].removeprefix("[")
    return bare.partition(":")[0] if bare.count(":") == 1 else bare
