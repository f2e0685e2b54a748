"""A text to read, with keys of a pager and a search."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ucwa_tui.tui.slices import Slices
from ucwa_tui.tui.text_search import Hits, find_all
from ucwa_tui.tui.widgets.line_view import Lines, TextView

FEW_LINES = 2000
"""Lines that are searched at once; more than these on a thread."""


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
        """The search has got on, or somebody asked for another hit: the reader is there, or there is none."""

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.empty_text = empty
        self.wanted = ""
        self.hit = -1
        self._found = Hits(array("I"), array("I"))
        self._job: Slices[Hits] | None = None

    def show(self, lines: Lines, *, keep_place: bool = False, wrapped: bool = False) -> None:
        """Show other lines; hits in the ones before are forgotten, but not what was searched for."""
        self._forget()
        super().show(lines, keep_place=keep_place, wrapped=wrapped)

    @property
    def hits(self) -> int:
        """How many hits there are so far."""
        return len(self._found.lines)

    @property
    def searching(self) -> bool:
        """Whether there may be more of them."""
        return self._job is not None

    def search(self, wanted: str, *, go: bool = True) -> None:
        """Find a text in all lines; the empty text ends the search. `Went` tells how it gets on.

        Args:
            wanted: the text.
            go: scroll to the first hit from here on.
        """
        hit = self.hit
        self._forget()
        self.wanted = wanted
        self.refresh()
        if not wanted:
            return
        if not go:
            self.hit = hit
        slices = find_all(self.lines, wanted)
        if len(self.lines) <= FEW_LINES:
            self._take(list(slices), True)
        else:
            self._job = Slices(slices, self._take)

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._found = Hits(array("I"), array("I"))
        self.hit = -1

    def _take(self, found: list[Hits], ended: bool) -> None:
        top, bottom = self.line_at_top(), self.line_at_top() + self.size.height
        for more in found:
            self._found.lines.extend(more.lines)
            self._found.columns.extend(more.columns)
            if more.lines and more.lines[0] < bottom and more.lines[-1] >= top:
                self.refresh()
        if ended:
            self._job = None
        if self.hit < 0 and self.hits and (ended or self._found.lines[-1] >= top):
            self.hit = bisect_left(self._found.lines, top) % self.hits
            self.reveal_line(self._found.lines[self.hit])
        self.post_message(self.Went())

    def hits_in(self, index: int) -> list[tuple[int, int]]:
        """Start and end of the hits in a line."""
        if not self.hits:
            return []
        lines, columns = self._found
        places = range(bisect_left(lines, index), bisect_right(lines, index))
        return [(columns[place], columns[place] + len(self.wanted)) for place in places]

    def action_hit(self, by: int) -> None:
        """Go to another hit."""
        if self.hits:
            self.hit = (self.hit + by) % self.hits
            self.reveal_line(self._found.lines[self.hit])
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
