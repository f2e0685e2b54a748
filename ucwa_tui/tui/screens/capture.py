"""A capture over the live session, or alone: the main screen once more, with nothing that could be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from ucwa_tui.tui import request_view
from ucwa_tui.tui.capture_presenter import CapturePresenter
from ucwa_tui.tui.overview_rows import GLYPHS, severity_style
from ucwa_tui.tui.panes.overview import OverviewPane
from ucwa_tui.tui.panes.request import RequestPane
from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.wire.reports import Report
from ucwa_tui.workbench.command import Place, Situation
from ucwa_tui.workbench.offline import NOTHING_IS_SENT, OfflineController
from ucwa_tui.workbench.opened_capture import OpenedCapture

NO_EVENTS = "The capture holds no events: no answer of an event channel is in it."


class CaptureScreen(MainScreen):
    """The five panes over a capture.

    Args:
        capture: what to look at.
        live: what the live session does meanwhile, in a few words; empty: there is none.
        start: number of the exchange to begin with; None: the list.
        alone: no live session lies below, so leaving it ends the program.
        presenter: of the capture; None: the usual one.
    """

    CSS_PATH: ClassVar = "../css/captures.tcss"
    is_capture = True

    def __init__(
        self,
        capture: OpenedCapture,
        live: Callable[[], str] = str,
        *,
        start: int | None = None,
        alone: bool = False,
        presenter: CapturePresenter | None = None,
    ) -> None:
        self.capture = capture
        self._alone = alone
        self._start = start
        if presenter is None:
            controller = OfflineController(capture.session, lambda: capture.ended)
            presenter = CapturePresenter(controller, capture, lambda: capture.ended, live)
        super().__init__(presenter)
        self.exchanges.list.notes = {n: (GLYPHS[s], severity_style(s)) for n, s in capture.worst.items()}
        self.exchanges.list.none_text = self.exchanges.list.empty_text = "There is no exchange in it."
        self.events.list.none_text = self.events.list.empty_text = NO_EVENTS

    def make_request_pane(self) -> RequestPane:
        """What the capture is, in the place of the form."""
        return OverviewPane(request_view.look(self.controller), self.capture)

    def on_mount(self) -> None:
        """Begin in the list, or with the exchange that is wanted."""
        # Whatever asks for something all the same is told: after its own words, which expect an answer.
        self.controller.start(self._refused)
        self.deck.attach()
        self.call_after_refresh(self._begin)

    def _refused(self, report: Report) -> None:
        self.call_later(self.say, NOTHING_IS_SENT, "sev-warning")

    def _begin(self) -> None:
        exchanges = self.exchanges
        if not exchanges.is_attached:
            return  # it is being left already
        if self._start is None:
            exchanges.list.select(0, tell=False)
            self.go_to(Place.EXCHANGES)
        else:
            exchanges.open_number(self._start)

    def situation(self) -> Situation:
        """Nothing can be sent."""
        return replace(
            super().situation(),
            capture=NOTHING_IS_SENT,
            signed_in=False,
            not_signed_in_because=NOTHING_IS_SENT,
            sending=False,
            question=False,
            why_no_operation=lambda name: NOTHING_IS_SENT,
            why_not_to_person=lambda name: NOTHING_IS_SENT,
            why_no_writing=NOTHING_IS_SENT,
            why_no_activity=NOTHING_IS_SENT,
        )

    def action_back(self) -> None:
        """From a filter to all, from an exchange or another pane to the list, from the list out of it."""
        from ucwa_tui.tui.actions.back import take_back_filter

        if take_back_filter(self):
            return
        if self.pane is not self.exchanges:
            self.go_to(Place.EXCHANGES)
        elif self._alone:
            self.say("q leaves")  # Escape alone never ends the program
        else:
            self.leave()

    def leave(self) -> None:
        """Close it."""
        if self._alone:
            self.app.exit(0)
        else:
            self.dismiss(None)
