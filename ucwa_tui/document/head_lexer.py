"""Colours for the head of an HTTP message: request line, status line, header fields."""

from __future__ import annotations

import re

from ucwa_tui.document.lexers import Lexer, Piece, State
from ucwa_tui.document.lines import TokenName

FIELDS = "fields"
"""The state behind a start line: fields follow. A trailer begins in it."""
_STATUS = re.compile(r"(HTTP/[\d.]+)(\s+(\d)\d\d.*)?")
_VERSION_AT_END = re.compile(r"(?<=\s)HTTP/[\d.]+\s*\Z")
_FIELD = re.compile(r"([^:]*)(:\s*)(.*)", re.DOTALL)


def lex_head(row: str, state: State) -> tuple[list[Piece], State]:
    """The pieces of one row; a blank row ends a head, so that an interim answer may come before the final one.

    Args:
        row: raw text without its line feed.
        state: empty where a start line is expected.
    """
    if not row.strip("\r"):
        return [], ""
    if not state:
        return _start_line(row), FIELDS
    field = None if row[0] in " \t" else _FIELD.match(row)
    if field is None:
        token = TokenName.HEADER_VALUE if row[0] in " \t" else TokenName.ERROR
        return [Piece(0, len(row), token)], FIELDS
    return _pieces(
        field.span(1),
        TokenName.HEADER_NAME,
        field.span(2),
        TokenName.PUNCTUATION,
        field.span(3),
        TokenName.HEADER_VALUE,
    ), FIELDS


def _start_line(row: str) -> list[Piece]:
    status = _STATUS.match(row)
    if status:
        token = status_token(int(status[3])) if status[3] else TokenName.STATUS_ERROR
        return _pieces(status.span(1), TokenName.VERSION, status.span(2), token)
    method = row.partition(" ")[0]
    if len(method) >= len(row.rstrip()):
        return [Piece(0, len(row), TokenName.ERROR)]
    version = _VERSION_AT_END.search(row, max(len(row) - 20, 0))
    target_end = version.start() if version else len(row)
    return _pieces(
        (0, len(method)),
        TokenName.METHOD,
        (len(method) + 1, target_end),
        TokenName.URL,
        (target_end, len(row)),
        TokenName.VERSION,
    )


def status_token(status_class: int) -> TokenName:
    """The token of a status by its first digit; interim answers count as good."""
    if status_class <= 2:
        return TokenName.STATUS_OK
    return TokenName.STATUS_REDIRECT if status_class == 3 else TokenName.STATUS_ERROR


def _pieces(*spans_and_tokens: tuple[int, int] | TokenName) -> list[Piece]:
    pieces: list[Piece] = []
    span = (0, 0)
    for item in spans_and_tokens:
        if isinstance(item, tuple):
            span = item
        elif 0 <= span[0] < span[1]:
            pieces.append(Piece(span[0], span[1], item))
    return pieces


def _skip(row: str, state: State) -> State:
    return FIELDS if row.strip("\r") else ""


HEAD = Lexer(lex_head, _skip)
