"""Where the masks of a captured message are in the texts that are made from it.

A server may write `[masked]` itself. Which ones are ours is known by offset in the bytes; as no view changes the order
of texts, the same ones by number are ours in any text made from the body.
"""

from __future__ import annotations

import re

from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import TokenName
from ucwa_tui.wire.exchange import CapturedMessage

MARK = "[masked]"
_MARK = re.compile(re.escape(MARK))


def masks_in_range(message: CapturedMessage, start: int, end: int) -> list[Piece]:
    """Masks between two offsets, counted from the first one."""
    return [
        Piece(mask.offset - start, mask.offset - start + mask.length, TokenName.MASK)
        for mask in message.masks
        if start <= mask.offset < end
    ]


def masks_in_body_text(message: CapturedMessage, body_start: int, text: str) -> list[Piece]:
    """Masks of a body in a text made from that body.

    Args:
        message: the captured message.
        body_start: offset of the body in its bytes.
        text: the body as text, laid out or not.
    """
    ours = {mask.offset for mask in message.masks if mask.offset >= body_start}
    if not ours:
        return []
    marks = re.finditer(re.escape(MARK.encode()), message.data[body_start:])
    numbers = {number for number, match in enumerate(marks) if body_start + match.start() in ours}
    return [
        Piece(match.start(), match.end(), TokenName.MASK)
        for number, match in enumerate(_MARK.finditer(text))
        if number in numbers
    ]
