"""A box with one line to type into: Enter takes it, Escape steps back."""

from __future__ import annotations

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.overlay import Overlay, Result


class LinePrompt(Overlay[Result]):
    """Asks for one line; what becomes of it is the subclass's business.

    Args:
        title: of the box; hostile text is made safe.
        keys: what its keys do.
        line: what is typed into.
    """

    def __init__(self, title: str, keys: list[tuple[str, str]], line: SafeInput) -> None:
        super().__init__(title, keys, classes="search")
        self.input = line
        self.input.cursor_blink = False

    def body(self) -> Widget:
        """The input."""
        return self.input

    def on_mount(self) -> None:
        """Cursor into it."""
        super().on_mount()
        self.input.focus()

    def entered(self, text: str) -> None:
        """Enter was pressed."""
        raise NotImplementedError

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.entered(event.value)
