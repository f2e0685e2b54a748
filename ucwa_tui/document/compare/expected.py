"""What differs between any two runs, so that it says nothing: dates, ids, acknowledgements, entity tags."""

from __future__ import annotations

import re

DATE, ID = "«date»", "«id»"

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATES = re.compile(
    r"\\?/Date\(-?\d+(?:[+-]\d{4})?\)\\?/"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
    rf"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:{_MONTHS}) \d{{4}} \d\d:\d\d:\d\d GMT"
)
_IDS = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{16,}(?![0-9A-Za-z])"
)
_NAMES = "operationId|threadId|etag|revision|correlationId|context|connectionId|messageId"
_NAMED = re.compile(
    rf"((?:\"(?:{_NAMES})\"\s*:\s*)|(?:\b(?:{_NAMES})=(?=[\"'])))(?:\"[^\"\n]*\"|'[^'\n]*'|-?\d+)"
    rf"|(<property name=[\"'](?:{_NAMES})[\"']>)[^<\n]*",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"/(applications|conversations|onlineMeetingInvitations|messagingInvitations|invitations|participants|"
    r"messages|operations|i|c)/([^/?#\"'<>\s]*\d[^/?#\"'<>\s]*)"
)
_QUERY = re.compile(r"([?&;](?:ack|timeout|low|medium|operationId|threadId|sessionContext)=)[^&\"'<>\s;]+")
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


def without_volatile(text: str) -> str:
    """The text with a word in the place of each thing that differs in every run; line breaks stay where they are.

    Args:
        text: any number of lines.
    """
    text = _NAMED.sub(lambda found: f"{found[1] or found[2]}{ID}", text)
    text = _DATES.sub(DATE, text)
    text = _STEP.sub(rf"/\1/{ID}", text)
    text = _QUERY.sub(rf"\1{ID}", text)
    return _IDS.sub(ID, text)
