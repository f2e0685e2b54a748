"""The events pane: tails the channel. Moving up stops following; nothing that is being read moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.tui.event_rows import event_row, gap_row
from ucwa_tui.tui.event_selection import EventSelection, Growth, Item
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.text_field import FieldInput
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.event_filter import Relations, parse_filter
from ucwa_tui.workbench.state import ANOTHER_SESSION

MINE = "mine"
"""The filter that has a key of its own."""
SLICE = 2_000
"""So many events are looked at by a new filter before keys have their turn: a matter of some milliseconds."""
PAUSE = 0.001
"""Seconds between two such slices."""
HINT = "type:updated rel:participant sender:people words -not mine conversation"


class EventList(CursorList):
    """Events, one a row, the newest the last; lines across where some may be missing."""

    class ScrolledUp(Message):
        """Somebody reads above with the mouse wheel."""

    def __init__(self, selection: EventSelection, relations: Relations, before: Callable[[ReceivedEvent], str]) -> None:
        super().__init__(id="event-list")
        self._selection = selection
        self._relations = relations
        self._before = before
        self.origin: float | None = None
        """What times are counted from, seconds since the epoch; None: they are times of day."""
        self.empty_text = "No events yet. They come when something happens: F5 sends the request, F4 shows meetings."

    @property
    def items(self) -> list[Item]:
        """What is in the rows."""
        return self._selection.items

    def row_count(self) -> int:
        """One row an event or a gap."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """An event or a gap."""
        item = self.items[y]
        if isinstance(item, ChannelGap):
            return gap_row(item, self.text_width, mark=self.mark(y))
        yours = self._relations.mine(item)
        mark, before = self.mark(y), self._before(item)
        return event_row(item, self.text_width, yours=yours, mark=mark, before=before, origin=self.origin)

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
    """The list with its title: following or not, how many are new, which filter; below it the filter being typed.

    Args:
        relations: how events stand to the user's own requests.
        before: the state that an event has changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.EVENTS)]
    place: ClassVar = Place.EVENTS
    number: ClassVar = 4
    title_word: ClassVar = "Events"

    class Opened(Message):
        """The user wants the whole event, or to know about a gap."""

        def __init__(self, event: Item) -> None:
            super().__init__()
            self.event = event

    def __init__(self, relations: Relations, before: Callable[[ReceivedEvent], str] = lambda event: "") -> None:
        super().__init__(id="events")
        self._selection = EventSelection(relations)
        self.list = EventList(self._selection, relations, before)
        self.prompt = FieldInput(placeholder=HINT, compact=True, select_on_focus=False, id="event-filter-text")
        self.prompt.cursor_blink = False
        self.prompt.on_edit = self.choose
        self.count = Rows(id="event-filter-count")
        self.line = Horizontal(self.count, self.prompt, id="event-filter")
        """Stays while there is a filter: a small screen shows no title."""
        self.line.display = False
        self.on_doubt: Callable[[str], None] = lambda doubt: None
        """Told what of a filter is not understood; the empty text: all is."""
        self._following = True
        self._paused = False
        self._source: list[ReceivedEvent] = []
        self._gaps: Sequence[ChannelGap] = ()
        self._seen = 0
        """Sequence number of the newest event when the view was left alone."""
        self._looking = False
        """A slice of the search of a new filter is due."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.title
        yield self.list
        yield self.line

    def first_focus(self) -> Widget:
        """The list."""
        return self.list

    @property
    def filter_text(self) -> str:
        """The filter as it was typed; empty where all events are shown."""
        return self._selection.filter.text

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

    def ask_filter(self) -> None:
        """Open the line that a filter is typed into."""
        self._put(self.filter_text)
        self.line.display = True
        self.prompt.focus()
        self._tell()

    def close_prompt(self) -> None:
        """Leave that line; it and the filter stay, where there is one."""
        if self.prompt.has_focus:
            self.list.focus()
        self.line.display = bool(self.filter_text)

    def set_filter(self, text: str) -> None:
        """Show the events that pass a filter, whether it is being typed or not."""
        self._put(text)
        self.choose(text)
        self.line.display = bool(text) or self.prompt.has_focus

    def choose(self, text: str) -> None:
        """Show the events that pass a filter: the newest at once, older ones as they are found."""
        chosen = parse_filter(text)
        self.on_doubt(chosen.doubts[0] if chosen.doubts else "")
        if chosen.words == self._selection.filter.words:
            return
        self._following = True
        self._begin()
        self._selection.begin(chosen, self._source)
        self._show_chosen()

    def toggle_only_yours(self) -> None:
        """All events, or only those of the user's own invitations."""
        self.set_filter("" if self.filter_text == MINE else MINE)

    def show_all(self) -> None:
        """All events again, where only some are shown; what was being typed is closed."""
        self.set_filter("")
        self.close_prompt()

    def _put(self, text: str) -> None:
        self.prompt.on_edit = None
        self.prompt.value = text
        self.prompt.cursor_position = len(text)
        self.prompt.on_edit = self.choose

    def _begin(self) -> None:
        """Everything in the list will be another."""
        self.list.select(0, tell=False)
        self.list.scroll_to(None, 0, animate=False)

    def _show_chosen(self) -> None:
        self._selection.take(self._source, self._gaps)
        self._selection.search(self._source, SLICE)
        self.list.fit_height()
        self.list.refresh()
        if self.list.items:
            self.list.select(len(self.list.items) - 1, tell=False)
        self._tell()
        self._look_later()

    def _look_later(self) -> None:
        if self._selection.searching and not self._looking:
            self._looking = True
            self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        """Look at a slice of older events, and let the rest wait for its turn."""
        self._looking = False
        found = self._selection.search(self._source, SLICE)
        if found:
            self._grew_above(found)
        self._look_later()
        if not self._selection.searching:
            self._tell()

    def _grew_above(self, rows: int) -> None:
        """Rows have come in above: what can be seen stays where it is."""
        view = self.list
        top, cursor = view.scroll_offset.y, view.cursor + rows
        view.fit_height()
        view.select(cursor, tell=False)
        if not self._following:
            view.scroll_to(None, top + rows, animate=False)
        self._tell()

    def count_times_from(self, origin: float | None) -> None:
        """Show times counted from a point, in seconds since the epoch; None: times of day."""
        if origin != self.list.origin:
            self.list.origin = origin
            self.list.refresh()
            self._tell()

    def follow(self) -> None:
        """Go to the newest event and stay there."""
        self._paused = False
        self._following = True
        self._take(False)
        self.list.select(self.list.row_count() - 1, tell=False)
        self._tell()

    def _take(self, marks_changed: bool) -> None:
        view = self.list
        if marks_changed and self._following and self._selection.filter.is_related:
            self._selection.begin(self._selection.filter, self._source)  # older ones may have become yours
            self._show_chosen()
            return
        before = len(view.items)
        growth = self._selection.take(self._source, self._gaps)
        self._place_cursor(growth)
        view.fit_height()
        if marks_changed or growth.dropped or growth.moved:
            view.refresh()
        else:
            view.refresh_rows(before, growth.added)
        if self._following and view.items:
            view.select(len(view.items) - 1, tell=False)

    def _place_cursor(self, growth: Growth) -> None:
        """Rows have gone above or come between: the cursor stays on its event."""
        view = self.list
        if growth.dropped:
            view.select(max(0, view.cursor - growth.dropped), tell=False)
        for place in growth.moved:
            if place <= view.cursor and len(view.items) > 1:
                view.select(view.cursor + 1, tell=False)

    def _tell(self) -> None:
        if self._paused:
            how = f"paused, {self.waiting} new" if self.waiting else "paused"
        elif self._following:
            how = "following"
        else:
            new = self.waiting
            how = f"{new} new below, End follows" if new else "not following"
        parts = [self._counted(), how, self._which()]
        if self.list.origin is not None:
            parts.append("relative times")
        found = f"filter: {len(self.list.items) - self._selection.gaps} of {len(self._source)}"
        self.count.show_rows([((f"{found}{' …' if self._selection.searching else ''}", "chrome-title"),)])
        self.set_detail(" · ".join(parts) if self._source or self._gaps else "nothing yet")

    def _counted(self) -> str:
        """How many events are shown, of how many, and how many are no longer there."""
        count = f"{len(self.list.items) - self._selection.gaps}"
        if self._selection.filter:
            count += f"{'+ (looking)' if self._selection.searching else ''} of {len(self._source)}"
        missing = sum(gap.kind != ANOTHER_SESSION for gap in self._gaps[: self._selection.gaps])
        if missing:
            count += f", {missing} gap{'' if missing == 1 else 's'}"
        forgotten = self._source[0].seq - 1 if self._source else 0
        return f"{count}, {forgotten} older forgotten" if forgotten else count

    def _which(self) -> str:
        if not self._selection.filter:
            return "all"
        return "only yours" if self.filter_text == MINE else f"filter {safe_line(self.filter_text)}"

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        if event.row == self.list.row_count() - 1:
            self._following = True
        else:
            self._leave_alone()
            self._following = False
        self._tell()

    @on(FieldInput.Left)
    def _left_prompt(self, event: FieldInput.Left) -> None:
        event.stop()
        self.close_prompt()

    @on(FieldInput.Changed)
    def _typed(self, event: FieldInput.Changed) -> None:
        event.stop()  # told by `on_edit` while the key was handled

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
