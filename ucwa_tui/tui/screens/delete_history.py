"""Asks how much of the history to delete."""

from __future__ import annotations

from enum import Enum, auto
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, cut_middle
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.painted import Rows

WIDTH = 50


class Deletion(Enum):
    """How much."""

    EXCHANGE = auto()
    RUN = auto()
    EVERYTHING = auto()


class DeleteScreen(Overlay[Deletion]):
    """A key for each; Escape deletes nothing. What is deleted is wiped from the file.

    Args:
        exchange: the selected one, safe text; empty: a run is selected.
        run: safe text.
        everything: how much that is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "delete('EXCHANGE')", "Exchange", show=False),
        Binding("r", "delete('RUN')", "Run", show=False),
        Binding("A", "delete('EVERYTHING')", "Everything", show=False),
        Binding("q,n", "back", "Back", show=False),
    ]

    def __init__(self, exchange: str, run: str, everything: str) -> None:
        super().__init__("Delete from the history?", [("Esc", "delete nothing")], classes="search")
        self._exchange = exchange
        told = [("e", "exchange", exchange)] if exchange else []
        told += [("r", "run", run), ("A", "all", everything)]
        self._told: list[Row] = [
            ((f"{key}  ", "chrome-key"), (f"{word:<10}", "bold"), (cut_middle(text, WIDTH), ""))
            for key, word, text in told
        ]
        self._told.append((("It is wiped from the file, and cannot be brought back.", "muted"),))
        self._rows = Rows(id="delete-rows")

    def body(self) -> Widget:
        """The choices."""
        return self._rows

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self._rows.styles.height = len(self._told)
        self._rows.show_rows(self._told)

    def action_delete(self, how_much: str) -> None:
        """Decide."""
        deletion = Deletion[how_much]
        if deletion is not Deletion.EXCHANGE or self._exchange:
            self.dismiss(deletion)
