"""Rules about an application's life: being available, staying active, and leaving properly."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, place_of_url
from ucwa_tui.workbench.lint.applications import Applications, upwards
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

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
    reports = {step.n for step in _posts(reading, Purpose.ACTIVITY) if step.succeeded}
    members = _members(reading)
    for available in _posts(reading, Purpose.MAKE_ME_AVAILABLE):
        if not available.succeeded:
            continue
        mine = [step for step in members.get(available.n, ()) if step.began >= available.began]
        last = available
        for step in mine:
            if step.n in reports:
                if step.began - last.began > SILENCE:
                    yield step.n, _silence(last, step.began)
                last = step
        if mine and mine[-1].began - last.began > SILENCE:
            yield last.n, _silence(last, mine[-1].began)


def _members(reading: CaptureReading) -> dict[int, list[Step]]:
    """For each request within a created application, by its number: all that are in the same one."""
    applications = Applications(reading)
    by_creation: dict[int, list[Step]] = {}
    found: dict[int, list[Step]] = {}
    for step in reading.steps:
        made = applications.of(step)
        if made is not None:
            found[step.n] = by_creation.setdefault(made.n, [])
            found[step.n].append(step)
    return found


def _silence(last: Step, until: float) -> str:
    return f"nothing was reported for {(until - last.began) / 60:.0f} minutes after exchange {last.n}."


def abandoned(reading: CaptureReading) -> Iterator[Hit]:
    """Applications that are left behind; not those in which something is under way when the capture ends."""
    applications = Applications(reading)
    ended: set[Place] = set()
    for step in reading.steps:
        for place in upwards(step.place):
            made = applications.first_at(place)
            if made is None or step.began < made.began:
                continue
            if step.under_way or _is_gone(step) or (step.method == "DELETE" and step.place == place):
                ended.add(place)
    for made, url in reading.created:
        if place_of_url(url) not in ended:
            ended.add(place_of_url(url))  # which is told once
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
