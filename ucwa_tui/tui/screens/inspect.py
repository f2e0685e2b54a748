"""The clients of a sandbox, live: the five panes over what one of them does, or all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from ucwa_tui.tui import request_view
from ucwa_tui.tui.client_rows import sign_of
from ucwa_tui.tui.inspect_presenter import InspectPresenter
from ucwa_tui.tui.overview_rows import GLYPHS, severity_style
from ucwa_tui.tui.panes.clients import ClientsPane, number_of
from ucwa_tui.tui.panes.request import RequestPane
from ucwa_tui.tui.rows import Span, fit
from ucwa_tui.tui.screens.capture import CaptureScreen
from ucwa_tui.workbench.command import Place, Situation
from ucwa_tui.workbench.inspected import ALL, Inspected
from ucwa_tui.workbench.offline import OfflineController

if TYPE_CHECKING:
    from ucwa_tui.tui.inspector import Inspector

NOTHING_YET = "Nothing yet: the exchanges of whoever speaks to the sandbox appear here."
NO_EVENTS = "No events yet: those that the sandbox delivers to its clients appear here."


class InspectScreen(CaptureScreen):
    """One client, or all of them.

    Args:
        inspector: keeps it up to date.
        inspected: who is looked at.
    """

    inspecting = True

    def __init__(self, inspector: Inspector, inspected: Inspected) -> None:
        self.inspector = inspector
        self.inspected = inspected
        self.start_pane = Place.REQUEST
        """Where the cursor is at the beginning."""
        controller = OfflineController(inspected.session, lambda: inspected.last)
        presenter = InspectPresenter(controller, inspector, inspected)
        super().__init__(presenter.capture, inspector.live, alone=inspector.alone, presenter=presenter)
        self._presenter = presenter
        self._findings = -1
        self.exchanges.list.none_text = self.exchanges.list.empty_text = NOTHING_YET
        self.events.list.none_text = self.events.list.empty_text = NO_EVENTS
        if inspected.client is None:
            self.exchanges.list.tag = self._tag

    def make_request_pane(self) -> RequestPane:
        """The list of clients."""
        view = request_view.look(self.controller)
        return ClientsPane(view, lambda: self.inspector.inspection, number_of(self.inspected))

    def _begin(self) -> None:
        if self.exchanges.is_attached:
            self.go_to(self.start_pane)
            self.show_news()

    def show_news(self) -> None:
        """Bring everything up to date."""
        if not self.exchanges.is_attached:
            return
        inspection = self.inspector.inspection
        if self.inspected is not inspection.get(number_of(self.inspected)):
            self.inspector.show(number_of(self.inspected))  # the sandbox was started anew, or the client is forgotten
            return
        found = sum(self.inspected.counts.values())
        if found != self._findings:
            self._findings = found
            self._presenter.renew()
            self.capture = self._presenter.capture
            before = self.exchanges.list.notes
            notes = {n: (GLYPHS[s], severity_style(s)) for n, s in self.capture.worst.items()}
            self.exchanges.list.notes = notes
            for y, exchange in enumerate(self.exchanges.list.items):
                if before.get(exchange.n) != notes.get(exchange.n):
                    self.exchanges.list.refresh_rows(y)
        if isinstance(self.request, ClientsPane):
            self.request.refresh_clients()
        self.presenter.session_changed(self)

    def situation(self) -> Situation:
        """Clients are watched; nothing can be sent."""
        return replace(super().situation(), inspecting=True, why_no_inspector="")

    def action_back(self) -> None:
        """From a filter to all, from a pane to the list of clients, from one client to all, from there out of it."""
        from ucwa_tui.tui.actions.back import take_back_filter

        if take_back_filter(self):
            return
        if self.pane is self.exchange:
            self.go_to(Place.EXCHANGES)
        elif self.pane is not self.request:
            self.go_to(Place.REQUEST)
        elif self.inspected.client is not None:
            self.inspector.show(ALL)
        elif self._alone:
            self.say("q leaves")  # Escape alone never ends the program
        else:
            self.leave()

    def _tag(self, n: int) -> Span:
        inspection = self.inspector.inspection
        owner = inspection.clients.get(inspection.owners.get(n, 0))
        if owner is None:
            return "?", "muted"
        sign, style = sign_of(owner)
        return fit(sign, inspection.longest_letter), style

    @on(ClientsPane.Picked)
    def _picked(self, event: ClientsPane.Picked) -> None:
        event.stop()
        if event.number == number_of(self.inspected):
            self.go_to(Place.EXCHANGES)
        else:
            self.inspector.show(event.number)
            self.inspector.enter_exchanges()
