"""The application for a sandbox of its own: `ucwa-tui inspect URL`. It has no client, and sends nothing to anybody."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from ucwa_tui.tui.compat import CalmScreen
from ucwa_tui.tui.inspector import Inspector
from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.tui.terminal_app import TerminalApp
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.ports import ObservedPort
from ucwa_tui.workbench.themes import ThemeShelf


class InspectApp(TerminalApp):
    """Watches a sandbox.

    Args:
        shelf: the themes.
        theme: the one that is wanted; None: the default.
        name: of the sandbox.
        source: makes what is watched.
    """

    def __init__(self, shelf: ThemeShelf, theme: str | None, name: str, source: Callable[[], ObservedPort]) -> None:
        super().__init__(shelf, theme)
        self._called = safe_line(name)
        self._source = source
        self.inspector: Inspector | None = None

    def get_default_screen(self) -> Screen[None]:
        """Nothing yet."""
        return CalmScreen()

    def on_mount(self) -> None:
        """Begin."""
        self.heed_signals()
        self.inspector = Inspector(self, self._source(), self._called, alone=True)
        self.inspector.open()
        self.collect_garbage_later()

    def say(self, text: str, style: str = "") -> None:
        """In the footer."""
        if isinstance(self.screen, MainScreen):
            self.screen.say(text, style)
