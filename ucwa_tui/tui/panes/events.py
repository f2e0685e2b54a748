"""The events pane: tails the channel. Moving up stops following; nothing that is being read moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.tui.event_finder import EventFinder, Portions
from ucwa_tui.tui.event_selection import EventSelection, Growth, Item
from ucwa_tui.tui.events_title import MINE, filter_words, following_words
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.widgets.event_list import EventList
from ucwa_tui.tui.widgets.filter_line import FilterLine
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.text_field import FieldInput
from ucwa_tui.wire.reports import ChannelGap
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.event_filter import EventFilter, Relations, parse_filter
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.saved_filters import SavedFilters

HINT = "type:updated rel:participant sender:people words -not mine conversation"


class EventsPane(Pane):
    """The list with its title: following or not, how many are new, which filter; below it the filter being typed.

    Args:
        relations: how events stand to the user's own requests.
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

    def __init__(self, relations: Relations) -> None:
        super().__init__(id="events")
        self._selection = EventSelection(relations)
        self._finder = EventFinder(relations, self._found)
        self.list = EventList(self._selection, relations)
        self.line = FilterLine(self.choose, HINT)
        self.on_doubt: Callable[[str], None] = lambda doubt: None
        """Told what of a filter is not understood; the empty text: all is."""
        self._following = True
        self._paused = False
        self._source = EventLog()
        self._gaps: Sequence[ChannelGap] = ()
        self._seen = 0
        """Sequence number of the newest event when the view was left alone."""
        self.filters = SavedFilters()
        """What `@name` stands for."""
        self._told_trouble = ""

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
        return max(0, self._source.last_seq - self._seen)

    @property
    def selected(self) -> Item | None:
        """The event or gap under the cursor."""
        items = self.list.items
        return items[min(self.list.cursor, len(items) - 1)] if items else None

    def show(self, events: EventLog, gaps: Sequence[ChannelGap] = (), *, marks_changed: bool = False) -> None:
        """Take in the events and gaps known now (the same ones, grown); `marks_changed` where ownership did."""
        self._source = events
        self._gaps = gaps
        if events.trouble != self._told_trouble:
            self._told_trouble = events.trouble
            self.on_doubt(events.trouble)
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
        self.line.put(self.filter_text)
        self.line.display = True
        self.line.prompt.focus()
        self._tell()

    def close_prompt(self) -> None:
        """Leave that line; it and the filter stay, where there is one."""
        if self.line.prompt.has_focus:
            self.list.focus()
        self.line.display = bool(self.filter_text)

    def set_filter(self, text: str) -> None:
        """Show the events that pass a filter, whether it is being typed or not."""
        self.line.put(text)
        self.choose(text)
        self.line.display = bool(text) or self.line.prompt.has_focus

    def choose(self, text: str) -> None:
        """Show the events that pass a filter: the newest at once, older ones as they are found."""
        chosen = parse_filter(text, self.filters.texts)
        self.on_doubt(chosen.doubts[0] if chosen.doubts else "")
        if chosen.words == self._selection.filter.words:
            return
        self._following = True
        self.list.select(0, tell=False)
        self.list.scroll_to(None, 0, animate=False)
        self._begin(chosen)

    def toggle_only_yours(self) -> None:
        """All events, or only those of the user's own invitations."""
        self.set_filter("" if self.filter_text == MINE else MINE)

    def go_to_event(self, seq: int) -> bool:
        """Put the cursor on an event, without a filter where that hides it; False where it is no longer there."""
        event = self._source.by_seq(seq)
        if event is None:
            return False
        if self._selection.filter and not self._selection.has(seq):
            self.show_all()
        self._paused = False
        self._take(False)
        self.list.select(self._selection.row_of(event))
        return True

    def show_all(self) -> None:
        """All events again, where only some are shown; what was being typed is closed."""
        self.set_filter("")
        self.close_prompt()

    def _begin(self, chosen: EventFilter) -> None:
        """Show what passes, from the newest on."""
        self._selection.begin(chosen, self._source)
        found, ended = self._finder.begin(self._source, chosen)
        self._selection.found(found, ended=ended)
        self._selection.take(self._source, self._gaps)
        self.list.fit_height()
        self.list.refresh()
        if self.list.items:
            self.list.select(len(self.list.items) - 1, tell=False)
        self._tell()

    def _found(self, portions: Portions, ended: bool) -> None:
        """Older events have been found."""
        count = self._selection.found(portions, ended=ended)
        if count:
            self._grew_above(count)
        elif ended:
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
            self._begin(self._selection.filter)  # older ones may have become yours
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
        self.list.say_empty(any_known=bool(self._source))
        parts = [
            self._selection.counted(self._source, self._gaps),
            following_words(paused=self._paused, following=self._following, waiting=self.waiting),
            filter_words(self._selection.filter, self.filter_text),
        ]
        if self.list.origin is not None:
            parts.append("relative times")
        looking = " …" if self._selection.searching else ""
        self.line.tell(f"filter: {self._selection.event_count} of {len(self._source)}{looking}")
        self.set_detail(" · ".join(parts) if self._source or self._gaps else "nothing yet")

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
            self._seen = self._source.last_seq

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.open_selected()

    def open_selected(self) -> None:
        """Ask for the whole event."""
        if (selected := self.selected) is not None:
            self.post_message(self.Opened(selected))
