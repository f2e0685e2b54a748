"""A yes-or-no question before something that will be refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.safe_text import safe_line

WIDTH = 66


class Question(Overlay[bool]):
    """Says what is wrong and what the server will answer; Enter does it, Escape does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "yes", "Yes", show=False),
        Binding("n", "back", "No", show=False),
    ]

    def __init__(self, question: str, errors: Sequence[str], prediction: str) -> None:
        super().__init__(question, [("Enter", "send it anyway"), ("Esc", "back to the form")], classes="question")
        rows: list[Row] = []
        for error in errors[:5]:
            lines = wrap_words(f"✗ error: {safe_line(error)}", WIDTH)
            rows += [((line, "sev-error" if i == 0 else ""),) for i, line in enumerate(lines)]
        if len(errors) > 5:
            rows.append(((f"and {len(errors) - 5} more", "muted"),))
        rows.append(())
        rows += [((line, "bold"),) for line in wrap_words(f"Prediction: {safe_line(prediction)}", WIDTH)]
        self.rows = rows

    def body(self) -> Widget:
        """The text."""
        text = Rows(classes="box-text")
        text.show_rows(self.rows)
        text.styles.height = len(self.rows)
        return text

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)
