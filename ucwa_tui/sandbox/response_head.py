"""The header lines of an answer: order, spelling, length, compression."""

from __future__ import annotations

import gzip
import math
import time
from dataclasses import replace
from functools import lru_cache

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.negotiation import wants_gzip
from ucwa_tui.sandbox.request import Request

_NO_BODY = (204, 304)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def http_date(seconds: float) -> str:
    """The value of a Date header, whatever the locale.

    Args:
        seconds: since the epoch.
    """
    return _second_date(math.floor(seconds))


@lru_cache(maxsize=16)
def _second_date(second: int) -> str:
    moment = time.gmtime(second)
    day, month = _DAYS[moment.tm_wday], _MONTHS[moment.tm_mon - 1]
    clock = f"{moment.tm_hour:02}:{moment.tm_min:02}:{moment.tm_sec:02}"
    return f"{day}, {moment.tm_mday:02} {month} {moment.tm_year} {clock} GMT"


def shaped(request: Request, answer: Answer) -> Answer:
    """Compress the body where the client asked for it, or where the delivery wants it."""
    wanted = answer.delivery.compressed if answer.delivery is not None else None
    if not answer.body or not (wants_gzip(request.header("Accept-Encoding")) if wanted is None else wanted):
        return answer
    headers = (*answer.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(answer, headers=headers, body=gzip.compress(answer.body, compresslevel=6, mtime=0))


def response_headers(answer: Answer) -> list[tuple[str, str]]:
    """All header lines. Always `Content-Length`, never chunks: one wild client reads nothing else."""
    own = {name.lower() for name, _ in answer.headers}
    lines: list[tuple[str, str]] = []
    if "cache-control" not in own:
        lines.append(("Cache-Control", "no-cache"))
    if answer.status not in _NO_BODY:
        lines.append(("Content-Length", str(len(answer.body))))
    if answer.content_type is not None and answer.body:
        lines.append(("Content-Type", answer.content_type))
    lines.extend(answer.headers)
    if answer.close and "connection" not in own:
        lines.append(("Connection", "close"))
    return lines
