"""Invitations of others as rows above the outcome: who rings, and who has not been answered."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.incoming import Incoming
from ucwa_tui.tui.rows import Row, cut_end, width_of
from ucwa_tui.workbench.command import is_printable, key_label
from ucwa_tui.workbench.commands import command
from ucwa_tui.workbench.incoming_words import asks, how_it_stands, way, who

RINGS, ENDED = "»", "✗"
_SHORTEST = 16


def incoming_rows(ringing: Sequence[Incoming], missed: Sequence[Incoming], width: int, *, editing: bool) -> list[Row]:
    """At most two rows: the one that has rung longest, and what ended unanswered.

    Args:
        ringing, missed: the longest waiting first.
        width: cells.
        editing: the cursor is in a text: keys that type a letter do nothing else.
    """
    rows: list[Row] = []
    every = key_of("invitations", editing=editing)
    if ringing:
        first = ringing[0]
        keys = [f"{key_of(name, editing=editing)} {name}s" for name in first.links]
        keys += [f"{every}: {len(ringing) - 1} more"] if len(ringing) > 1 else []
        rows.append(_row(f"{RINGS} {who(first)} {asks(first)}", " · ".join(keys), width, "sev-warning"))
    if missed:
        last = missed[-1]
        told = f"{ENDED} {who(last)}, {way(last)}: {how_it_stands(last)}"
        if len(missed) > 1:
            told = f"{ENDED} {len(missed)} invitations ended without you"
        rows.append(_row(told, f"{every} shows {'them' if len(missed) > 1 else 'it'}", width, "sev-warning"))
    return rows


def key_of(name: str, *, editing: bool) -> str:
    """The key that works now for a command."""
    return next(key_label(key) for key in command(name).keys if not (editing and is_printable(key)))


def _row(told: str, keys: str, width: int, style: str) -> Row:
    """The keys are never cut: without them nobody knows what to do."""
    room = max(_SHORTEST, width - width_of(keys) - 3)
    return ((cut_end(told, room), style), (" · ", "muted"), (keys, "chrome-key"))
