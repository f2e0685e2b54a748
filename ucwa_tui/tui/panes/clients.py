"""What stands in the place of the request pane while the clients of a sandbox are watched: the list of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.tui.client_rows import client_row, detail_rows, heading_row
from ucwa_tui.tui.panes.request import RequestPane
from ucwa_tui.tui.request_view import RequestView
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.reader import Reader
from ucwa_tui.tui.widgets.rule import DASHED, Rule
from ucwa_tui.workbench.inspected import ALL, Inspected, Inspection


class ClientList(CursorList):
    """A client a row, all of them in the first one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Show", show=False)]

    def __init__(self, inspection: Callable[[], Inspection], shown: int) -> None:
        super().__init__(id="client-list")
        self._inspection = inspection
        self._shown = shown
        self.items: list[Inspected] = []
        self._made: list[Row] = []

    def row_count(self) -> int:
        """One row a client."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """A client."""
        item = self.items[y]
        return client_row(item, self._inspection(), self.text_width, self.mark(y), shown=number_of(item) == self._shown)

    def show(self) -> None:
        """Bring it up to date; only rows that say something else are painted, and the cursor stays on its client."""
        chosen = number_of(self.items[self.cursor]) if self.items else self._shown
        self.items = self._inspection().ordered()
        place = next((y for y, item in enumerate(self.items) if number_of(item) == chosen), 0)
        self.select(place, tell=False)
        self.fit_height()
        made = [self.row(y) for y in range(len(self.items))]
        for y, row in enumerate(made):
            if y >= len(self._made) or self._made[y] != row:
                self.refresh_rows(y)
        if len(made) < len(self._made):
            self.refresh()
        self._made = made

    def action_choose(self) -> None:
        """Ask for the exchanges of the client under the cursor."""
        self.post_message(CursorList.Chosen(self, self.cursor))


class ClientsPane(RequestPane):
    """List and detail.

    Args:
        view: of the draft that nobody sends; only its shape is needed.
        inspection: gives what is known now.
        shown: number of the client whose exchanges are shown.
    """

    title_word: ClassVar = "Clients"

    class Picked(Message):
        """The exchanges of another client are wanted."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, view: RequestView, inspection: Callable[[], Inspection], shown: int) -> None:
        super().__init__(view, lambda name, value: None)
        self._inspection = inspection
        self.list = ClientList(inspection, shown)
        self._heading = Rows(id="client-heading", margin=0)
        self._about = Rule("", line=DASHED, id="client-rule")
        self.reader = Reader(id="client-text")
        self.reader.on_width = self.tell
        self.list.on_width = self._head
        self._told: list[Row] = []

    def compose(self) -> ComposeResult:
        """The list above, what is known of one below."""
        yield self.title
        yield self._heading
        yield self.list
        yield self._about
        yield self.reader

    def on_mount(self) -> None:
        """Show what is known."""
        self.refresh_clients()

    def first_focus(self) -> Widget:
        """The list."""
        return self.list

    def show(self, view: RequestView) -> None:
        """The draft is of no interest."""

    def refresh_clients(self) -> None:
        """Bring everything up to date."""
        self.list.show()
        self._head()
        count = len(self._inspection().clients)
        self.set_detail(str(count) if count else "")
        self.tell()

    def tell(self) -> None:
        """What there is to know about the client under the cursor."""
        width = self.reader.text_width - 1
        if width <= 0 or not self.list.items:
            return
        item = self.list.items[min(self.list.cursor, len(self.list.items) - 1)]
        rows = detail_rows(item, self._inspection(), width)
        self._about.set_detail(item.name)
        if rows != self._told:
            self._told = rows
            self.reader.show(FixedLines(rows), keep_place=True)

    def _head(self) -> None:
        if self.list.text_width > 0:
            self._heading.show_rows([heading_row(self._inspection(), self.list.text_width)])

    def _show_why(self) -> None:
        """There is no field to explain."""

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        self.tell()

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        if event.row < len(self.list.items):
            self.list.select(event.row)
            self.post_message(self.Picked(number_of(self.list.items[event.row])))


def number_of(inspected: Inspected) -> int:
    """The number of a client; `ALL` of all of them."""
    return inspected.client.number if inspected.client is not None else ALL
