"""A long text as a document: rows are cut, made safe and coloured only when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ucwa_tui.document.lexers import PLAIN, Lexer, Piece, State
from ucwa_tui.document.lines import Line, TokenName, assemble, cells, checked
from ucwa_tui.document.row_starts import row_starts
from ucwa_tui.wire.safe_text import safe_line

LONGEST_ROW = 4096
"""Cells; a longer line is cut into several rows."""
_REMEMBERED = 64
_CHECKPOINT = 64


class SourceText:
    """A text with a grammar.

    Args:
        text: raw, hostile, of any length.
        lexer: which colours it.
        wrap: cells in a row before the line goes on in the next row.
        overlays: parts of the text that mean something whatever the grammar says (masks, chunk framing), in order.
        show_breaks: show each line feed as a visible character.
        state: what the text begins in, where it goes on with another one.
        fresh: the text begins with a new line.
    """

    def __init__(
        self,
        text: str,
        lexer: Lexer = PLAIN,
        *,
        wrap: int = LONGEST_ROW,
        overlays: Sequence[Piece] = (),
        show_breaks: bool = False,
        state: State = "",
        fresh: bool = True,
    ) -> None:
        self._text = text
        self._lexer = lexer
        self._overlays = tuple(overlays)
        self._show_breaks = show_breaks
        self._fresh = fresh
        self._starts = row_starts(text, max(wrap - show_breaks, 1))
        self._states: dict[int, State] = {0: state}
        self._lines: OrderedDict[int, Line] = OrderedDict()
        self._width: int | None = None
        self._begun: int | None = None
        """How many lines begin in it, where somebody wanted to know."""

    @property
    def text(self) -> str:
        """The raw text."""
        return self._text

    @property
    def lexer(self) -> Lexer:
        """What colours it."""
        return self._lexer

    @property
    def line_count(self) -> int:
        """Number of rows; 0 for an empty text."""
        return len(self._starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Row of an offset in the raw text, and how many shown characters stand before it in that row."""
        return next(self.places([offset]))

    def offset_at(self, row: int, column: int) -> int:
        """The offset of the character that stands at a column of a row, counted in shown characters; see `place`."""
        start, end = self._range(row)
        text = self._text[start:end]
        if text.isprintable():
            return start + min(column, len(text))
        for at, character in enumerate(text):
            column -= len(safe_line(character))
            if column < 0:
                return start + at
        return end

    def places(self, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
        """The places of many offsets, which are in order; quicker than each by itself."""
        starts, text = self._starts, self._text
        plain: bool | None = None
        row, start, following = 0, 0, -1
        for offset in offsets:
            if offset >= following:
                row = max(bisect_right(starts, offset) - 1, 0)
                start = starts[row] if starts else 0
                following = starts[row + 1] if row + 1 < len(starts) else len(text) + 1
                plain = None
            if plain is None:
                plain = text[start:following].rstrip("\n").isprintable()
            yield row, offset - start if plain else len(safe_line(text[start:offset]))

    def start_of(self, row: int) -> int:
        """Where a row begins in the raw text; of the row behind the last one, the end."""
        return self._starts[row] if row < len(self._starts) else len(self._text)

    @property
    def fresh(self) -> bool:
        """Whether it begins with a new line, and does not go on with another text."""
        return self._fresh

    def lines_before(self, row: int) -> int:
        """How many lines begin in the rows before: fewer than rows, where long lines are cut."""
        if self._begun is None:
            self._begun = self._begun_before(len(self._text))
        if self._begun == len(self._starts):  # no line is cut
            return row
        return self._begun_before(self.start_of(row))

    def _begun_before(self, start: int) -> int:
        return self._fresh + self._text.count("\n", 0, start - 1) if start else 0

    def shown(self, first: int, last: int) -> str:
        """What rows show, those of one line put together again.

        Args:
            first: the first row.
            last: the last one; its line break is left out.
        """
        start, end = self.start_of(first), self.start_of(last + 1)
        rows = [safe_line(line) for line in self._text[start:end].split("\n")]
        mark = safe_line("\n") if self._show_breaks else ""
        whole = f"{mark}\n".join(rows)
        return whole.removesuffix("\n") if end > start and self._text[end - 1] == "\n" else whole

    def end_state(self) -> State:
        """What a text begins in that goes on with this one; every row that was never asked for is skimmed."""
        last = len(self._starts) - 1
        if last < 0 or self._lexer.stateless or (self._lexer.fresh_lines and self._text.endswith("\n")):
            return "" if last >= 0 else self._states[0]
        return self._lexer.skip(self._text[slice(*self._range(last))], self._state(last))

    @property
    def width(self) -> int:
        """Cells that the widest row takes, worked out when first asked for."""
        if self._width is None:
            extra = 1 if self._show_breaks else 0
            if self._text.isascii() and self._text.replace("\n", "").isprintable():
                self._width = max((end - start for start, end in map(self._range, range(self.line_count))), default=0)
            else:
                texts = (self._text[slice(*self._range(index))] for index in range(self.line_count))
                self._width = max((cells(safe_line(text)) for text in texts), default=0)
            self._width += extra
        return self._width

    def line(self, index: int) -> Line:
        """A row, counted from 0. Raises IndexError outside of the document."""
        checked(index, self.line_count)
        known = self._lines.get(index)
        if known is None:
            known = self._lines[index] = self._make(index)
            if len(self._lines) > _REMEMBERED:
                self._lines.popitem(last=False)
        return known

    def row_texts(self) -> Iterator[str]:
        """What all rows show, in order."""
        if self._show_breaks or not self._text.replace("\n", "").isprintable():
            yield from map(self.row_text, range(self.line_count))
            return
        for start, end in pairwise([*self._starts, len(self._text)]):
            yield self._text[start:end].rstrip("\n")

    def row_text(self, index: int) -> str:
        """What a row shows, without its colours: many are wanted to find out where they are broken."""
        start, end = self._range(checked(index, self.line_count))
        broken = self._show_breaks and end < len(self._text) and self._text[end] == "\n"
        return safe_line(self._text[start : end + broken])

    def _range(self, index: int) -> tuple[int, int]:
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._text)
        return start, end - 1 if end > start and self._text[end - 1] == "\n" else end

    def _begins_line(self, index: int) -> bool:
        start = self._starts[index]
        return self._text[start - 1] == "\n" if start else self._fresh

    def _state(self, index: int) -> State:
        """What the row begins in; rows before it that were never asked for are skimmed once."""
        if self._lexer.stateless:
            return ""
        known = index
        while known not in self._states and not (self._lexer.fresh_lines and self._begins_line(known)):
            known -= 1
        state = self._states.get(known, "")
        for at in range(known, index):
            state = self._lexer.skip(self._text[slice(*self._range(at))], state)
            if (at + 1) % _CHECKPOINT == 0 or at + 1 == index:
                self._states[at + 1] = state
        return state

    def _make(self, index: int) -> Line:
        start, end = self._range(index)
        row = self._text[start:end]
        pieces, state = self._lexer.lex(row, self._state(index))
        following = index + 1
        if following < self.line_count and not (self._lexer.fresh_lines and self._begins_line(following)):
            self._states[following] = state
        overlays = self._overlays_in(start, end)
        if self._show_breaks and end < len(self._text) and self._text[end] == "\n":
            row, pieces = row + "\n", [*pieces, Piece(len(row), len(row) + 1, TokenName.PUNCTUATION)]
        return coloured(row, pieces, overlays, continued=not self._begins_line(index))

    def _overlays_in(self, start: int, end: int) -> list[Piece]:
        first = bisect_right(self._overlays, start, key=lambda piece: piece.end)
        found: list[Piece] = []
        for piece in self._overlays[first:]:
            if piece.start >= end:
                break
            found.append(Piece(max(piece.start - start, 0), min(piece.end, end) - start, piece.token))
        return found


def coloured(row: str, pieces: list[Piece], overlays: list[Piece], *, continued: bool = False) -> Line:
    """A safe line from a raw row.

    Args:
        row: raw text without line breaks.
        pieces: what the lexer found.
        overlays: what lies on top of that.
        continued: the row goes on with the line above.
    """
    return assemble(_parts(row, _overlaid(pieces, overlays)), continued=continued)


def _overlaid(pieces: list[Piece], overlays: list[Piece]) -> list[Piece]:
    """Pieces with the overlays on top."""
    if not overlays:
        return pieces
    result = list(overlays)
    for piece in pieces:
        start = piece.start
        for overlay in overlays:
            if overlay.start > start:
                result.append(Piece(start, min(overlay.start, piece.end), piece.token))
            start = max(start, overlay.end)
            if start >= piece.end:
                break
        result.append(Piece(start, piece.end, piece.token))
    return sorted(piece for piece in result if piece.end > piece.start)


def _parts(row: str, pieces: list[Piece]) -> list[tuple[str, TokenName]]:
    parts: list[tuple[str, TokenName]] = []
    position = 0
    for piece in pieces:
        parts.append((row[position : piece.start], TokenName.TEXT))
        parts.append((row[piece.start : piece.end], piece.token))
        position = piece.end
    parts.append((row[position:], TokenName.TEXT))
    return parts
