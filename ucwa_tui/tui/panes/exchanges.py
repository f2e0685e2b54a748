"""The list of exchanges. It follows what the user does until somebody moves its cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.exchange_rows import NO_NOTE, exchange_row, front_end_label, front_end_width
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.rows import Row, Span
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.command import Place

_ASIDE = frozenset({Purpose.EVENTS, Purpose.SANDBOX, Purpose.SIGN_OUT, Purpose.LOOK})


class ExchangeList(CursorList):
    """Exchanges, one a row."""

    def __init__(self) -> None:
        super().__init__(id="exchange-list")
        self.items: list[Exchange] = []
        self._front_ends: set[str] = set()
        self.marked: int | None = None
        """Number of the exchange that others are compared with."""
        self.notes: Mapping[int, Span] = {}
        """By number of the exchange: one cell that says that there is a problem, with its style."""
        self.tag: Callable[[int], Span] = lambda n: ("", "")
        """Whose an exchange is, by its number, with its style; the empty text where all are of one client."""
        self.empty_text = "No exchanges yet. Signing in makes the first ones, F5 sends the request."

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
        """Show exchanges; only rows that changed are painted and the selection stays on its exchange."""
        before, self.items = self.items, list(items)
        column = self._front_width()
        self._front_ends = {front_end_label(e) for e in items if e.front_end}
        if column != self._front_width():
            self.refresh()
        shift = before[0].n != items[0].n if before and items else False
        if shift:
            chosen = before[min(self.cursor, len(before) - 1)].n
            place = next((i for i, e in enumerate(items) if e.n == chosen), 0)
            self.select(place, tell=False)
            self.refresh()
        self.fit_height()
        for y in range(max(len(before), len(items))):
            if y >= len(before) or y >= len(items) or before[y] is not items[y]:
                self.refresh_rows(y)


class ExchangesPane(Pane):
    """The list with its title; says which exchange is to be shown."""

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
        self._following = True

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.title
        yield self.list

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
        count = len(self.list.items)
        marked = f" · #{self.list.marked} marked" if self.list.marked is not None else ""
        self.set_detail(f"{count}{marked}" if count else "")

    def follow(self) -> None:
        """Go with what the user does again: called when a request is sent."""
        self._following = True

    def show(self, items: list[Exchange]) -> None:
        """Bring the list up to date, and follow the newest exchange that somebody asked for."""
        self.list.show(items)
        self._tell()
        if self._following:
            newest = next((i for i in range(len(items) - 1, -1, -1) if items[i].purpose not in _ASIDE), None)
            if newest is not None and newest != self.list.cursor:
                self.list.select(newest, tell=False)

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        self._following = event.row == self.list.row_count() - 1
        self.post_message(self.Selected(self.list.items[event.row].n))

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.open_selected()

    def open_selected(self) -> None:
        """Ask for the selected exchange to be read."""
        if (selected := self.selected) is not None:
            self._following = False
            self.post_message(self.Selected(selected.n, opened=True))

    def open_number(self, n: int) -> None:
        """Select an exchange by its number and ask for it to be read."""
        place = next((y for y, exchange in enumerate(self.list.items) if exchange.n == n), None)
        if place is not None:
            self.list.select(place, tell=False)
            self.open_selected()
