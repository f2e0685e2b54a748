"""The saved filters of events: use one, combine it with what is filtered now, save or delete one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.rows import Row, cut_end, fit, wrap_words
from ucwa_tui.tui.screens.line_prompt import LinePrompt
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.saved_filters import SHIPPED, SavedFilters

_NAME_WIDTH = 20


class FilterList(CursorList):
    """A filter a row: its name and its text."""

    def __init__(self, filters: SavedFilters) -> None:
        super().__init__(id="filter-list")
        self._filters = filters

    @property
    def names(self) -> list[str]:
        """The user's own first."""
        return [*sorted(self._filters.own, key=str.casefold), *SHIPPED]

    def row_count(self) -> int:
        """One row a filter."""
        return len(self.names)

    def row(self, y: int) -> Row:
        """A filter."""
        name = self.names[y]
        text = self._filters.texts[name.casefold()]
        return (
            (self.mark(y) + " ", ""),
            (fit(f"@{name}", _NAME_WIDTH), "bold" if y == self.cursor else ""),
            (" ", ""),
            (cut_end(safe_line(text), max(8, self.text_width - _NAME_WIDTH - 3)), "muted"),
        )


class NameScreen(LinePrompt[str]):
    """Asks for the name of a filter."""

    def __init__(self, text: str) -> None:
        keys = [("Enter", "save"), ("Esc", "back")]
        super().__init__(f"Name for the filter  {safe_line(text)}", keys, SafeInput("", compact=True))

    def entered(self, text: str) -> None:
        """Save it."""
        self.dismiss(text)


class FiltersScreen(ListOverlay[str]):
    """Chooses a filter; the result is the text to be filtered by.

    Args:
        filters: the saved ones.
        current: the text that is filtered by now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Use", show=False),
        Binding("plus,a", "combine('')", "And", show=False),
        Binding("minus,n", "combine('-')", "But not", show=False),
        Binding("s", "save", "Save", show=False),
        Binding("delete,d", "delete", "Delete", show=False),
    ]

    def __init__(self, filters: SavedFilters, current: str) -> None:
        self.list = FilterList(filters)
        super().__init__(
            "Saved filters",
            [("Enter", "use"), ("+", "and"), ("-", "but not"), ("s", "save current"), ("d", "delete"), ("Esc", "back")],
            self.list,
            about="what passes",
            start=0,
            name="filter",
        )
        self._filters = filters
        self._current = current
        self._said = filters.warning

    @property
    def _selected(self) -> str:
        return self.list.names[self.list.cursor]

    def action_choose(self) -> None:
        """This one alone."""
        self.dismiss(f"@{self._selected}")

    def action_combine(self, sign: str) -> None:
        """This one, or all but this one, of what passes now."""
        self.dismiss(f"{self._current} {sign}@{self._selected}".strip())

    def action_save(self) -> None:
        """Save what is filtered by now."""
        if not self._current:
            self._say("There is no filter to be saved: type one with / first.")
            return

        def named(name: str | None) -> None:
            if name is None:
                return
            self._say(self._filters.save(name, self._current) or f"Saved: @{name.strip().removeprefix('@')}")
            wanted = name.strip().removeprefix("@")
            if wanted in self.list.names:
                self.list.select(self.list.names.index(wanted), tell=False)

        self.app.push_screen(NameScreen(self._current), named)

    def action_delete(self) -> None:
        """Delete an own one."""
        name = self._selected
        self._say(self._filters.delete(name) or f"Deleted: @{name}")

    def _say(self, text: str) -> None:
        self._said = text
        self.list.fit_height()
        self.list.refresh()
        self.list.select(self.list.cursor, tell=False)
        self.tell()
        self._said = ""

    def tell(self) -> None:
        """What is to be known about the selected one, or what has just been done."""
        width = max(20, self.detail.size.width - 3)
        name = self._selected
        about = SHIPPED[name][1] if name in SHIPPED else "your own"
        told = f"{self._filters.texts[name.casefold()]}   ({about})"
        current = f"now: {self._current or 'all'}"
        lines = [*wrap_words(safe_line(self._said or told), width)[:2], cut_end(safe_line(current), width)]
        self.detail.show_rows([((line, "muted" if line is lines[-1] else ""),) for line in lines])
