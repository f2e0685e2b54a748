"""Colours for XML and for HTML, row by row, with comments, CDATA and tags carried over rows."""

from __future__ import annotations

import re

from ucwa_tui.document.lexers import Lexer, Piece, State
from ucwa_tui.document.lines import TokenName

_UNTIL = {"comment": "-->", "cdata": "]]>", "instruction": "?>", "declaration": ">"}
_OPENINGS = (("<!--", "comment"), ("<![CDATA[", "cdata"), ("<?", "instruction"), ("<!", "declaration"))
_BLOCK_TOKENS = {
    "comment": TokenName.COMMENT,
    "cdata": TokenName.STRING,
    "instruction": TokenName.COMMENT,
    "declaration": TokenName.COMMENT,
}
_TAG_OPENING = re.compile(r"</?[^\s<>/=\"']*")
_IN_TAG = re.compile(
    r"(?P<close>/?>)|(?P<name>[^\s=<>/\"']+)|(?P<equals>=)|(?P<value>\"[^\"]*(?P<dq>\"|\Z)|'[^']*(?P<sq>'|\Z))|(?P<junk>[</])"
)
_ENTITY = re.compile(r"&[#\w]{1,32};")


def lex_xml(row: str, state: State) -> tuple[list[Piece], State]:
    """The pieces of one row.

    Args:
        row: raw text without its line break.
        state: what the row before ended in.
    """
    pieces: list[Piece] = []
    position = 0
    while position < len(row):
        if state in _UNTIL:
            position, state = _block(row, position, state, pieces)
        elif state:
            position, state = _tag(row, position, state, pieces)
        else:
            position, state = _content(row, position, pieces)
    return pieces, state


def _block(row: str, position: int, state: State, pieces: list[Piece]) -> tuple[int, State]:
    closing = _UNTIL[state]
    at = row.find(closing, position)
    end = at + len(closing) if at >= 0 else len(row)
    pieces.append(Piece(position, end, _BLOCK_TOKENS[state]))
    return end, "" if at >= 0 else state


def _tag(row: str, position: int, state: State, pieces: list[Piece]) -> tuple[int, State]:
    if state in ('"', "'"):
        at = row.find(state, position)
        end = at + 1 if at >= 0 else len(row)
        pieces.append(Piece(position, end, TokenName.STRING))
        return end, "tag" if at >= 0 else state
    match = _IN_TAG.search(row, position)
    if match is None:
        return len(row), "tag"
    token = {"close": TokenName.TAG, "name": TokenName.ATTRIBUTE, "value": TokenName.STRING}
    kind = next(name for name in ("close", "name", "equals", "value", "junk") if match[name] is not None)
    pieces.append(Piece(match.start(), match.end(), token.get(kind, TokenName.PUNCTUATION)))
    if kind == "value" and not (match["dq"] or match["sq"]):
        return match.end(), match["value"][0]
    return match.end(), "" if kind == "close" else "tag"


def _content(row: str, position: int, pieces: list[Piece]) -> tuple[int, State]:
    at = row.find("<", position)
    end = at if at >= 0 else len(row)
    pieces.extend(Piece(m.start(), m.end(), TokenName.LITERAL) for m in _ENTITY.finditer(row, position, end))
    if at < 0:
        return end, ""
    for opening, state in _OPENINGS:
        if row.startswith(opening, at):
            return at, state
    match = _TAG_OPENING.match(row, at)
    stop = match.end() if match else at + 1
    pieces.append(Piece(at, stop, TokenName.TAG))
    return stop, "tag"


def _skip(row: str, state: State) -> State:
    """Most rows begin and end between tags; only the others are read."""
    opening, closing = row.rfind("<"), row.rfind(">")
    if not state and opening <= closing and "<!" not in row and "<?" not in row:
        tag = row[max(opening, 0) : closing]
        if tag.count('"') % 2 == 0 and tag.count("'") % 2 == 0:
            return ""
    return lex_xml(row, state)[1]


XML = Lexer(lex_xml, _skip)
"""Also for HTML."""
