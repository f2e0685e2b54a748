"""The row that names the depths of an exchange with their keys, the one that is shown in brackets, and the badges."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.document.views import DEPTHS, View
from ucwa_tui.tui.rows import Row, width_of

KEYS = {
    View.WIRE: "w",
    View.MESSAGE: "m",
    View.PRETTY: "p",
    View.HEX: "h",
    View.TIMING: "t",
    View.CONNECTION: "o",
    View.EXPLAIN: "x",
}
_SHORT = {View.MESSAGE: "msg", View.TIMING: "time", View.CONNECTION: "conn", View.EXPLAIN: "expl"}
_CONN = {View.CONNECTION: "conn"}
BADGE_ROOM = 12
"""Cells that are left for badges before the names of the depths are spelled out."""


def depth_strip(current: View, badges: Sequence[str], width: int) -> Row:
    """The row in `width` cells.

    Args:
        current: the depth that is shown.
        badges: words about the exchange, most weighty first.
        width: cells; where there are few of them names are shortened, at last to their keys, never the current one.
    """
    spans = _names(current, width)
    room = width - sum(width_of(text) for text, _ in spans) - 1
    told = _badges(badges, room)
    if told:
        spans.append((" " * (room + 1 - width_of(told)) + told, "sev-warning" if badges[0] != "masked" else "muted"))
    return tuple(spans)


def _names(current: View, width: int) -> list[tuple[str, str]]:
    spellings: tuple[dict[View, str], ...] = (
        {},
        _CONN,
        _SHORT,
        {view: "" for view in DEPTHS if view is not current},
    )
    for spelling in spellings:
        made = [_name(view, spelling.get(view, view.value), current) for view in DEPTHS]
        spans = [span for spans in made for span in spans]
        if sum(width_of(text) for text, _ in spans) + BADGE_ROOM <= width:
            return spans
    return spans


def _name(view: View, word: str, current: View) -> list[tuple[str, str]]:
    left, right = (" [", "]") if view is current else (" ", "")
    style = "tab-current" if view is current else ""
    name = f" {word}" if word else ""
    if view is current:
        return [(f"{left}{KEYS[view]}{name}{right}", style)]
    return [(f"{left}{KEYS[view]}", "chrome-key"), (f"{name}{right}", "muted")]


def _badges(badges: Sequence[str], room: int) -> str:
    """As many as there is room for; `+2` where two more were to be told."""
    for count in range(len(badges), 0, -1):
        more = f" +{len(badges) - count}" if count < len(badges) else ""
        told = " · ".join(badges[:count]) + more
        if width_of(told) <= room:
            return told
    short = f"+{len(badges)}"
    return short if badges and width_of(short) <= room else ""
