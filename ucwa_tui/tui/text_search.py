"""Searches lines without making a single one where that can be: it looks at what lines are made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.hits import Found, StoredRows, Stretch, search
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_pattern import TextPattern
from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines

if TYPE_CHECKING:
    from ucwa_tui.tui.widgets.line_view import Lines

_LINES = 500
"""Lines in one slice, where lines have to be made."""


def find_all(lines: Lines, pattern: TextPattern) -> Iterator[Found]:
    """Where something occurs, a slice of the lines at a time. What is added to them meanwhile is not looked at.

    Raises:
        TooSlow: the pattern takes too long.
    """
    return search(stretches_of(_frozen(lines, 0)), pattern)


def _frozen(lines: Lines, first: int) -> list[tuple[int, Lines | SourceText]]:
    """The pieces there are now, each with its first row."""
    if isinstance(lines, JoinedLines):
        pieces: list[tuple[int, Lines | SourceText]] = []
        for part in lines.parts:
            pieces += _frozen(part, first)
            first += len(part)
        return pieces
    if isinstance(lines, DocumentLines) and isinstance(lines.document, GrowingDocument):
        return [
            (first + at, part if isinstance(part, SourceText) else DocumentLines(part))
            for at, part in lines.document.parts
        ]
    return [(first, lines)]


def stretches_of(pieces: list[tuple[int, Lines | SourceText]]) -> Iterator[tuple[int, Stretch]]:
    """The same in stretches that are short enough for one slice."""
    for first, piece in pieces:
        if isinstance(piece, SourceText):
            yield first, piece
            continue
        count = len(piece)
        for start in range(0, count, _LINES):
            yield first + start, StoredRows(piece.text(y) for y in range(start, min(start + _LINES, count)))
