"""A long text as several short ones, so that the first can be shown before the last is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ucwa_tui.document.lexers import Lexer, Piece
from ucwa_tui.document.row_starts import row_starts
from ucwa_tui.document.source_text import SourceText

PART = 128 * 1024
"""Code points in a part, about."""
FIRST_PART = 16 * 1024
"""The same for the first one."""


def text_parts(text: str, lexer: Lexer, wrap: int, overlays: Sequence[Piece] = ()) -> Iterator[SourceText]:
    """The parts of a text, cut between two rows; each knows what it begins in.

    Args:
        text: raw, hostile, of any length.
        lexer: which colours it.
        wrap: cells in a row.
        overlays: parts of the text that mean something whatever the grammar says, in order.
    """
    position, state, fresh = 0, "", True
    while position < len(text):
        end = _end_of_part(text, position, wrap)
        part = SourceText(
            text[position:end],
            lexer,
            wrap=wrap,
            overlays=_between(overlays, position, end),
            state=state,
            fresh=fresh,
        )
        yield part
        if end < len(text):
            state, fresh = part.end_state(), text[end - 1] == "\n"
        position = end


def _end_of_part(text: str, start: int, wrap: int) -> int:
    """Where a part ends: after a line, or within a line that is too long, between two of its rows."""
    end = start + (PART if start else FIRST_PART)
    if end >= len(text):
        return len(text)
    line_end = text.rfind("\n", start, end) + 1
    if line_end > start:
        return line_end
    end = max(end, start + 2 * wrap)
    line_end = text.find("\n", start, end) + 1
    if line_end:
        return line_end
    last_row = row_starts(text[start:end], max(wrap, 1))[-1]
    return start + last_row if last_row and end < len(text) else min(end, len(text))


def _between(overlays: Sequence[Piece], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    for piece in overlays[bisect_right(overlays, start, key=lambda piece: piece.end) :]:
        if piece.start >= end:
            break
        found.append(Piece(max(piece.start, start) - start, min(piece.end, end) - start, piece.token))
    return found
