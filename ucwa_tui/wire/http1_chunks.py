"""Chunked transfer coding, read from whatever bytes there are.

Source: RFC 9112, "Chunked Transfer Coding".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ucwa_tui.wire.http1_head import HeadField, scan_head

_SIZE_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(;[^\n]*?)?\r?\n")
_LONGEST_SIZE_LINE = 8192


@dataclass(frozen=True, slots=True)
class ChunkedBody:
    """A dechunked body and where its pieces were."""

    body: bytes
    end: int
    """Offset after the last byte that belongs to the chunk stream."""
    complete: bool
    chunks: tuple[tuple[int, int], ...] = ()
    """Start and end offset of each chunk's data."""
    trailers: tuple[HeadField, ...] = ()
    trailer_start: int | None = None
    """Offset after the last chunk's size line, where that was reached."""
    problems: tuple[str, ...] = ()


def read_chunked(data: bytes, start: int) -> ChunkedBody:
    """Read a chunk stream; never raises. What cannot be read ends the body and is told in `problems`.

    Args:
        data: the whole captured direction.
        start: offset in bytes where the body begins.
    """
    pieces: list[bytes] = []
    chunks: list[tuple[int, int]] = []
    position = start
    while True:
        line = _SIZE_LINE.match(data, position, position + _LONGEST_SIZE_LINE)
        if line is None:
            cut = b"\n" not in data[position : position + _LONGEST_SIZE_LINE]
            problem = "the chunk stream breaks off" if cut else f"no chunk size at byte {position}"
            return ChunkedBody(b"".join(pieces), position, False, tuple(chunks), problems=(problem,))
        size = int(line[1], 16)
        data_start = line.end()
        if size == 0:
            return _with_trailers(data, data_start, b"".join(pieces), tuple(chunks))
        data_end = min(data_start + size, len(data))
        pieces.append(data[data_start:data_end])
        chunks.append((data_start, data_end))
        position = data_end
        if data_end - data_start < size:
            problem = f"the last chunk holds {data_end - data_start} of {size} bytes"
            return ChunkedBody(b"".join(pieces), data_end, False, tuple(chunks), problems=(problem,))
        if data[position : position + 2] == b"\r\n":
            position += 2
        elif data[position : position + 1] == b"\n":
            position += 1
        elif position < len(data) and data[position:] != b"\r":
            problem = f"no line break after the chunk that ends at byte {position}"
            return ChunkedBody(b"".join(pieces), position, False, tuple(chunks), problems=(problem,))


def _with_trailers(data: bytes, start: int, body: bytes, chunks: tuple[tuple[int, int], ...]) -> ChunkedBody:
    trailer = scan_head(data, start, start_line=False)
    problems = trailer.problems if trailer.finished else (*trailer.problems, "the chunk stream breaks off at its end")
    return ChunkedBody(body, trailer.end, trailer.finished, chunks, trailer.fields, start, problems)
