"""A timeline as rows: states as bars on one scale, then the steps."""

from __future__ import annotations

from ucwa_tui.tui.event_rows import clock_time, relative_time, state_style
from ucwa_tui.tui.rows import ELLIPSIS, Row, Span, cut_end, fit, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.timeline import Lane, Stay, Step, Timeline

_FILLS = "█▒▓░"
_STILL = "┄"
"""A state that has not ended. A final one takes a cell, and has no duration."""
NAME = 24


def duration(seconds: float) -> str:
    """A duration as short as it can be told."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def lane_row(lane: Lane, timeline: Timeline, width: int, mark: str) -> Row:
    """A resource, its states as a bar, and in words how long each was."""
    bar_width = _bar_width(width)
    told = _legend(lane, timeline, width - NAME - bar_width - 2)
    name = fit(" " * min(2 * lane.depth, 6) + safe_line(lane.name), NAME)
    return ((mark, ""), (name, "muted"), (" ", ""), *_bar(lane, timeline, bar_width), *told)


def _legend(lane: Lane, timeline: Timeline, room: int) -> list[Span]:
    """The states in words; where they do not fit, how long the earlier ones were is left out first, then they are."""
    names = [f"{_fill(lane, number)} {safe_line(stay.state)}" for number, stay in enumerate(lane.stays)]
    whole = [f"{name}{_how_long(stay, timeline)}" for name, stay in zip(names, lane.stays, strict=True)]
    last = len(names) - 1
    choices = [[*names[:at], *whole[at:]] for at in range(last + 2)]
    choices += [[ELLIPSIS, *rest] for at in range(1, last + 1) for rest in ([*names[at:last], whole[last]], names[at:])]
    words = next((c for c in choices if sum(width_of(word) for word in c) + 2 * len(c) - 1 <= room), choices[-1])
    styles = [state_style(stay.state) for stay in lane.stays]
    spans: list[Span] = []
    for number, (word, style) in enumerate(zip(words, ["muted", *styles][-len(words) :], strict=True)):
        word = cut_end(word, max(0, room - (2 if number else 1)))
        spans += [("  " if number else " ", ""), (word, style)]
        room -= width_of(word) + (2 if number else 1)
    return spans


def _how_long(stay: Stay, timeline: Timeline) -> str:
    if stay.until is None:
        return f" from +{duration(stay.since)}"
    return "" if stay.is_final else f" {duration(stay.seconds(timeline.end))}"


def _bar_width(width: int) -> int:
    return max(8, (width - NAME - 3) // 3)


def _fill(lane: Lane, number: int) -> str:
    return _STILL if lane.stays[number].until is None else _FILLS[number % len(_FILLS)]


def _bar(lane: Lane, timeline: Timeline, width: int) -> list[Span]:
    """The cells of the bar; the shortest state still gets one, where the next one leaves room for it."""
    cells = [" "] * width
    styles = [""] * width
    scale = timeline.end * 1.1 or 1.0  # so that a state that goes on can be seen
    for number, stay in enumerate(lane.stays):
        first = min(width - 1, max(0, int(stay.since / scale * width)))
        stop = width if stay.until is None else int(stay.until / scale * width)
        for cell in range(first, max(first + 1, min(width, stop))):
            cells[cell], styles[cell] = _fill(lane, number), state_style(stay.state)
    return [(cell, style) for cell, style in zip(cells, styles, strict=True)]


def scale_row(timeline: Timeline, width: int) -> Row:
    """What the ends of the bars stand for."""
    bar_width = _bar_width(width)
    end = f"+{duration(timeline.end * 1.1)}"
    line = "POST" + end.rjust(bar_width - 4) if bar_width >= len(end) + 5 else end.rjust(bar_width)
    return ((" " * (NAME + 2), ""), (line, "muted"))


def step_row(step: Step, width: int, mark: str) -> Row:
    """A step: when, since the POST, since the step before, of what, and what."""
    wide = width >= 100
    time = clock_time(step.at, 3 if wide else 0)
    name = 34 if wide else 20
    digits = 8 if wide else 7
    numbers = f" #{step.exchange}" if step.exchange is not None else ""
    numbers += f" ack {step.ack}" if step.ack is not None and wide else ""
    since = f"{relative_time(step.since_post, digits)} {relative_time(step.since_before, digits)}"
    fixed = len(mark) + len(time) + 1 + len(since) + 1 + name + 1 + len(numbers)
    room = max(0, width - fixed)
    return (
        (mark, ""),
        (time, "muted"),
        (f" {since} ", ""),
        (fit(" " * (2 * step.depth if wide else step.depth) + safe_line(step.lane), name), "strong"),
        (" ", ""),
        (fit(safe_line(step.what), room), ""),
        (numbers, "muted"),
    )
