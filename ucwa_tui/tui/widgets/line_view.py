"""Virtual views of many lines: only visible lines are made, only changed lines are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.geometry import Size
from textual.strip import Strip

from ucwa_tui.tui.compat import SteadyScroll
from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.widgets.painted import Painted


class Lines(Protocol):
    """Something with lines, made when they are asked for."""

    def __len__(self) -> int:
        """How many lines there are."""

    def text(self, y: int) -> str:
        """A line as plain text."""

    def row(self, y: int) -> Row:
        """A line in its colours."""


class FixedLines:
    """Lines that are there already."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def text(self, y: int) -> str:
        """A line as plain text."""
        return "".join(text for text, _ in self._rows[y])

    def row(self, y: int) -> Row:
        """A line in its colours."""
        return self._rows[y]


class LineView(Painted, SteadyScroll, can_focus=True):
    """Paints rows of spans. Subclasses say how many rows there are and what is in them."""

    ALLOW_MAXIMIZE = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._made_for_width = -1
        self._was_empty = True
        self.on_width: Callable[[], None] | None = None
        """Called when the view has got another width, for texts that are made to a width."""
        self.empty_text = ""
        """What an empty view says: what will appear, and which key makes it."""

    def row_count(self) -> int:
        """How many rows there are to scroll through."""
        raise NotImplementedError

    def row(self, y: int) -> Row:
        """What row `y` holds."""
        raise NotImplementedError

    def row_style(self, y: int) -> str:
        """The style name that lies over a whole row (the cursor's), or the empty text."""
        return ""

    def width_changed(self, width: int) -> None:
        """Called when rows have to be made for another width (in cells)."""

    def on_resize(self) -> None:
        """Make rows for the new width."""
        self.check_width()

    def check_width(self) -> None:
        """Tell the subclass once when the width has changed."""
        width = self.scrollable_content_region.width
        if width != self._made_for_width and width > 0:
            self._made_for_width = width
            self.width_changed(width)
            self.refresh()
            if self.on_width is not None:
                self.on_width()

    @property
    def text_width(self) -> int:
        """Cells for text in a row. The column of the scroll bar is left free so that its coming moves nothing."""
        return max(0, self._made_for_width)

    def fit_height(self, *, width: int = 0) -> None:
        """Set the scrollable size to the number of rows."""
        empty = not self.row_count()
        if empty != self._was_empty:  # what an empty view says takes rows that nobody else repaints
            self._was_empty = empty
            self.refresh()
        self.grow_to(Size(width, self.row_count()))

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        scroll_x, scroll_y = self.scroll_offset
        at = y + scroll_y
        width = self.size.width
        if not self.row_count() and self.empty_text:
            words = wrap_words(self.empty_text, width - 2)
            row: Row = ((f" {words[y]}", "muted"),) if y < len(words) else ()
            return self.strip_of(row).crop_extend(0, width, self.style_for(""))
        if at >= self.row_count():
            return Strip.blank(width, self.style_for(""))
        over = self.row_style(at)
        if not scroll_x:
            return self.filled_strip(self.row(at), width, over)
        return self.strip_of(self.row(at), over).crop_extend(scroll_x, scroll_x + width, self.style_for("", over))

    def refresh_rows(self, first: int, count: int = 1) -> None:
        """Repaint rows that are visible."""
        top = self.scroll_offset.y
        first, last = max(first, top), min(first + count, top + self.size.height)
        if last > first:
            self.refresh_lines(first, last - first)
