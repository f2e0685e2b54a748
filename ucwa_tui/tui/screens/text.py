"""A text to read over the main screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.overlay import Overlay, Result
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.tui.widgets.reader import Reader


class MadeToWidth(Reader):
    """A reader whose rows are made anew for each width."""

    def __init__(self, make: Callable[[int], Sequence[Row]]) -> None:
        super().__init__(id="overlay-text")
        self._make = make

    def width_changed(self, width: int) -> None:
        """Make the rows."""
        self.show(FixedLines(self._make(width)), keep_place=True)


class ReadingOverlay(Overlay[Result]):
    """Rows in a box; the keys of a pager.

    Args:
        title: for the box.
        make: gets the width in cells and gives the rows.
        keys: what else its keys do.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "back", "Back", show=False)]

    def __init__(self, title: str, make: Callable[[int], Sequence[Row]], keys: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(title, [("Esc", "back"), *keys, ("↑ ↓ PgUp PgDn", "scroll")], classes="text-screen")
        self.reader = MadeToWidth(make)

    def body(self) -> Widget:
        """The text."""
        return self.reader

    def on_mount(self) -> None:
        """Cursor keys go to the text."""
        super().on_mount()
        self.reader.focus()


class TextScreen(ReadingOverlay[None]):
    """A text that leads nowhere."""
