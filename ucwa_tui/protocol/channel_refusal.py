"""What an answer other than 200 means for the event channel.

Source: UCWA reference, "Event channel details" (PGetReplaced, ApplicationNotFound), "Application dashboard" (how an
application ends; an answer is UCWA's own only if its Content-Type is) and "Errors and informational messages".
"""

from __future__ import annotations

from enum import Enum, auto

from ucwa_tui.protocol.channel_input import Refused
from ucwa_tui.protocol.reason import Reason

_GATEWAY = frozenset({408, 502, 504})
_EXPIRED = frozenset({"inactiveapplicationexpired", "applicationnotfound"})
_SENT_AWAY = frozenset({"toomanyapplications", "useragentnotallowed"})


class Refusal(Enum):
    """What to do about it."""

    PASSING = auto()
    """Server trouble or throttling: ask again like after a lost answer."""
    REPLACED = auto()
    """Another P-GET with the same ack took this one's place."""
    APPLICATION_GONE = auto()
    """The server has ended the application; a new one may take its place."""
    NOTHING_THERE = auto()
    """Nothing is known at the events URL, without a word about the application."""
    SENT_AWAY = auto()
    """The server has ended the application, and would end the next one too: for a person to decide."""
    UNAUTHORIZED = auto()
    FINAL = auto()


def refusal_of(status: int, reason: Reason | None, *, foreign: bool = False) -> Refusal:
    """Classify the answer to a P-GET.

    What a proxy or the web server says about a request tells nothing about the application: it counts as a lost answer.

    A 409 that gives no subcode is taken for PGetReplaced, the only conflict that the channel documents. A redirect is
    final: the channel follows links of the payload, never a `Location`.
    """
    if foreign and status >= 400:
        return Refusal.PASSING
    subcode = ((reason.subcode if reason else None) or "").casefold()
    if status == 401:
        return Refusal.UNAUTHORIZED
    if status in (404, 410) and subcode in _EXPIRED:
        return Refusal.APPLICATION_GONE
    if status == 410 and subcode in _SENT_AWAY:
        return Refusal.SENT_AWAY
    if (status == 404 and subcode != "apiversionnotsupported") or (status == 410 and subcode in ("", "none")):
        return Refusal.NOTHING_THERE
    if status == 409 and subcode in ("", "pgetreplaced"):
        return Refusal.REPLACED
    if status in (408, 429) or status >= 500 or status < 300:
        return Refusal.PASSING
    return Refusal.FINAL


def is_gateway_timeout(status: int) -> bool:
    """Whether a proxy may answer so on its own when a request has been held for longer than it likes."""
    return status in _GATEWAY


def describe(refused: Refused) -> str:
    """Status, code/subcode, message and diagnostics in one phrase, or who has answered instead. Holds hostile text."""
    told = f"HTTP {refused.status}"
    if refused.foreign:
        told += f" {refused.foreign}: a proxy or the web server has answered"
    elif refused.reason is not None:
        message = f": {refused.reason.message}" if refused.reason.message else ""
        told += f" {refused.reason.label}{message}"
    return f"{told}: {refused.diagnostics}" if refused.diagnostics else told
