"""The events pane: tails the channel. Moving up stops following; nothing that is being read moves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.tui.event_rows import event_row, gap_row
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.state import ANOTHER_SESSION

Ownership = Callable[[ReceivedEvent], bool]
Item: TypeAlias = ReceivedEvent | ChannelGap


def seq_of(item: Item) -> int:
    """The number of an event; of a gap that of the event before it."""
    return item.after_seq if isinstance(item, ChannelGap) else item.seq


class EventList(CursorList):
    """Events, one a row, the newest the last; lines across where some may be missing."""

    class ScrolledUp(Message):
        """Somebody reads above with the mouse wheel."""

    def __init__(self, yours: Ownership) -> None:
        super().__init__(id="event-list")
        self.items: list[Item] = []
        self.yours = yours
        self.empty_text = "No events yet. They come when something happens: F5 sends the request, F4 shows meetings."

    def row_count(self) -> int:
        """One row an event or a gap."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """An event or a gap."""
        item = self.items[y]
        if isinstance(item, ChannelGap):
            return gap_row(item, self.text_width, mark=self.mark(y))
        return event_row(item, self.text_width, yours=self.yours(item), mark=self.mark(y))

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


class EventsPane(Pane):
    """The list with its title: following or not, how many are new, all or only yours."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.EVENTS)]
    place: ClassVar = Place.EVENTS
    number: ClassVar = 4
    title_word: ClassVar = "Events"

    class Opened(Message):
        """The user wants the whole event, or to know about a gap."""

        def __init__(self, event: Item) -> None:
            super().__init__()
            self.event = event

    def __init__(self, yours: Ownership) -> None:
        super().__init__(id="events")
        self.list = EventList(yours)
        self._yours = yours
        self._following = True
        self._paused = False
        self._only_yours = False
        self._source: list[ReceivedEvent] = []
        self._taken = 0
        """Sequence number of the newest event in the list."""
        self._gaps: Sequence[ChannelGap] = ()
        self._gaps_taken = 0
        self._seen = 0
        """Sequence number of the newest event when the view was left alone."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.title
        yield self.list

    def first_focus(self) -> Widget:
        """The list."""
        return self.list

    @property
    def following(self) -> bool:
        """Whether the newest event is kept in sight."""
        return self._following and not self._paused

    @property
    def waiting(self) -> int:
        """How many events have come since the view was left alone."""
        if self.following or not self._source:
            return 0
        return max(0, self._source[-1].seq - self._seen)

    @property
    def selected(self) -> Item | None:
        """The event or gap under the cursor."""
        items = self.list.items
        return items[min(self.list.cursor, len(items) - 1)] if items else None

    def show(
        self, events: list[ReceivedEvent], gaps: Sequence[ChannelGap] = (), *, marks_changed: bool = False
    ) -> None:
        """Take in the events and gaps known now (the same lists, grown); `marks_changed` where ownership did."""
        self._source = events
        self._gaps = gaps
        if not self._paused:
            self._take(marks_changed)
        self._tell()

    def toggle_pause(self) -> None:
        """Keep the list still, or let it go on."""
        if not self._paused:
            self._leave_alone()
        self._paused = not self._paused
        self.show(self._source, self._gaps)

    def toggle_only_yours(self) -> None:
        """All events, or only those of the last request."""
        self._only_yours = not self._only_yours
        self.list.items = []
        self._taken = self._gaps_taken = 0
        self._following = True
        self._take(True)
        self._tell()

    def show_all(self) -> None:
        """All events again, where only some are shown."""
        if self._only_yours:
            self.toggle_only_yours()

    def follow(self) -> None:
        """Go to the newest event and stay there."""
        self._paused = False
        self._following = True
        self._take(False)
        self.list.select(self.list.row_count() - 1, tell=False)
        self._tell()

    def _take(self, marks_changed: bool) -> None:
        view = self.list
        source = self._source
        dropped = 0
        if view.items and source and seq_of(view.items[0]) < source[0].seq - 1:
            dropped = next((i for i, e in enumerate(view.items) if seq_of(e) >= source[0].seq), len(view.items))
            del view.items[:dropped]
            view.select(max(0, view.cursor - dropped), tell=False)
        start = self._first_new(source)
        fresh = source[start:] if not self._only_yours else [e for e in source[start:] if self._yours(e)]
        before = len(view.items)
        view.items.extend(fresh)
        self._taken = source[-1].seq if source else self._taken
        moved = self._insert_gaps()
        view.fit_height()
        if marks_changed or dropped or moved:
            view.refresh()
        else:
            view.refresh_rows(before, len(fresh))
        if self._following and view.items:
            view.select(len(view.items) - 1, tell=False)

    def _insert_gaps(self) -> bool:
        """Put new gaps where they belong, which nearly always is the end; whether rows have moved."""
        view, fresh = self.list, self._gaps[self._gaps_taken :]
        self._gaps_taken = len(self._gaps)
        for gap in fresh:
            place = bisect_right(view.items, gap.after_seq, key=seq_of)
            view.items.insert(place, gap)
            if place <= view.cursor and len(view.items) > 1:
                view.select(view.cursor + 1, tell=False)
        return bool(fresh)

    def _first_new(self, source: list[ReceivedEvent]) -> int:
        """Where the events begin that are not in the list yet; they are numbered without gaps."""
        if not source:
            return 0
        return min(len(source), max(0, self._taken + 1 - source[0].seq))

    def _tell(self) -> None:
        which = "only yours" if self._only_yours else "all"
        if self._paused:
            how = f"paused, {self.waiting} new" if self.waiting else "paused"
        elif self._following:
            how = "following"
        else:
            new = self.waiting
            how = f"{new} new below, End follows" if new else "not following"
        lines = self._gaps_taken
        gaps = sum(gap.kind != ANOTHER_SESSION for gap in self._gaps[:lines])
        missing = f", {gaps} gap{'' if gaps == 1 else 's'}" if gaps else ""
        count = len(self.list.items) - lines
        self.set_detail(f"{count}{missing} · {how} · {which}" if self._source or gaps else "nothing yet")

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        if event.row == self.list.row_count() - 1:
            self._following = True
        else:
            self._leave_alone()
            self._following = False
        self._tell()

    @on(EventList.ToEnd)
    def _to_end(self, event: EventList.ToEnd) -> None:
        event.stop()
        self.follow()

    @on(EventList.ScrolledUp)
    def _scrolled_up(self, event: EventList.ScrolledUp) -> None:
        event.stop()
        self._leave_alone()
        self._following = False
        self._tell()

    def _leave_alone(self) -> None:
        if self.following and self._source:
            self._seen = self._source[-1].seq

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.open_selected()

    def open_selected(self) -> None:
        """Ask for the whole event."""
        if (selected := self.selected) is not None:
            self.post_message(self.Opened(selected))
