"""Values out of a HAR that may be of any type: what is not as it should be is None."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

from ucwa_tui.wire.exchange import Timings

_FRACTION = re.compile(r"(\.\d{6})\d+")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.\[\]]{2,60}\Z")
_LONGEST = 1e9
"""Seconds; nothing that was captured took longer."""


def text_in(holder: dict[str, Any], name: str) -> str | None:
    """A member that is a text."""
    value = holder.get(name)
    return value if isinstance(value, str) else None


def address_in(text: str | None) -> str | None:
    """A numeric address, with or without port and brackets; None for everything else."""
    return text if text and _ADDRESS.match(text) else None


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def seconds_of(value: Any) -> float | None:
    """Milliseconds as seconds; None for -1 and everything that is no duration."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value) / 1000.0
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= _LONGEST else None


def phases_of(value: Any) -> Timings:
    """An entry's `timings`; `connect` holds `ssl` too."""
    if not isinstance(value, dict):
        return Timings()
    tls = seconds_of(value.get("ssl"))
    connect = seconds_of(value.get("connect"))
    if connect is not None and tls is not None:
        connect = max(connect - tls, 0.0)
    send, wait, receive = (seconds_of(value.get(name)) for name in ("send", "wait", "receive"))
    return Timings(seconds_of(value.get("dns")), connect, tls, send, wait, receive)


def moment(value: Any) -> float | None:
    """An ISO 8601 time as seconds since the epoch; without an offset it is taken as UTC, before 1970 as none."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(_FRACTION.sub(r"\1", value.strip()))
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if seconds > 0 else None
