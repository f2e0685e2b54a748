"""Lets time pass for an operation that is under way: some end by a grace period."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer

    from ucwa_tui.tui.screens.main import MainScreen

TICK = 1.0
"""Seconds between two looks."""


class InvitationWatch:
    """Looks each second while an operation is under way, and sleeps otherwise.

    Args:
        screen: whose operations; it is told what has changed.
    """

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None

    def start(self) -> None:
        """The screen is there."""
        self._timer = self._screen.set_interval(TICK, self.look, pause=True)

    def look(self) -> None:
        """Look now, and once more in a second if that is worth it."""
        if self._timer is None:
            return
        session = self._screen.controller.session
        if session.current is None or session.current.outcome.is_final:
            self._timer.pause()
            return
        self._timer.resume()
        version = session.version
        self._screen.controller.tick()
        if version != session.version:
            self._screen.presenter.session_changed(self._screen)
