"""The list of exchanges. Its cursor goes with what the user does, and stays on the newest while it is there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.exchange_rows import NO_NOTE, exchange_row, front_end_label, front_end_width
from ucwa_tui.tui.exchange_selection import ExchangeSelection
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.rows import Row, Span
from ucwa_tui.tui.widgets.filter_line import FilterLine
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.text_field import FieldInput
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.list_filter import parse_list_filter

HINT = "status:4xx method:POST path:me host: rel: text: words -not failed"
NOTHING_PASSES = "No exchange passes the filter. Esc shows all."
_ASIDE = frozenset({Purpose.EVENTS, Purpose.SANDBOX, Purpose.SIGN_OUT, Purpose.LOOK})
_number = attrgetter("n")


class ExchangeList(CursorList):
    """Exchanges, one a row."""

    def __init__(self) -> None:
        super().__init__(id="exchange-list")
        self.items: list[Exchange] = []
        self._front_ends: set[str] = set()
        self._last: int | None = None
        """Number of the exchange selected last, to go back to where none is left for a while."""
        self.marked: int | None = None
        """Number of the exchange that others are compared with."""
        self.notes: Mapping[int, Span] = {}
        """By number of the exchange: one cell that says that there is a problem, with its style."""
        self.tag: Callable[[int], Span] = lambda n: ("", "")
        """Whose an exchange is, by its number, with its style; the empty text where all are of one client."""
        self.none_text = "No exchanges yet. Signing in makes the first ones, F5 sends the request."
        """What is said while there is none at all."""
        self.empty_text = self.none_text

    def row_count(self) -> int:
        """One row an exchange; one that says what will come while there is none."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """An exchange."""
        exchange = self.items[y]
        note = self.notes.get(exchange.n, NO_NOTE)
        tag = self.tag(exchange.n)
        return exchange_row(exchange, self.text_width, self.mark(y), self._front_width(), note, tag)

    def mark(self, y: int) -> str:
        """The first column: the cursor, the mark, or both in one sign."""
        if self.marked is None or self.items[y].n != self.marked:
            return super().mark(y)
        return "◉" if y == self.cursor else "●"

    def _front_width(self) -> int:
        return front_end_width(self._front_ends, self.text_width)

    def show(self, items: list[Exchange]) -> None:
        """Show exchanges; only rows that changed are painted and the selection stays on its exchange.

        Where that is no longer among them, it goes to the one before.
        """
        before, self.items = self.items, items
        column = self._front_width()
        self._front_ends = {front_end_label(e) for e in items if e.front_end}
        if column != self._front_width():
            self.refresh()
        chosen = before[min(self.cursor, len(before) - 1)].n if before else self._last
        self._last = chosen
        self.fit_height()
        if chosen is not None and items and (self.cursor >= len(items) or items[self.cursor].n != chosen):
            place = bisect_right(items, chosen, key=_number)
            self.select(max(0, place - 1), tell=False)
            self.refresh()
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, max(len(before), len(items)))):
            if y >= len(before) or y >= len(items) or before[y] is not items[y]:
                self.refresh_rows(y)


class ExchangesPane(Pane):
    """The list with its title, below it the filter being typed; says which exchange is to be shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.EXCHANGES)]
    place: ClassVar = Place.EXCHANGES
    number: ClassVar = 2
    title_word: ClassVar = "Exchanges"

    class Selected(Message):
        """Another exchange is selected; `opened` where the user wants to read it now."""

        def __init__(self, n: int, *, opened: bool = False) -> None:
            super().__init__()
            self.n = n
            self.opened = opened

    def __init__(self) -> None:
        super().__init__(id="exchanges")
        self.list = ExchangeList()
        self.line = FilterLine(self.choose, HINT)
        self.on_doubt: Callable[[str], None] = lambda doubt: None
        """Told what of a filter is not understood; the empty text: all is."""
        self._all: list[Exchange] = []
        self._selection = ExchangeSelection(self._renew)
        self._following = True
        """Whether the cursor goes on to a new exchange where it is on the newest one."""
        self._sent = False
        """Whether the next new exchange is wanted, wherever the cursor is."""
        self._return_to: int | None = None
        """Number of the exchange selected before there was a filter, while nobody has moved the cursor."""

    def compose(self) -> ComposeResult:
        """The list, and the filter."""
        yield self.title
        yield self.list
        yield self.line

    def first_focus(self) -> Widget:
        """The list."""
        return self.list

    @property
    def selected(self) -> Exchange | None:
        """The selected exchange."""
        items = self.list.items
        return items[min(self.list.cursor, len(items) - 1)] if items else None

    @property
    def marked(self) -> int | None:
        """Number of the exchange that others are compared with."""
        return self.list.marked

    def toggle_mark(self, n: int) -> bool:
        """Mark an exchange instead of the one before, or take its mark away; whether it is marked now."""
        self.list.marked = None if self.list.marked == n else n
        self.list.refresh()
        self._tell()
        return self.list.marked == n

    def _tell(self) -> None:
        count, total = len(self.list.items), len(self._all)
        looking = " …" if self._selection.searching else ""
        self.line.tell(f"filter: {count} of {total}{looking}")
        parts = [f"{count} of {total}{looking}" if self.filter_text else str(count)]
        if self.list.marked is not None:
            hidden = self.filter_text and all(exchange.n != self.list.marked for exchange in self.list.items)
            parts.append(f"#{self.list.marked} marked{', hidden' if hidden else ''}")
        if self.filter_text:
            parts.append(f"filter {safe_line(self.filter_text)}")
        self.set_detail(" · ".join(parts) if total else "")

    def follow(self) -> None:
        """Go with what the user does again: called when a request is sent."""
        self._following = self._sent = True

    def show(self, items: list[Exchange]) -> None:
        """Bring the list up to date, and follow the newest exchange that somebody asked for."""
        before, there = _newest(self.list.items), self.selected
        at_newest = before is None or there is before or there is self.list.items[-1]
        self._all = list(items)
        self._show_passing()
        newest = _newest(self.list.items)
        if newest is None or (before is not None and newest.n <= before.n):
            return  # none has come that anybody wants to see
        if self._following and (at_newest or self._sent):
            self._sent = False
            self._go_to(newest.n)

    def _show_passing(self) -> None:
        items = self._selection.passing(self._all)
        self.list.empty_text = NOTHING_PASSES if self._all else self.list.none_text
        self.list.show(items)
        self._tell()

    # The filter

    @property
    def filter_text(self) -> str:
        """The filter as it was typed; empty where all exchanges are shown."""
        return self._selection.filter.text if self._selection.filter else ""

    def ask_filter(self) -> None:
        """Open the line that a filter is typed into."""
        self.line.put(self.filter_text)
        self.line.display = True
        self.line.prompt.focus()
        self._tell()

    def choose(self, text: str) -> None:
        """Show the exchanges that pass a filter; those that have to be read for it as they are found."""
        chosen = parse_list_filter(text)
        self.on_doubt(chosen.doubts[0] if chosen.doubts else "")
        if chosen and not self._selection.filter and self.selected is not None:
            self._return_to = self.selected.n
        self._selection.begin(chosen)
        self._renew()

    def show_all(self) -> None:
        """All exchanges again, where only some are shown; what was being typed is closed."""
        self.line.put("")
        self.choose("")
        self.close_prompt()

    def close_prompt(self) -> None:
        """Leave that line; it and the filter stay, where there is one."""
        if self.line.prompt.has_focus:
            self.list.focus()
        self.line.display = bool(self.filter_text)

    def _renew(self) -> None:
        """Others may pass; where the selected one is another now, it is to be shown."""
        before = self.selected
        self._show_passing()
        newest = _newest(self.list.items)
        if self._following and newest is not None:
            self._go_to(newest.n)
        if not self._selection.filter and self._return_to is not None:
            self._go_to(self._return_to)
        if self.selected is not None and self.selected is not before:
            self.post_message(self.Selected(self.selected.n))

    @on(FieldInput.Left)
    def _left_prompt(self, event: FieldInput.Left) -> None:
        event.stop()
        self.close_prompt()

    @on(FieldInput.Changed)
    def _typed(self, event: FieldInput.Changed) -> None:
        event.stop()  # told by `on_edit` while the key was handled

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        self._return_to = None
        there = self.list.items[event.row]
        self._following = there is self.list.items[-1] or there is _newest(self.list.items)
        self.post_message(self.Selected(there.n))

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.open_selected()

    def open_selected(self) -> None:
        """Ask for the selected exchange to be read."""
        if (selected := self.selected) is not None:
            self._following, self._return_to = False, None
            self.post_message(self.Selected(selected.n, opened=True))

    def open_number(self, n: int) -> None:
        """Select an exchange by its number and ask for it to be read, without a filter where that hides it."""
        if self.select_number(n):
            self.open_selected()

    def select_number(self, n: int) -> bool:
        """Select an exchange by its number, without a filter where that hides it; False where it is not kept."""
        if self.filter_text and all(exchange.n != n for exchange in self.list.items):
            self.show_all()
        before = self.selected
        if not self._go_to(n):
            return False
        self._following, self._return_to = False, None
        if self.selected is not before:
            self.post_message(self.Selected(n))
        return True

    def _go_to(self, n: int) -> bool:
        """Select an exchange by its number; False where it is not in the list."""
        place = next((y for y, exchange in enumerate(self.list.items) if exchange.n == n), None)
        if place is not None:
            self.list.select(place, tell=False)
        return place is not None


def _newest(items: Sequence[Exchange]) -> Exchange | None:
    """The newest exchange that somebody asked for, not the program by itself."""
    return next((exchange for exchange in reversed(items) if exchange.purpose not in _ASIDE), None)
