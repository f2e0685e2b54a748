"""A document that is made in steps, so that its first lines can be shown while the others are still being laid out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ucwa_tui.document.lines import Line, TextDocument, checked
from ucwa_tui.document.source_text import SourceText


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next."""

    parts: tuple[TextDocument, ...]
    """Documents that follow one below the other."""
    anew: bool = False
    """All parts before are void: what was laid out turned out to be something else."""
    badges: tuple[str, ...] = ()
    """Words about the whole message that were found out on the way."""


class GrowingDocument:
    """Documents one below the other, and more to come.

    Args:
        steps: those that are there already.
    """

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._parts: list[TextDocument] = []
        self._firsts: list[int] = []
        self._count = 0
        self._lines: list[int] = []
        """How many lines begin before each part, as far as somebody wanted to know."""
        for step in steps:
            self.take(step)

    def take(self, step: Step) -> None:
        """Grow by a step."""
        if step.anew:
            self._parts, self._firsts, self._count, self._lines = [], [], 0, []
        for part in step.parts:
            if part.line_count:
                self._parts.append(part)
                self._firsts.append(self._count)
                self._count += part.line_count

    @property
    def parts(self) -> list[tuple[int, TextDocument]]:
        """The parts, each with the number of its first row."""
        return list(zip(self._firsts, self._parts, strict=True))

    def lines_before(self, row: int) -> int:
        """How many lines begin in the rows before: fewer than rows, where long lines are cut."""
        number = bisect_right(self._firsts, row) - 1
        if number < 0:
            return 0
        while len(self._lines) <= number:
            last = len(self._lines) - 1
            self._lines.append(self._lines[last] + begun(self._parts[last]) if last >= 0 else 0)
        return self._lines[number] + begun(self._parts[number], row - self._firsts[number])

    @property
    def line_count(self) -> int:
        """Number of rows so far."""
        return self._count

    @property
    def width(self) -> int:
        """Cells that the widest row takes."""
        return max((part.width for part in self._parts), default=0)

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        number = bisect_right(self._firsts, checked(index, self._count)) - 1
        return self._parts[number].line(index - self._firsts[number])

    def row_text(self, index: int) -> str:
        """What a row shows, without its colours. Raises IndexError outside of the document."""
        number = bisect_right(self._firsts, checked(index, self._count)) - 1
        return row_text(self._parts[number], index - self._firsts[number])


def row_text(document: TextDocument, index: int) -> str:
    """What a row of a document shows, without its colours where that is quicker."""
    if isinstance(document, SourceText | GrowingDocument):
        return document.row_text(index)
    return document.line(index).text


def row_texts(document: TextDocument) -> Iterator[str]:
    """What all rows of a document show, in order."""
    if isinstance(document, SourceText):
        yield from document.row_texts()
    elif isinstance(document, GrowingDocument):
        for _, part in document.parts:
            yield from row_texts(part)
    else:
        for index in range(document.line_count):
            yield document.line(index).text


def begun(part: TextDocument, row: int | None = None) -> int:
    """How many lines begin in the rows of a document before that one; None: in all of it."""
    row = part.line_count if row is None else row
    return part.lines_before(row) if isinstance(part, SourceText) else row
