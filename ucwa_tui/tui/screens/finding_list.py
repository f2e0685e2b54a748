"""A box with a list in which letters find a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events

from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.screens.overlay import Result
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line

_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "ctrl+u", "ctrl+d"})


class FindingListOverlay(ListOverlay[Result]):
    """Letters go to a row that begins with what was typed, else to one that holds it; what is in no row says so.

    Args:
        title, keys, choices, about, start, name: as of the list.
        texts: what is looked through, a text a row. Hostile text.
        what: what a text is, in a word.
    """

    own_letters: ClassVar = "jkgG "
    """Letters that are no search until another one came: they move."""

    def __init__(
        self,
        title: str,
        keys: list[tuple[str, str]],
        choices: CursorList,
        *,
        about: str,
        start: int,
        name: str,
        texts: Sequence[str],
        what: str,
    ) -> None:
        super().__init__(title, keys, choices, about=about, start=start, name=name)
        self._says = about
        self._texts = [text.casefold() for text in texts]
        self._what = what
        self._typed = ""
        self.missed = False
        """Whether what was typed is in no row: nothing is chosen then."""

    def on_key(self, event: events.Key) -> None:
        """Letters find; Backspace takes one back; keys that move forget what was typed."""
        typed = event.character or ""
        if event.key in _MOVES:
            self.find("")
        if event.key == "backspace":
            event.stop()
            self.find(self._typed[:-1])
        if not typed.isprintable() or not typed or (not self._typed and typed in self.own_letters):
            return
        event.stop()
        event.prevent_default()
        again = self._typed.casefold() == typed.casefold() and not self._hits(self._typed + typed, 0)
        self.find(typed if again else self._typed + typed, 1 if again or not self._typed else 0)

    def find(self, wanted: str, step: int = 0) -> None:
        """Go to the first row from the cursor on that has it, `step` rows further at least; empty: forget it."""
        hits = self._hits(wanted, step)
        self._typed, self.missed = wanted, bool(wanted) and not hits
        if wanted and hits:
            self._choices.select(hits[0])
        told = f"no {self._what} has \u201c{safe_line(wanted)}\u201d · Backspace takes a letter back"
        self._about.set_title(told if self.missed else self._says)

    def _hits(self, wanted: str, step: int) -> list[int]:
        """Rows from the cursor on, round and round: those that begin with it, else those that hold it."""
        texts, folded = self._texts, wanted.casefold()
        start = self._choices.cursor + step
        order = [i % len(texts) for i in range(start, start + len(texts))]
        return [i for i in order if texts[i].startswith(folded)] or [i for i in order if folded in texts[i]]
