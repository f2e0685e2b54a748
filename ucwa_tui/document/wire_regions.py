"""The parts of a captured message in the order of its bytes: heads, body, chunk framing, trailer, what is too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.decode import codings_of
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import HttpMessage
from ucwa_tui.wire.http1_head import scan_head

MOST_CHUNKS = 5000
"""Chunks that are told apart; a stream of more of them ends in one part."""


class RegionKind(StrEnum):
    """What bytes are there for."""

    HEAD = "head"
    DATA = "data"
    """The body, or the data of a chunk."""
    FRAMING = "framing"
    """Sizes and ends of chunks."""
    TRAILER = "trailer"
    EXCESS = "excess"
    """Belongs to no message."""


@dataclass(frozen=True, slots=True)
class Region:
    """Bytes from `start` to `end` of the captured data."""

    start: int
    end: int
    kind: RegionKind
    name: str
    """In our own words."""


def regions_of(captured: CapturedMessage, message: HttpMessage) -> list[Region]:
    """The parts of a message without gaps and without empty ones: together they are all of its bytes.

    Args:
        captured: the stored bytes.
        message: what `http1` made of them.
    """
    return [region for region in _regions(captured.data, message) if region.end > region.start]


def _regions(data: bytes, message: HttpMessage) -> Iterator[Region]:
    position = 0
    for number, _ in enumerate(message.interim, 1):
        end = scan_head(data, position).end
        yield Region(position, end, RegionKind.HEAD, f"interim answer {number}")
        position = end
    yield Region(position, message.head_length, RegionKind.HEAD, "head")
    if message.chunked:
        yield from _chunks(data, message)
    else:
        codings = "" if message.reconstructed else ", ".join(codings_of(message))
        name = f"body, compressed ({codings})" if codings else "body"
        yield Region(message.head_length, message.body_end, RegionKind.DATA, name)
    excess = "no chunk" if message.chunked and not message.complete else "too many bytes"
    yield Region(message.body_end, len(data), RegionKind.EXCESS, excess)


def _chunks(data: bytes, message: HttpMessage) -> Iterator[Region]:
    position = message.head_length
    for number, (start, end) in enumerate(message.chunks, 1):
        if number > MOST_CHUNKS:
            rest = f"the other {len(message.chunks) - MOST_CHUNKS} chunks and their sizes"
            yield Region(position, message.body_end, RegionKind.DATA, rest)
            return
        before = f"end of chunk {number - 1}, size of chunk {number}" if number > 1 else "size of chunk 1"
        yield Region(position, start, RegionKind.FRAMING, before)
        yield Region(start, end, RegionKind.DATA, f"data of chunk {number}")
        position = end
    trailer = _after_size_line(data, position, bool(message.chunks)) if message.trailers else message.body_end
    last = f"end of chunk {len(message.chunks)}, size of the last chunk" if message.chunks else "size of the last chunk"
    yield Region(position, trailer, RegionKind.FRAMING, last)
    yield Region(trailer, message.body_end, RegionKind.TRAILER, "trailer")


def _after_size_line(data: bytes, position: int, after_chunk: bool) -> int:
    if after_chunk:
        position = data.index(b"\n", position) + 1
    return data.index(b"\n", position) + 1
