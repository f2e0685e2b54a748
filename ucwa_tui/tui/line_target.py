"""What is typed to go to a line: its number, the last one, a share of the text, a byte of the answer."""

from __future__ import annotations

import re

from ucwa_tui.document.same_place import WirePlace
from ucwa_tui.document.views import EXACT, View
from ucwa_tui.tui.byte_place import BytePlace, place_of_bytes
from ucwa_tui.tui.document_lines import row_of_number
from ucwa_tui.tui.exchange_text import ExchangeText
from ucwa_tui.tui.widgets.cursor_reader import CursorReader
from ucwa_tui.wire.exchange import Exchange

_BYTE = re.compile(r"(?:@(?P<decimal>[0-9]{1,12})|@?0[xX](?P<hexadecimal>[0-9a-fA-F]{1,10}))")


class LineTargetError(ValueError):
    """There is no such place; says why, in a few words."""


def find_target(
    text: str, reader: CursorReader, shown: ExchangeText | None, exchange: Exchange | None, view: View
) -> int:
    """The line (counted from 0) that somebody wants to go to.

    Args:
        text: what was typed.
        reader: what is read.
        shown: the whole text that is read.
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
        return _row_of_byte(offset, shown, exchange, view)
    share = re.fullmatch(r"([0-9]{1,3}) ?%", text)
    if share is not None and int(share[1]) <= 100:
        return row_of_number(reader.lines, max(-(-reader.line_total * int(share[1]) // 100), 1))
    if not re.fullmatch(r"[0-9]{1,12}", text) or not int(text):
        raise LineTargetError("no line")
    if int(text) > reader.line_total:
        raise LineTargetError(f"the last one is {reader.line_total:,}")
    return row_of_number(reader.lines, int(text))


def _row_of_byte(offset: int, text: ExchangeText | None, exchange: Exchange | None, view: View) -> int:
    if view not in EXACT or exchange is None or text is None:
        raise LineTargetError("bytes are counted in wire and hex")
    size = len(exchange.response.data)
    if offset >= size:
        raise LineTargetError(f"the answer has {size:,} bytes")
    line, _ = place_of_bytes(text, exchange, BytePlace(True, WirePlace(offset)))
    if line >= len(text.lines):
        raise LineTargetError("not laid out yet")
    return line
