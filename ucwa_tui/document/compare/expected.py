"""What differs between any two runs, so that it says nothing: dates, ids, acknowledgements, entity tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

DATE, ID = "«date»", "«id»"

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_A_TIME = re.compile(r":\d\d:\d\d")
_JSON_DATE = re.compile(r"\\?/Date\(-?\d+(?:[+-]\d{4})?\)\\?/")
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_HTTP_DATE = re.compile(rf"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:{_MONTHS}) \d{{4}} \d\d:\d\d:\d\d GMT")
_IDS = re.compile(
    r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b"
    r"|(?<!\d\.)\b(?=[a-fA-F]*\d)(?=\d*[a-fA-F])(?!\d+[eE]\d+\b)[0-9a-fA-F]{16,}\b"
)
"""UUIDs, and long hexadecimal words; digits alone are a number, and what follows its point belongs to it."""
_NAMES = "id|operationId|threadId|etag|revision|correlationId|context|connectionId|messageId"
_NAMED = re.compile(
    rf"((?:\"(?:{_NAMES})\"\s*:\s*)|(?:\b(?:{_NAMES})=(?=[\"'])))(?:\"[^\"\n]*\"|'[^'\n]*'|-?\d+)"
    rf"|(<property name=[\"'](?:{_NAMES})[\"']>)[^<\n]*",
    re.IGNORECASE,
)
_ANY_NAME = re.compile(_NAMES, re.IGNORECASE)
_STEP = re.compile(
    r"/(applications|conversations|onlineMeetingInvitations|messagingInvitations|invitations|participants|"
    r"messages|operations|i|c)/([^/?#\"'<>\s]*\d[^/?#\"'<>\s]*)"
)
_QUERY = re.compile(r"([?&;](?:ack|timeout|low|medium|operationId|threadId|sessionContext)=)[^&\"'<>\s;]+")
_DIGIT = re.compile("[0-9]")
VOLATILE_HEADERS = frozenset(
    {
        "date",
        "etag",
        "if-match",
        "last-modified",
        "expires",
        "age",
        "content-length",
        "set-cookie",
        "cookie",
        "authorization",
        "x-ms-correlation-id",
        "x-ms-request-id",
        "client-request-id",
        "request-id",
        "x-ms-diagnostics-time",
    }
)
"""Headers whose value differs in every run, in lower case."""


def plain_lines(lines: Sequence[str]) -> list[str]:
    """Each line as `without_volatile` leaves it; most lines of a body need no look at all.

    Args:
        lines: without line feeds.
    """
    plain = list(lines)
    suspects = [
        number
        for number, line in enumerate(plain)
        if _DIGIT.search(line) or "Id" in line or '"id"' in line or "tag" in line
    ]
    if suspects:
        changed = without_volatile("\n".join(plain[number] for number in suspects)).split("\n")
        for number, line in zip(suspects, changed, strict=True):
            plain[number] = line
    return plain


def without_volatile(text: str) -> str:
    """The text with a word in the place of each thing that differs in every run; line breaks stay where they are.

    Args:
        text: any number of lines.
    """
    if _ANY_NAME.search(text):
        text = _NAMED.sub(lambda found: f"{found[1] or found[2]}{ID}", text)
    if "Date(" in text:
        text = _JSON_DATE.sub(DATE, text)
    if _A_TIME.search(text):
        text = _HTTP_DATE.sub(DATE, _ISO_DATE.sub(DATE, text))
    text = _STEP.sub(rf"/\1/{ID}", text)
    text = _QUERY.sub(rf"\1{ID}", text)
    return _IDS.sub(ID, text)
