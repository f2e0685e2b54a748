"""Finds the values in Cookie and Set-Cookie; names and attributes are left. Pure.

Whatever a site calls its cookies (FedAuth, MSISAuth, a session of a proxy), each may let its bearer in, so that every
value is a secret. Several in one field are told apart as browsers, .NET and HAR files join them: by commas and blanks.

Source: RFC 6265 for the forms; RFC 2109 and 2965 for the attributes that nobody sets any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.redact_span import COOKIE, Span

_ATTRIBUTES = frozenset(
    b"path domain expires max-age samesite secure httponly partitioned priority version comment commenturl port discard"
    b" $version $path $domain $port".split()
)
_PART = re.compile(rb"[^;]+")
_PAIR = re.compile(rb"([^\s=;,\"]{1,200})[ \t]*=[ \t\r\n]*")
_NEXT = re.compile(rb"(?:,\s*+|(?<![\s,])\s++)(?=[^\s=;,\"]{1,200}+[ \t]{0,20}=[^=;,\s])")
"""Where another cookie begins within a part; a `=` that nothing follows fills up Base64."""


def cookie_spans(data: bytes, start: int, end: int, *, is_set: bool) -> Iterator[Span]:
    """The values in one field, which may be cut off anywhere.

    Args:
        data: the bytes that the offsets are into.
        start, end: of the field's value.
        is_set: it is an answer's, with attributes.
    """
    position, first = start, True
    while position < end:
        part = _PART.match(data, position, end)
        if part is None:
            position += 1
            continue
        stop = _quoted_until(data, part.start(), part.end(), end)
        for piece_start, piece_end in _pieces(data, part.start(), stop):
            yield from _value(data, piece_start, piece_end, attribute_allowed=is_set and not first)
            first = False
        position = stop


def _quoted_until(data: bytes, start: int, stop: int, end: int) -> int:
    """The end of a part whose quotes hold a semicolon: it goes on behind it."""
    pair = _PAIR.match(data, _skip_blanks(data, start, stop))
    if pair is None or data[pair.end() : pair.end() + 1] != b'"':
        return stop
    closing = data.find(b'"', pair.end() + 1, end)
    if closing < 0 or closing < stop:
        return stop
    following = data.find(b";", closing, end)
    return following if following >= 0 else end


def _pieces(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One part, or the cookies that were joined in it."""
    for match in _NEXT.finditer(data, start, end):
        if data[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    yield start, end


def _value(data: bytes, start: int, end: int, *, attribute_allowed: bool) -> Iterator[Span]:
    start = _skip_blanks(data, start, end)
    end = start + len(data[start:end].rstrip())
    pair = _PAIR.match(data, start, end)
    name = (pair[1] if pair else data[start:end]).lower()
    if name in _ATTRIBUTES and (attribute_allowed or name.startswith(b"$")):
        return
    if pair is None and b"=" in data[start:end]:
        start = data.index(b"=", start) + 1
    elif pair is not None:
        start = min(pair.end(), end)
    if data[start : start + 1] == b'"':
        start += 1
        end -= data[end - 1 : end] == b'"' and end > start
    yield Span(start, end, COOKIE)


def _skip_blanks(data: bytes, start: int, end: int) -> int:
    while start < end and data[start] in b" \t\r\n":
        start += 1
    return start
