"""Which rows of a document are folded away, and where the others are shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Fold(NamedTuple):
    """A block that may be folded: its first row stays, those behind it up to `last` do not."""

    head: int
    last: int


class Folds:
    """The folded blocks of one document. Rows of the document are called lines here, those that are shown rows.

    Looking up a place takes a bisection over the folds, however long the document is; it may grow meanwhile.
    """

    def __init__(self, folds: Iterable[Fold] = ()) -> None:
        self._folds: list[Fold] = []
        self._rows: list[int] = []
        """Where the head of each is shown."""
        self._hidden: list[int] = []
        """Lines that it and those before it hide."""
        self._inside: dict[int, list[Fold]] = {}
        """What was folded already in a block that was folded around it, by the head of that."""
        for fold in folds:
            self.add(fold)

    def __len__(self) -> int:
        return len(self._folds)

    @property
    def folds(self) -> tuple[Fold, ...]:
        """Those that can be seen, in order."""
        return tuple(self._folds)

    @property
    def hidden(self) -> int:
        """How many lines are not shown."""
        return self._hidden[-1] if self._hidden else 0

    def line_of(self, row: int) -> int:
        """The line that is shown in a row."""
        before = bisect_left(self._rows, row)
        return row + self._hidden[before - 1] if before else row

    def row_of(self, line: int) -> int:
        """The row that shows a line; of a hidden one the row of the block that hides it."""
        before = bisect_left(self._folds, (line,))
        if not before:
            return line
        if line <= self._folds[before - 1].last:
            return self._rows[before - 1]
        return line - self._hidden[before - 1]

    def fold_at(self, line: int) -> Fold | None:
        """The folded block whose head is that line."""
        at = bisect_left(self._folds, (line,))
        return self._folds[at] if at < len(self._folds) and self._folds[at].head == line else None

    def over(self, line: int) -> Fold | None:
        """The folded block that hides a line."""
        before = bisect_left(self._folds, (line,))
        return self._folds[before - 1] if before and line <= self._folds[before - 1].last else None

    def add(self, fold: Fold) -> bool:
        """Fold a block away; False where that changes nothing to be seen: it is folded or hidden already.

        Raises:
            ValueError: it hides no line, or would tear another one apart.
        """
        if fold.last <= fold.head:
            raise ValueError(f"{fold} hides nothing")
        if self.over(fold.head) is not None or self.fold_at(fold.head) is not None:
            return False
        first, behind = bisect_left(self._folds, (fold.head,)), bisect_left(self._folds, (fold.last + 1,))
        inside = self._folds[first:behind]
        if inside and inside[-1].last > fold.last:
            raise ValueError(f"{fold} tears {inside[-1]} apart")
        if inside:
            self._inside[fold.head] = inside
        self._folds[first:behind] = [fold]
        self._count()
        return True

    def add_all(self, folds: Iterable[Fold]) -> None:
        """Fold many blocks, none of which lies in another one, in place of what is folded now."""
        self._inside.clear()
        self._folds = sorted(folds)
        self._count()

    def remove(self, head: int) -> bool:
        """Unfold the block with that head; what had been folded in it before is as it was. False: there is none."""
        at = bisect_left(self._folds, (head,))
        if at == len(self._folds) or self._folds[at].head != head:
            return False
        self._folds[at : at + 1] = self._inside.pop(head, [])
        self._count()
        return True

    def reveal(self, line: int) -> bool:
        """Unfold whatever hides a line; whether anything did."""
        hidden = False
        while (fold := self.over(line)) is not None:
            hidden = self.remove(fold.head)
        return hidden

    def clear(self) -> None:
        """Unfold everything."""
        self._inside.clear()
        self._folds = []
        self._count()

    def cut(self, line: int) -> None:
        """Everything from that line on has become something else: folds that reach it are forgotten."""
        if self._folds and self._folds[-1].last >= line:
            kept = bisect_right(self._folds, line, key=lambda fold: fold.last)
            kept -= bool(kept) and self._folds[kept - 1].last >= line
            for fold in self._folds[kept:]:
                self._forget(fold)
            del self._folds[kept:]
            self._count()

    def _forget(self, fold: Fold) -> None:
        waiting = [fold]
        while waiting:
            waiting += self._inside.pop(waiting.pop().head, [])

    def _count(self) -> None:
        sizes = [fold.last - fold.head for fold in self._folds]
        self._hidden = list(accumulate(sizes))
        self._rows = [
            fold.head - hidden + size for fold, hidden, size in zip(self._folds, self._hidden, sizes, strict=True)
        ]
