"""One line that asks where to write a file."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.line_prompt import LinePrompt


class SaveScreen(LinePrompt[str]):
    """Asks for a path.

    Args:
        title: what is written.
        path: what stands in the line.
        keys: what else is to be said about it.
    """

    def __init__(self, title: str, path: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(title, [("Enter", "write"), ("Esc", "back"), *keys], SafeInput(path, compact=True))

    def on_mount(self) -> None:
        """The cursor behind the name."""
        super().on_mount()
        self.input.cursor_position = len(self.input.value)

    def entered(self, text: str) -> None:
        """Write it there."""
        if text.strip():
            self.dismiss(text.strip())
