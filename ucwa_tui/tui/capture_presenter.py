"""Carries a capture into the panes; nothing in it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.tui.invitation_rows import invitation_rows
from ucwa_tui.tui.overview_rows import counted, problem_spans
from ucwa_tui.tui.panes.overview import OverviewPane
from ucwa_tui.tui.presenter import Presenter
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, plain, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.offline import NOTHING_IS_SENT, OfflineController
from ucwa_tui.workbench.opened_capture import OpenedCapture

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen

NAME_ROOM = 20
"""Cells of the status bar for the file's name and the word before it; fewer only for a short one."""


def _how_many(capture: OpenedCapture) -> Row:
    """The least that can be said of what was found: that there is something to look at."""
    count = len(capture.findings) + len(capture.problems)
    return ((counted(count, "problem"), "sev-warning"),) if count else ()


class CapturePresenter(Presenter):
    """A presenter of something that is over.

    Args:
        controller: over the capture's session.
        capture: what is looked at.
        clock: seconds since the epoch.
        live: what the live session does meanwhile, in a few words; empty: there is none.
    """

    def __init__(
        self, controller: Controller, capture: OpenedCapture, clock: Callable[[], float], live: Callable[[], str]
    ) -> None:
        super().__init__(controller, clock, sandbox=False)
        self.capture = capture
        if isinstance(controller, OfflineController):
            controller.findings_of = lambda n: self.capture.findings_of(n)  # a live one's are renewed
        self._live = live

    def session_changed(self, screen: MainScreen) -> None:
        """Show everything: also a capture without a sign-in can be read."""
        screen.deck.attach()
        super().session_changed(screen)

    def may_show_exchange(self) -> bool:
        """Nothing is awaited."""
        return True

    def show_exchange(self, screen: MainScreen) -> None:
        """The selected exchange, and its request in the overview."""
        if isinstance(screen.request, OverviewPane):
            screen.request.show_exchange(screen.exchanges.selected)
        super().show_exchange(screen)

    def draft_changed(self, screen: MainScreen) -> None:
        """There is no form."""

    def show_status(self, screen: MainScreen) -> None:
        """The bar at the top: which capture, how much of it, and that nothing is sent."""
        screen.status.show_rows([self._status(screen.size.width - 2)])

    def _status(self, width: int) -> Row:
        capture = self.capture
        live = self._live()
        ending = f"  {live or 'nothing is sent'}"
        facts = f" · {counted(len(capture.session.exchanges), 'exchange')} · {safe_line(capture.kind)}"
        right: Row = ()
        least = min(NAME_ROOM, width_of(f"capture {safe_line(capture.name)} "))
        key: Row = (("  P", "chrome-key"),) if capture.findings or capture.problems else ()
        for told in (problem_spans(capture), problem_spans(capture, short=True), _how_many(capture)):
            right = (*told, *key, (ending, "muted"))
            if width_of(facts) + width_of(plain(right)) + least <= width:
                break
        else:
            right = ((ending, "muted"),)
        room = width - width_of("capture ") - width_of(facts) - width_of(plain(right)) - 1
        name = cut_middle(safe_line(capture.name), max(8, room))
        left: Row = (("capture ", "chrome-label"), (name, "bold"), (facts, ""))
        gap = max(1, width - width_of(plain(left)) - width_of(plain(right)))
        return (*left, (" " * gap, ""), *right)

    def outcome_rows(self, width: int) -> list[Row]:
        """The timeline of the last invitation, else that there is none."""
        if self._told[0]:
            return super().outcome_rows(width)
        invitations = self.controller.session.invitations
        if not invitations:
            return [((cut_end(f"no invitation in it · {NOTHING_IS_SENT}", width), "muted"),)]
        return invitation_rows(invitations[-1], (), width)[:1]
