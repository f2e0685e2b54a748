"""The row that names the depths of an exchange with their keys, the one that is shown in brackets, and the badges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
CUT_BADGES = 4
"""Cells for the number of badges, where they cannot be spelled out."""


def depth_strip(current: View, badges: Sequence[str], width: int) -> Row:
    """The row in `width` cells.

    Args:
        current: the depth that is shown.
        badges: words about the exchange, most weighty first.
        width: cells; where there are few of them names are shortened, at last to their keys, never the current one.
    """
    spans = _names(current, badges, width)
    room = width - _width(spans) - 1
    told = _badges(badges, room)
    if told:
        spans.append((" " * (room + 1 - width_of(told)) + told, "sev-warning" if badges[0] != "masked" else "muted"))
    return tuple(spans)


def _names(current: View, badges: Sequence[str], width: int) -> list[tuple[str, str]]:
    """As long as they can be beside the badges; the badges are cut before the names are left out."""
    wanted = width_of(" · ".join(badges)) + 1 if badges else 0
    spellings: tuple[dict[View, str], ...] = ({}, _CONN, _SHORT)
    for spelling in spellings:
        spans = _spelled(current, spelling)
        if _width(spans) + wanted <= width:
            return spans
    if _width(spans) + (CUT_BADGES if badges else 0) <= width:
        return spans
    return _spelled(current, {view: "" for view in DEPTHS if view is not current})


def _spelled(current: View, spelling: Mapping[View, str]) -> list[tuple[str, str]]:
    return [span for view in DEPTHS for span in _name(view, spelling.get(view, view.value), current)]


def _width(spans: Sequence[tuple[str, str]]) -> int:
    return sum(width_of(text) for text, _ in spans)


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
