"""What became of the last request, in one to four rows: its timeline, and where it failed what that means."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.event_rows import event_style, state_style
from ucwa_tui.tui.exchange_rows import duration
from ucwa_tui.tui.rows import Row, Span, cut_end, width_of, wrap_words
from ucwa_tui.wire.reports import Failure
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome, TimelineEntry

MOST_ROWS = 4


def before_sending(words: str, width: int) -> list[Row]:
    """The line while nothing has been sent."""
    return [((cut_end(words, width), "muted"),)]


def failure_rows(failure: Failure, width: int) -> list[Row]:
    """Why there is no session: cause, then the way out."""
    head = f"✗ {failure.kind.value}: "
    rows: list[Row] = [((line, "sev-error"),) for line in wrap_words(head + safe_line(failure.headline), width)[:2]]
    more: list[str] = []
    if failure.diagnostics:
        more += wrap_words(f"X-Ms-diagnostics: {safe_line(failure.diagnostics)}", width)[:1]
    more += wrap_words(safe_line(failure.way_out), width)
    return [*rows, *(((line, ""),) for line in more)][:MOST_ROWS]


def invitation_rows(view: InvitationView, explanation: Sequence[str], width: int) -> list[Row]:
    """The timeline, and below it what an unhappy end means and what to do next.

    Args:
        view: the operation.
        explanation: printable lines: headline, meaning, next step.
        width: cells.
    """
    rows = [_timeline(view, width)]
    for index, text in enumerate(explanation):
        style = "sev-error" if index == 0 and view.outcome in {Outcome.FAILED, Outcome.REFUSED} else ""
        rows += [((line, style),) for line in wrap_words(text, width)]
    return rows[:MOST_ROWS]


def verdict(view: InvitationView) -> Span:
    """The end in a word or two, with its glyph."""
    if view.outcome is Outcome.SUCCEEDED:
        word = "joined" if view.operation == "joinOnlineMeeting" else "done"
        return f"✓ {word}", "state-connected"
    if view.outcome is Outcome.REFUSED:
        label = f" {safe_line(view.reason.label)}" if view.reason else ""
        return f"✗ refused {view.http_status or ''}{label}".replace("  ", " "), "sev-error"
    if view.outcome is Outcome.FAILED:
        label = safe_line(view.reason.label) if view.reason else safe_line(view.status or view.state)
        return f"✗ failed {label}", "sev-error"
    if view.conversation_state.casefold() == "inlobby":
        return "… in the lobby", "state-connecting"
    return f"… {safe_line(view.state) or 'waiting'}", "state-connecting"


def _timeline(view: InvitationView, width: int) -> Row:
    verdict_text, verdict_style = verdict(view)
    name = f"yours {cut_end(safe_line(view.operation_id), 5)}" if view.operation_id else "yours"
    head: list[Span] = [(name, "chrome-yours"), ("  ", "")]
    total = duration(view.timeline[-1].since_post) if view.timeline and view.finished_at is not None else ""
    tail: list[Span] = [("  ", ""), (verdict_text, verdict_style), (f" {total}" if total else "", "muted")]
    room = width - sum(width_of(text) for text, _ in (*head, *tail))
    return (*head, *_steps(view.timeline, room), *tail)


def _steps(entries: Sequence[TimelineEntry], room: int) -> list[Span]:
    """The steps that fit: first and newest ones, a mark for those left out between them."""
    steps = _tell_apart(entries)
    if sum(_width(s) for s in steps) <= room:
        return [span for step in steps for span in step]
    kept: list[list[Span]] = []
    left = room - 3 - (_width(steps[0]) if steps else 0)
    for step in reversed(steps[1:]):
        if _width(step) > left:
            break
        left -= _width(step)
        kept.insert(0, step)
    if len(steps) > 1 and len(kept) < len(steps) - 1:
        return [*steps[0], (" … ", "muted"), *(span for step in kept for span in step)] if left >= 0 else []
    return [span for step in steps for span in step]


def _tell_apart(entries: Sequence[TimelineEntry]) -> list[list[Span]]:
    steps: list[list[Span]] = []
    before: TimelineEntry | None = None
    for entry in entries:
        spans: list[Span] = []
        if before is not None:
            spans.append((f" ─{duration(entry.since_post - before.since_post).replace(' ', '')}→ ", "muted"))
        label = safe_line(entry.label)
        spans.append((label, event_style(label) if label.islower() else ""))
        state = safe_line(entry.state or "")
        if state and state not in label and (before is None or safe_line(before.state or "") != state):
            spans += [(" ", ""), (state, state_style(state))]
        steps.append(spans)
        before = entry
    return steps


def _width(step: Sequence[Span]) -> int:
    return sum(width_of(text) for text, _ in step)
