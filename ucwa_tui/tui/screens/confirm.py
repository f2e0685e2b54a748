"""A yes-or-no question over the main screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.painted import Rows

WIDTH = 66
"""Cells that the rows of a question may take."""


class Confirm(Overlay[bool]):
    """Enter or y does it, Escape or n does not.

    Args:
        title: the question.
        rows: what it means.
        yes, no: what the keys do, in a word or two.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "yes", "Yes", show=False),
        Binding("n", "back", "No", show=False),
    ]

    def __init__(self, title: str, rows: Sequence[Row], *, yes: str, no: str) -> None:
        super().__init__(title, [("Enter", yes), ("Esc", no)], classes="question")
        self.rows = list(rows)

    def body(self) -> Widget:
        """The text."""
        text = Rows(classes="box-text")
        text.show_rows(self.rows)
        text.styles.height = len(self.rows)
        return text

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)
