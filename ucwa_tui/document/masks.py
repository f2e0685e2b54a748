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


class BodyMasks:
    """Finds the masks of a body in texts made from that body, part by part and in order.

    Args:
        message: the captured message.
        body_start: offset of the body in its bytes.
    """

    def __init__(self, message: CapturedMessage, body_start: int) -> None:
        ours = {mask.offset for mask in message.masks if mask.offset >= body_start}
        marks = re.finditer(re.escape(MARK.encode()), message.data[body_start:]) if ours else ()
        self._ours = {number for number, match in enumerate(marks) if body_start + match.start() in ours}
        self._number = 0

    def within(self, text: str) -> list[Piece]:
        """The masks in the next part, which must not begin or end within one."""
        if not self._ours:
            return []
        first = self._number
        found = [match.span() for match in _MARK.finditer(text)]
        self._number += len(found)
        return [
            Piece(start, end, TokenName.MASK)
            for number, (start, end) in enumerate(found, first)
            if number in self._ours
        ]
