"""An event's own text as it stood in the answer that brought it, cut out byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.reports import ReceivedEvent

Span: TypeAlias = tuple[int, int]
_STRING = json.JSONDecoder(strict=False).raw_decode
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.S)
_BLANK = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"[^,\]}\s]*")
_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_NO_EVENTS = frozenset({"link", "property", "propertyList"})


def text_in(exchange: Exchange, received: ReceivedEvent) -> tuple[str, PayloadFormat] | None:
    """The event's text in the answer of the P-GET that brought it; None where it cannot be found there.

    Args:
        exchange: that P-GET, secrets masked.
        received: the event.
    """
    message = parse_response(exchange.response.data, exchange.method) if exchange.response.data else None
    if message is None:
        return None
    text = body_text(message)
    is_xml = text.lstrip("\ufeff \t\r\n").startswith("<")
    try:
        data = text.encode("utf-8")
        answer = decode_events(data, "application/xml" if is_xml else "application/json")
        spans = _spans_xml(data) if is_xml else _spans_json(text)
    except (PayloadError, ValueError, UnicodeEncodeError):
        return None
    events = [(sender, event) for sender in answer.senders for event in sender.events]
    if len(events) != len(spans):
        return None
    for (sender, event), (start, end) in zip(events, spans, strict=True):
        if event == received.event and (sender.rel, sender.href) == (received.sender_rel, received.sender_href):
            return (data[start:end].decode(), PayloadFormat.XML) if is_xml else (text[start:end], PayloadFormat.JSON)
    return None


def _spans_json(text: str) -> list[Span]:
    spans: list[Span] = []
    for name, senders in _members(text, _at(text, text.startswith("\ufeff"))):
        if name in ("sender", "senders"):
            for sender in _items(text, senders):
                events = next((span for key, span in _members(text, sender[0]) if key == "events"), None)
                spans += _items(text, events) if events is not None else ()
    return spans


def _at(text: str, position: int) -> int:
    """Behind the blanks."""
    blank = _BLANK.match(text, position)
    return blank.end() if blank is not None else position


def _members(text: str, position: int) -> Iterator[tuple[str, Span]]:
    """Names and values of the object at a position."""
    if text[position : position + 1] != "{":
        return
    position = _at(text, position + 1)
    while text[position : position + 1] == '"':
        name, position = _STRING(text, position)
        start = _at(text, _at(text, position) + 1)
        end = _end(text, start)
        yield name, (start, end)
        position = _at(text, _at(text, end) + 1)


def _items(text: str, span: Span) -> Iterator[Span]:
    """The objects of an array, or the one object in its place."""
    position, stop = span
    if text[position : position + 1] == "{":
        yield span
        return
    if text[position : position + 1] != "[":
        return
    position = _at(text, position + 1)
    while position < stop - 1 and text[position] != "]":
        end = _end(text, position)
        yield position, end
        position = _at(text, _at(text, end) + 1)


def _end(text: str, start: int) -> int:
    """Where the value ends that begins here."""
    if text[start : start + 1] not in ('"', "{", "["):
        plain = _PLAIN.match(text, start)
        return plain.end() if plain is not None else start
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(text)


def _spans_xml(data: bytes) -> list[Span]:
    """Elements two levels below the root that are events, in bytes.

    Raises:
        ValueError: no such document.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    depth, begun = 0, 0
    path: list[str] = []
    spans: list[Span] = []

    def start(name: str, _: Any) -> None:
        nonlocal depth, begun
        depth += 1
        path.append(name.rpartition(":")[2])
        if depth == 3:
            begun = parser.CurrentByteIndex

    def end(_: str) -> None:
        nonlocal depth
        name = path.pop()
        if depth == 3 and path[-1] == "sender" and name not in _NO_EVENTS:
            tag = _TAG.match(data, begun)
            if tag is None or not tag[0].endswith(b"/>"):
                tag = _TAG.match(data, parser.CurrentByteIndex)
            stop = tag.end() if tag is not None else len(data)
            spans.append((begun, stop))
        depth -= 1

    def refuse(*_: Any) -> None:
        raise ValueError("a document type is not read")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return spans
