"""Bytes that are no text: sixteen to a row, made when the row is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import Line, TokenName, assemble, checked

NUMBER, STRING = TokenName.NUMBER, TokenName.STRING

BRACKETS = {TokenName.MASK: ("‹", "›"), TokenName.REVEALED: ("«", "»")}
"""What stands around bytes that are a mask, and around a secret that is revealed, in each row."""
ROW = 16
"""Bytes in a row, where there is room for them."""
_OFFSET = 10
_SAMPLE = 2048
_TEXT_BYTES = frozenset({0x09, 0x0A, 0x0D, *range(0x20, 0x7F), *range(0x80, 0x100)})


class HexDump:
    """A document of offsets, hexadecimal digits and ASCII.

    Args:
        data: any bytes.
        start: where to begin; offsets are told from the beginning of `data`.
        end: where to end; None: with the data.
        masks: parts of the data, by offset and in order, that stand for secrets.
        columns: bytes in a row; see `columns_for`.
    """

    def __init__(
        self, data: bytes, start: int = 0, end: int | None = None, masks: Sequence[Piece] = (), columns: int = ROW
    ) -> None:
        self._data = data
        self._columns = columns
        self.start = start
        self.end = len(data) if end is None else end
        self._masks = tuple(masks)

    @property
    def width(self) -> int:
        """Cells that a whole row takes."""
        return _OFFSET + self._columns * 4 + 1

    @property
    def line_count(self) -> int:
        """Number of rows."""
        return -(-(self.end - self.start) // self._columns)

    def byte_of_row(self, row: int) -> int:
        """The offset of the first byte that a row shows."""
        return self.start + row * self._columns

    def row_of_byte(self, offset: int) -> int:
        """The row that shows a byte."""
        return (offset - self.start) // self._columns

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        start = self.start + checked(index, self.line_count) * self._columns
        end = min(start + self._columns, self.end)
        runs = list(self._runs(start, end))
        digits: list[tuple[str, TokenName]] = []
        before = ""
        for a, b, token in runs:
            opened, closed = BRACKETS.get(token, ("", "")) if token is not None else ("", "")
            digits += [(opened or before or " ", TokenName.NOTE), (self._data[a:b].hex(" "), token or NUMBER)]
            before = closed
        room = " " * ((self._columns - (end - start)) * 3 + 1)
        shown = [(_ascii(self._data[a:b]), token or STRING) for a, b, token in runs]
        ends = [(before or " ", TokenName.NOTE), (room, TokenName.TEXT)]
        return assemble([(f"{start:08x} ", TokenName.COMMENT), *digits, *ends, *shown])

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int, TokenName | None]]:
        """The bytes of a row in runs that are masked or not."""
        first = bisect_right(self._masks, start, key=lambda mask: mask.end)
        for mask in self._masks[first:]:
            if mask.start >= end:
                break
            if mask.start > start:
                yield start, mask.start, None
            yield max(mask.start, start), min(mask.end, end), mask.token
            start = min(mask.end, end)
        if start < end:
            yield start, end, None


def columns_for(width: int) -> int:
    """How many bytes go into a row of so many cells: sixteen, or the next power of two below that."""
    columns = ROW
    while columns > 4 and _OFFSET + columns * 4 + 1 > width:
        columns //= 2
    return columns


def _ascii(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def looks_binary(data: bytes) -> bool:
    """True for bytes that would make no sense as text in a charset that contains ASCII.

    A few control characters make no binary: hostile text is to be read.
    """
    sample = data[:_SAMPLE]
    controls = sum(byte not in _TEXT_BYTES for byte in sample)
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        if error.end < len(sample) - 3 or len(data) <= _SAMPLE:
            high = sum(byte >= 0x80 for byte in sample)
            return controls * 20 > len(sample) or high * 3 > len(sample)
    return controls * 3 > len(sample)
