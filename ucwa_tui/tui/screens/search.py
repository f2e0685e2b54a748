"""One line to type a search into."""

from __future__ import annotations

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.overlay import Overlay


class SearchScreen(Overlay[str]):
    """Asks what to search for."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            "Search", [("Enter", "find"), ("Esc", "back"), ("n N", "go on, after Enter")], classes="search"
        )
        self.input = SafeInput(wanted, compact=True)
        self.input.cursor_blink = False

    def body(self) -> Widget:
        """The input."""
        return self.input

    def on_mount(self) -> None:
        """Cursor into it."""
        super().on_mount()
        self.input.focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
