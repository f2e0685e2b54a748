"""What stands in the place of the request pane while a capture is looked at: nothing can be sent from there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget

from ucwa_tui.tui.overview_rows import overview_rows
from ucwa_tui.tui.panes.request import RequestPane
from ucwa_tui.tui.request_view import RequestView
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.tui.widgets.reader import Reader
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.opened_capture import OpenedCapture


class OverviewPane(RequestPane):
    """A request pane without a form: the capture, and the request of the selected exchange.

    Args:
        view: of the draft that nobody sends; only its shape is needed.
        capture: what is looked at.
    """

    title_word: ClassVar = "Capture"

    def __init__(self, view: RequestView, capture: OpenedCapture) -> None:
        super().__init__(view, lambda name, value: None)
        self._capture = capture
        self._exchange: Exchange | None = None
        self.reader = Reader(id="overview-text")
        self.reader.on_width = self._lay_out

    def compose(self) -> ComposeResult:
        """The text."""
        yield self.title
        yield self.reader

    def first_focus(self) -> Widget:
        """The text."""
        return self.reader

    def show(self, view: RequestView) -> None:
        """The draft is of no interest."""

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Another exchange is selected."""
        if exchange is not self._exchange:
            self._exchange = exchange
            self.set_detail(f"request #{exchange.n}" if exchange is not None else "")
            self._lay_out()

    def _show_why(self) -> None:
        """There is no field to explain."""

    def _lay_out(self) -> None:
        width = self.reader.text_width - 1
        if width > 0:
            self.reader.show(FixedLines(overview_rows(self._capture, self._exchange, width)), keep_place=True)
