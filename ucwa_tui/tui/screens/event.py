"""A whole event over the main screen; its P-GET and its text are one key away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.text import ReadingOverlay


class EventScreen(ReadingOverlay[str]):
    """Rows in a box; the result is what is wanted next: `exchange`, `copy`, or None.

    Args:
        title: for the box.
        make: gets the width in cells and gives the rows.
        number: of the P-GET.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "want('exchange')", "P-GET", show=False),
        Binding("y", "want('copy')", "Copy", show=False),
    ]

    def __init__(self, title: str, make: Callable[[int], Sequence[Row]], number: int) -> None:
        super().__init__(title, make, [("x", f"raw P-GET #{number}"), ("y", "copy")])

    def action_want(self, what: str) -> None:
        """Close, and go on with this."""
        self.dismiss(what)
