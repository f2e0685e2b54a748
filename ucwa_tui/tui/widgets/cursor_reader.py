"""A reader with a cursor: it is moved by keys, marks a line, selects lines, and stays where the text is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ucwa_tui.tui.document_lines import lines_before, row_of_number, shown_between
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.line_view import Lines
from ucwa_tui.tui.widgets.reader import Reader

CURSOR = "▸"
SELECTED = "┃"


class CursorReader(Reader):
    """Scrolls only when the cursor would leave the view; moving it repaints two rows.

    The cursor is on a row of the view. Where it is is told by the line (`cursor`), as rows change with the width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end_selection", "End selection", show=False)]

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(empty, id=id)
        self._row = 0
        self._anchor: int | None = None
        self.on_change: Callable[[], None] | None = None
        """Called when something is to be told about what one reads: the selection is another one, say. A message would
        come too late to be painted together with the lines."""

    @property
    def cursor(self) -> int:
        """The line that the cursor is on, counted from 0; 0 where there is none."""
        return self.piece(self._row)[0] if self._row < self.row_count() else 0

    @property
    def cursor_row(self) -> int:
        """The row of the view that the cursor is on."""
        return self._row

    @property
    def selection(self) -> tuple[int, int] | None:
        """First and last of the selected lines; a folded block is selected as a whole."""
        if self._anchor is None:
            return None
        first, last = sorted((min(self._anchor, len(self.lines) - 1), self.cursor))
        fold = self.folds.over(last) or self.folds.fold_at(last)
        return max(first, 0), max(last, fold.last if fold is not None else last)

    def selected_text(self) -> str:
        """The selected lines as they are shown, whole, those folded away too; empty where none are selected.

        Lines that were cut for the view are put together again.
        """
        if (selection := self.selection) is None:
            return ""
        return shown_between(self.lines, *selection)

    # Moving

    @property
    def line_number(self) -> int:
        """The number of the line that the cursor is on, from 1: rows of a line that was cut have the same."""
        return lines_before(self.lines, self.cursor + 1) if len(self.lines) else 0

    @property
    def line_total(self) -> int:
        """The number of the last line."""
        return lines_before(self.lines, len(self.lines))

    def move_to_number(self, number: int) -> None:
        """Put the cursor on a line by its number, from 1 (clamped)."""
        self.move_to(row_of_number(self.lines, number))

    def move_to(self, line: int) -> None:
        """Put the cursor on a line (clamped); what hides it is unfolded."""
        line = max(0, min(line, len(self.lines) - 1))
        if self.folds.reveal(line):
            self.refold_at(line)
        self.move_to_row(self.row_of_line(line), third=True)

    def move_to_row(self, row: int, *, third: bool = False) -> None:
        """Put the cursor on a row (clamped). Out of sight it is brought to the edge, or to a `third` of the view."""
        row = max(0, min(row, self.row_count() - 1))
        before, self._row = self._row, row
        if row != before:
            first = min(before, row) if self._anchor is not None else None
            if first is None:
                self.refresh_rows(before)
                self.refresh_rows(row)
            else:
                self.refresh_rows(first, abs(row - before) + 1)
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= row < top + height:
            edge = row if row < top else row - height + 1
            self.scroll_to(None, max(0, row - height // 3 if third else edge), animate=False)
        if row != before and self._anchor is not None:
            self.changed()

    def action_line(self, by: int) -> None:
        """Move the cursor by rows."""
        self.move_to_row(self._row + by)

    def action_page(self, by: int) -> None:
        """Move view and cursor by what can be seen, less a row."""
        row = self._row + by * self.page_rows
        self.scroll_to(None, self.scroll_offset.y + by * self.page_rows, animate=False)
        self.move_to_row(row)

    def action_edge(self, end: int) -> None:
        """Move to the first or the last row."""
        self.move_to_row(self.row_count() - 1 if end else 0)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """A view that was scrolled otherwise (by the wheel) takes the cursor along."""
        super().watch_scroll_y(old_value, new_value)
        if self.size.height and self.row_count():
            top = round(new_value)
            row = max(top, min(self._row, top + self.size.height - 1, self.row_count() - 1))
            if row != self._row:
                self._row = row

    def changed(self) -> None:
        """Have it told what is to be told about the text."""
        if self.on_change is not None:
            self.on_change()

    # Selecting

    def toggle_selection(self) -> None:
        """Begin to select lines at the cursor, or end it."""
        self._anchor = self.cursor if self._anchor is None and self.row_count() else None
        self.refresh()
        self.changed()

    def action_end_selection(self) -> None:
        """Select nothing."""
        if self._anchor is not None:
            self.toggle_selection()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is taken only while lines are selected; otherwise it steps back on the screen."""
        return self._anchor is not None if action == "end_selection" else super().check_action(action, parameters)

    # What changes below the cursor

    def show(self, lines: Lines, *, keep_place: bool = False, wrapped: bool = False) -> None:
        """Show other lines; the cursor stays in its row with `keep_place`, otherwise it goes to the top."""
        self._anchor = None
        row = self._row if keep_place else 0
        super().show(lines, keep_place=keep_place, wrapped=wrapped)
        self._row = max(0, min(row, self.row_count() - 1))

    def refold_at(self, line: int) -> None:
        """Show what the folds say now, with the cursor on that line and as far from the top as it was."""
        offset = self._row - self.scroll_offset.y
        super().refold_at(line)
        self._row = max(0, min(self.row_of_line(line), self.row_count() - 1))
        self.scroll_to(None, max(0, self._row - offset), animate=False)

    def width_changed(self, width: int) -> None:
        """Break all lines anew; the cursor stays on its line."""
        self.refold_at(self.cursor)

    # Painting

    @property
    def margin(self) -> int:
        """The column of the cursor's mark, and that of the numbers."""
        return super().margin + 1

    def row_style(self, y: int) -> str:
        """The cursor's row stands out, and so do selected ones."""
        if self.has_focus and y == self._row:
            return "reading-cursor"
        return "cursor-blurred" if self._is_selected(y) else ""

    def mark(self, y: int) -> Row:
        """The cursor can be found without colour."""
        if self.has_focus and y == self._row:
            mark = (CURSOR, "chrome-title-focus")
        else:
            mark = (SELECTED, "chrome-title-focus") if self._is_selected(y) else (" ", "")
        return (mark, *super().mark(y))

    def _is_selected(self, y: int) -> bool:
        if (selection := self.selection) is None:
            return False
        return selection[0] <= self.piece(y)[0] <= selection[1]

    def on_focus(self) -> None:
        """The cursor is seen with the focus only."""
        self.refresh_rows(self._row)

    def on_blur(self) -> None:
        """The cursor is seen with the focus only."""
        self.refresh_rows(self._row)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor."""
        row = int(event.y) + self.scroll_offset.y
        if row < self.row_count():
            self.move_to_row(row)
