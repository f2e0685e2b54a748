"""One line to type a search into."""

from __future__ import annotations

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.line_prompt import LinePrompt


class SearchScreen(LinePrompt[str]):
    """Asks what to search for."""

    def __init__(self, wanted: str) -> None:
        keys = [("Enter", "find"), ("Esc", "back"), ("n N", "go on, after Enter")]
        super().__init__("Search", keys, SafeInput(wanted, compact=True))

    def entered(self, text: str) -> None:
        """Look for it."""
        self.dismiss(text)
