"""Rules about the event channel: one request at a time, always to the link of the last answer, and in time."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.links import resolve
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, keeps_query
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity
from ucwa_tui.workbench.lint.operations import starts_operation

_PAGE = "Event channel details"
_SLACK = 0.02
"""Seconds: captures round their times."""
LONGEST_GAP = 15 * 60.0
"""Seconds without a P-GET after which the server ends the application."""
DELIVERY = 30.0
"""Seconds after which messages that were not fetched are reported undelivered."""
LOST_NEXT = LintRule(
    "lost-next",
    Severity.ERROR,
    "P-GET not to the link of the last answer",
    "Send each P-GET to `next` (or `resync`, `resume`) of the answer before: its ack confirms that answer.",
    _PAGE,
)
TWO_P_GETS = LintRule(
    "two-p-gets",
    Severity.ERROR,
    "two P-GETs at once",
    "Let one owner hold the channel, and begin a P-GET only when the one before has ended.",
    _PAGE,
)
CHANNEL_TAKEN = LintRule(
    "channel-taken",
    Severity.WARNING,
    "P-GET replaced by somebody else's",
    "Another client or tab uses the same application: give each its own endpointId.",
    _PAGE,
)
LATE_P_GET = LintRule(
    "late-p-get",
    Severity.ERROR,
    "over 15 minutes without a P-GET",
    "Send the next P-GET as soon as the answer is there, and work on the events afterwards.",
    "Application lifetime",
)
SLOW_P_GET = LintRule(
    "slow-p-get",
    Severity.HINT,
    "over 30 seconds without a P-GET",
    "Messages that are not fetched within 30 seconds are told to their sender as undelivered.",
    _PAGE,
)
NOBODY_LISTENS = LintRule(
    "nobody-listens",
    Severity.WARNING,
    "operation started without an event channel",
    "Open the event channel first: the answer 201 says only that the operation was taken; how it ends comes as event.",
    _PAGE,
)


def lost_nexts(reading: CaptureReading) -> Iterator[Hit]:
    """P-GETs elsewhere than the last answer says."""
    answered: dict[Place, Step] = {}
    for step in reading.steps:
        if not step.is_poll:
            continue
        before = answered.get(step.place)
        if before is not None and not _ended_after(before, step):
            hit = _goes_astray(before, step, reading)
            if hit:
                yield step.n, hit
        if step.events is not None:
            answered[step.place] = step


def _ended_after(before: Step, step: Step) -> bool:
    return before.ended is not None and before.ended > step.began + _SLACK


def _goes_astray(before: Step, step: Step, reading: CaptureReading) -> str:
    events = before.events
    way = (events.next or events.resync or events.resume) if events else None
    if not way:
        return ""
    wanted = resolve(before.url, way)
    offers = [offer for offer in step.offers if offer.url == wanted and offer.by == before.n]
    if any(keeps_query(step.url, offer) for offer in offers):
        return ""
    since = {s.n for s in reading.steps if before.began < s.began < step.began and s.n != before.n}
    if any(o.by in since and o.rel == "events" and keeps_query(step.url, o) for o in step.offers):
        return ""  # the application was read again
    return f"GET {step.url}: the answer of exchange {before.n} says to go on at {wanted}."


def two_polls(reading: CaptureReading) -> Iterator[Hit]:
    """P-GETs that began while another was outstanding."""
    polls = reading.polls()
    for place, step in enumerate(polls):
        for other in polls[max(place - 8, 0) : place]:
            if other.place == step.place and other.ended is not None and _overlap(other, step):
                yield step.n, f"it began while the P-GET of exchange {other.n} was still outstanding."
                break


def _overlap(first: Step, second: Step) -> bool:
    ended = first.ended or 0.0
    return second.began < ended if _replaced(first) else second.began < ended - _SLACK


def _replaced(step: Step) -> bool:
    return step.status == 409 and step.reason is not None and (step.reason.subcode or "").lower() == "pgetreplaced"


def taken_channels(reading: CaptureReading) -> Iterator[Hit]:
    """P-GETs replaced by none that is in the capture."""
    polls = reading.polls()
    for place, step in enumerate(polls):
        if not _replaced(step):
            continue
        if not any(other.place == step.place and _overlap(step, other) for other in polls[place + 1 : place + 9]):
            yield step.n, "409 PGetReplaced, though this capture has no second P-GET."


def late_polls(reading: CaptureReading) -> Iterator[Hit]:
    """Long silences."""
    for step, silence in _silences(reading):
        if silence > LONGEST_GAP:
            yield step.n, f"it came {silence / 60:.0f} minutes after the answer before."


def slow_polls(reading: CaptureReading) -> Iterator[Hit]:
    """Shorter silences."""
    for step, silence in _silences(reading):
        if DELIVERY < silence <= LONGEST_GAP:
            yield step.n, f"it came {silence:.0f} seconds after the answer before."


def _silences(reading: CaptureReading) -> Iterator[tuple[Step, float]]:
    last: dict[Place, float] = {}
    for step in reading.polls():
        if step.place in last:
            yield step, step.began - last[step.place]
        last[step.place] = max(step.ended or step.began, last.get(step.place, 0.0))


def unheard_operations(reading: CaptureReading) -> Iterator[Hit]:
    """Operations in a capture without any P-GET."""
    if reading.polls():
        return
    for step in reading.steps:
        if starts_operation(step) and step.status == 201:
            yield step.n, f"{step.method} {step.url} was taken, and nobody waits for what comes of it."


RULES: tuple[tuple[LintRule, Check], ...] = (
    (LOST_NEXT, lost_nexts),
    (TWO_P_GETS, two_polls),
    (CHANNEL_TAKEN, taken_channels),
    (LATE_P_GET, late_polls),
    (SLOW_P_GET, slow_polls),
    (NOBODY_LISTENS, unheard_operations),
)
