"""A box with a list to choose from, and what there is to know about the selected row below it."""

from __future__ import annotations

from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.tui.screens.overlay import Overlay, Result
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.rule import DASHED, Rule


class ListOverlay(Overlay[Result]):
    """List and detail; Enter chooses.

    Args:
        title: of the box.
        keys: what its keys do.
        choices: the list.
        about: the words on the line above the detail.
        start: the row that is selected first.
        name: what the ids of line and detail begin with.
    """

    def __init__(
        self, title: str, keys: list[tuple[str, str]], choices: CursorList, *, about: str, start: int, name: str
    ) -> None:
        super().__init__(title, keys, classes="meetings-screen")
        self._choices = choices
        self._start = start
        self._about = Rule(about, line=DASHED, id=f"{name}-rule")
        self.detail = Rows(id=f"{name}-detail", margin=2)

    def body(self) -> Widget:
        """List and detail."""
        return Vertical(self._choices, self._about, self.detail)

    def on_mount(self) -> None:
        """Focus on the list."""
        super().on_mount()
        self._choices.fit_height()
        self._choices.select(self._start, tell=False)
        self._choices.focus()

    def on_resize(self) -> None:
        """Break the detail anew."""
        self.call_after_refresh(self.tell)

    def action_choose(self) -> None:
        """Take the selected row."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say what there is to know about the selected row."""
        raise NotImplementedError

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        self.tell()

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self._choices.select(event.row)
        self.action_choose()
