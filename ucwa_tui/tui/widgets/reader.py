"""A text to read, with keys of a pager and a search."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ucwa_tui.tui.widgets.line_view import TextView


class Reader(TextView):
    """Scrolls by line, page and end; finds text without regard to case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(1)", "Down", show=False),
        Binding("up,k", "scroll_by(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home,g", "edge(0)", "Top", show=False),
        Binding("end,G", "edge(1)", "Bottom", show=False),
        Binding("n", "hit(1)", "Next hit", show=False),
        Binding("N", "hit(-1)", "Hit before", show=False),
    ]

    class Went(Message):
        """Somebody asked for another hit: the reader is there, or there is none."""

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.empty_text = empty
        self.wanted = ""
        self.hits: list[tuple[int, int]] = []
        """Line and first character of every hit."""
        self.hit = -1

    def search(self, wanted: str) -> int:
        """Find a text in all lines; how many hits there are. The empty text ends the search."""
        self.wanted = wanted
        self.hits = []
        self.hit = -1
        folded = wanted.casefold()
        if folded:
            for index in range(len(self.lines)):
                line = self.lines.text(index).casefold()
                at = line.find(folded)
                while at >= 0:
                    self.hits.append((index, at))
                    at = line.find(folded, at + len(folded))
        self.refresh()
        if self.hits:
            top = self.line_at_top()
            self.hit = next((i for i, (line, _) in enumerate(self.hits) if line >= top), 0)
            self.reveal_line(self.hits[self.hit][0])
        return len(self.hits)

    def hits_in(self, index: int) -> list[tuple[int, int]]:
        """Start and end of the hits in a line."""
        if not self.hits:
            return []
        return [(at, at + len(self.wanted)) for line, at in self.hits if line == index]

    def action_hit(self, by: int) -> None:
        """Go to another hit."""
        if self.hits:
            self.hit = (self.hit + by) % len(self.hits)
            self.reveal_line(self.hits[self.hit][0])
        self.post_message(self.Went())

    def action_scroll_by(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(None, self.scroll_offset.y + by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by what can be seen, less a line."""
        self.scroll_to(None, self.scroll_offset.y + by * max(1, self.size.height - 1), animate=False)

    def action_edge(self, end: int) -> None:
        """Scroll to the top or the bottom."""
        self.scroll_to(None, self.row_count() if end else 0, animate=False)
