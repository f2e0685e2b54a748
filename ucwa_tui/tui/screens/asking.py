"""A box that says something and asks yes or no: as wide as there is room; what does not fit scrolls, never its keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, width_of
from ucwa_tui.tui.screens.overlay import Overlay, keys_row
from ucwa_tui.tui.widgets.painted import Rows

WIDTH = 66
"""Cells that its rows take where there is room."""
_AROUND = 6
"""Cells of border, padding and margins beside the rows."""
_BAR = 2
"""Cells of the scroll bar, where there is one."""
_ABOVE_AND_BELOW = 2
"""Rows of the border."""
_ROOMY = 12
"""Rows of the screen from which a blank one stands before the keys."""


class Asking(Overlay[bool]):
    """Up and down scroll where there is more to read than fits."""

    def __init__(self, title: str, keys: list[tuple[str, str]]) -> None:
        super().__init__(title, keys, classes="question")
        self._text = Rows(classes="box-text")

    def rows_at(self, width: int) -> Sequence[Row]:
        """What it says, in rows of at most `width` cells."""
        raise NotImplementedError

    def body(self) -> Widget:
        """The text, which scrolls."""
        return VerticalScroll(self._text, classes="box-scroll")

    def on_mount(self) -> None:
        """Break the text, and choose the heights, before the first paint."""
        self._fit(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Break it anew."""
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        room = max(1, min(WIDTH, width - _AROUND))
        keys = [keys_row(self._keys)]
        if sum(width_of(text) for text, _ in keys[0]) > room:
            keys = [keys_row([key]) for key in self._keys]
        margin = 1 if height >= _ROOMY else 0
        below = self.query_one(".box-keys", Rows)
        below.show_rows(keys)
        below.styles.height = len(keys)
        below.styles.margin = (margin, 0, 0, 0)
        most = max(1, height - _ABOVE_AND_BELOW - margin - len(keys))
        rows = self.rows_at(room)
        if len(rows) > most:
            rows = self.rows_at(max(1, room - _BAR))
        self._text.show_rows(rows)
        self._text.styles.height = len(rows)
        self.query_one(VerticalScroll).styles.height = min(len(rows), most)
