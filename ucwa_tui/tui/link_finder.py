"""Hrefs in a text that is shown: where they stand and what they say, JSON and XML alike."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

from ucwa_tui.tui.widgets.line_view import Lines

_JSON = re.compile(r'"href"\s*:\s*"((?:[^"\\]|\\.)*)"')
_XML = re.compile(r'\bhref="([^"]*)"')
_HEADER = re.compile(r"^(?:Location|Content-Location):\s*(\S+)", re.IGNORECASE)
MOST = 2000
LONGEST_LINE = 200_000


@dataclass(frozen=True, slots=True)
class FoundHref:
    """An href and its place: line, and characters within it."""

    line: int
    start: int
    end: int
    href: str


def find_hrefs(lines: Lines, among: range) -> tuple[FoundHref, ...]:
    """Every href in some of the lines, in order; at most 2,000."""
    found: list[FoundHref] = []
    for index in among:
        text = lines.text(index)
        if len(text) > LONGEST_LINE:
            continue
        header = _HEADER.match(text)
        if header:
            found.append(FoundHref(index, *header.span(1), header.group(1)))
        elif "href" in text:
            found += (FoundHref(index, *m.span(1), _from_json(m.group(1))) for m in _JSON.finditer(text))
            found += (FoundHref(index, *m.span(1), html.unescape(m.group(1))) for m in _XML.finditer(text))
        if len(found) >= MOST:
            break
    return tuple(found)


def _from_json(text: str) -> str:
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return text
    return value if isinstance(value, str) else text
