"""The head of an HTTP/1.1 message: start line and header fields, each with the bytes it came from.

Shared by `http1`, which reads messages, and by the redaction, which has to know where a value sits.
Source: RFC 9112, "Message Format" and "Field Syntax".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_OWS = b" \t"
_FOLDED_WS = b" \t\r\n"
_MOST_PROBLEMS = 20
_HEAD_END = re.compile(rb"\n\r?\n")
_REMEMBERED = 32
"""Heads kept for when they are read again. One exchange's are read some twenty times when a file is opened."""
_LONGEST_REMEMBERED = 16384
"""Bytes."""


@dataclass(frozen=True, slots=True)
class HeadField:
    """One header field; offsets are into the whole data and cover continuation lines."""

    name: str
    value: str
    """Continuation lines joined with one space; read as by `head_text`."""
    start: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Head:
    """Start line and fields, as far as they are there."""

    start: int
    """Where the start line begins, after any blank lines before it."""
    start_line: str
    start_line_end: int
    fields: tuple[HeadField, ...]
    end: int
    """Where the body begins; the end of the data where the head is not finished."""
    finished: bool
    problems: tuple[str, ...] = ()


def head_text(data: bytes) -> str:
    """A line of a head, or a part of one: UTF-8 where that is what the bytes are, else Latin-1, as HTTP has it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _line_at(data: bytes, start: int) -> tuple[int, int]:
    """End of the line's text, and where the next line begins; the latter is 0 where the line is not finished."""
    newline = data.find(b"\n", start)
    if newline < 0:
        return len(data), 0
    text_end = newline - 1 if newline > start and data[newline - 1] == 0x0D else newline
    return text_end, newline + 1


def _skip_blank_lines(data: bytes, start: int) -> int:
    while data[start : start + 1] == b"\n" or data[start : start + 2] == b"\r\n":
        start = data.index(b"\n", start) + 1
    return start


def _trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    while start < end and data[start] in _FOLDED_WS:
        start += 1
    while end > start and data[end - 1] in _FOLDED_WS:
        end -= 1
    return start, end


def _field(data: bytes, lines: list[tuple[int, int]], problems: list[str]) -> HeadField:
    """One field from its lines, of which there is more than one where it is folded."""
    start, first_end = lines[0]
    colon = data.find(b":", start, first_end)
    if colon < 0:
        problems.append(f"header line without a colon at byte {start}")
    name = head_text(data[start:colon]) if colon >= 0 else ""
    if colon >= 0 and (not name or name != name.strip()):
        problems.append(f"white space around a header name at byte {start}" if name else f"no name at byte {start}")
    if len(lines) > 1:
        problems.append(f"header {name!r} goes on over a line break (obs-fold)")
    value_start = colon + 1 if colon >= 0 else start
    pieces = [data[value_start:first_end], *(data[begin:end] for begin, end in lines[1:])]
    value = head_text(b" ".join(stripped for piece in pieces if (stripped := piece.strip(_OWS))))
    return HeadField(name, value, start, *_trimmed(data, value_start, lines[-1][1]))


def scan_head(data: bytes, start: int = 0, *, start_line: bool = True) -> Head:
    """Read a head; never raises, whatever the bytes are.

    Args:
        data: the whole captured direction.
        start: offset in bytes where the head begins.
        start_line: False for a trailer section, which is fields only.
    """
    if start == 0 and start_line:
        end = _HEAD_END.search(data, _skip_blank_lines(data, 0), _LONGEST_REMEMBERED)
        if end:
            return _read_again(data[: end.end()])
    return _read_head(data, start, start_line)


@lru_cache(_REMEMBERED)
def _read_again(head: bytes) -> Head:
    return _read_head(head, 0, True)


def _read_head(data: bytes, start: int, start_line: bool) -> Head:
    position = head_start = _skip_blank_lines(data, start) if start_line else start
    line_end, following = _line_at(data, position) if start_line else (position, position)
    first_line, first_line_end = head_text(data[position:line_end]), line_end
    position = following if following or not start_line else len(data)
    groups: list[list[tuple[int, int]]] = []
    finished = False
    while position < len(data):
        line_end, following = _line_at(data, position)
        if line_end == position and following:
            position, finished = following, True
            break
        if data[position] in _OWS and groups:
            groups[-1].append((position, line_end))
        else:
            groups.append([(position, line_end)])
        position = following or len(data)
    problems: list[str] = []
    fields = tuple(_field(data, lines, problems) for lines in groups)
    return Head(head_start, first_line, first_line_end, fields, position, finished, tuple(problems[:_MOST_PROBLEMS]))
