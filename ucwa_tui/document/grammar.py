"""Which lexer and which layout a body gets, by its media type, otherwise by how it begins."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from ucwa_tui.document.form_lexer import FORM
from ucwa_tui.document.json_lexer import JSON
from ucwa_tui.document.lexers import PLAIN, Lexer
from ucwa_tui.document.xml_lexer import XML

_PYGMENTS_TYPES = ("javascript", "ecmascript", "css")


class Grammar(StrEnum):
    """What a body is written in."""

    JSON = "json"
    XML = "xml"
    HTML = "html"
    FORM = "form"
    OTHER = "other"


def media_type_of(content_type: str | None) -> str:
    """The media type alone, in lower case; empty where there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def grammar_of(content_type: str | None, text: str) -> Grammar:
    """The grammar of a body.

    Args:
        content_type: as the head has it; a wrong one does not matter where the text clearly begins as JSON or XML.
        text: the body.
    """
    media_type = media_type_of(content_type)
    start = text[:200].lstrip("\ufeff \t\r\n")
    if media_type in ("text/html", "application/xhtml+xml"):
        return Grammar.HTML
    if start.startswith(("{", "[")) and "xml" not in media_type:
        return Grammar.JSON
    if start.startswith("<"):
        return Grammar.HTML if start[:14].lower().startswith(("<!doctype html", "<html")) else Grammar.XML
    if media_type.endswith("json"):
        return Grammar.JSON
    if "form-urlencoded" in media_type:
        return Grammar.FORM
    return Grammar.XML if media_type.endswith("xml") else Grammar.OTHER


def lexer_of(grammar: Grammar, content_type: str | None) -> Lexer:
    """The lexer of a grammar. Pygments is imported only for a script or a style sheet."""
    known = {Grammar.JSON: JSON, Grammar.XML: XML, Grammar.HTML: XML, Grammar.FORM: FORM}.get(grammar)
    if known is not None:
        return known
    media_type = media_type_of(content_type)
    if not media_type.endswith(_PYGMENTS_TYPES):
        return PLAIN
    from ucwa_tui.document.pygments_lexer import lexer_for

    return lexer_for(media_type)


def laid_out(text: str, grammar: Grammar) -> str:
    """The text with one member, element or block to a line; forms and other texts come back as they are.

    Raises:
        PayloadError: the text is not what its grammar says.
    """
    parts: list[str] = []
    for part in lay_out(text, grammar):
        if part is None:
            parts.clear()
        else:
            parts.append(part)
    return "".join(parts)


def lay_out(text: str, grammar: Grammar) -> Iterator[str | None]:
    """What `laid_out` gives, in parts, most of which end with a line feed; None takes back all parts so far.

    Raises:
        PayloadError: the text is not what its grammar says, which may be found out after many parts.
    """
    if grammar is Grammar.JSON:
        from ucwa_tui.document.pretty_json import lay_out_json

        yield from lay_out_json(text)
    elif grammar is Grammar.XML:
        from ucwa_tui.document.pretty_xml import lay_out_xml

        yield from lay_out_xml(text)
    elif grammar is Grammar.HTML:
        from ucwa_tui.document.pretty_html import lay_out_html

        yield from lay_out_html(text)
    else:
        yield text
