"""Where the rows of a text begin: at each line, and where a line is longer than a row is wide."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from ucwa_tui.document.lines import cells
from ucwa_tui.wire.safe_text import safe_line

_NEWLINE = re.compile("\n")
_REMEMBERED = 4096


class _Widths(dict[str, int]):
    """Cells that a character takes when it is shown safely; worked out once for each."""

    def __missing__(self, character: str) -> int:
        width = cells(safe_line(character))
        if len(self) < _REMEMBERED:
            self[character] = width
        return width


_WIDTHS = _Widths()


def row_starts(text: str, wrap: int) -> array[int]:
    """The offsets at which rows begin; none for an empty text.

    Args:
        text: raw; its line feeds end lines.
        wrap: cells in a row, at least 1; a character that is wider has a row of its own.
    """
    if not text:
        return array("I")
    starts = array("I", [0])
    starts.extend(match.end() for match in _NEWLINE.finditer(text))
    if starts[-1] == len(text):
        starts.pop()
    plain = text.isascii() and text.replace("\n", "").isprintable()
    longest = max(map(int.__sub__, [*starts[1:], len(text) + 1], starts)) - 1
    if plain and longest <= wrap:
        return starts
    rows = array("I")
    for number, start in enumerate(starts):
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(text)
        end -= end > start and text[end - 1] == "\n"
        rows.append(start)
        if plain or (end - start <= wrap and text[start:end].isascii() and text[start:end].isprintable()):
            rows.extend(range(start + wrap, end, wrap))
        else:
            rows.extend(start + at for at in _cuts(text[start:end], wrap))
    return rows


def _cuts(line: str, wrap: int) -> Iterator[int]:
    used = 0
    for at, character in enumerate(line):
        width = _WIDTHS[character]
        if used + width > wrap and used:
            yield at
            used = 0
        used += width
