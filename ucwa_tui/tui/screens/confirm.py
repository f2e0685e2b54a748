"""A yes-or-no question over the main screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.screens.asking import WIDTH, Asking

__all__ = ["WIDTH", "Confirm"]


class Confirm(Asking):
    """Enter or y does it, Escape or n does not.

    Args:
        title: the question.
        rows: what it means; a row of one span is broken again where there is less room than `WIDTH`.
        yes, no: what the keys do, in a word or two.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "yes", "Yes", show=False),
        Binding("n", "back", "No", show=False),
    ]

    yes_key: ClassVar = "Enter"
    """How the key that does it is called."""

    def __init__(self, title: str, rows: Sequence[Row], *, yes: str, no: str) -> None:
        super().__init__(title, [(self.yes_key, yes), ("Esc", no)])
        self.rows = list(rows)

    def rows_at(self, width: int) -> list[Row]:
        """The rows, broken."""
        rows: list[Row] = []
        for row in self.rows:
            lines = wrap_words(row[0][0], width) if len(row) == 1 else []
            rows += [((line, row[0][1]),) for line in lines] or [row]
        return rows

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)


class ConfirmByCapital(Confirm):
    """The same where it cannot be taken back: only a capital Y does it, which no typing that went astray brings."""

    yes_key: ClassVar = "Y"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Y", "yes", "Yes", show=False),
        Binding("enter,y", "ignore", "", show=False),
    ]

    def action_ignore(self) -> None:
        """Nothing: the box stays."""


class ConfirmByEnter(Confirm):
    """The same where y is the key of something else nearby: only Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "ignore", "", show=False)]

    def action_ignore(self) -> None:
        """Nothing: the box stays."""
