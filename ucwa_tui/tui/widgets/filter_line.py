"""The line below a list that a filter is typed into, with how many rows pass it."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Horizontal

from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.text_field import FieldInput


class FilterLine(Horizontal):
    """Stays in sight while there is a filter: a small screen shows no title.

    Args:
        typed: called with the text at each change by the user, while the key is handled.
        hint: what stands in it while it is empty.
    """

    def __init__(self, typed: Callable[[str], None], hint: str) -> None:
        self.prompt = FieldInput(placeholder=hint, compact=True, select_on_focus=False, classes="filter-text")
        self.prompt.cursor_blink = False
        self.prompt.on_edit = typed
        self._typed = typed
        self._count = Rows(classes="filter-count")
        super().__init__(self._count, self.prompt, classes="filter-line")
        self.display = False

    def put(self, text: str) -> None:
        """Set the text without telling anybody."""
        self.prompt.on_edit = None
        self.prompt.value = text
        self.prompt.cursor_position = len(text)
        self.prompt.on_edit = self._typed

    def tell(self, words: str) -> None:
        """Say how many pass."""
        self._count.show_rows([((words, "chrome-title"),)])
