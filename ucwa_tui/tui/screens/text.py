"""A text to read over the main screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.tui.widgets.reader import Reader


class TextScreen(Overlay[None]):
    """Rows in a box; the keys of a pager."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "back", "Back", show=False)]

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__(title, [("Esc", "back"), ("↑ ↓ PgUp PgDn", "scroll")], classes="text-screen")
        self.reader = Reader(id="overlay-text")
        self._rows = rows

    def body(self) -> Widget:
        """The text."""
        return self.reader

    def on_mount(self) -> None:
        """Show it."""
        super().on_mount()
        self.reader.show(FixedLines(self._rows))
        self.reader.focus()
