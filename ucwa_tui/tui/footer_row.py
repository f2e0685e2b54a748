"""The footer and the strip of panes as rows."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.rows import Row, Span, cut_end, cut_words, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Situation
from ucwa_tui.workbench.commands import footer_commands

NOTICE_ROWS = 3
"""Rows that a long notice may take."""
DETAIL_FROM = 12
"""Cells from which a cut piece of a pane's data still says something."""


def footer_rows(now: Situation, notice: str, style: str, width: int) -> list[Row]:
    """The notice in as many rows as it needs, up to three; else the keys in one."""
    if notice:
        return [((line, style),) for line in cut_words(safe_line(notice), width, NOTICE_ROWS)]
    return [keys_row(now, width)]


def keys_row(now: Situation, width: int) -> Row:
    """As many keys as fit; the last ones (help and quit among them) before those in the middle."""
    keys = footer_commands(now)
    while len(keys) > 4 and _width(keys) > width:
        keys.pop(max(1, len(keys) - 5))
    row: list[Span] = []
    for key, word in keys:
        if row:
            row.append(("  ", ""))
        row += [(key, "chrome-key"), (f" {word}", "")]
    return tuple(row)


def tab_row(tabs: Sequence[tuple[int, str, str, bool]], width: int, *, editing: bool = False) -> Row:
    """The panes by number and name; the current one marked and with its data.

    Args:
        tabs: number, name, data, whether it is the current one.
        width: cells.
        editing: the cursor is in a text, where a number alone would be typed.
    """
    names, room = _tab_names(tabs, width, "Alt+" if editing else "")
    if room < 0:  # once is enough to tell
        names, room = _tab_names(tabs, width, "Alt+", first_only=True)
    if room < 0:
        names, room = _tab_names(tabs, width, "")
    row: list[Span] = []
    for (_, _, detail, current), name in zip(tabs, names, strict=True):
        row.append((name, "tab-current" if current else "chrome-title"))
        if current and detail and (room > DETAIL_FROM or width_of(detail) < room):
            row.append((" " + cut_end(detail, room - 1), "muted"))
        row.append((" ", ""))
    return tuple(row)


def _tab_names(
    tabs: Sequence[tuple[int, str, str, bool]], width: int, key: str, *, first_only: bool = False
) -> tuple[list[str], int]:
    names = [
        f"{'▸' if current else ' '}{key if index == 0 or not first_only else ''}{number} {name}"
        for index, (number, name, _, current) in enumerate(tabs)
    ]
    return names, width - sum(width_of(name) + 1 for name in names) + 1


def _width(keys: Sequence[tuple[str, str]]) -> int:
    return sum(width_of(key) + 1 + width_of(word) for key, word in keys) + 2 * (len(keys) - 1)
