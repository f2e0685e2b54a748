"""Colours for a request that is shown before it is sent; the same lexers as for a captured one."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import Piece, State
from ucwa_tui.document.lines import Line, TokenName
from ucwa_tui.document.masks import MARK
from ucwa_tui.document.source_text import coloured
from ucwa_tui.document.xml_lexer import XML
from ucwa_tui.protocol.request_plan import PayloadFormat


def highlight_request(text_lines: Sequence[str], fmt: PayloadFormat) -> tuple[Line, ...]:
    """Lines of a request with their colours.

    Args:
        text_lines: request line, header lines, a blank line, body lines; each without its line break.
        fmt: what the body is written in.
    """
    lines: list[Line] = []
    lexer, state = HEAD, State()
    in_head = True
    for text in text_lines:
        pieces, state = lexer.lex(text, state)
        lines.append(coloured(text, pieces, _masks(text) if in_head else []))
        if in_head and not text:
            lexer, state, in_head = JSON if fmt is PayloadFormat.JSON else XML, "", False
    return tuple(lines)


def _masks(text: str) -> list[Piece]:
    at = text.find(MARK)
    return [Piece(at, at + len(MARK), TokenName.MASK)] if at >= 0 else []
