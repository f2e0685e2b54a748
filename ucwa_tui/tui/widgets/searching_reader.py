"""The reader of an exchange: a cursor, a search, and blocks that fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ucwa_tui.document.blocks import block_at, top_blocks
from ucwa_tui.document.folding import Fold, Folds
from ucwa_tui.document.hits import Found
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.document.text_pattern import TextPattern
from ucwa_tui.tui.document_lines import JoinedLines
from ucwa_tui.tui.finder import Finder
from ucwa_tui.tui.rows import Row, plain, restyle
from ucwa_tui.tui.slices import PAINTED_WITHIN, Slices
from ucwa_tui.tui.widgets.cursor_reader import CursorReader
from ucwa_tui.tui.widgets.line_view import Lines

QUICK = 12
"""Pieces of a document that may be looked through for the end of a block before a key has waited too long."""
NO_BLOCK = "nothing to fold: this line is in no block of a laid out body"
NO_BLOCKS = "nothing to fold: no block is in the outermost one"


class SearchingReader(CursorReader):
    """Finds, highlights, folds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "hit(1)", "Next hit", show=False),
        Binding("N", "hit(-1)", "Hit before", show=False),
    ]

    class Refused(Message):
        """Something cannot be done; says why."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(empty, id=id)
        self.finder = Finder(self._got_on, self.move_to)
        self._folding: Slices[Fold | None] | Slices[list[Fold]] | None = None
        self._found: list[Fold] = []
        self._told: Callable[[Folds], object] = lambda folds: None

    def show(self, lines: Lines, *, keep_place: bool = False, wrapped: bool = False) -> None:
        """Show other lines; hits in the ones before are forgotten, but not what was searched for."""
        self.finder.forget()
        self._stop_folding()
        super().show(lines, keep_place=keep_place, wrapped=wrapped)

    # Searching

    @property
    def wanted(self) -> str:
        """What is searched for; empty: nothing."""
        return self.finder.pattern.wanted if self.finder.pattern is not None else ""

    @property
    def hit(self) -> int:
        """Which hit one is at; -1: none."""
        return self.finder.at

    @property
    def hits(self) -> int:
        """How many hits there are so far."""
        return self.finder.count

    @property
    def searching(self) -> bool:
        """Whether there may be more of them."""
        return self.finder.searching

    def search(
        self, wanted: TextPattern | str | None, *, goal: int | None = None, again: bool = False, go: bool = True
    ) -> None:
        """Find something in all lines; None and the empty text end the search. `on_change` hears how it gets on.

        Args:
            wanted: what to look for.
            goal: the line from which on the first hit is gone to; None: the cursor's.
            again: the same text in another form, where one would stay at the same hit.
            go: move the cursor to the hit.
        """
        if not wanted:
            self.finder.stop()
        else:
            pattern = TextPattern(wanted) if isinstance(wanted, str) else wanted
            self.finder.begin(self.lines, pattern, self.cursor if goal is None else goal, again=again, go=go)
        self.refresh()
        self.changed()

    def action_hit(self, by: int) -> None:
        """Go to another hit."""
        before = self.cursor
        line = self.finder.step(by)
        if line is not None:
            self.repaint_line(before)
            self.move_to(line)
            self.repaint_line(line)
        elif self.wanted and not self.searching:
            self.post_message(self.Refused(f"{self.wanted!r} does not occur"))
        self.changed()

    def _got_on(self, found: Sequence[Found]) -> None:
        top = self.line_at_top()
        bottom = top + self.size.height + self.folds.hidden
        if any(one.first < bottom and one.first + one.stretch.line_count > top and one.count for one in found):
            self.refresh()
        self.changed()

    def paint_hits(self, index: int, row: Row) -> Row:
        """The row with its hits marked, the one that one is at differently."""
        if self.finder.hits is None:
            return row
        for hit in self.finder.hits.in_row(index):
            end = hit.end if hit.end >= 0 else len(plain(row))
            row = restyle(row, hit.start, end, "hit" if hit.number == self.finder.at else "hit-other")
        return row

    # Folding

    @property
    def folding(self) -> bool:
        """Whether a block is being looked for, which takes long in a long text."""
        return self._folding is not None

    def toggle_fold(self) -> None:
        """Fold the block at the cursor, or the one around it; unfold one that is folded."""
        self._stop_folding()
        line = self.cursor
        if self.folds.fold_at(line) is not None:
            self.unfold(line)
            return
        work = block_at(self._documents(), line)
        for fold in islice(work, QUICK):
            if fold is not None:
                self._fold(fold)
                return
        self._folding = Slices(work, self._take_fold, after=PAINTED_WITHIN)
        self.changed()

    def fold_all(self, told: Callable[[Folds], object]) -> None:
        """Fold every block in the outermost one; where anything is folded, unfold all.

        Where nothing of that could be seen, the cursor goes to the first folded block.

        Args:
            told: called with what is folded now, none or all, when that is done.
        """
        self._stop_folding()
        self._told = told
        if self.folds:
            self.set_folds(Folds())
            told(self.folds)
            return
        documents = self._documents()
        self._found = []
        if len(documents) <= QUICK:
            self._take_folds(list(top_blocks(documents)), True)
        else:
            self._folding = Slices(top_blocks(documents), self._take_folds, after=PAINTED_WITHIN)
            self.changed()

    def grown(self, first: int) -> None:
        """The lines shown have become more."""
        super().grown(first)
        if self._folding is not None:  # what it looks through has changed: the key can be pressed again
            self._stop_folding()

    def _documents(self) -> list[tuple[int, TextDocument]]:
        return self.lines.documents() if isinstance(self.lines, JoinedLines) else []

    def _take_fold(self, found: list[Fold | None], ended: bool) -> None:
        fold = next((fold for fold in found if fold is not None), None)
        if fold is not None:
            self._stop_folding()
            self._fold(fold)
        elif ended:
            self._stop_folding()
            self.post_message(self.Refused(NO_BLOCK))

    def _take_folds(self, found: list[list[Fold]], ended: bool) -> None:
        self._found += [fold for folds in found for fold in folds]
        if not ended:
            return
        self._stop_folding()
        folds = Folds()
        folds.add_all(self._found)
        if not folds:
            self.post_message(self.Refused(NO_BLOCKS))
            return
        self.set_folds(folds)
        top = self.scroll_offset.y
        visible = range(top, min(top + self.size.height, self.row_count()))
        if all(folds.fold_at(self.piece(y)[0]) is None for y in visible):
            self.move_to(folds.folds[0].head)
        self._told(folds)

    def _fold(self, fold: Fold) -> None:
        if self.folds.fold_at(fold.head) is not None:
            self.unfold(fold.head)
            return
        self.folds.add(fold)
        self.refold_at(fold.head)

    def unfold(self, head: int) -> None:
        """Unfold the block that begins with that line."""
        self.folds.remove(head)
        self.refold_at(head)

    def _stop_folding(self) -> None:
        if self._folding is not None:
            self._folding.cancel()
            self._folding = None
            self.changed()
