"""The row of the form where the operation is chosen: one step at a time, or from a list."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, width_of
from ucwa_tui.tui.widgets.choice_field import ChoiceField

_LETTERS = ",".join(letter for letter in ascii_lowercase if letter not in "jk")


class OperationField(ChoiceField):
    """A choice of which only the chosen one is shown. Enter and letters ask for the list; j and k leave the row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "list('')", "All operations", show=False),
        *(Binding(letter, f"list('{letter}')", "Find one", show=False) for letter in _LETTERS.split(",")),
    ]

    on_list: Callable[[str], None] | None = None
    """Gets the letter that the list is to be looked through for; empty: none was pressed."""

    def action_list(self, letter: str) -> None:
        """Ask for the list."""
        if self.on_list is not None:
            self.on_list(letter)

    def middle(self, width: int) -> Row:
        """With the cursor in it, what Enter does."""
        row = super().middle(width)
        hint = " · Enter lists all"
        roomy = sum(width_of(text) for text, _ in row) + width_of(hint) <= width
        return (*row, (hint, "muted")) if self.has_focus and roomy else row
