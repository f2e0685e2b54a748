"""A list of rows with a cursor: moving repaints two lines."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ucwa_tui.tui.widgets.line_view import LineView


class CursorList(LineView):
    """A line view with a selected row. Subclasses give the rows.

    The selected row carries a mark of its own in the first column (`cursor_mark`), so that it can be found without
    colour.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d", "move_page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "move_page(-1)", "Page up", show=False),
        Binding("home,g", "move_to(0)", "First", show=False),
        Binding("end,G", "move_to(-1)", "Last", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, view: CursorList, row: int) -> None:
            super().__init__()
            self.view = view
            self.row = row

    class Chosen(Message):
        """A row was clicked twice."""

        def __init__(self, view: CursorList, row: int) -> None:
            super().__init__()
            self.view = view
            self.row = row

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor = 0

    @property
    def cursor(self) -> int:
        """The selected row."""
        return self._cursor

    def row_style(self, y: int) -> str:
        """The cursor's style for the selected row."""
        if y != self._cursor:
            return ""
        return "cursor" if self.has_focus else "cursor-blurred"

    def mark(self, y: int) -> str:
        """The first column of a row."""
        return "▸" if y == self._cursor else " "

    def select(self, y: int, *, tell: bool = True) -> None:
        """Put the cursor on a row (clamped) and scroll only where it would be out of sight."""
        y = max(0, min(y, self.row_count() - 1))
        if y == self._cursor:
            self.reveal(y)
            self.call_after_refresh(self.reveal_cursor)
            return
        before, self._cursor = self._cursor, y
        self.refresh_rows(before)
        self.refresh_rows(y)
        self.reveal(y)
        if not self.scroll_offset.y <= y < self.scroll_offset.y + self.size.height:
            self.call_after_refresh(self.reveal_cursor)  # rows that have just come are not laid out yet
        if tell:
            self.post_message(self.Moved(self, y))

    def reveal(self, y: int) -> None:
        """Scroll so that a row can be seen, not more than needed."""
        top, height = self.scroll_offset.y, self.size.height
        if y < top:
            self.scroll_to(None, y, animate=False)
        elif y >= top + height:
            self.scroll_to(None, y - height + 1, animate=False)

    def on_show(self) -> None:
        """A list that comes into sight shows its selected row."""
        self.call_after_refresh(self.reveal_cursor)

    def on_resize(self) -> None:
        """So does one of another height. (Textual calls the handler of the class above as well.)"""
        self.call_after_refresh(self.reveal_cursor)

    def reveal_cursor(self) -> None:
        """Scroll so that the selected row can be seen."""
        if self.size.height and self.row_count():
            self.reveal(min(self._cursor, self.row_count() - 1))

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh_rows(self._cursor)

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh_rows(self._cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.select(self._cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move the cursor by what can be seen at once."""
        self.select(self._cursor + by * max(1, self.size.height - 1))

    def action_move_to(self, y: int) -> None:
        """Move the cursor to the first or last row."""
        self.select(self.row_count() - 1 if y < 0 else y)

    def on_click(self, event: events.Click) -> None:
        """A click selects, a second one opens."""
        row = int(event.y) + self.scroll_offset.y
        if row < self.row_count():
            if event.chain >= 2:
                self.post_message(self.Chosen(self, row))
            else:
                self.select(row)
