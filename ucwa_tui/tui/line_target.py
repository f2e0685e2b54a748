"""What is typed to go to a line: its number, the last one, a share of the text, a byte of the answer."""

from __future__ import annotations

import re

from ucwa_tui.document.hex_dump import HexDump
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.views import View
from ucwa_tui.tui.document_lines import JoinedLines, row_of_number
from ucwa_tui.tui.widgets.cursor_reader import CursorReader
from ucwa_tui.wire.exchange import Exchange

_ROW = 16
_BYTE = re.compile(r"(?:@(?P<decimal>[0-9]{1,12})|@?0[xX](?P<hexadecimal>[0-9a-fA-F]{1,10}))")


class LineTargetError(ValueError):
    """There is no such place; says why, in a few words."""


def find_target(text: str, reader: CursorReader, exchange: Exchange | None, view: View) -> int:
    """The line (counted from 0) that somebody wants to go to.

    Args:
        text: what was typed.
        reader: what is read.
        exchange: whose bytes are shown.
        view: how.

    Raises:
        LineTargetError: not understood, or not in this text.
    """
    text = text.strip()
    if text == "$":
        return max(len(reader.lines) - 1, 0)
    if (byte := _BYTE.fullmatch(text)) is not None:
        offset = int(byte["decimal"]) if byte["decimal"] else int(byte["hexadecimal"], 16)
        return _row_of_byte(offset, reader, exchange, view)
    share = re.fullmatch(r"([0-9]{1,3}) ?%", text)
    if share is not None and int(share[1]) <= 100:
        return row_of_number(reader.lines, max(-(-reader.line_total * int(share[1]) // 100), 1))
    if not re.fullmatch(r"[0-9]{1,12}", text) or not int(text):
        raise LineTargetError("no line")
    if int(text) > reader.line_total:
        raise LineTargetError(f"the last one is {reader.line_total:,}")
    return row_of_number(reader.lines, int(text))


def _row_of_byte(offset: int, reader: CursorReader, exchange: Exchange | None, view: View) -> int:
    if view not in (View.WIRE, View.HEX) or exchange is None or not isinstance(reader.lines, JoinedLines):
        raise LineTargetError("bytes are counted in wire and hex")
    size = len(exchange.response.data)
    if offset >= size:
        raise LineTargetError(f"the answer has {size:,} bytes")
    begin = 0
    for first, part in reader.lines.documents():
        if isinstance(part, HexDump):
            return first + (offset - begin) // _ROW
        if isinstance(part, SourceText):
            length = len(part.text.encode("utf-8", "surrogatepass"))
            if offset < begin + length:
                before = part.text.encode("utf-8", "surrogatepass")[: offset - begin].decode("utf-8", "ignore")
                return first + part.place(len(before))[0]
            begin += length
    raise LineTargetError("not laid out yet")
