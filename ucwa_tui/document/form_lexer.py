"""Colours for form bodies (`application/x-www-form-urlencoded`)."""

from __future__ import annotations

import re

from ucwa_tui.document.lexers import Lexer, Piece, State
from ucwa_tui.document.lines import TokenName

_PARAMETER = re.compile(r"([^=&]*)(=?)([^&]*)(&?)")
_TOKENS = (TokenName.KEY, TokenName.PUNCTUATION, TokenName.STRING, TokenName.PUNCTUATION)


def lex_form(row: str, state: State) -> tuple[list[Piece], State]:
    """The pieces of one row; a parameter cut over two rows begins anew."""
    pieces = [
        Piece(match.start(group), match.end(group), _TOKENS[group - 1])
        for match in _PARAMETER.finditer(row)
        for group in range(1, 5)
    ]
    return [piece for piece in pieces if piece.end > piece.start], ""


def _skip(row: str, state: State) -> State:
    return ""


FORM = Lexer(lex_form, _skip, fresh_lines=True, stateless=True)
