"""Where the masks of a captured message are in the texts that are made from it.

A revealed message has its secrets there; they are found the same way, by their own text.

A server may write `[masked]` itself. Which ones are ours is known by offset in the bytes; as no view changes the order
of texts, the same ones by number are ours in any text made from the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import AnyStr

from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import TokenName
from ucwa_tui.wire.exchange import CapturedMessage

MARK = "[masked]"
_MARK = re.compile(re.escape(MARK))


def masks_in_range(message: CapturedMessage, start: int, end: int) -> list[Piece]:
    """Masks between two offsets, counted from the first one."""
    return [
        Piece(mask.offset - start, mask.offset - start + mask.length, _token(message))
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
        own = [mask for mask in message.masks if mask.offset >= body_start]
        ours = {mask.offset for mask in own}
        texts = {MARK.encode()}
        if message.revealed:
            texts = {message.data[mask.offset : mask.offset + mask.length] for mask in own}
        self._token = _token(message)
        self._mark = _any_of(text.decode("utf-8", "replace") for text in texts) if own else _MARK
        marks = re.finditer(_any_of(texts), message.data[body_start:]) if own else ()
        self._ours = {number for number, match in enumerate(marks) if body_start + match.start() in ours}
        self._number = 0

    def within(self, text: str) -> list[Piece]:
        """The masks in the next part, which must not begin or end within one."""
        if not self._ours:
            return []
        first = self._number
        found = [match.span() for match in self._mark.finditer(text)]
        self._number += len(found)
        return [
            Piece(start, end, self._token) for number, (start, end) in enumerate(found, first) if number in self._ours
        ]


def _token(message: CapturedMessage) -> TokenName:
    return TokenName.REVEALED if message.revealed else TokenName.MASK


def _any_of(texts: Iterable[AnyStr]) -> re.Pattern[AnyStr]:
    """Any of these texts, of two that begin alike the longer one."""
    escaped = [re.escape(text) for text in sorted(set(texts), key=len, reverse=True)]
    return re.compile((b"|" if isinstance(escaped[0], bytes) else "|").join(escaped))
