"""The list of events: one a row, the newest the last; lines across where some may be missing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from ucwa_tui.tui.event_rows import event_row, gap_row
from ucwa_tui.tui.event_selection import EventSelection, Item
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.reports import ChannelGap
from ucwa_tui.workbench.event_filter import Relations

NOTHING_PASSES = "No event passes the filter. Esc shows all."
LOOKING = "Looking for events that pass the filter …"


class EventList(CursorList):
    """Events, one a row, the newest the last; lines across where some may be missing."""

    class ScrolledUp(Message):
        """Somebody reads above with the mouse wheel."""

    def __init__(self, selection: EventSelection, relations: Relations) -> None:
        super().__init__(id="event-list")
        self._selection = selection
        self._relations = relations
        self.origin: float | None = None
        """What times are counted from, seconds since the epoch; None: they are times of day."""
        self.none_text = "No events yet. They come when something happens: F5 sends the request, F4 shows meetings."
        """What is said while there is none at all."""
        self.empty_text = self.none_text

    @property
    def items(self) -> Sequence[Item | None]:
        """What is in the rows; None where an event cannot be had any more."""
        return self._selection

    def row_count(self) -> int:
        """One row an event or a gap."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """An event or a gap."""
        item = self.items[y]
        if isinstance(item, ChannelGap):
            return gap_row(item, self.text_width, mark=self.mark(y))
        if item is None:
            return ((f"{self.mark(y)}no longer to be had", "muted"),)
        yours, changes = self._relations.mine(item.seq), self._selection.changes(item)
        return event_row(item, self.text_width, yours=yours, mark=self.mark(y), changes=changes, origin=self.origin)

    def say_empty(self, *, any_known: bool) -> None:
        """Why there is no row: there are no events, or none that passes the filter."""
        words = self.none_text
        if any_known and self._selection.filter:
            words = LOOKING if self._selection.searching else NOTHING_PASSES
        if words != self.empty_text:
            self.empty_text = words
            if not self.items:
                self.refresh()

    class ToEnd(Message):
        """Somebody wants to see the newest event."""

    def action_move_to(self, y: int) -> None:
        """Going to the last row is following again, also after a pause."""
        if y < 0:
            self.post_message(self.ToEnd())
        else:
            super().action_move_to(y)

    def on_mouse_scroll_up(self) -> None:
        """Reading above ends following."""
        self.post_message(self.ScrolledUp())
