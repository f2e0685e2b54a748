"""The line that a JSONPath or XPath is typed into, with what came of it in a row above."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input

from ucwa_tui.tui.rows import Row, cut_end
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.text_field import FieldInput


class QueryLine(Vertical):
    """Not in sight until it is wanted.

    Args:
        typed: called with the text at each change by the user, while the key is handled.
    """

    def __init__(self, typed: Callable[[str], None]) -> None:
        super().__init__(id="query")
        self.prompt = FieldInput(compact=True, select_on_focus=False, id="query-text")
        self.prompt.cursor_blink = False
        self.prompt.on_edit = typed
        self._typed = typed
        self.on_leave: Callable[[], object] | None = None
        """Called when Enter or an arrow goes to the text."""
        self._about = Rows(id="query-about")
        self._language = ""
        self._timer: Timer | None = None
        self.is_wrong = False
        """What is typed now cannot be used."""
        self.display = False

    def compose(self) -> ComposeResult:
        """What it is and what came of it; below it the text."""
        yield self._about
        with Horizontal():
            yield self.prompt

    def put(self, text: str) -> None:
        """Set the text without telling anybody."""
        self.prompt.on_edit = None
        self.prompt.value = text
        self.prompt.cursor_position = len(text)
        self.prompt.on_edit = self._typed

    def name_language(self, words: str) -> None:
        """Say what is to be typed."""
        self._language = words

    def tell(self, words: str, *, failed: bool = False) -> None:
        """Say what came of it; safe text."""
        self.is_wrong = False
        self._show(words, "sev-warning" if failed else "chrome-title-focus")

    def tell_wrong(self, words: str) -> None:
        """Say why it cannot be used; safe text."""
        self.is_wrong = True
        self._show(f"✗ {words}", "sev-warning")

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something when nothing has been typed for so long."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, do)

    def _show(self, words: str, style: str) -> None:
        keys = "Enter to the text · Esc shows all"
        room = max(20, self.size.width - 2) if self.size.width else 200
        head = self._language + (f" · {words}" if words else f" · {keys}")
        row: Row = ((cut_end(head, room)[: len(self._language)], "chrome-label"),)
        row = (*row, (cut_end(head, room)[len(self._language) :], style if words else "muted"))
        self._about.show_rows([row])

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()  # told by `on_edit` while the key was handled

    @on(FieldInput.Left)
    def _left(self, event: FieldInput.Left) -> None:
        event.stop()
        if self.on_leave is not None:
            self.on_leave()
