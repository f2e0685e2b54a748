"""How we signed in: every step with its hosts, certificates and choices. Enter opens the exchange of a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, cut_end, cut_middle, wrap_words
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.sign_in_story import StoryLine

SHORTEST_URL = 28
"""Cells in which a URL still tells something."""
STYLES = {"✓": "state-connected", "✗": "sev-error", "…": "state-connecting"}


class StoryList(CursorList):
    """The steps, each with what is known about it below; broken at the width of the view."""

    def __init__(self, story: Sequence[StoryLine]) -> None:
        super().__init__(id="story-list")
        self._story = story
        self._rows: list[tuple[Row, StoryLine]] = []
        self.empty_text = "Nothing has been asked yet: each step appears here as it is taken."

    @property
    def line(self) -> StoryLine | None:
        """The step under the cursor."""
        return self._rows[self.cursor][1] if self.cursor < len(self._rows) else None

    def row_count(self) -> int:
        """Rows after breaking."""
        return len(self._rows)

    def row(self, y: int) -> Row:
        """A row of a step."""
        return ((f"{self.mark(y)} ", ""), *self._rows[y][0])

    def width_changed(self, width: int) -> None:
        """Break all texts anew."""
        self._rows = [(row, line) for line in self._story for row in _rows_of(line, max(20, width - 2))]
        self.fit_height()


def _rows_of(line: StoryLine, width: int) -> list[Row]:
    style = STYLES.get(line.mark, "")
    number = f"  #{line.exchange}" if line.exchange is not None else ""
    first, *more = wrap_words(_in_a_row(safe_line(line.text), width - 2 - len(number)), width - 2) or [""]
    rows: list[Row] = [((f"{line.mark} ", style), (first, "bold"), (cut_end(number, width - 2 - len(first)), "muted"))]
    rows += [(("  ", ""), (text, "bold")) for text in more]
    for detail in line.detail:
        unsure = "NOT verified" in detail
        rows += [
            (("    ", ""), (text, "sev-error" if unsure else "muted"))
            for text in wrap_words(_in_a_row(safe_line(detail), width - 4), width - 4)
        ]
    return rows


def _in_a_row(text: str, width: int) -> str:
    """The text with its longest word, a URL, cut in the middle, where that is enough to make it fit."""
    word = max(text.split(), key=len, default="")
    room = width - len(text) + len(word)
    return text.replace(word, cut_middle(word, room)) if SHORTEST_URL <= room < len(word) else text


class SignInScreen(Overlay[int]):
    """Gives the number of the exchange to be opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", show=False),
        Binding("q", "back", "Back", show=False),
    ]

    def __init__(self, story: Sequence[StoryLine]) -> None:
        keys = [("Enter", "show the exchange"), ("Esc", "back"), ("↑ ↓", "move")]
        super().__init__("How we signed in", keys, classes="text-screen")
        self.list = StoryList(story)

    def body(self) -> Widget:
        """The list."""
        return self.list

    def on_mount(self) -> None:
        """Focus on the list."""
        super().on_mount()
        self.list.focus()

    def action_choose(self) -> None:
        """Open the exchange under the cursor, where there is one."""
        if self.list.line is not None and self.list.line.exchange is not None:
            self.dismiss(self.list.line.exchange)

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.action_choose()
