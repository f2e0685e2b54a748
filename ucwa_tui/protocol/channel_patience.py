"""How long the event channel puts up with what: two tempers, their back-off, and when each gives up.

Source: UCWA reference, "Event channel details"; "Application dashboard" (an application ends when no P-GET has come for
15 minutes). All figures are seconds unless they say otherwise.
"""

from __future__ import annotations

from enum import StrEnum


class Temper(StrEnum):
    """How much a channel puts up with before it gives up."""

    BRIEF = "brief"
    """For one job that somebody waits for: a few tries, and no new application once the old one was used."""
    STEADY = "steady"
    """To stay connected for days: asks until the server must have ended the application, then creates another."""


BACK_OFF = (0.5, 1.0, 2.0, 4.0)
"""Brief: before each repetition of a P-GET whose answer was lost or cannot be read."""
TRIES = len(BACK_OFF) + 1
REPLACED_BACK_OFF = BACK_OFF[:3]
"""Brief: before each repetition after PGetReplaced."""
FIRST_DELAY, CEILING = 0.5, 30.0
"""Steady: the first back-off, which doubles each time, and the longest."""
GIVE_UP_AFTER = 15 * 60.0
"""Steady: without any good answer for so long; by then the server has ended the application."""
HELD = 10.0
"""Silence before a request was cut: the server had taken it, and something between has lost patience."""
CUT_DELAY = 0.2
"""Before the repetition of a P-GET that was cut while it was held."""
PATIENT_RETRY_AFTER = {Temper.BRIEF: 10.0, Temper.STEADY: 300.0}
"""How far a server's Retry-After is followed. Somebody waits for a brief channel: it asks again sooner than told."""
QUICK = 1.0
"""An answer without news that took less than this is slowed down."""
BRAKE = (0.2, 0.4, 0.8, 1.0)
"""To wait after the first, second … quick answer without news."""
DETOURS = 10
"""How many resync and resume links are followed without progress."""
LINKLESS = 5
"""How many answers without any link are put up with, without progress."""
RECREATIONS = 3
"""How many applications are created in a row without progress."""


def brake(place: int) -> float:
    """Seconds before the next P-GET after quick answers without news; `place` counts them from 0."""
    return BRAKE[min(place, len(BRAKE) - 1)] if place >= 0 else 0.0


def back_off(temper: Temper, repetition: int, retry_after: float | None = None) -> float:
    """Seconds before a repetition.

    Args:
        temper: whose.
        repetition: counts from 1; a brief channel has no more than `TRIES` - 1.
        retry_after: what the server asks for; never makes it shorter.
    """
    own = BACK_OFF[repetition - 1] if temper is Temper.BRIEF else _doubled(repetition)
    return max(own, min(retry_after or 0.0, PATIENT_RETRY_AFTER[temper]))


def _doubled(repetition: int) -> float:
    return float(min(FIRST_DELAY * 2 ** min(repetition - 1, 30), CEILING))


def duration(seconds: float) -> str:
    """A length of time for a sentence: `45 s`, `15 min`, `2 h 5 min`."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
