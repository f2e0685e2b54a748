"""Finds the blocks of laid out JSON and XML: where one begins and ends is told by how far its lines are indented.

Everything here is a generator that gives None after each piece of work, so that a long document can be looked through
on a thread or between two keys. A block that is nested so deep that its lines are indented no further than the ones
around it is no block of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ucwa_tui.document.folding import Fold
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import Lexer
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.xml_lexer import XML

Parts: TypeAlias = Sequence[tuple[int, TextDocument]]
"""Documents one below the other, each with the number of its first row."""

DEEPEST = 120
"""Blanks from which on lines are indented no further."""
TOP = 2
"""Blanks before what stands directly in the outermost block."""
_WINDOW = 16 * 1024
"""Characters that are looked through backwards at once."""
_TAG = re.compile(r"<([^\s<>/=\"'!?]+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_BRACKETS = {"{": "}", "[": "]"}


def block_at(parts: Parts, row: int) -> Iterator[Fold | None]:
    """The block that begins in a row, otherwise the innermost one around it; None after each piece of work before.

    Nothing comes at the end where there is none, or where its end has not been laid out yet.
    """
    number = bisect_right(parts, row, key=lambda part: part[0]) - 1
    if number < 0:
        return
    first, part = parts[number]
    if not isinstance(part, SourceText) or not _has_blocks(part.lexer) or row - first >= part.line_count:
        return
    start, line = _line(part, part.start_of(row - first))
    indent = _indent(line)
    closer = _closer(line, part.lexer)
    if closer:
        yield from _to_end(parts, number, start, closer)
        return
    below = indent + line[indent : indent + 1].startswith(("}", "]")) + line[indent : indent + 2].startswith("</")
    for found in _above(parts, number, start, below):
        if found is None:
            yield None
            continue
        for fold in _to_end(parts, *found):
            yield fold if fold is None or fold.last >= row else None
            if fold is not None and fold.last >= row:
                return


def top_blocks(parts: Parts) -> Iterator[list[Fold]]:
    """Every block that stands directly in the outermost one, part by part."""
    opened: tuple[int, str] | None = None
    at_top = re.compile(rf"(?:\A|\n) {{{TOP}}}(?=[^ \n])")
    for first, part in parts:
        if not isinstance(part, SourceText) or not _has_blocks(part.lexer):
            opened = None
            continue
        folds: list[Fold] = []
        for found in at_top.finditer(part.text):
            start, line = _line(part, found.end())
            if opened is None:
                closer = _closer(line, part.lexer)
                opened = (first + _last_row(part, start, line), closer) if closer else None
            elif line.startswith(opened[1], TOP):
                folds.append(Fold(opened[0], first + _last_row(part, start, line)))
                opened = None
        yield folds


def _has_blocks(lexer: Lexer) -> bool:
    return lexer is JSON or lexer is XML


def _line(part: SourceText, offset: int) -> tuple[int, str]:
    """The line that an offset is in, and where it begins."""
    start = part.text.rfind("\n", 0, offset) + 1
    end = part.text.find("\n", offset)
    return start, part.text[start : end if end >= 0 else len(part.text)]


def _last_row(part: SourceText, start: int, line: str) -> int:
    """The row that a line ends in."""
    return part.place(start + max(len(line) - 1, 0))[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _closer(line: str, lexer: Lexer) -> str:
    """What the last line of a block begins with that begins with this line; empty where none does."""
    indent = _indent(line)
    if indent >= DEEPEST:
        return ""
    if lexer is JSON:
        return _BRACKETS.get(line[-1:], "")
    tag = _TAG.fullmatch(line, indent)
    return f"</{tag[1]}" if tag is not None and not line.endswith("/>") else ""


def _above(parts: Parts, number: int, start: int, below: int) -> Iterator[tuple[int, int, str] | None]:
    """Lines above, each indented less than the one before and less than `below`, that begin a block.

    Part, where the line begins in it, and what ends the block; None after each piece of work.
    """
    while number >= 0 and below > 0:
        part = parts[number][1]
        if not isinstance(part, SourceText) or not _has_blocks(part.lexer):
            return
        end = start
        while end > 0 and below > 0:
            window = part.text.rfind("\n", 0, max(end - _WINDOW, 0)) + 1
            found = _last_indented_less(part.text, window, end, below)
            if found is None:
                end = window
                yield None
                continue
            _, line = _line(part, found)
            closer = _closer(line, part.lexer)
            if closer:
                yield number, found, closer
            below, end = _indent(line), found
        number -= 1
        if number >= 0:
            before = parts[number][1]
            start = len(before.text) if isinstance(before, SourceText) else 0


def _last_indented_less(text: str, start: int, end: int, below: int) -> int | None:
    """Where the last line begins, from `start` to `end`, that is indented by fewer blanks than `below`."""
    last = -1
    for found in re.compile(rf"(?:\A|\n) {{0,{below - 1}}}(?=[^ \n])").finditer(text, max(start - 1, 0), end):
        last = found.start() + (found[0][:1] == "\n")
    return last if last >= 0 else None


def _to_end(parts: Parts, number: int, start: int, closer: str) -> Iterator[Fold | None]:
    """The block that begins with the line at `start` of a part; None after each piece of work before."""
    first, part = parts[number]
    assert isinstance(part, SourceText)
    _, line = _line(part, start)
    head = first + _last_row(part, start, line)
    wanted = " " * _indent(line) + closer
    position = start + len(line)
    while True:
        at = part.text.find("\n" + wanted, position) + 1
        if not position and part.text.startswith(wanted):
            at = 0
        elif not at:
            at = -1
        if at >= 0:
            _, line = _line(part, at)
            yield Fold(head, first + _last_row(part, at, line))
            return
        yield None
        number, position = number + 1, 0
        if number >= len(parts):
            return
        first, following = parts[number]
        if not isinstance(following, SourceText) or not _has_blocks(following.lexer):
            return
        part = following
