"""How the bytes of an answer leave where that is not the plain way: cut, doubled, in odd chunks, slowly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(rb"[A-Za-z0-9_]{2,}")
_LEAD = re.compile(rb"[\xc2-\xf4](?=[\x80-\xbf])")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Deviations from one write of head and body; the defaults are none."""

    part: float = 1.0
    """Which part of the bytes leaves; below 1 the connection ends after it."""
    reset: bool = False
    """End the connection by a reset, as a server does that falls over."""
    close: bool = False
    """Close after the answer, without having said so."""
    twice: bool = False
    chunks: str = ""
    """`utf-8`, `tokens`, or a number of bytes."""
    length: int = 0
    """Added to Content-Length."""
    without: tuple[str, ...] = ()
    """Headers that are left out."""
    compressed: bool | None = None
    """None: as the client asked."""
    piece: int = 0
    """Bytes at a time; 0: all at once."""
    pause: float = 0.0
    """Real seconds between two pieces."""
    skew: float = 0.0
    """Seconds added to Date."""

    @property
    def ends_connection(self) -> bool:
        """Whether the connection is over after this."""
        return self.part < 1 or self.reset or self.close


def lines_of(headers: Sequence[tuple[str, str]], body: bytes, delivery: Delivery) -> list[tuple[str, str]]:
    """The header lines as they leave."""
    gone = {name.lower() for name in delivery.without}
    kept = [(name, value) for name, value in headers if name.lower() not in gone]
    if delivery.chunks and body:
        return [("Transfer-Encoding", "chunked") if n.lower() == "content-length" else (n, v) for n, v in kept]
    if delivery.length:
        said = str(max(0, len(body) + delivery.length))
        return [(n, said if n.lower() == "content-length" else v) for n, v in kept]
    return kept


def wire_bytes(status_line: bytes, headers: Sequence[tuple[str, str]], body: bytes, delivery: Delivery) -> bytes:
    """Everything that leaves.

    Args:
        status_line: without its line end.
        headers: as they would be in a plain answer.
        body: compressed where it is; empty for HEAD.
        delivery: the deviations.
    """
    lines = lines_of(headers, body, delivery)
    chunked = any(name == "Transfer-Encoding" for name, _ in lines)
    data = plain_bytes(status_line, lines, b"".join(_chunks(body, delivery.chunks)) if chunked else body)
    if delivery.twice:
        data += data
    return data[: int(len(data) * delivery.part)] if delivery.part < 1 else data


def plain_bytes(status_line: bytes, headers: Sequence[tuple[str, str]], body: bytes) -> bytes:
    """An answer as it leaves in the plain way.

    Raises:
        ValueError: there is a line end in a header, which would end the head where somebody else wants.
    """
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    if not len(headers) == lines.count("\r") == lines.count("\n"):
        raise ValueError("a header of this answer holds a line end")
    return b"%s\r\n%s\r\n%s" % (status_line, lines.encode("latin-1"), body)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """The bytes in pieces; all at once for size 0."""
    if size <= 0:
        yield data
        return
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _chunks(body: bytes, where: str) -> Iterator[bytes]:
    edges = [0, *_edges(body, where), len(body)]
    for start, end in pairwise(edges):
        if end > start:
            yield f"{end - start:x}\r\n".encode("ascii") + body[start:end] + b"\r\n"
    yield b"0\r\n\r\n"


def _edges(body: bytes, where: str) -> list[int]:
    """Where chunks end: inside each character of several bytes, inside each word, or after so many bytes."""
    match where:
        case "utf-8":
            return [found.end() for found in _LEAD.finditer(body)] or [len(body) // 2]
        case "tokens":
            return [(found.start() + found.end()) // 2 for found in _TOKEN.finditer(body)]
        case _:
            return list(range(int(where), len(body), int(where)))
