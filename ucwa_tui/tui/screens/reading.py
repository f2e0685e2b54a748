"""A capture is being opened: how far it has come. Escape gives up."""

from __future__ import annotations

from textual.widget import Widget

from ucwa_tui.tui.rows import Row, cut_end
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.slices import Slices
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.opened_capture import NotOpened, OpenedCapture, Opening, Progress

BAR = 40
"""Cells of the bar."""


class ReadingScreen(Overlay[OpenedCapture | NotOpened]):
    """Gives what came of it; None where it was given up.

    Args:
        name: of the file, or what it is.
        opening: the work; done on a thread.
    """

    def __init__(self, name: str, opening: Opening) -> None:
        super().__init__(f"Opening {name}", [("Esc", "give up")], classes="search")
        self._opening = opening
        self._rows = Rows(id="reading")
        self._work: Slices[Progress | OpenedCapture | NotOpened] | None = None

    def body(self) -> Widget:
        """How far it has come."""
        return self._rows

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._tell(Progress("beginning", 0.0))
        self._work = Slices(self._opening, self._take)

    def on_unmount(self) -> None:
        """Nobody wants it any more."""
        self._leave()

    def _leave(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _take(self, results: list[Progress | OpenedCapture | NotOpened], ended: bool) -> None:
        for result in results:
            if not isinstance(result, Progress):
                self._leave()  # else its end, told later, would close what is shown by then
                self.dismiss(result)
                return
        if ended:
            self.dismiss(NotOpened(("the work ended without a result",)))
        elif results and isinstance(results[-1], Progress):
            self._tell(results[-1])

    def _tell(self, progress: Progress) -> None:
        full = round(progress.share * BAR)
        bar: Row = (("█" * full, "state-connected"), ("░" * (BAR - full), "muted"), (f" {progress.share:4.0%}", ""))
        self._rows.show_rows([bar, ((cut_end(safe_line(progress.words), 66), "muted"),)])
