"""What the form can build: every operation, with what it is for. Enter takes one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.tui.rows import Row, fit, wrap_words
from ucwa_tui.tui.screens.finding_list import FindingListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller

_NAMES = tuple(OPERATIONS)
_NAME_WIDTH = max(map(len, _NAMES))


class OperationList(CursorList):
    """An operation a row: its name, its title, and whether there is a link for it now."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(id="operation-list")
        signed_in = controller.session.signed_in is not None
        self._there = {n for n in _NAMES if n == "get" or not signed_in or controller.available(n).href is not None}

    def row_count(self) -> int:
        """One row an operation."""
        return len(_NAMES)

    def row(self, y: int) -> Row:
        """An operation."""
        name = _NAMES[y]
        there = "" if name in self._there else "no link now"
        room = max(8, self.text_width - _NAME_WIDTH - 5 - len("no link now"))
        return (
            (self.mark(y) + " ", ""),
            (fit(name, _NAME_WIDTH), "bold" if y == self.cursor else ""),
            ("  ", ""),
            (fit(OPERATIONS[name].title, room), ""),
            (" ", ""),
            (fit(there, len("no link now")), "muted"),
        )


class OperationsScreen(FindingListOverlay[str]):
    """Chooses an operation by name or title.

    Args:
        controller: knows which have a link now.
        current: the operation that the form builds.
        letter: was pressed to get here, and begins what is looked for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Into the form", show=False)]
    own_letters: ClassVar = " "

    def __init__(self, controller: Controller, current: str, letter: str = "") -> None:
        self._controller = controller
        self._letter = letter
        self.list = OperationList(controller)
        super().__init__(
            f"Operations ({len(_NAMES)})",
            [("Enter", "into the form"), ("Esc", "back"), ("letters", "find one")],
            self.list,
            about="what it is for",
            start=_NAMES.index(current),
            name="operation",
            texts=[f"{name} {OPERATIONS[name].title}" for name in _NAMES],
            what="operation",
        )

    def on_mount(self) -> None:
        """Find what the letter begins."""
        super().on_mount()
        if self._letter:
            self.find(self._letter)

    def action_choose(self) -> None:
        """Take the selected one."""
        if not self.missed:
            self.dismiss(_NAMES[self.list.cursor])

    def tell(self) -> None:
        """What is to be known about the selected one, and why it has no link."""
        name = _NAMES[self.list.cursor]
        entry = OPERATIONS[name]
        width = max(20, self.detail.size.width - 3)
        signed_in = self._controller.session.signed_in is not None
        why_not = self._controller.available(name).why_not if signed_in and name != "get" else ""
        lines = wrap_words(f"{entry.why} {entry.follows}".strip(), width)[:2]
        told: list[Row] = [((line, ""),) for line in lines]
        self.detail.show_rows(
            [*told, *(((line, "sev-warning"),) for line in wrap_words(safe_line(why_not), width)[:2])]
        )
