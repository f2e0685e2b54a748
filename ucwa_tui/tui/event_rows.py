"""An event of the channel as one row: time, ack, sender, type, resource, state, reason, and whether it is yours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ucwa_tui.protocol.events import Event
from ucwa_tui.tui.rows import Row, Span, cut_end, cut_middle, fit, width_of
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.state import ANOTHER_SESSION
from ucwa_tui.workbench.state_changes import STATE, Change

_TYPES = frozenset({"started", "updated", "completed", "added", "deleted"})
_STATES = {
    "connecting": "connecting",
    "inlobby": "connecting",
    "idle": "other",
    "connected": "connected",
    "conferenced": "connected",
    "success": "connected",
    "succeeded": "connected",
    "failed": "failed",
    "failure": "failed",
    "declined": "failed",
    "cancelled": "failed",
    "disconnected": "other",
}
GAP_WORDS = {
    "resync": "the server repeats, some may be missing",
    "resume": "resumed after a long absence",
    "recreated": "application re-created",
    "slept": "this computer slept",
    "replaced": "another client had the channel",
    ANOTHER_SESSION: "another session begins",
}
_SHORT_SENDERS = {"communication": "comm", "conversation": "conv", "people": "ppl"}
NO_TIME = "--:--:--"
WIDE = 100
WITH_WORD = 76


def clock_time(at: float, digits: int = 3) -> str:
    """Local time of day, always with the hour; `digits` behind the seconds. `--:--:--` where there is no such time."""
    try:
        text = datetime.fromtimestamp(at).strftime("%H:%M:%S.%f")
    except (ValueError, OverflowError, OSError):  # a server may write any number
        text = NO_TIME
    return text[: 9 + digits].ljust(9 + digits) if digits else text[:8]


def state_style(word: str) -> str:
    """The style of a state or status word."""
    return f"state-{_STATES.get(word.strip().casefold(), 'other')}"


def event_style(kind: str) -> str:
    """The style of an event type."""
    return f"event-{kind}" if kind in _TYPES else "event-other"


def event_words(event: Event) -> tuple[str, str]:
    """State word of the embedded resource; status and reason of the event. Safe to show."""
    state = (event.resource.text("state") if event.resource else None) or ""
    outcome = " ".join(part for part in (event.status or "", event.reason.label if event.reason else "") if part)
    return safe_line(state), safe_line(outcome)


def relative_time(seconds: float, width: int) -> str:
    """A duration with its sign in `width` cells: seconds and parts of them, for long ones hours and minutes."""
    text = f"{seconds:+.3f}"
    if abs(seconds) >= 1000:
        minutes, rest = divmod(int(abs(seconds)), 60)
        text = f"{'-' if seconds < 0 else '+'}{minutes // 60}:{minutes % 60:02}:{rest:02}"
    return text[:width].rjust(width)


def sender_word(rel: str, width: int) -> str:
    """The sender's name in `width` cells: the usual ones have a short form, which says more than a cut one."""
    return _SHORT_SENDERS.get(rel, rel)[:width] if width_of(rel) > width and rel in _SHORT_SENDERS else rel


def event_row(
    received: ReceivedEvent,
    width: int,
    *,
    yours: bool,
    mark: str = "",
    changes: Sequence[Change] = (),
    origin: float | None = None,
) -> Row:
    """The row of an event in `width` cells.

    Args:
        received: the event.
        width: cells.
        yours: it is of one of the user's own invitations.
        mark: the cursor's column.
        changes: what it has changed.
        origin: what the time is counted from, seconds since the epoch; None: the time of day.
    """
    event = received.event
    wide = width >= WIDE
    time = clock_time(received.at, 3 if wide else 2 if width >= WITH_WORD else 0)
    if origin is not None:
        time = relative_time(received.at - origin, len(time))
    sender_width, rel_width = (14, 26) if wide else (4, 23) if width >= WITH_WORD else (6, 17)
    kind = safe_line(event.type)
    state, outcome = event_words(event)
    word = "yours" if width >= WITH_WORD else "●"
    fixed = len(mark) + len(time) + 1 + 3 + 1 + sender_width + 1 + 9 + 1 + rel_width + 1 + len(word) + 1
    outcome_style = "sev-error" if event.reason else state_style(event.status or "")
    for_state = width - fixed - (width_of(outcome) + 1 if outcome else 0)  # how it ended says more than what was before
    before = next((change.before for change in changes if change.name == STATE), "")
    spans = _state_spans(state, safe_line(before), for_state)
    title = safe_line(event.link.title or "")
    taken = sum(width_of(text) + 1 for text in (*(text for text, _ in spans), outcome, title) if text)
    changed = _change_spans(changes, width - fixed - taken)
    taken += sum(width_of(text) + 1 for text, _ in changed)
    rel, where = safe_line(event.link.rel), ""
    if event.in_ is not None:
        holder = safe_line(event.in_.rel)
        place = f"in {holder}"
        if width_of(rel) + 3 + width_of(holder) <= rel_width:
            rel = f"{rel} › {holder}"  # shorter than "in": most fit at 80 columns
        elif taken + width_of(place) <= width - fixed:
            where = place  # all of it or nothing
    telling = (*spans, (outcome, outcome_style), *changed, (title, "muted"), (where, "muted"))
    return (
        (mark, "chrome-yours" if yours else ""),
        (time, "muted"),
        (" ", ""),
        (fit("" if received.ack is None else str(received.ack), 3, right=True), "muted"),
        (" ", ""),
        (fit(sender_word(safe_line(received.sender_rel), sender_width), sender_width), "muted"),
        (" ", ""),
        (fit(kind, 9), event_style(event.type)),
        (" ", ""),
        (fit(cut_middle(rel, rel_width, tail_share=0.5), rel_width), "strong" if yours else ""),
        (" ", ""),
        *_in_room(telling, max(0, width - fixed)),
        (" ", ""),
        (word if yours else " " * len(word), "chrome-yours"),
    )


def _state_spans(state: str, before: str, room: int) -> tuple[Span, ...]:
    """The state; where it has changed also what it was, or at least that it did."""
    if not before or not state:
        return ((state, state_style(state)),)
    if width_of(before) + 3 + width_of(state) <= room:
        return (before, "muted"), ("→", "muted"), (state, state_style(state))
    arrow = "→ " if width_of(state) + 2 <= room else ""
    return ((f"{arrow}{state}", state_style(state)),)


def _change_spans(changes: Sequence[Change], room: int) -> tuple[Span, ...]:
    """The properties that have changed, but the state: each with both values where there is room, else their number."""
    others = [change for change in changes if change.name != STATE]
    if not others:
        return ()
    count = len(others)
    names = ", ".join(safe_line(change.name) for change in others)
    telling = [
        ", ".join(map(change_words, others)),
        f"{names} → {safe_line(others[0].after)}" if count == 1 and others[0].before else f"{names} changed",
        f"{names} changed",
        f"{count} properties changed" if count > 1 else "1 property changed",
        f"{count} changed",
        f"+{count}",
    ]
    return next((((words, "muted" if at else ""),) for at, words in enumerate(telling) if width_of(words) <= room), ())


def change_words(change: Change) -> str:
    """`subject: A → B`; of a property that was not told of before `subject: B`. Safe to show."""
    name, before, after = safe_line(change.name), safe_line(change.before), safe_line(change.after)
    return f"{name}: {before} → {after or '(empty)'}" if before else f"{name}: {after or '(empty)'}"


def gap_row(gap: ChannelGap, width: int, *, mark: str = "") -> Row:
    """A line across: where events may be missing, or where another session begins."""
    what = "" if gap.kind == ANOTHER_SESSION else "gap: "
    words = f"{what}{GAP_WORDS.get(gap.kind, safe_line(gap.kind))}, {clock_time(gap.at, 0)}"
    why = f" · {safe_line(gap.why)}" if gap.why else ""
    told = cut_end(words, max(1, width - len(mark) - 6))
    room = width - len(mark) - width_of(told) - 6
    told += cut_end(why, room) if room > 12 else ""
    line = max(0, width - len(mark) - 4 - width_of(told))
    return ((mark, ""), ("── ", "chrome-border"), (told, "sev-warning"), (" " + "─" * line, "chrome-border"))


def _in_room(words: Iterable[Span], room: int) -> list[Span]:
    """The words that fit, one blank between them, filled up to `room` cells."""
    spans: list[Span] = []
    for text, style in words:
        if spans and text and room > 1:
            spans.append((" ", ""))
            room -= 1
        text = cut_end(text, room)
        if text:
            spans.append((text, style))
            room -= width_of(text)
    return [*spans, (" " * room, "")]
