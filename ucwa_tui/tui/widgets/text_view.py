"""A text of any length: broken at the width of the view or not, with blocks folded away, with or without numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.strip import Strip

from ucwa_tui.document.folding import Folds
from ucwa_tui.tui.document_lines import fit, lines_before, texts
from ucwa_tui.tui.rows import ELLIPSIS, Row, breaks, cut_end, plain, slice_row, width_of
from ucwa_tui.tui.widgets.line_view import FixedLines, Lines, LineView

_WHOLE = 1 << 30
"""An end behind every line's end."""
MANY_LINES = 1000
"""Lines from which on the column of numbers is as wide as for ten million, so that it need not grow with them."""
CUT = "›"
CUT_BEFORE = "‹"


class TextView(LineView):
    """Shows lines; a line may take several rows, and a folded block takes one."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Lines = FixedLines()
        self._pieces: list[tuple[int, int, int]] = []
        self._wrapped = False
        self._fits = False
        self.folds = Folds()
        """What is folded away; call `refold_at` after a change."""
        self.wrap = True
        """Long lines go on in the next row; otherwise they are cut at the edge."""
        self.numbered = False
        """Each line has its number beside it."""
        self.left = 0
        """Cells of each row that are out of sight at the left."""
        self.decorate: Callable[[int, Row], Row] | None = None
        """Changes a line's row just before it is broken: marks of links, hits of a search."""

    @property
    def lines(self) -> Lines:
        """The lines shown."""
        return self._lines

    def show(self, lines: Lines, *, keep_place: bool = False, wrapped: bool = False) -> None:
        """Show other lines, from the top unless `keep_place`; `wrapped` where no line is longer than a row."""
        self._lines = lines
        self._wrapped = wrapped
        self.folds.clear()
        self._break()
        if not keep_place:
            self.left = 0
            self.scroll_to(0, 0, animate=False)
        self.refresh()

    def grown(self, first: int) -> None:
        """The lines shown, which are no longer than a row, have become more; from `first` on they are others."""
        self.folds.cut(first)
        self.fit_height()
        if self.folds.row_of(first) < self.scroll_offset.y + self.size.height:
            self.refresh()

    def update(self, rows: Sequence[Row]) -> None:
        """Show other rows and repaint only those that differ: for a text that changes with each key."""
        before = [self.row(y) for y in range(self.row_count())]
        self._lines = FixedLines(rows)
        self._break()
        after = [self.row(y) for y in range(self.row_count())]
        for y in range(max(len(before), len(after))):
            if y >= len(before) or y >= len(after) or before[y] != after[y]:
                self.refresh_rows(y)

    @property
    def cursor(self) -> int:
        """The line that one is at."""
        return self.line_at_top()

    def refold_at(self, line: int) -> None:
        """Show what is folded or broken otherwise now; one is at that line."""
        self._break()
        self.refresh()

    def set_folds(self, folds: Folds) -> None:
        """Fold other blocks away."""
        line, self.folds = self.cursor, folds
        self.refold_at(line)

    def set_wrap(self, wrap: bool) -> None:
        """Break long lines, or cut them at the edge. Lines that are cut already have to be shown anew."""
        line, self.wrap, self.left = self.cursor, wrap, 0
        self.refold_at(line)

    def set_numbered(self, numbered: bool) -> None:
        """Show numbers or not."""
        line, self.numbered = self.cursor, numbered
        self.refold_at(line)

    @property
    def margin(self) -> int:
        """Cells beside each row."""
        return self._digits + 1 if self.numbered else 0

    @property
    def _digits(self) -> int:
        return 7 if len(self._lines) >= MANY_LINES else 3

    @property
    def text_width(self) -> int:
        """Cells for text in a row."""
        return max(0, super().text_width - self.margin)

    @property
    def _broken(self) -> bool:
        """Whether rows are pieces of lines; otherwise each line is one row."""
        return self.wrap and not self._fits

    def row_count(self) -> int:
        """Rows after breaking and folding."""
        return len(self._pieces) if self._broken else len(self._lines) - self.folds.hidden

    def piece(self, y: int) -> tuple[int, int, int]:
        """What a row shows: the line, and which characters of it."""
        return self._pieces[y] if self._broken else (self.folds.line_of(y), 0, _WHOLE)

    def row(self, y: int) -> Row:
        """A piece of a line."""
        index, start, end = self.piece(y)
        row = self._lines.row(index)
        if self.decorate is not None:
            row = self.decorate(index, row)
        if self.folds and (fold := self.folds.fold_at(index)) is not None:
            return self._folded(row, *fold)
        return row if not start and end == _WHOLE else slice_row(row, start, end)

    def _folded(self, row: Row, head: int, last: int) -> Row:
        """What is left of a block in one row: how it begins, how much is in it, how it ends."""
        inside = lines_before(self._lines, last) - lines_before(self._lines, head + 1)
        words = f" {ELLIPSIS} {inside:,} line{'s' if inside != 1 else ''} "
        end = self._lines.text(last).strip()
        room = max(self.text_width - width_of(words) - width_of(end), 8)
        text = plain(row)
        if width_of(text) > room:
            row = (*slice_row(row, 0, len(cut_end(text, room)) - 1), (ELLIPSIS, "muted"))
        return (*row, (words, "folded"), (end, "token-punctuation"))

    def width_changed(self, width: int) -> None:
        """Break all lines anew."""
        self._break()

    def row_of_line(self, index: int) -> int:
        """The first row of a line; of a hidden one the row of the block that hides it."""
        if not self._broken:
            return self.folds.row_of(index)
        fold = self.folds.over(index)
        at = bisect_left(self._pieces, (fold.head if fold is not None else index,))
        return at

    def line_at_top(self) -> int:
        """The line that the first visible row belongs to."""
        top = self.scroll_offset.y
        return self.piece(top)[0] if top < self.row_count() else 0

    def repaint_line(self, index: int) -> None:
        """Repaint the rows of a line."""
        first = self.row_of_line(index)
        self.refresh_rows(first, max(self.row_of_line(index + 1) - first, 1))

    def mark(self, y: int) -> Row:
        """What stands in the margin of a row: the line's number, where it begins."""
        if not self.numbered:
            return ()
        index, start, _ = self.piece(y)
        before = lines_before(self._lines, index)
        begins = not start and lines_before(self._lines, index + 1) > before
        number = str(before + 1) if begins else ""
        return ((f"{number:>{self._digits}} ", "muted"),)

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= self.row_count():
            return super().render_line(y)
        over = self.row_style(at)
        if self.wrap:
            return self.filled_strip((*self.mark(at), *self.row(at)), width, over)
        strip = self._slid(self.strip_of(self.row(at), over), over)
        if self.margin:
            strip = Strip.join([self.strip_of(self.mark(at), over), strip])
        return strip.crop_extend(0, width, self.style_for("", over))

    def _slid(self, strip: Strip, over: str) -> Strip:
        """The part of a row that is in sight, with a mark where it goes on."""
        width, cells = self.text_width, strip.cell_length
        cut, before = cells > self.left + width, self.left > 0 and cells > 0
        if not cut and not before:
            return strip
        inner = strip.crop(self.left + before, self.left + width - cut)
        style = self.style_for("muted", over)
        ends = [Segment(CUT_BEFORE, style)] * before, [Segment(CUT, style)] * cut
        return Strip([*ends[0], *inner, *ends[1]])

    def slide(self, by: int) -> None:
        """Move what is in sight of long rows to the right, or to the left, by half of the width."""
        top = self.scroll_offset.y
        rows = range(top, min(top + self.size.height, self.row_count()))
        widest = max((width_of(plain(self.row(y))) for y in rows), default=0)
        left = max(0, self.left + by * max(self.text_width // 2, 1))
        if by > 0 and self.left + self.text_width >= widest:
            left = self.left
        if left != self.left:
            self.left = left
            self.refresh()

    def _break(self) -> None:
        self._fits = self._wrapped or fit(self._lines, self.text_width)
        self._pieces = self._pieces_of(self.text_width) if self._broken else []
        self.fit_height()

    def _pieces_of(self, width: int) -> list[tuple[int, int, int]]:
        pieces: list[tuple[int, int, int]] = []
        folds = iter((*self.folds.folds, None))
        fold, hidden = next(folds), -1
        for index, text in enumerate(texts(self._lines)):
            if index <= hidden:
                continue
            if fold is not None and index == fold.head:
                pieces.append((index, 0, len(text)))
                hidden, fold = fold.last, next(folds)
            elif len(text) * 2 <= width or (text.isascii() and len(text) <= width) or width_of(text) <= width:
                pieces.append((index, 0, len(text)))
            else:
                pieces.extend((index, start, end) for start, end in breaks(text, width))
        return pieces
