"""How somebody is seen: what their applications publish and how that decays, or how their scripted day goes.

Source: UCWA reference, "presence", "contactPresence", "reportMyActivity", "Availability".
Decisions where the documentation is silent: the second span, from inactive to Away, lasts as long as the first; of
several applications the most available one is shown; Offwork is shown as Away, with an activity that says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ucwa_tui.sandbox.application import Application, Presence
from ucwa_tui.sandbox.colleagues import Colleague

_ACTIVITIES = {
    "Online": "Available",
    "Busy": "Busy",
    "DoNotDisturb": "Do not disturb",
    "BeRightBack": "Be right back",
    "Away": "Away",
    "Offwork": "Off work",
    "IdleOnline": "Inactive",
    "IdleBusy": "Inactive",
    "Offline": "Offline",
}
_MOST_AVAILABLE_FIRST = ("Online", "Busy", "DoNotDisturb", "IdleOnline", "IdleBusy", "BeRightBack", "Away", "Offline")
_DECAYS = {"Online": "IdleOnline", "Busy": "IdleBusy"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What others see of somebody."""

    availability: str
    activity: str
    device: str = "Unknown"
    last_active: float | None = None
    """Seconds since the epoch; None where nothing is known."""
    note: str = ""
    note_type: str = "Personal"
    location: str = ""
    modalities: tuple[str, ...] = ()


def shown(presence: Presence, now: float) -> tuple[str, str]:
    """Availability and activity of one application at a moment."""
    chosen = presence.availability
    silent = now - presence.reported_at
    if chosen in _DECAYS and silent > presence.inactive_timeout:
        chosen = "Away" if silent > 2 * presence.inactive_timeout else _DECAYS[chosen]
    return "Away" if chosen == "Offwork" else chosen, _ACTIVITIES[chosen]


def seen(entry: Colleague, applications: Iterable[Application], now: float, *, has_account: bool) -> Seen:
    """How somebody is seen at a moment.

    Args:
        entry: of the directory.
        applications: the person's own.
        now: sandbox time, seconds since the epoch.
        has_account: whether the person could sign in; others are shown as their day goes.
    """
    published = [(a, a.presence) for a in applications if a.presence is not None]
    if published:
        best, presence = min(published, key=lambda p: _MOST_AVAILABLE_FIRST.index(shown(p[1], now)[0]))
        modalities = best.communication.supported_modalities
        return Seen(
            *shown(presence, now),
            "PC",
            presence.reported_at,
            presence.note,
            location=presence.location,
            modalities=modalities,
        )
    if has_account:
        return Seen("Offline", _ACTIVITIES["Offline"])
    availability, activity, since = entry.state(now)
    offline = availability == "Offline"
    return Seen(
        availability,
        activity,
        "Unknown" if offline else entry.device,
        since,
        entry.note,
        "OutOfOffice" if entry.out_of_office else "Personal",
        "" if offline else entry.place,
        () if offline else ("Messaging", "PhoneAudio"),
    )
