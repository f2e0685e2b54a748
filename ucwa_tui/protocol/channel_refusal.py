"""What an answer other than 200 means for the event channel.

Source: UCWA reference, "Event channel details" (PGetReplaced, ApplicationNotFound) and "Errors and informational
messages".
"""

from __future__ import annotations

from enum import Enum, auto

from ucwa_tui.protocol.reason import Reason


class Refusal(Enum):
    """What to do about it."""

    PASSING = auto()
    """Server trouble or throttling: ask again like after a lost answer."""
    REPLACED = auto()
    """Another P-GET with the same ack took this one's place."""
    APPLICATION_GONE = auto()
    UNAUTHORIZED = auto()
    FINAL = auto()


def refusal_of(status: int, reason: Reason | None) -> Refusal:
    """Classify the answer to a P-GET.

    A 409 that gives no subcode is taken for PGetReplaced, the only conflict that the channel documents. A redirect is
    final: the channel follows links of the payload, never a `Location`.
    """
    subcode = ((reason.subcode if reason else None) or "").casefold()
    if status == 401:
        return Refusal.UNAUTHORIZED
    if status == 404 and subcode == "applicationnotfound":
        return Refusal.APPLICATION_GONE
    if status == 409 and subcode in ("", "pgetreplaced"):
        return Refusal.REPLACED
    if status == 429 or status >= 500 or status < 300:
        return Refusal.PASSING
    return Refusal.FINAL


def describe(status: int, reason: Reason | None) -> str:
    """Status, code/subcode and message in one phrase. Holds text of the server."""
    if reason is None:
        return f"HTTP {status}"
    message = f": {reason.message}" if reason.message else ""
    return f"HTTP {status} {reason.label}{message}"
