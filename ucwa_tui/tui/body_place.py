"""Which part of a body a line of the exchange pane is, and its path."""

from __future__ import annotations

from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import Lexer
from ucwa_tui.document.query.json_places import path_of_line
from ucwa_tui.document.query.xml_places import path_of_offset
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.xml_lexer import XML
from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines
from ucwa_tui.tui.widgets.line_view import Lines


def path_at(lines: Lines, index: int) -> str:
    """JSONPath or XPath of a line of a laid-out body; empty where the line is no part of one.

    Args:
        lines: of the pane.
        index: the line, counted from 0.
    """
    if not isinstance(lines, JoinedLines):
        return ""
    for part in lines.parts:
        if index < len(part):
            found = _body_of(part, index)
            if found is None:
                return ""
            text, offset, lexer = found
            if lexer is JSON:
                return path_of_line(text.split("\n"), text.count("\n", 0, offset))
            end = text.find("\n", offset)
            first = len(text[offset : end if end >= 0 else None]) - len(
                text[offset : end if end >= 0 else None].lstrip()
            )
            return path_of_offset(text, offset + first)
        index -= len(part)
    return ""


def _body_of(part: Lines, index: int) -> tuple[str, int, Lexer] | None:
    """The text of the body that a line belongs to, and where in it the line begins."""
    if not isinstance(part, DocumentLines) or not isinstance(part.document, GrowingDocument):
        return None
    sources: list[SourceText] = []
    offset = -1
    for first, document in part.document.parts:
        if not isinstance(document, SourceText) or document.lexer not in (JSON, XML):
            if offset >= 0:
                break
            sources = []
            continue
        if first <= index < first + document.line_count:
            offset = sum(len(source.text) for source in sources) + document.start_of(index - first)
        sources.append(document)
    if offset < 0:
        return None
    return "".join(source.text for source in sources), offset, sources[0].lexer
