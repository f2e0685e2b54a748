"""Hrefs of an answer: what they truly say, and where they stand in the text that is shown; JSON and XML alike."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.views import EXACT, View
from ucwa_tui.wire.exchange import Exchange

if TYPE_CHECKING:
    from ucwa_tui.tui.widgets.line_view import Lines

_NAME = "href"
_IN_JSON = re.compile(r'"href"\s*:\s*"((?:[^"\\]|\\.)*)"')
_IN_XML = re.compile(r'\bhref="([^"]*)"')
_HEADER = re.compile(r"^(?:Location|Content-Location):[ \t]*([^\s]+)", re.IGNORECASE | re.MULTILINE)
_HEADERS = frozenset({"location", "content-location"})
MOST = 2000


@dataclass(frozen=True, slots=True)
class FoundHref:
    """An href and its place: line, and characters within it."""

    line: int
    start: int
    end: int
    href: str
    rel: str = ""
    """What the link is called, where that is known with its place; otherwise `link_names` finds out."""


def true_hrefs(exchange: Exchange) -> tuple[str, ...]:
    """Every href that the answer holds, in order, as the server wrote it: from its bytes, not from what is shown."""
    from ucwa_tui.document.hex_dump import looks_binary
    from ucwa_tui.wire.decode import body_text
    from ucwa_tui.wire.http1 import parse_response

    if not exchange.response.data:
        return ()
    message = parse_response(exchange.response, exchange.method)
    found = [value for name, value in message.headers if name.lower() in _HEADERS and value]
    text = body_text(message)
    if looks_binary(text[:4096].encode("utf-8", "surrogatepass")):
        return tuple(found)
    for matched in _written(text):
        found.append(_said(matched))
        if len(found) >= MOST:
            break
    return tuple(found)


def shown_before(lines: Lines, link: FoundHref) -> str:
    """What is shown before an href, as far as it may name it; empty where the href stands nowhere."""
    from ucwa_tui.workbench.link_choice import NAMED_WITHIN

    if not link.end:
        return ""
    text = lines.text(link.line)[: link.start]
    for y in range(link.line - 1, -1, -1):
        if len(text) >= NAMED_WITHIN:
            break
        text = lines.text(y) + text
    return text


class LinkFinder:
    """Finds the hrefs in an answer while it is laid out; at most 2,000.

    Args:
        exchange: whose answer.
        view: how it is shown. Where framing is shown, a chunk may begin within an href: there only whole ones count.
        first: which line the answer begins with.
    """

    def __init__(self, exchange: Exchange, view: View, first: int) -> None:
        self._exchange = exchange
        self._first = first
        self._line = first
        self._true = frozenset(true_hrefs(exchange)) if view in EXACT else None
        self._found: list[str] = []

    def begin(self) -> None:
        """The answer is laid out anew."""
        self._line = self._first
        self._found.clear()

    def look(self, part: TextDocument) -> list[FoundHref]:
        """The hrefs in the next part, in order."""
        line = self._line
        self._line += part.line_count
        if not isinstance(part, SourceText):
            return []
        found: list[FoundHref] = []
        for matched in _HEADER.finditer(part.text) if part.lexer is HEAD else _written(part.text):
            href = matched[1] if part.lexer is HEAD else _said(matched)
            if self._true is not None and href not in self._true:
                continue
            if len(self._found) >= MOST:
                break
            self._found.append(href)
            start, end = matched.span(1)
            row, column = part.place(start)
            found.append(FoundHref(line + row, column, column + end - start, href))
        return found

    def rest(self) -> list[FoundHref]:
        """Those that stand nowhere (cut by a chunk, say); they have no place of their own."""
        return list(self._rest())

    def _rest(self) -> Iterator[FoundHref]:
        placed = frozenset(self._found)
        missing = dict.fromkeys(href for href in true_hrefs(self._exchange) if href not in placed)
        for _, href in zip(range(MOST - len(self._found)), missing, strict=False):
            yield FoundHref(self._first, 0, 0, href)


def _written(text: str) -> Iterator[re.Match[str]]:
    """Every href in a text, in order.

    Not one expression for both: it would hold up the screen for a second in a long text without any.
    """
    begin = 0
    while (at := text.find(_NAME, begin)) >= 0:
        matched = (_IN_JSON.match(text, at - 1) if at > begin else None) or _IN_XML.match(text, at)
        begin = matched.end() if matched else at + len(_NAME)
        if matched:
            yield matched


def _said(matched: re.Match[str]) -> str:
    return _from_json(matched[1]) if matched.re is _IN_JSON else html.unescape(matched[1])


def _from_json(text: str) -> str:
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return text
    return value if isinstance(value, str) else text
