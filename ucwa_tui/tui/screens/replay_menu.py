"""How to send a request again: a letter each, or Enter on the selected way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ucwa_tui.tui.exchange_rows import path_of
from ucwa_tui.tui.rows import Row, cut_end, fit, wrap_words
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.replay_choices import Choice

_TITLE = 26
"""Cells for what a way is called."""


class WayList(CursorList):
    """A way a row: its letter, its name, and why it is not possible."""

    def __init__(self, ways: Sequence[Choice]) -> None:
        super().__init__(id="replay-list")
        self.ways = ways

    def row_count(self) -> int:
        """One row a way."""
        return len(self.ways)

    def row(self, y: int) -> Row:
        """A way."""
        way = self.ways[y]
        style = "muted" if way.why_not else "bold" if y == self.cursor else ""
        reason = (
            cut_end(f"not now: {safe_line(way.why_not)}", max(8, self.text_width - _TITLE - 6)) if way.why_not else ""
        )
        key = "muted" if way.why_not else "chrome-key"
        return ((f"{self.mark(y)} ", ""), (f"{way.letter}  ", key), (fit(way.title, _TITLE), style), (reason, "muted"))


class ReplayMenu(ListOverlay[str]):
    """Gives the letter of the way that was chosen.

    Args:
        exchange: what is to be sent again.
        ways: all of them.
        caution: what to know before sending it as it is; empty: nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", show=False),
        Binding("q", "back", "Back", show=False),
    ]

    def __init__(self, exchange: Exchange, ways: Sequence[Choice], caution: str) -> None:
        self.list = WayList(ways)
        start = next((y for y, way in enumerate(ways) if not way.why_not), 0)
        super().__init__(
            f"Send #{exchange.n} again: {safe_line(exchange.method)} {path_of(exchange.url)}",
            [("Enter", "choose"), ("Esc", "back"), ("b f e t", "at once")],
            self.list,
            about="what it does",
            start=start,
            name="replay",
        )
        self.add_class("replay-menu")
        self._caution = caution

    def on_key(self, event: events.Key) -> None:
        """A letter chooses its way."""
        found = next((y for y, way in enumerate(self.list.ways) if way.letter == event.character), None)
        if found is not None:
            event.stop()
            event.prevent_default()
            self.list.select(found)
            self.action_choose()

    def action_choose(self) -> None:
        """Take the selected way, where it is possible; else its reason stays to be read."""
        way = self.list.ways[self.list.cursor]
        if way.why_not:
            self.tell()
        else:
            self.dismiss(way.letter)

    def tell(self) -> None:
        """What the selected way does, or why it cannot be."""
        way = self.list.ways[self.list.cursor]
        width = max(20, self.detail.size.width - 3)
        rows: list[Row] = [((line, ""),) for line in wrap_words(safe_line(way.why), width)]
        if way.why_not:
            rows = [((line, "sev-warning"),) for line in wrap_words(f"Not possible: {safe_line(way.why_not)}.", width)]
        elif self._caution:
            rows += [((line, "sev-warning"),) for line in wrap_words(self._caution, width)]
        self.detail.show_rows(rows)
