"""A text to read, with the keys of a pager."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.widgets.text_view import TextView


class Reader(TextView):
    """Scrolls by line, page and end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "line(1)", "Down", show=False),
        Binding("up,k", "line(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home,g", "edge(0)", "Top", show=False),
        Binding("end,G", "edge(1)", "Bottom", show=False),
        Binding("right", "slide(1)", "Right", show=False),
        Binding("left", "slide(-1)", "Left", show=False),
    ]

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.empty_text = empty

    @property
    def page_rows(self) -> int:
        """What can be seen, less a row."""
        return max(1, self.size.height - 1)

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(None, self.scroll_offset.y + by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by what can be seen, less a line."""
        self.scroll_to(None, self.scroll_offset.y + by * self.page_rows, animate=False)

    def action_edge(self, end: int) -> None:
        """Scroll to the top or the bottom."""
        self.scroll_to(None, self.row_count() if end else 0, animate=False)

    def action_slide(self, by: int) -> None:
        """Move along long rows that are not broken."""
        if not self.wrap:
            self.slide(by)
