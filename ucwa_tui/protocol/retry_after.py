"""The `Retry-After` header: how long a throttling or overloaded server wants to be left alone.

Source: RFC 9110, section 10.2.3 (a number of seconds, or a date).
"""

from __future__ import annotations

import re

LONGEST = 300.0
"""Seconds; a server that wants more is asked again all the same."""
_SECONDS = re.compile(r"[0-9]+")


def retry_after(header: str | None, now: float) -> float | None:
    """Seconds to wait, between 0 and `LONGEST`; None where there is no header or it says nothing that counts.

    Args:
        header: the value as received.
        now: seconds since the epoch, for a date.
    """
    text = (header or "").strip()
    if not text:
        return None
    seconds = float(text) if _SECONDS.fullmatch(text) else _until(text, now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST)


def _until(text: str, now: float) -> float | None:
    from calendar import timegm
    from email.utils import parsedate_tz  # only where a server writes a date

    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    try:
        return timegm((*parsed[:6], 0, 1, -1)) - (parsed[9] or 0) - now
    except (ValueError, OverflowError):
        return None
