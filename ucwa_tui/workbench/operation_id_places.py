"""Where an operationId stands in the bytes of a request: in the query, in a JSON body, in an XML body.

The bytes are searched, not read and written again: everything around the value stays as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus
from xml.sax.saxutils import escape

from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.decode import codings_of
from ucwa_tui.wire.http1 import HttpMessage

_NAME = "operationid"
_PAIR = re.compile(rb"[?&]([^=&#\s]+)=([^&#\s]*)")
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]++', re.DOTALL)
_XML_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_XML_PROPERTY = re.compile(
    rb"<(?:[\w.\-]+:)?property\b[^>]*?\bname\s*=\s*(?P<quote>[\"'])operationid(?P=quote)[^>]*?(?<!/)>(?P<value>[^<]*)"
    rb"</(?:[\w.\-]+:)?property\s*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the bytes."""

    start: int
    end: int
    spell: Callable[[str], bytes]
    """How another value is written there."""


def spots_of(data: bytes, message: HttpMessage) -> list[Spot]:
    """Every place of an operationId, in order.

    Args:
        data: the request.
        message: what `http1` made of it.
    """
    line_end = data.find(b"\n", message.head_start)
    found = list(_in_query(data, message.head_start, line_end if line_end >= 0 else len(data)))
    body = data[message.head_length : message.body_end]
    if codings_of(message):
        return found  # compressed: its bytes say nothing
    form = payload_format_of(message.header("Content-Type"))
    looks_json = body.lstrip()[:1] == b"{"
    if form is PayloadFormat.JSON or (form is None and looks_json):
        found += _in_json(body, message.head_length)
    elif form is PayloadFormat.XML:
        found += _in_xml(body, message.head_length)
    return found


def _in_query(data: bytes, start: int, end: int) -> Iterator[Spot]:
    for match in _PAIR.finditer(data, start, end):
        if unquote_plus(match[1].decode("latin-1")).lower() == _NAME:
            yield Spot(match.start(2), match.end(2), lambda text: quote(text, safe="").encode())


def _in_json(body: bytes, offset: int) -> Iterator[Spot]:
    """The member of the outermost object, not one of the same name further in."""
    depth = 0
    key = ""
    named = False
    for token in _JSON_TOKEN.finditer(body):
        text = token.group()
        if text in (b"{", b"["):
            depth += 1
        elif text in (b"}", b"]"):
            depth -= 1
        elif text == b":":
            named = depth == 1 and key == _NAME
            continue
        elif text.startswith(b'"'):
            if named:
                yield Spot(offset + token.start() + 1, offset + token.end() - 1, _as_json)
            key = _said(text).lower()
        named = False


def _in_xml(body: bytes, offset: int) -> Iterator[Spot]:
    plain = _XML_HIDDEN.sub(lambda match: b" " * len(match.group()), body)
    for match in _XML_PROPERTY.finditer(plain):
        yield Spot(offset + match.start("value"), offset + match.end("value"), lambda text: escape(text).encode())


def _as_json(text: str) -> bytes:
    return json.dumps(text)[1:-1].encode()


def _said(text: bytes) -> str:
    try:
        value = json.loads(text.decode("utf-8", "replace"))
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
