"""The line that a filter of events is typed into, with how many pass it."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Horizontal

from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.text_field import FieldInput

HINT = "type:updated rel:participant sender:people words -not mine conversation"


class FilterLine(Horizontal):
    """Stays in sight while there is a filter: a small screen shows no title.

    Args:
        typed: called with the text at each change by the user, while the key is handled.
    """

    def __init__(self, typed: Callable[[str], None]) -> None:
        self.prompt = FieldInput(placeholder=HINT, compact=True, select_on_focus=False, id="event-filter-text")
        self.prompt.cursor_blink = False
        self.prompt.on_edit = typed
        self._typed = typed
        self._count = Rows(id="event-filter-count")
        super().__init__(self._count, self.prompt, id="event-filter")
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
