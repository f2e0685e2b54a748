"""A form body, one pair to a row; what a pair says without its percent signs stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import unquote_plus

from ucwa_tui.document.form_lexer import FORM
from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import StoredLines, TextDocument, TokenName, assemble
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_parts import text_parts

MOST_PAIRS = 500
"""Pairs that are decoded; longer forms are broken into rows and nothing more."""


def form_parts(text: str, wrap: int, masks: Callable[[str], list[Piece]]) -> Iterator[TextDocument]:
    """The rows of a form, as sent but for line breaks behind each `&`.

    Args:
        text: the body.
        wrap: cells in a row.
        masks: finds the masks in the next part of the text.
    """
    pairs = text.split("&")
    if len(pairs) > MOST_PAIRS:
        broken = "&\n".join(pairs)
        yield from text_parts(broken, FORM, wrap, masks(broken))
        return
    for number, pair in enumerate(pairs, 1):
        whole = pair + ("&" if number < len(pairs) else "")
        if whole:
            yield SourceText(whole, FORM, wrap=wrap, overlays=masks(whole))
        name, _, value = pair.partition("=")
        if (said := unquote_plus(value)) != value:
            told = assemble([("  = ", TokenName.PUNCTUATION), (said[:wrap], TokenName.COMMENT)])
            yield StoredLines([told])
        if (said := unquote_plus(name)) != name:
            yield StoredLines([assemble([("  name ", TokenName.PUNCTUATION), (said[:wrap], TokenName.COMMENT)])])
