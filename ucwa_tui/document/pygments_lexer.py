"""Colours for everything that has no lexer of its own here (scripts, style sheets): Pygments on the shown row alone.

Import this module only when such a body is to be shown.
"""

from __future__ import annotations

from pygments.lexer import Lexer as PygmentsLexer
from pygments.lexers import get_lexer_for_mimetype
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Punctuation, String, Token
from pygments.util import ClassNotFound

from ucwa_tui.document.lexers import PLAIN, Lexer, Piece
from ucwa_tui.document.lines import TokenName

_MEANINGS = (
    (Comment, TokenName.COMMENT),
    (Number, TokenName.NUMBER),
    (String, TokenName.STRING),
    (Literal, TokenName.LITERAL),
    (Keyword, TokenName.LITERAL),
    (Name.Tag, TokenName.TAG),
    (Name.Attribute, TokenName.ATTRIBUTE),
    (Punctuation, TokenName.PUNCTUATION),
    (Error, TokenName.ERROR),
    (Token, TokenName.TEXT),
)


def lexer_for(media_type: str) -> Lexer:
    """A lexer for a media type without parameters; the plain one where Pygments has none."""
    try:
        pygments = get_lexer_for_mimetype(media_type)
    except ClassNotFound:
        return PLAIN
    return Lexer(lambda row, state: (_pieces(pygments, row), ""), lambda row, state: "", fresh_lines=True)


def _pieces(lexer: PygmentsLexer, row: str) -> list[Piece]:
    pieces: list[Piece] = []
    for start, kind, value in lexer.get_tokens_unprocessed(row):
        token = next(meaning for family, meaning in _MEANINGS if kind[: len(family)] == family)
        if token is not TokenName.TEXT and value:
            pieces.append(Piece(start, start + len(value), token))
    return pieces
