"""One line to write a message in."""

from __future__ import annotations

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.overlay import Overlay


class MessageInput(SafeInput):
    """What is pasted into it becomes one line, and keeps all its words."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()  # Textual's own keeps the first line alone
        event.stop()
        self.replace(" ".join(filter(None, map(str.strip, event.text.splitlines()))), *sorted(self.selection))


class MessageScreen(Overlay[str]):
    """Asks for the text; Escape keeps it for the next time."""

    def __init__(self, subject: str, text: str) -> None:
        super().__init__(
            f"Message to {subject}", [("Enter", "send"), ("Esc", "back, keeps the text")], classes="search"
        )
        self.input = MessageInput(text, compact=True, select_on_focus=False)
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
        if event.value.strip():
            self.dismiss(event.value)
