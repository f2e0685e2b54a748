"""What the four panes have in common: a rule with a title that carries data."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from ucwa_tui.workbench.commands import Place


class Pane(Vertical):
    """A part of the main screen. Its title is number, name and data; the focused one is marked and heavier."""

    place: ClassVar[Place]
    number: ClassVar[int]
    title_word: ClassVar[str]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.detail = ""
        self._marked = False

    def on_mount(self) -> None:
        """Show the title."""
        self._write_title()

    def set_detail(self, detail: str) -> None:
        """What the title says beyond the name; safe text."""
        if detail != self.detail:
            self.detail = detail
            self._write_title()

    def set_marked(self, marked: bool) -> None:
        """Mark the title of the pane that has the focus."""
        if marked != self._marked:
            self._marked = marked
            self.set_class(marked, "-marked")
            self._write_title()

    def first_focus(self) -> Widget:
        """Where the focus goes when the pane is entered."""
        raise NotImplementedError

    def _write_title(self) -> None:
        mark = "▸ " if self._marked else ""
        detail = f" ─ {self.detail}" if self.detail else ""
        self.border_title = Content(f"{mark}{self.number} {self.title_word}{detail}").markup + " "
