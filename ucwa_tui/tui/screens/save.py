"""One line that asks where to write a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.rows import wrap_words
from ucwa_tui.tui.screens.line_prompt import LinePrompt
from ucwa_tui.tui.widgets.painted import Rows

WIDTH = 66


class SaveScreen(LinePrompt[str]):
    """Asks for a path that can be used; why one cannot is said below it, and nothing typed is lost.

    Args:
        title: what is written.
        path: what stands in the line.
        keys: what else is to be said about it.
        why_not: why a path cannot be used; the empty text: it can. Safe text.
        trouble: what is said below the line from the beginning. Safe text.
    """

    def __init__(
        self,
        title: str,
        path: str,
        keys: Sequence[tuple[str, str]],
        why_not: Callable[[str], str],
        trouble: str = "",
    ) -> None:
        super().__init__(title, [("Enter", "write"), ("Esc", "back"), *keys], SafeInput(path, compact=True))
        self._why_not = why_not
        self._trouble = trouble
        self._said = Rows(id="open-said")

    def body(self) -> Widget:
        """The input, and below it what is wrong."""
        return Vertical(self.input, self._said, id="open-file")

    def on_mount(self) -> None:
        """The cursor behind the name."""
        super().on_mount()
        self.input.cursor_position = len(self.input.value)
        self._say(self._trouble)

    def entered(self, text: str) -> None:
        """Write it there, or say why that cannot be."""
        text = text.strip()
        if not text:
            self._say("name a file")
        elif trouble := self._why_not(text):
            self._say(trouble)
        else:
            self.dismiss(text)

    def _say(self, trouble: str) -> None:
        width = min(WIDTH, self.app.size.width - 6)
        rows = wrap_words(f"Not saved: {trouble}", width) if trouble else []
        self._said.show_rows([((line, "sev-error"),) for line in rows])
        self._said.styles.height = len(rows)
