"""Rules about an application's life: being available, staying active, and leaving properly."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, place_of_url
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity
from ucwa_tui.workbench.lint.links import application_of, below

SILENCE = 5 * 60.0
"""Seconds without reportMyActivity after which presence decays; 4 minutes are recommended."""
_GONE = frozenset({"applicationnotfound", "inactiveapplicationexpired", "toomanyapplications", "useragentnotallowed"})
NOT_AVAILABLE = LintRule(
    "make-me-available-missing",
    Severity.ERROR,
    "makeMeAvailable was not called before",
    "POST makeMeAvailable first, then read the application again: presence and activity are offered only then.",
    "makeMeAvailable",
)
AVAILABLE_TWICE = LintRule(
    "make-me-available-twice",
    Severity.WARNING,
    "makeMeAvailable called again",
    "Call it once; the link disappears with it, so read the application again instead of keeping the old link.",
    "makeMeAvailable",
)
INACTIVE = LintRule(
    "activity-silence",
    Severity.WARNING,
    "available, but no activity reported",
    "POST reportMyActivity at least every 4 minutes, or presence goes to Away and the application may expire.",
    "reportMyActivity",
)
NOT_DELETED = LintRule(
    "application-not-deleted",
    Severity.HINT,
    "application never deleted",
    "DELETE the application when leaving, unless the capture just ends before: a user may have only so many of them.",
    "application",
)


def unavailable(reading: CaptureReading) -> Iterator[Hit]:
    """Requests that the server refused for that reason."""
    for step in reading.steps:
        if step.reason and (step.reason.subcode or "").lower() == "makemeavailablerequired":
            yield step.n, f"{step.method} {step.url}: {step.status} MakeMeAvailableRequired."


def available_twice(reading: CaptureReading) -> Iterator[Hit]:
    """A second makeMeAvailable in one application."""
    done: dict[Place, int] = {}
    for step in _posts(reading, Purpose.MAKE_ME_AVAILABLE):
        if step.place in done:
            yield step.n, f"exchange {done[step.place]} had made the user available already."
        elif step.succeeded:
            done[step.place] = step.n


def silences(reading: CaptureReading) -> Iterator[Hit]:
    """Long times without a report while the capture goes on."""
    reports = [step for step in _posts(reading, Purpose.ACTIVITY) if step.succeeded]
    for available in _posts(reading, Purpose.MAKE_ME_AVAILABLE):
        made = application_of(available, reading)
        if not available.succeeded or made is None:
            continue
        mine = [
            step for step in reading.steps if step.began >= available.began and application_of(step, reading) is made
        ]
        last = available
        for step in mine:
            if step in reports:
                if step.began - last.began > SILENCE:
                    yield step.n, _silence(last, step.began)
                last = step
        if mine[-1].began - last.began > SILENCE:
            yield last.n, _silence(last, mine[-1].began)


def _silence(last: Step, until: float) -> str:
    return f"nothing was reported for {(until - last.began) / 60:.0f} minutes after exchange {last.n}."


def abandoned(reading: CaptureReading) -> Iterator[Hit]:
    """Applications that are left behind."""
    told: set[Place] = set()
    for made, url in reading.created:
        place = place_of_url(url)
        if place in told:
            continue
        told.add(place)
        later = [step for step in reading.steps if step.began >= made.began and below(step.place, place)]
        if not any(step.method == "DELETE" and step.place == place for step in later) and not any(map(_is_gone, later)):
            yield made.n, f"{url} is still there when the capture ends."


def _is_gone(step: Step) -> bool:
    return step.reason is not None and (step.reason.subcode or "").lower() in _GONE


def _posts(reading: CaptureReading, purpose: Purpose) -> list[Step]:
    return [step for step in reading.steps if step.method == "POST" and step.exchange.purpose is purpose]


RULES: tuple[tuple[LintRule, Check], ...] = (
    (NOT_AVAILABLE, unavailable),
    (AVAILABLE_TWICE, available_twice),
    (INACTIVE, silences),
    (NOT_DELETED, abandoned),
)
