"""Bytes that are no text: sixteen to a row, made when the row is asked for."""

from __future__ import annotations

from ucwa_tui.document.lines import Line, TokenName, assemble, checked

_ROW = 16
_SAMPLE = 2048
_TEXT_BYTES = frozenset({0x09, 0x0A, 0x0D, *range(0x20, 0x7F), *range(0x80, 0x100)})


class HexDump:
    """A document of offsets, hexadecimal digits and ASCII.

    Args:
        data: any bytes.
    """

    width = 10 + _ROW * 3 + 1 + _ROW

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def line_count(self) -> int:
        """Number of rows."""
        return -(-len(self._data) // _ROW)

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        start = checked(index, self.line_count) * _ROW
        row = self._data[start : start + _ROW]
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        return assemble(
            [
                (f"{start:08x}  ", TokenName.COMMENT),
                (row.hex(" ").ljust(_ROW * 3 + 1), TokenName.NUMBER),
                (shown, TokenName.STRING),
            ]
        )


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
