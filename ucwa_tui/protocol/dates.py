"""Timestamps in both wire forms: `/Date(ms)/` in JSON, ISO 8601 with seven decimals in XML.

A text becomes a Timestamp in JSON only when writing it again gives the same text, so that nothing is respelled. In
XML, `Z` stands for a time that carried no offset and `+00:00` for a written offset of zero.

Source: UCWA reference, "Payload format".
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ucwa_tui.protocol.payload import Timestamp

TICKS_PER_MS = 10_000
_TICKS_PER_SECOND = 10_000_000
_EPOCH = datetime(1970, 1, 1)
_JSON = re.compile(r"/Date\((-?\d{1,18})([+-]\d{4})?\)/", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _offset(text: str) -> int | None:
    """Minutes of `+hhmm` or `+hh:mm`; None where there is no such time zone."""
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        return None
    total = hours * 60 + minutes
    return -total if text[0] == "-" else total


def _offset_text(minutes: int, colon: str) -> str:
    size = abs(minutes)
    return f"{'-' if minutes < 0 else '+'}{size // 60:02d}{colon}{size % 60:02d}"


def json_date(moment: Timestamp) -> str:
    """`/Date(ms)/` or `/Date(ms+hhmm)/`; what lies below a millisecond is dropped."""
    offset = "" if moment.offset_minutes is None else _offset_text(moment.offset_minutes, "")
    return f"/Date({moment.ticks // TICKS_PER_MS}{offset})/"


def read_json_date(text: str) -> Timestamp | None:
    """The moment that a JSON string names, or None where it is not exactly such a date."""
    match = _JSON.fullmatch(text) if text.startswith("/Date(") else None
    if match is None:
        return None
    offset = _offset(match[2]) if match[2] else None
    moment = Timestamp(int(match[1]) * TICKS_PER_MS, offset)
    return moment if json_date(moment) == text else None


def iso_date(moment: Timestamp) -> str | None:
    """ISO 8601 with seven decimals and offset, or None for a moment outside the years 1 to 9999."""
    shift = moment.offset_minutes or 0
    seconds, ticks = divmod(moment.ticks + shift * 60 * _TICKS_PER_SECOND, _TICKS_PER_SECOND)
    try:
        local = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    offset = "Z" if moment.offset_minutes is None else _offset_text(moment.offset_minutes, ":")
    return f"{local.year:04d}-{local:%m-%dT%H:%M:%S}.{ticks:07d}{offset}"


def read_iso_date(text: str) -> Timestamp | None:
    """The moment that an ISO 8601 text with an offset names, or None; a local time without offset is no moment."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    offset = None if match[2] == "Z" else _offset(match[2])
    if offset is None and match[2] != "Z":
        return None
    try:
        local = datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    seconds = (local - _EPOCH) // timedelta(seconds=1)
    ticks = int((match[1] or "").ljust(7, "0"))
    return Timestamp((seconds - (offset or 0) * 60) * _TICKS_PER_SECOND + ticks, offset)
