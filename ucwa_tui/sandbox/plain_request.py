"""Heads that nearly all clients send, read at once. Whatever is not quite plain is for h11 to read or to refuse.

Plain is HTTP/1.1, one Host, visible ASCII, at most a Content-Length, and nothing that changes how the connection goes
on. For such a request h11 finds the same; the tests compare the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,8000}) HTTP/1\.1")
_LINES = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t!-~]*\r\n)+")
_LENGTH = re.compile(r"[0-9]{1,7}")
_CHANGES_THE_COURSE = frozenset({"transfer-encoding", "expect", "upgrade", "connection"})
MOST_KNOWN = 4
"""Sets of header lines that are remembered for a connection."""
LONGEST_KNOWN = 4096


@dataclass(slots=True)
class Headers:
    """Header lines in order, the first of each name in lower case, and what they say of the body."""

    lines: tuple[tuple[str, str], ...]
    by_name: dict[str, str]
    body_size: int


@dataclass(slots=True)
class PlainHead:
    """A request without its body."""

    method: str
    target: str
    headers: Headers
    size: int
    """Bytes of the head."""


class PlainHeads:
    """The heads of one connection: its client sends the same header lines over and over."""

    def __init__(self) -> None:
        self._known: dict[bytes, Headers] = {}

    def read(self, data: bytes) -> PlainHead | None:
        """The head at the beginning of what was received; None where it is not whole, or not plain."""
        first, last = data.find(b"\r\n"), data.find(b"\r\n\r\n")
        line = _LINE.fullmatch(data, 0, max(first, 0))
        if line is None or last < 0 or line[1] == b"CONNECT":
            return None
        block = data[first + 2 : last + 2]
        headers = self._known.get(block)
        if headers is None:
            headers = _headers(block)
            if headers is None:
                return None
            if len(self._known) < MOST_KNOWN and len(block) <= LONGEST_KNOWN:
                self._known[block] = headers
        return PlainHead(line[1].decode("ascii"), line[2].decode("ascii"), headers, last + 4)


def _headers(block: bytes) -> Headers | None:
    """Plain header lines."""
    if not _LINES.fullmatch(block):
        return None
    lines: list[tuple[str, str]] = []
    by_name: dict[str, str] = {}
    for line in block.decode("ascii").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        known = name.lower()
        if known in by_name and known in ("host", "content-length"):
            return None
        if known in _CHANGES_THE_COURSE and (known, value.lower()) != ("connection", "keep-alive"):
            return None
        lines.append((name, value))
        by_name.setdefault(known, value)
    length = by_name.get("content-length", "0")
    if "host" not in by_name or not _LENGTH.fullmatch(length):
        return None
    return Headers(tuple(lines), by_name, int(length))
