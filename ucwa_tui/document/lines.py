"""Lines to be shown: text that is safe to print, and which parts of it mean what."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ucwa_tui.wire.safe_text import safe_line


class TokenName(StrEnum):
    """What a part of a line means; a theme gives each its colour."""

    METHOD = "method"
    URL = "url"
    VERSION = "version"
    STATUS_OK = "status-ok"
    STATUS_REDIRECT = "status-redirect"
    STATUS_ERROR = "status-error"
    HEADER_NAME = "header-name"
    HEADER_VALUE = "header-value"
    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    LITERAL = "literal"
    PUNCTUATION = "punctuation"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    COMMENT = "comment"
    MASK = "mask"
    REVEALED = "revealed"
    """A secret in the place of its mask."""
    NOTE = "note"
    ERROR = "error"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a line, in code points of its text. Spans of a line are in order and do not overlap."""

    start: int
    end: int
    token: TokenName


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a document. `text` is safe to print; what no span covers is plain text."""

    text: str
    spans: tuple[Span, ...] = ()
    continued: bool = False
    """The row goes on with the line above, which was too long for one row."""


class TextDocument(Protocol):
    """Something that can be shown line by line, at a cost that does not grow with its length."""

    @property
    def line_count(self) -> int:
        """Number of rows; at least 0."""

    @property
    def width(self) -> int:
        """Cells that the widest row takes."""

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""


class StoredLines:
    """A document of lines that are already made."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)

    @property
    def line_count(self) -> int:
        """Number of rows."""
        return len(self._lines)

    @property
    def width(self) -> int:
        """Cells that the widest row takes."""
        return max((cells(line.text) for line in self._lines), default=0)

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        return self._lines[checked(index, len(self._lines))]


class JoinedDocument:
    """Documents one below the other."""

    def __init__(self, parts: Sequence[TextDocument]) -> None:
        self._parts = tuple(parts)

    @property
    def line_count(self) -> int:
        """Number of rows of all parts."""
        return sum(part.line_count for part in self._parts)

    @property
    def width(self) -> int:
        """Cells that the widest row takes."""
        return max((part.width for part in self._parts), default=0)

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        rest = checked(index, self.line_count)
        for part in self._parts:
            if rest < part.line_count:
                return part.line(rest)
            rest -= part.line_count
        raise IndexError(index)


def checked(index: int, count: int) -> int:
    """The index where there is such a row. Raises IndexError otherwise; negative ones too, they hide mistakes."""
    if not 0 <= index < count:
        raise IndexError(f"row {index} of {count}")
    return index


def cells(text: str) -> int:
    """Terminal cells that a safe text takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def assemble(parts: Iterable[tuple[str, TokenName]], *, continued: bool = False) -> Line:
    """A line from untrusted texts and their meanings; texts are made safe here."""
    text: list[str] = []
    spans: list[Span] = []
    size = 0
    for raw, token in parts:
        safe = safe_line(raw)
        if not safe:
            continue
        text.append(safe)
        if token is not TokenName.TEXT:
            spans.append(Span(size, size + len(safe), token))
        size += len(safe)
    return Line("".join(text), tuple(spans), continued)


def note(text: str) -> Line:
    """A line of our own words about what follows."""
    return assemble([(text, TokenName.NOTE)])


def notes(texts: Iterable[str], wrap: int) -> StoredLines:
    """Such lines, broken between words where they are longer than a row.

    Args:
        texts: untrusted.
        wrap: cells in a row.
    """
    rows = (row for text in texts for row in _broken(safe_line(text), wrap))
    return StoredLines([assemble([(row, TokenName.NOTE)], continued=goes_on) for row, goes_on in rows])


def _broken(text: str, wrap: int) -> Iterator[tuple[str, bool]]:
    if cells(text) <= wrap:
        yield text, False
        return
    lines = textwrap.wrap(text, max(wrap // 2 if cells(text) > len(text) else wrap, 1), break_on_hyphens=False)
    yield from ((line, number > 0) for number, line in enumerate(lines))
