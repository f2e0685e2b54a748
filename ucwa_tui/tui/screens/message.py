"""One line to write a message in."""

from __future__ import annotations

from textual import events

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.line_prompt import LinePrompt


class MessageInput(SafeInput):
    """What is pasted into it becomes one line, and keeps all its words."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()  # Textual's own keeps the first line alone
        event.stop()
        self.replace(" ".join(filter(None, map(str.strip, event.text.splitlines()))), *sorted(self.selection))


class MessageScreen(LinePrompt[str]):
    """Asks for the text; Escape keeps it for the next time."""

    def __init__(self, subject: str, text: str) -> None:
        super().__init__(
            f"Message to {subject}",
            [("Enter", "send"), ("Esc", "back, keeps the text")],
            MessageInput(text, compact=True, select_on_focus=False),
        )

    def entered(self, text: str) -> None:
        """Send it, unless there is nothing in it."""
        if text.strip():
            self.dismiss(text)
