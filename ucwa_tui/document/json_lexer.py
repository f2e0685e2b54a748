"""Colours for JSON, row by row; also for broken JSON, and for a row that begins inside a string."""

from __future__ import annotations

import re

from ucwa_tui.document.lexers import Lexer, Piece, State
from ucwa_tui.document.lines import TokenName

_IN_STRING = "string"
_IN_ESCAPE = "escape"
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+(?P<end>"|\\?\Z))(?P<key>(?=\s*:))?'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?)"
    r"|(?P<literal>\b(?:true|false|null)\b)"
    r"|(?P<punctuation>[{}\[\]:,]+)"
    r"|(?P<error>[^\s\"{}\[\]:,]+)",
    re.DOTALL,
)
_REST_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*+(?P<end>"|\\?\Z)', re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_NAMES = {
    "number": TokenName.NUMBER,
    "literal": TokenName.LITERAL,
    "punctuation": TokenName.PUNCTUATION,
    "error": TokenName.ERROR,
}


def _after(end: str) -> State:
    return {'"': "", "\\": _IN_ESCAPE}.get(end, _IN_STRING)


def lex_json(row: str, state: State) -> tuple[list[Piece], State]:
    """The pieces of one row.

    Args:
        row: raw text without its line break.
        state: what the row before ended in.
    """
    pieces: list[Piece] = []
    position = 0
    if state:
        rest = _REST_OF_STRING.match(row, 1 if state == _IN_ESCAPE and row else 0)
        position, state = (rest.end(), _after(rest["end"])) if rest else (len(row), state)
        pieces.append(Piece(0, position, TokenName.STRING))
    for match in _TOKEN.finditer(row, position):
        kind = match.lastgroup
        if match["string"] is not None:
            token = TokenName.STRING if match["key"] is None else TokenName.KEY
            pieces.append(Piece(match.start(), match.end(), token))
            state = _after(match["end"])
        elif kind is not None:
            pieces.append(Piece(match.start(), match.end(), _NAMES[kind]))
    return [piece for piece in pieces if piece.end > piece.start], state


def _skip(row: str, state: State) -> State:
    """Only quotes count, and a backslash hides what follows it, which outside of a string is broken anyway."""
    if state == _IN_ESCAPE:
        row = row[1:]
    bare = _ESCAPED.sub("", row)
    inside = (bare.count('"') % 2 == 1) != bool(state)
    if not inside:
        return ""
    return _IN_ESCAPE if bare.endswith("\\") else _IN_STRING


JSON = Lexer(lex_json, _skip, fresh_lines=True)
