"""Virtual views of many lines: only visible lines are made, only changed lines are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.geometry import Size
from textual.strip import Strip

from ucwa_tui.tui.compat import SteadyScroll
from ucwa_tui.tui.rows import Row, breaks, slice_row, width_of, wrap_words
from ucwa_tui.tui.widgets.painted import Painted

_WHOLE = 1 << 30
"""An end behind every line's end."""


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
        return self.strip_of(self.row(at), over).crop_extend(scroll_x, scroll_x + width, self.style_for("", over))

    def refresh_rows(self, first: int, count: int = 1) -> None:
        """Repaint rows that are visible."""
        top = self.scroll_offset.y
        first, last = max(first, top), min(first + count, top + self.size.height)
        if last > first:
            self.refresh_lines(first, last - first)


class TextView(LineView):
    """Reads a text of any length, broken at the width of the view."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Lines = FixedLines()
        self._pieces: list[tuple[int, int, int]] = []
        self._wrapped = False
        self.decorate: Callable[[int, Row], Row] | None = None
        """Changes a line's row just before it is broken: marks of links, hits of a search."""

    @property
    def lines(self) -> Lines:
        """The lines shown."""
        return self._lines

    def show(self, lines: Lines, *, keep_place: bool = False, wrapped: bool = False) -> None:
        """Show other lines, from the top unless `keep_place`; `wrapped` where no line is longer than a row."""
        self._lines = lines
        self._wrapped = wrapped
        self._break()
        if not keep_place:
            self.scroll_to(0, 0, animate=False)
        self.refresh()

    def grown(self, first: int) -> None:
        """The lines shown, which are no longer than a row, have become more; from `first` on they are others."""
        self.fit_height()
        if first < self.scroll_offset.y + self.size.height:
            self.refresh()

    def update(self, rows: Sequence[Row]) -> None:
        """Show other rows and repaint only those that differ: for a text that changes with each key."""
        before = [self.row(y) for y in range(self.row_count())]
        self._lines = FixedLines(rows)
        self._break()
        after = [self.row(y) for y in range(self.row_count())]
        for y in range(max(len(before), len(after))):
            if y >= len(before) or y >= len(after) or before[y] != after[y]:
                self.refresh_rows(y)

    def row_count(self) -> int:
        """Rows after breaking."""
        return len(self._lines) if self._wrapped else len(self._pieces)

    def piece(self, y: int) -> tuple[int, int, int]:
        """What a row shows: the line, and which characters of it."""
        return (y, 0, _WHOLE) if self._wrapped else self._pieces[y]

    def row(self, y: int) -> Row:
        """A piece of a line."""
        index, start, end = self.piece(y)
        row = self._lines.row(index)
        if self.decorate is not None:
            row = self.decorate(index, row)
        return slice_row(row, start, end)

    def width_changed(self, width: int) -> None:
        """Break all lines anew."""
        self._break()

    def row_of_line(self, index: int) -> int:
        """The first row of a line."""
        if self._wrapped:
            return index
        low, high = 0, len(self._pieces)
        while low < high:
            middle = (low + high) // 2
            if self._pieces[middle][0] < index:
                low = middle + 1
            else:
                high = middle
        return low

    def line_at_top(self) -> int:
        """The line that the first visible row belongs to."""
        top = self.scroll_offset.y
        if self._wrapped:
            return top
        return self._pieces[top][0] if top < len(self._pieces) else 0

    def repaint_line(self, index: int) -> None:
        """Repaint the rows of a line."""
        first = self.row_of_line(index)
        self.refresh_rows(first, self.row_of_line(index + 1) - first)

    def reveal_line(self, index: int) -> None:
        """Scroll so that a line can be seen, not more than needed."""
        y = self.row_of_line(index)
        top, height = self.scroll_offset.y, self.size.height
        if not top <= y < top + height:
            self.scroll_to(None, max(0, y - height // 3), animate=False)

    def _break(self) -> None:
        width = self.text_width
        pieces: list[tuple[int, int, int]] = []
        for index in () if self._wrapped else range(len(self._lines)):
            text = self._lines.text(index)
            if len(text) * 2 <= width or (text.isascii() and len(text) <= width) or width_of(text) <= width:
                pieces.append((index, 0, len(text)))
            else:
                pieces.extend((index, start, end) for start, end in breaks(text, width))
        self._pieces = pieces
        self.fit_height()
