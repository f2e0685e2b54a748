"""Heads that nearly all clients send, read at once. Whatever is not quite plain is for h11 to read or to refuse.

Plain is HTTP/1.1, one Host, visible ASCII, at most a Content-Length, and nothing that changes how the connection goes
on. For such a request h11 finds the same; the tests compare the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(
    r"([A-Z]{1,20}) ([!-~]{1,8000}) HTTP/1\.1\r\n"
    r"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t!-~]*\r\n)+)\r\n"
)
_LENGTH = re.compile(r"[0-9]{1,7}")
_CHANGES_THE_COURSE = frozenset({"transfer-encoding", "expect", "upgrade", "connection"})


@dataclass(frozen=True, slots=True)
class PlainHead:
    """A request without its body."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes of the head."""
    body_size: int


def plain_head(data: bytes) -> PlainHead | None:
    """The head at the beginning of what was received; None where it is not whole, or not plain."""
    end = data.find(b"\r\n\r\n") + 4
    head = data[:end]
    if end < 4 or not head.isascii():
        return None
    found = _HEAD.fullmatch(head.decode("ascii"))
    if found is None or found[1] == "CONNECT":
        return None
    headers: list[tuple[str, str]] = []
    hosts, length = 0, ""
    for line in found[3].split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        headers.append((name, value))
        known = name.lower()
        if known == "host":
            hosts += 1
        elif known == "content-length":
            if length or not _LENGTH.fullmatch(value):
                return None
            length = value
        elif known in _CHANGES_THE_COURSE and (known, value.lower()) != ("connection", "keep-alive"):
            return None
    if hosts != 1:
        return None
    return PlainHead(found[1], found[2], tuple(headers), end, int(length or "0"))
