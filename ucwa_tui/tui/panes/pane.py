"""What the five panes have in common: a rule with a title that carries data."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.tui.widgets.rule import Rule
from ucwa_tui.workbench.command import Place


class Pane(Vertical):
    """A part of the main screen. Its title is number, name and data; the focused one is marked and heavier."""

    place: ClassVar[Place]
    number: ClassVar[int]
    title_word: ClassVar[str]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.detail = ""
        self.on_detail: Callable[[], None] | None = None
        """Called when the title says something else: a strip of panes shows it too."""
        self.title = Rule(f"{self.number} {self.title_word}", classes="pane-title")

    def set_detail(self, detail: str) -> None:
        """What the title says beyond the name; safe text."""
        if detail != self.detail:
            self.detail = detail
            self.title.set_detail(detail)
            if self.on_detail is not None:
                self.on_detail()

    def set_marked(self, marked: bool) -> None:
        """Mark the title of the pane that has the focus."""
        self.title.set_marked(marked)

    def first_focus(self) -> Widget:
        """Where the focus goes when the pane is entered."""
        raise NotImplementedError
