"""The application for one capture: `ucwa-tui open FILE`. It has no client, and sends nothing."""

from __future__ import annotations

from textual.screen import Screen

from ucwa_tui.tui.compat import CalmScreen
from ucwa_tui.tui.screens.capture import CaptureScreen
from ucwa_tui.tui.screens.reading import ReadingScreen
from ucwa_tui.tui.terminal_app import TerminalApp
from ucwa_tui.workbench.opened_capture import NotOpened, OpenedCapture, Opening
from ucwa_tui.workbench.themes import ThemeShelf


class CaptureApp(TerminalApp):
    """Opens the capture with its progress on the screen, then shows it.

    Args:
        shelf: the themes.
        theme: the one that is wanted; None: the default.
        name: of the file.
        opening: the work.
    """

    def __init__(self, shelf: ThemeShelf, theme: str | None, name: str, opening: Opening) -> None:
        super().__init__(shelf, theme)
        self._file = name
        self._opening = opening
        self.why_not: tuple[str, ...] = ()
        """Why it could not be opened, where it could not."""

    def get_default_screen(self) -> Screen[None]:
        """Nothing yet."""
        return CalmScreen()

    def on_mount(self) -> None:
        """Begin."""
        self.heed_signals()
        self.push_screen(ReadingScreen(self._file, self._opening), self._opened)
        self.collect_garbage_later()

    def say(self, text: str, style: str = "") -> None:
        """Where there is a capture, in its footer."""
        if isinstance(self.screen, CaptureScreen):
            self.screen.say(text, style)

    def _opened(self, result: OpenedCapture | NotOpened | None) -> None:
        if isinstance(result, OpenedCapture):
            shown = CaptureScreen(result, alone=True)
            shown.choose_layout(self.size.width, self.size.height)
            self.push_screen(shown)
            if self.theme_note:
                self.call_after_refresh(shown.say, self.theme_note, "sev-warning")
            return
        self.why_not = result.why if result is not None else ()
        self.exit(0)
