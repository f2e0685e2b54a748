"""Finds a text in lines, part by part, without making a single line: it looks at what lines are made from."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines

if TYPE_CHECKING:
    from ucwa_tui.document.source_text import SourceText
    from ucwa_tui.tui.widgets.line_view import Lines

_WINDOW = 256 * 1024
"""Characters that are looked at in one slice."""
_LINES = 500
"""Lines in one slice, where lines have to be made."""


class Hits(NamedTuple):
    """Places of a text, in order: line and first character of each."""

    lines: array[int]
    columns: array[int]


def find_all(lines: Lines, wanted: str, first: int = 0) -> Iterator[Hits]:
    """The places of a text, without regard to case, a slice of the lines at a time.

    What is broken over two lines of the view is found too, and stands where it begins.

    Args:
        lines: what is read; what is added meanwhile is not looked at.
        wanted: not empty.
        first: what the first line is counted as.
    """
    from ucwa_tui.document.growing import GrowingDocument
    from ucwa_tui.document.source_text import SourceText

    if isinstance(lines, JoinedLines):
        for part in lines.parts:
            count = len(part)
            yield from find_all(part, wanted, first)
            first += count
    elif isinstance(lines, DocumentLines) and isinstance(lines.document, GrowingDocument):
        for start, document in lines.document.parts:
            if isinstance(document, SourceText):
                yield from _in_source(document, wanted, first + start)
            else:
                yield from _in_lines(DocumentLines(document), wanted, first + start)
    else:
        yield from _in_lines(lines, wanted, first)


def _in_source(source: SourceText, wanted: str, first: int) -> Iterator[Hits]:
    text = source.text
    for start in range(0, len(text), _WINDOW):
        hits = Hits(array("I"), array("I"))
        window = text[start : start + _WINDOW + len(wanted) - 1]
        for row, column in source.places(start + at for at in _offsets(window, wanted)):
            hits.lines.append(first + row)
            hits.columns.append(column)
        yield hits


def _in_lines(lines: Lines, wanted: str, first: int) -> Iterator[Hits]:
    count = len(lines)
    for start in range(0, count, _LINES):
        hits = Hits(array("I"), array("I"))
        for index in range(start, min(start + _LINES, count)):
            for at in _offsets(lines.text(index), wanted):
                hits.lines.append(first + index)
                hits.columns.append(at)
        yield hits


def _offsets(text: str, wanted: str) -> Iterator[int]:
    if not text.isascii():
        yield from (found.start() for found in re.finditer(re.escape(wanted), text, re.IGNORECASE))
        return
    text, wanted = text.lower(), wanted.lower()
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))
