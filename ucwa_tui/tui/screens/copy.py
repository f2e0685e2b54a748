"""The copy menu: each form of an exchange by a letter, with its size. A letter takes it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.rows import Row, fit, wrap_words
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList

SIZE_WIDTH = 16
DETAIL_ROWS = 3
AROUND_THE_LIST = 9
"""Rows of frame, detail and keys."""
NOTHING = "nothing there"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row."""

    id: str
    key: str
    title: str
    about: str
    make: Callable[[], str]
    """The text; empty where there is no such part."""
    suffix: str = ".txt"


class ChoiceList(CursorList):
    """A choice a row: its letter, its name, how large it is."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="copy-list")
        self.choices = choices
        self.sizes: dict[str, int] = {}

    def row_count(self) -> int:
        """One row a choice."""
        return len(self.choices)

    def row(self, y: int) -> Row:
        """A choice."""
        choice = self.choices[y]
        size = self.sizes.get(choice.id)
        told = "…" if size is None else f"{size:,} bytes" if size > 1 else "1 byte" if size else NOTHING
        style = "muted" if size == 0 else "bold" if y == self.cursor else ""
        room = max(8, min(self.text_width - SIZE_WIDTH - 8, 30))
        return (
            (self.mark(y) + " ", ""),
            (choice.key, "chrome-key"),
            ("  ", ""),
            (fit(choice.title, room), style),
            (" ", ""),
            (fit(told, SIZE_WIDTH, right=True), "muted"),
        )


class CopyScreen(ListOverlay[Choice]):
    """Chooses one; a letter takes it, Enter and `y` the selected one.

    Args:
        title: of the box.
        choices: at least one.
        start: id of the one that is selected first.
        large: whether making the texts takes longer than a key may wait; their sizes then come one by one.
        verb: what Enter does, in a word.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,y", "choose", "Copy", show=False)]

    def __init__(self, title: str, choices: Sequence[Choice], *, start: str, large: bool, verb: str = "copy") -> None:
        self.list = ChoiceList(choices)
        self._large = large
        ids = [choice.id for choice in choices]
        super().__init__(
            title,
            [("letter", verb), ("Enter", f"{verb} the marked one"), ("Esc", "back")],
            self.list,
            about="what it is",
            start=ids.index(start) if start in ids else 0,
            name="copy",
        )
        self.add_class("copy-screen")

    def on_mount(self) -> None:
        """Sizes at once where that is quick."""
        if not self._large:
            for choice in self.list.choices:
                self.list.sizes[choice.id] = _size(choice)
        super().on_mount()
        self.query_one(".box").styles.height = len(self.list.choices) + AROUND_THE_LIST
        if self._large:
            self.run_worker(self._measure(), group="sizes")

    async def _measure(self) -> None:
        for y, choice in enumerate(self.list.choices):
            self.list.sizes[choice.id] = await beside("sizes", partial(_size, choice))
            self.list.refresh_rows(y)

    def on_key(self, event: events.Key) -> None:
        """A letter takes its row."""
        for y, choice in enumerate(self.list.choices):
            if event.character == choice.key:
                event.stop()
                event.prevent_default()
                self.list.select(y, tell=False)  # what is said stays
                self.action_choose()
                return

    def action_choose(self) -> None:
        """Take the selected row, if there is something."""
        choice = self.list.choices[self.list.cursor]
        if self.list.sizes.get(choice.id) == 0:
            self._say(f"{choice.title}: this exchange has none.", "sev-warning")
        else:
            self.dismiss(choice)

    def tell(self) -> None:
        """What the selected one is."""
        self._say(self.list.choices[self.list.cursor].about, "")

    def _say(self, text: str, style: str) -> None:
        lines = wrap_words(text, max(20, self.detail.size.width - 3))[:DETAIL_ROWS]
        self.detail.show_rows([((line, style),) for line in lines])


def _size(choice: Choice) -> int:
    return len(choice.make().encode("utf-8", "surrogatepass"))
