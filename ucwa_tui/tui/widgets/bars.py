"""The two bars below the panes: what came of the invitation, and the keys that work now."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from ucwa_tui.tui.footer_row import footer_rows
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.workbench.command import Situation

NOTICE_FOR = 8.0
"""Seconds that a notice may stand where the keys are, for each row of it: a long one takes longer to read."""


class Outcome(Rows):
    """The timeline: one row, more where there is something to explain."""

    def height_changed(self, rows: int) -> None:
        """Take as many rows as there is to say."""
        self.styles.height = max(1, rows)


class FooterBar(Rows):
    """Keys that work now, or for a while a notice in their place.

    Args:
        situation: what decides which keys work.
    """

    def __init__(self, situation: Callable[[], Situation]) -> None:
        super().__init__(id="footer")
        self._situation = situation
        self._notice = ""
        self._style = ""
        self._timer: Timer | None = None

    def say(self, text: str, style: str = "") -> None:
        """Show a notice until it is cleared, or has stood long enough."""
        self._notice, self._style = text, style or "strong"
        if self._timer is not None:
            self._timer.stop()
        self.show()
        self._timer = self.set_timer(NOTICE_FOR * self.notice_rows, self.clear) if self.is_mounted else None

    @property
    def notice_rows(self) -> int:
        """Rows of what is said; 1 at least."""
        return len(footer_rows(self._situation(), self._notice, "", self.screen.size.width - 2))

    def warn(self, doubt: str) -> None:
        """Show a doubt, or take away the one before where there is none any more."""
        if doubt:
            self.say(doubt, "sev-warning")
        else:
            self.clear()

    def clear(self) -> None:
        """Show the keys again."""
        if self._notice:
            self._notice = ""
            self.show()

    def show(self) -> None:
        """Make the row anew."""
        if self.is_mounted:
            self.show_rows(footer_rows(self._situation(), self._notice, self._style, self.screen.size.width - 2))

    def height_changed(self, rows: int) -> None:
        """A long notice takes more than a row: it is not cut."""
        self.styles.height = max(1, rows)
