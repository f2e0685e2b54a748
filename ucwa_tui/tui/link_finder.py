"""Hrefs of an answer: what they truly say, and where they stand in the text that is shown; JSON and XML alike."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ucwa_tui.tui.widgets.line_view import Lines
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line

_BOTH = re.compile(r'"href"\s*:\s*"((?:[^"\\]|\\.)*)"|\bhref="([^"]*)"')
_HEADER = re.compile(r"^(?:Location|Content-Location):\s*([^\s␍␊]+)", re.IGNORECASE)
_HEADERS = frozenset({"location", "content-location"})
MOST = 2000
LONGEST_LINE = 200_000


@dataclass(frozen=True, slots=True)
class FoundHref:
    """An href and its place: line, and characters within it."""

    line: int
    start: int
    end: int
    href: str


def true_hrefs(exchange: Exchange) -> tuple[str, ...]:
    """Every href that the answer holds, in order, as the server wrote it: from its bytes, not from what is shown."""
    from ucwa_tui.wire.decode import body_text
    from ucwa_tui.wire.http1 import parse_response

    if not exchange.response.data:
        return ()
    message = parse_response(exchange.response, exchange.method)
    found = [value for name, value in message.headers if name.lower() in _HEADERS and value]
    text = body_text(message)
    for matched in _BOTH.finditer(text):
        as_json, as_xml = matched.groups()
        found.append(_from_json(as_json) if as_json is not None else html.unescape(as_xml))
        if len(found) >= MOST:
            break
    return tuple(found)


def find_hrefs(lines: Lines, among: range, known: Sequence[str]) -> tuple[FoundHref, ...]:
    """The places of hrefs in some of the lines, in order; at most 2,000.

    What is shown may be cut, or have marks for line ends in it: it only says where an href stands. Those that stand
    nowhere (cut by a chunk, say) come last and have no place of their own.

    Args:
        lines: what is shown.
        among: the lines of the answer.
        known: what the hrefs say (`true_hrefs`).
    """
    shown_as = {safe_line(href): href for href in reversed(known)}
    found: list[FoundHref] = []
    for index in among if known else ():
        text = lines.text(index)
        if len(text) > LONGEST_LINE:
            continue
        header = _HEADER.match(text)
        for matched in [header] if header else _BOTH.finditer(text) if "href" in text else ():
            group = matched.lastindex or 1
            href = shown_as.get(_said(matched, header is not None))
            if href is not None:
                found.append(FoundHref(index, *matched.span(group), href))
        if len(found) >= MOST:
            break
    placed = {link.href for link in found}
    missing = dict.fromkeys(href for href in known if href not in placed)
    return (*found, *(FoundHref(among.start, 0, 0, href) for href in missing))[:MOST]


def _said(matched: re.Match[str], is_header: bool) -> str:
    if is_header:
        return matched.group(1)
    as_json, as_xml = matched.groups()
    return safe_line(_from_json(as_json) if as_json is not None else html.unescape(as_xml))


def _from_json(text: str) -> str:
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return text
    return value if isinstance(value, str) else text
