"""Finds secrets in forms that are sent in parts (`multipart/form-data`), as libraries do that are handed an array.

Anchored at the line that names a part, so a body without its end, its start or its media type works too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.redact_names import kind_of_placed
from ucwa_tui.wire.redact_span import Span

_NAMED = re.compile(
    rb"content-disposition[ \t]*:(?>(?:[^\r\n]|\r?\n[ \t]){0,200}?(?<=[;\s])name[ \t]*=[ \t]*"
    rb"(?:\"([^\"\r\n]{1,150})\"|([^\s;\"]{1,150})))(?:[^\r\n]|\r?\n[ \t]){0,500}+"
    rb"(?:\r?\n[^\r\n]{1,500}){0,10}+\r?\n\r?\n",
    re.IGNORECASE,
)
"""The name of a part, and its head up to and with the empty line."""
LONGEST_HEAD = 3_000
"""Bytes before the name in which the line is looked for that began the part."""
_DELIMITER = re.compile(rb"--[^\r\n]+")


def part_spans(data: bytes, low: bytes) -> Iterator[Span]:
    """The values of the parts whose names are those of secrets.

    Args:
        data: a decoded body, whatever its head calls it.
        low: the same in lower case.
    """
    if b"name" not in data or b"isposition" not in low:
        return  # a quick look that spares other bodies the pattern
    for match in _NAMED.finditer(data):
        kind = kind_of_placed(match[1] or match[2])
        if kind is not None:
            end = _end(data, match)
            yield Span(match.end(), end, kind)
            if end == len(data):
                return


def _end(data: bytes, named: re.Match[bytes]) -> int:
    """Where a part's value ends: at the line that began the part, at any like it where that one is missing."""
    before = data.rfind(b"--", max(0, named.start() - LONGEST_HEAD), named.start())
    line = data.rfind(b"\n", 0, before + 1) + 1
    opening = _DELIMITER.match(data, line) if before >= 0 else None
    delimiter = opening.group() if opening else b"--"
    end = data.find(b"\n" + delimiter, named.end() - 1)
    if end < 0:
        return len(data)
    return max(named.end(), end - (data[end - 1 : end] == b"\r"))
