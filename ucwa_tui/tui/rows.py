"""Rows of text for the line views: spans of (text, style name), and the arithmetic of cells.

A style name is the name of a theme variable without `$`: `token-key`, `status-ok`, `event-started`. The empty name is
the widget's own style. Text in a row has already been through `wire.safe_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size

Span: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[Span, ...]

ELLIPSIS = "…"


def width_of(text: str) -> int:
    """Cells that a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def plain(row: Sequence[Span]) -> str:
    """The text of a row without styles."""
    return "".join(text for text, _ in row)


def cut_end(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + ELLIPSIS if width > 0 else ""


def cut_middle(text: str, width: int, *, tail_share: float = 0.8) -> str:
    """The text in at most `width` cells with its middle left out: of an href, both ends tell, the end more."""
    if width_of(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    tail = int((width - 1) * tail_share)
    head = width - 1 - tail
    return set_cell_size(text, head) + ELLIPSIS + text[len(text) - tail :]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut at its end, or filled up with blanks."""
    text = cut_end(text, width)
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def fit_middle(text: str, width: int) -> str:
    """The text in exactly `width` cells, cut in its middle."""
    text = cut_middle(text, width)
    return text + " " * (width - width_of(text))


def wrap_words(text: str, width: int) -> list[str]:
    """A sentence in lines of at most `width` cells, broken between words where that is possible.

    Takes time in proportion to the length, whatever the text is.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width <= 0 or width_of(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, (start, _) = breaks(word, width)
        lines += [word[at:end] for at, end in whole]
        line = word[start:]
    if line:
        lines.append(line)
    return lines


def cut_words(text: str, width: int, rows: int) -> list[str]:
    """A sentence in at most `rows` lines of `width` cells; where something is missing it ends with an ellipsis."""
    lines = wrap_words(text, width)
    if len(lines) <= rows:
        return lines
    last = lines[rows - 1]
    while width_of(last) + 2 > width and " " in last:
        last = last.rpartition(" ")[0]
    return [*lines[: rows - 1], cut_end(f"{last} {ELLIPSIS}", width)]


def whole_sentences(text: str, width: int, rows: int) -> list[str]:
    """As many sentences as fit into `rows` lines of `width` cells; where not even the first does, it is cut."""
    sentences = text.split(". ")
    for count in range(len(sentences), 0, -1):
        said = ". ".join(sentences[:count])
        lines = wrap_words(said if count == len(sentences) else f"{said}.", width)
        if len(lines) <= rows:
            return lines
    return cut_words(text, width, rows)


def breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Where a line of code is broken so that each piece takes at most `width` cells: (start, end) in characters."""
    if width <= 0 or not text:
        return [(0, len(text))]
    if text.isascii():
        return [(at, min(at + width, len(text))) for at in range(0, len(text), width)]
    pieces = []
    start = used = 0
    for index, character in enumerate(text):
        cells = cell_len(character)
        if used + cells > width and index > start:
            pieces.append((start, index))
            start, used = index, 0
        used += cells
    pieces.append((start, len(text)))
    return pieces


def slice_row(row: Iterable[Span], start: int, end: int) -> Row:
    """The characters from `start` to `end` of a row."""
    result = []
    at = 0
    for text, style in row:
        piece = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if piece:
            result.append((piece, style))
        if at >= end:
            break
    return tuple(result)


def restyle(row: Row, start: int, end: int, style: str) -> Row:
    """The row with the characters from `start` to `end` in another style."""
    length = sum(len(text) for text, _ in row)
    middle = tuple((text, style) for text, _ in slice_row(row, start, end))
    return (*slice_row(row, 0, start), *middle, *slice_row(row, end, length))
