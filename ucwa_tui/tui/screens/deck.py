"""Where the panes are: four of five side by side where there is room, one at a time where there is not."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Vertical

from ucwa_tui.tui.panes.events import EventsPane
from ucwa_tui.tui.panes.exchange import ExchangePane
from ucwa_tui.tui.panes.exchanges import ExchangesPane
from ucwa_tui.tui.panes.meeting import MeetingPane
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.panes.request import RequestPane

WIDE_FROM = (110, 34)
"""Columns and lines from which several panes are shown."""
TALL_FROM = 60
"""Lines from which the exchange and the meeting need not share a place."""


class Deck:
    """The panes in their two columns. The exchange and the meeting share a place: the one used last is shown.

    Args:
        request, exchanges, exchange, events, meeting: the panes, in the order of their numbers.
    """

    def __init__(
        self,
        request: RequestPane,
        exchanges: ExchangesPane,
        exchange: ExchangePane,
        events: EventsPane,
        meeting: MeetingPane,
    ) -> None:
        self.panes: tuple[Pane, ...] = (request, exchanges, exchange, events, meeting)
        self._upper: Pane = exchange
        self.left = Vertical(id="left")
        self.right = Vertical(id="right")
        self.current: Pane = request
        meeting.display = False  # until it is wanted

    def parts(self, side: Vertical, *, small: bool) -> Iterable[Pane]:
        """The panes of a column that the first paint needs."""
        request, exchanges, exchange, events, _ = self.panes
        if side is self.left:
            return (request,) if small else (request, exchanges)
        return () if small else (exchange, events)

    def attach(self) -> None:
        """Bring in the panes that the first paint could do without."""
        _, exchanges, exchange, events, meeting = self.panes
        if not self.left.is_attached:
            return  # the screen is being left already
        if not exchanges.is_attached:
            self.left.mount(exchanges)
            self.right.mount(exchange, events)
        if not meeting.is_attached:
            self.right.mount(meeting, before=events)

    def display(self, *, small: bool, tall: bool) -> None:
        """Show what there is room for, the current pane always."""
        _, _, exchange, events, meeting = self.panes
        shared = (exchange, meeting)
        if self.current in shared:
            self._upper = self.current
        for pane in self.panes:
            wanted = pane is self.current if small else pane not in shared or pane is self._upper or tall
            pane.display = wanted
        on_the_right = self.current in (exchange, events, meeting)
        self.left.display = not small or not on_the_right
        self.right.display = not small or on_the_right

    def tell_neighbours(self) -> None:
        """The two that share a place each say what the other one has."""
        _, _, exchange, _, meeting = self.panes
        exchange.title.set_aside("" if meeting.display else _invitation(meeting))
        meeting.title.set_aside("" if exchange.display else _invitation(exchange))


def _invitation(pane: Pane) -> str:
    detail = f": {pane.detail}" if pane.detail and pane.number != 3 else ""
    return f"{pane.number} {pane.title_word}{detail}"
