"""What became of the last request, in one to five rows: its timeline, and where it failed what that means."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.event_rows import event_style, state_style
from ucwa_tui.tui.exchange_rows import duration
from ucwa_tui.tui.rows import Row, Span, cut_end, cut_words, width_of, wrap_words
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome, TimelineEntry

MOST_ROWS = 5
_OVER = frozenset({"disconnected", "deleted"})
"""States of a conversation that one is no longer in."""


def before_sending(words: str, width: int) -> list[Row]:
    """The line while nothing has been sent."""
    return [((cut_end(words, width), "muted"),)]


def failure_rows(failure: Failure, width: int) -> list[Row]:
    """Why there is no session: cause, then the way out."""
    head = f"✗ {failure.kind.value}: "
    rows: list[Row] = [((line, "sev-error"),) for line in cut_words(head + safe_line(failure.headline), width, 2)]
    more: list[str] = []
    if failure.diagnostics:
        more += cut_words(f"X-Ms-diagnostics: {safe_line(failure.diagnostics)}", width, 1)
    way_out = safe_line(failure.way_out)
    if failure.kind is FailureKind.REPLACED:
        way_out = "Alt+C takes over; whoever has the channel now loses it then."
    elif failure.exchange is not None:
        again = ", Alt+C signs in again" if failure.kind is FailureKind.SIGN_IN else ""
        way_out = f"Alt+3 shows the whole answer{again}. {way_out}"
    more += cut_words(way_out, width, MOST_ROWS - len(rows) - len(more))
    return [*rows, *(((line, ""),) for line in more)]


def invitation_rows(view: InvitationView, explanation: Sequence[str], width: int) -> list[Row]:
    """The timeline, and below it what an unhappy end means and what to do next.

    Args:
        view: the operation.
        explanation: printable sentences: meaning, next step.
        width: cells.
    """
    rows = _timeline(view, width)
    for text in explanation:
        rows += [((line, ""),) for line in wrap_words(text, width)[:2]]
    return rows[:MOST_ROWS]


def verdict(view: InvitationView) -> Span:
    """The end in a word or two, with its glyph."""
    if view.outcome is Outcome.SUCCEEDED:
        word = "joined" if view.operation == "joinOnlineMeeting" else "done"
        if view.operation == "joinOnlineMeeting" and view.conversation_state.casefold() in _OVER:
            return (f"✓ {word}, application ended", "sev-warning") if view.lost else (f"✓ {word}, left", "muted")
        return f"✓ {word}", "state-connected"
    if view.unanswered and not view.found and view.outcome in {Outcome.REFUSED, Outcome.RUNNING}:
        return ("… answer lost, looking", "state-connecting") if view.sought else ("✗ answer lost", "sev-error")
    if view.outcome is Outcome.REFUSED:
        label = f" {safe_line(view.reason.label)}" if view.reason else ""
        return f"✗ refused {view.http_status or ''}{label}".replace("  ", " "), "sev-error"
    if view.outcome is Outcome.FAILED:
        label = safe_line(view.reason.label) if view.reason else safe_line(view.status or view.state)
        return f"✗ failed {label}", "sev-error"
    if view.conversation_state.casefold() == "inlobby":
        return "… in the lobby", "state-connecting"
    return f"… {safe_line(view.state) or 'waiting'}", "state-connecting"


def _timeline(view: InvitationView, width: int) -> list[Row]:
    """Steps and verdict in a row; the verdict in one of its own where it would be cut off."""
    verdict_text, verdict_style = verdict(view)
    name = f"yours {cut_end(safe_line(view.operation_id), 5)}" if view.operation_id else "yours"
    head: list[Span] = [(name, "chrome-yours"), ("  ", "")]
    total = duration(max(0.0, view.finished_at - view.posted_at)) if view.finished_at is not None else ""
    tail: list[Span] = [("  ", ""), (verdict_text, verdict_style), (f" {total}" if total else "", "muted")]
    room = width - sum(width_of(text) for text, _ in (*head, *tail))
    steps = _steps(view.timeline, room)
    if _width(steps) > room:
        return [(*head, *steps), tuple(tail[1:])]
    return [(*head, *steps, *tail)]


def _steps(entries: Sequence[TimelineEntry], room: int) -> list[Span]:
    """The steps that fit: what tells least goes first, and the times are those between the steps shown."""
    kept = list(entries)
    spans = _told(kept)
    while _width(spans) > room and len(kept) > 1:
        least = max(kept, key=_weight)
        if _weight(least) == 0:
            break
        kept.remove(least)
        spans = _told(kept)
    return spans


def _weight(entry: TimelineEntry) -> int:
    """How little a step tells."""
    if entry.label[:1].isdigit() or entry.label in {"POST", "completed", "no answer"}:
        return 0
    if entry.label == "conversation":
        return 1 if (entry.state or "").casefold() == "inlobby" else 4
    return 2 if entry.label == "started" else 3


def _told(entries: Sequence[TimelineEntry]) -> list[Span]:
    spans: list[Span] = []
    state = ""
    before: TimelineEntry | None = None
    for entry in entries:
        if before is not None:
            spans.append((f" ─{duration(entry.since_post - before.since_post).replace(' ', '')}→ ", "muted"))
        label = safe_line(entry.label)
        word = safe_line(entry.state or "")
        if label == "conversation" and word:  # its state says it all
            spans.append((word, state_style(word)))
            before = entry
            continue
        spans.append((label, _label_style(label)))
        if word and word != state and word not in label:
            spans += [(" ", ""), (word, state_style(word))]
        state = word or state
        before = entry
    return spans


def _label_style(label: str) -> str:
    if label[:1].isdigit():
        return "status-ok" if label[:1] == "2" else "status-client-error"
    return event_style(label) if label.islower() else "method-post"


def _width(spans: Sequence[Span]) -> int:
    return sum(width_of(text) for text, _ in spans)


def waiting_rows(titles: Sequence[str]) -> list[Row]:
    """Who waits for somebody here to be let in: a row, or none.

    Args:
        titles: of the links that let somebody in; hostile.
    """
    if not titles:
        return []
    who = safe_line(titles[-1]) if len(titles) == 1 else ""
    words = f"{who or len(titles)} wait{'s' if len(titles) == 1 else ''} in the lobby"
    return [((f"{words}: F8 lets in, Shift+F8 turns away", "sev-warning"),)]
