"""Documents of the `document` package as lines for the views."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ucwa_tui.document.growing import GrowingDocument, row_text, row_texts
from ucwa_tui.document.hex_dump import HexDump
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.rows import Row, width_of

if TYPE_CHECKING:
    from ucwa_tui.document.lines import Line, TextDocument
    from ucwa_tui.tui.widgets.line_view import Lines

_FEW = 200
"""Lines that may be looked at one by one to find out whether they fit."""


def row_of(line: Line) -> Row:
    """A line's text in spans; what means nothing in particular has the view's own style."""
    text = line.text
    row: list[tuple[str, str]] = []
    at = 0
    for span in line.spans:
        if span.start > at:
            row.append((text[at : span.start], ""))
        row.append((text[span.start : span.end], f"token-{span.token.value}"))
        at = span.end
    if at < len(text):
        row.append((text[at:], ""))
    return tuple(row)


class DocumentLines:
    """Reads a document when it is asked for lines."""

    def __init__(self, document: TextDocument) -> None:
        self.document = document

    def __len__(self) -> int:
        return self.document.line_count

    def text(self, y: int) -> str:
        """A line as plain text."""
        return row_text(self.document, y)

    def row(self, y: int) -> Row:
        """A line in its colours."""
        return row_of(self.document.line(y))

    def lines_before(self, y: int) -> int:
        """How many lines of the document begin in the rows before."""
        document = self.document
        return document.lines_before(y) if isinstance(document, (GrowingDocument, SourceText)) else y


class JoinedLines:
    """Several runs of lines, one below the other; each may grow."""

    def __init__(self, parts: Iterable[Lines]) -> None:
        self.parts = tuple(parts)

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def text(self, y: int) -> str:
        """A line as plain text."""
        part, at = self._find(y)
        return part.text(at)

    def row(self, y: int) -> Row:
        """A line in its colours."""
        part, at = self._find(y)
        return part.row(at)

    def lines_before(self, y: int) -> int:
        """How many lines begin in the rows before: fewer than rows, where long lines are cut."""
        lines = 0
        for part in self.parts:
            rows = min(y, len(part))
            lines += lines_before(part, rows)
            y -= rows
        return lines

    def documents(self) -> list[tuple[int, TextDocument]]:
        """The documents that the rows are made from, each with the number of its first row."""
        found: list[tuple[int, TextDocument]] = []
        first = 0
        for part in self.parts:
            if isinstance(part, DocumentLines):
                document = part.document
                parts = document.parts if isinstance(document, GrowingDocument) else [(0, document)]
                found += [(first + at, inner) for at, inner in parts]
            first += len(part)
        return found

    def _find(self, y: int) -> tuple[Lines, int]:
        for part in self.parts:
            if y < len(part):
                return part, y
            y -= len(part)
        raise IndexError(y)


def lines_before(lines: Lines, y: int) -> int:
    """How many whole lines begin in the rows before one."""
    return lines.lines_before(y) if isinstance(lines, (JoinedLines, DocumentLines)) else y


def texts(lines: Lines) -> Iterator[str]:
    """All lines as plain text, quicker than each by itself."""
    if isinstance(lines, JoinedLines):
        for part in lines.parts:
            yield from texts(part)
    elif isinstance(lines, DocumentLines):
        yield from row_texts(lines.document)
    else:
        yield from map(lines.text, range(len(lines)))


def fit(lines: Lines, width: int) -> bool:
    """Whether no line is wider than so many cells, as far as that can be told without looking at each."""
    if isinstance(lines, JoinedLines):
        return all(fit(part, width) for part in lines.parts)
    if isinstance(lines, DocumentLines):
        document = lines.document
        parts = [part for _, part in document.parts] if isinstance(document, GrowingDocument) else [document]
        return all(_fits(part, width) for part in parts)
    return len(lines) <= _FEW and all(width_of(text) <= width for text in texts(lines))


def _fits(document: TextDocument, width: int) -> bool:
    if isinstance(document, SourceText):  # what is not ASCII takes more cells in some terminals than in others
        return document.text.isascii() and document.width <= width
    if isinstance(document, HexDump):
        return document.width <= width
    return document.line_count <= _FEW and all(width_of(text) <= width for text in row_texts(document))


def shown_between(lines: Lines, first: int, last: int) -> str:
    """What lines show, from the first to the last; those that were cut for the view are put together again."""
    text: list[str] = []
    documents = (
        [(at, part) for at, part in lines.documents() if isinstance(part, SourceText)]
        if isinstance(lines, JoinedLines)
        else []
    )
    row = first
    while row <= last:
        number = bisect_right(documents, row, key=lambda part: part[0]) - 1
        at, part = documents[number] if number >= 0 else (0, None)
        begins = True
        if part is not None and row - at < part.line_count:
            end = min(last - at, part.line_count - 1)
            begins = row > at or part.fresh
            piece, row = part.shown(row - at, end), at + end + 1
        else:
            piece, row = lines.text(row), row + 1
        text += ["\n" if text and begins else "", piece]
    return "".join(text)


def row_of_number(lines: Lines, number: int) -> int:
    """The row that a line begins in, by its number from 1; the last one where there are fewer."""
    row = bisect_left(range(len(lines)), number, key=lambda y: lines_before(lines, y + 1))
    return max(min(row, len(lines) - 1), 0)


def request_rows(lines: Sequence[str], payload_format: PayloadFormat) -> list[Row]:
    """Printable lines of a request in colours."""
    from ucwa_tui.document.request_preview import highlight_request

    return [row_of(line) for line in highlight_request(lines, payload_format)]


def body_rows(text: str, payload_format: PayloadFormat) -> list[Row]:
    """A body in colours."""
    from ucwa_tui.document.json_lexer import JSON
    from ucwa_tui.document.xml_lexer import XML

    lines = DocumentLines(SourceText(text, JSON if payload_format is PayloadFormat.JSON else XML))
    return [lines.row(y) for y in range(len(lines))]
