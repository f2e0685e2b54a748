"""What the title of the events pane says: whether it follows, how many wait, which events are shown."""

from __future__ import annotations

from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.event_filter import EventFilter

MINE = "mine"
"""The filter that has a key of its own."""


def following_words(*, paused: bool, following: bool, waiting: int) -> str:
    """Whether the newest event is kept in sight.

    Args:
        paused: the list is kept still.
        following: it would follow otherwise.
        waiting: so many have come since it was left alone.
    """
    if paused:
        return f"paused, {waiting} new" if waiting else "paused"
    if following:
        return "following"
    return f"{waiting} new below, End follows" if waiting else "not following"


def filter_words(chosen: EventFilter, text: str) -> str:
    """Which events are shown.

    Args:
        chosen: the filter.
        text: as it was typed. Hostile, where it was pasted.
    """
    if not chosen:
        return "all"
    return "only yours" if text == MINE else f"filter {safe_line(text)}"
