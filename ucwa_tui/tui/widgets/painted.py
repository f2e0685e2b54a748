"""Widgets that paint spans by style name, and the simplest of them: a few fixed rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, Span, width_of
from ucwa_tui.tui.themed_app import paint_of


class Painted(Widget):
    """Knows the styles of the theme by name. Every segment gets a style: without one a blank would be see-through."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._style_cache: dict[tuple[str, str], Style] = {}

    def notify_style_update(self) -> None:
        """Forget styles of the theme before."""
        self._style_cache.clear()
        super().notify_style_update()

    def style_for(self, name: str, over: str = "") -> Style:
        """The style of that name on this widget, with another one laid over it (a cursor)."""
        key = (name, over)
        style = self._style_cache.get(key)
        if style is None:
            paint = paint_of(self.app)
            style = self._style_cache[key] = self.rich_style + paint.style(name) + paint.style(over)
        return style

    def strip_of(self, row: Iterable[Span], over: str = "") -> Strip:
        """A row as segments, of its own width."""
        return Strip([Segment(text, self.style_for(name, over)) for text, name in row if text])

    def filled_strip(self, row: Iterable[Span], width: int, over: str = "") -> Strip:
        """A row in exactly `width` cells: cut there, or filled up with blanks.

        Most rows fit. Those are made in one go: each strip on the way to the last one costs as much as a segment.
        """
        segments = [Segment(text, self.style_for(name, over)) for text, name in row if text]
        cells = sum(width_of(segment.text) for segment in segments)
        blank = self.style_for("", over)
        if cells > width:
            return Strip(segments, cells).crop_extend(0, width, blank)
        if cells < width:
            segments.append(Segment(" " * (width - cells), blank))
        return Strip(segments, width)


class Rows(Painted):
    """A few rows that are made elsewhere; only those that changed are repainted."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, margin: int = 1) -> None:
        """`margin` is the number of blank columns at the left."""
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._margin = " " * margin

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows; where the height is automatic it follows."""
        before, self._rows = self._rows, tuple(rows)
        if before == self._rows:
            return
        if len(before) != len(self._rows):
            self.height_changed(len(self._rows))
        for y in range(max(len(before), len(self._rows))):
            if y >= len(before) or y >= len(self._rows) or before[y] != self._rows[y]:
                self.refresh(Region(0, y, self.size.width, 1))

    def height_changed(self, rows: int) -> None:
        """Called when there are more or fewer rows than before."""

    def render_line(self, y: int) -> Strip:
        """One row."""
        row = self._rows[y] if y < len(self._rows) else ()
        width = self.size.width
        return self.filled_strip(((self._margin, ""), *row), width)
