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
    """True for bytes that would make no sense as text in any charset that contains ASCII."""
    sample = data[:_SAMPLE]
    if not sample:
        return False
    if sum(byte not in _TEXT_BYTES for byte in sample) * 20 > len(sample):
        return True
    try:
        sample[: -4 if len(sample) == _SAMPLE else None].decode()
    except UnicodeDecodeError as error:
        return error.end < len(sample) - 4 and sum(byte >= 0x80 for byte in sample) * 3 > len(sample)
    return False
