"""A box with a list to choose from, and what there is to know about the selected row below it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.tui.screens.overlay import Overlay, Result
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.rule import DASHED, Rule

_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "ctrl+u", "ctrl+d"})


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
        self._noun = name
        self._typed = ""
        """What is looked for by its letters."""
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

    def findable(self) -> Sequence[str]:
        """What letters find rows by, one text a row; none: they find nothing here."""
        return ()

    def on_key(self, event: events.Key) -> None:
        """Letters go to a row that holds what was typed; j, k, g and G move until another letter came."""
        typed = event.character or ""
        if event.key in _MOVES and self._typed:
            self._look_for("")
        elif event.key == "backspace" and self._typed:
            self._look_for(self._typed[:-1])
        elif typed and typed.isprintable() and self.findable() and (self._typed or typed not in "jkgG "):
            event.stop()
            event.prevent_default()
            self._look_for(self._typed + typed)

    def _look_for(self, wanted: str) -> None:
        """Go to the next row with it, from the selected one on; stay, and say so, where there is none."""
        before, self._typed = self._typed, wanted
        words, folded = [word.casefold() for word in self.findable()], wanted.casefold()
        first = self._choices.cursor + (len(wanted) == 1 and not before)
        order = [i % len(words) for i in range(first, first + len(words))]
        hits = [i for i in order if words[i].startswith(folded)] or [i for i in order if folded in words[i]]
        if not wanted:
            self.show_keys()
        elif hits:
            self._choices.select(hits[0])
            self.say(f"“{wanted}” · Backspace takes a letter back · Enter chooses")
        else:
            self.say(f"no {self._noun} with “{wanted}”: the selected one has stayed · Backspace", "sev-warning")

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
