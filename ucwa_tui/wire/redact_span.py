"""Where secrets sit in bytes, and the bytes with marks in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ucwa_tui.wire.exchange import Mask

MARK = b"[masked]"
"""What stands in for a secret."""

PASSWORD = "password"
TOKEN = "token"
COOKIE = "cookie"
NEGOTIATE = "negotiate"


class Span(NamedTuple):
    """Bytes that are a secret."""

    start: int
    end: int
    kind: str


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps; of two that overlap the earlier one's kind stays. Empty spans go."""
    result: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        if result and span.start < result[-1].end:
            last = result[-1]
            result[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            result.append(span)
    return result


class MaskedBytes:
    """Bytes put together from pieces, with the masks in them."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self.masks: list[Mask] = []
        self.withheld: list[bytes] = []
        """What each mask stands for."""

    def plain(self, piece: bytes) -> None:
        """Append bytes as they are."""
        self._pieces.append(piece)
        self._size += len(piece)

    def masked(self, data: bytes, spans: Iterable[Span]) -> None:
        """Append bytes with a mark in the place of each span."""
        position = 0
        for span in merged(spans):
            self.plain(data[position : span.start])
            self.masks.append(Mask(self._size, len(MARK), span.end - span.start, span.kind))
            self.withheld.append(data[span.start : span.end])
            self.plain(MARK)
            position = span.end
        self.plain(data[position:])

    @property
    def data(self) -> bytes:
        """Everything so far."""
        return b"".join(self._pieces)
