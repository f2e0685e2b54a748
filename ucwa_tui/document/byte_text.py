"""Captured bytes as text, each row of which knows the bytes that it shows.

What is UTF-8 is shown as such; every other byte as `\\xNN` with a token of its own, as a body may hold such words too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ucwa_tui.document.lexers import PLAIN, Lexer, Piece, State
from ucwa_tui.document.lines import TokenName
from ucwa_tui.document.row_starts import row_starts
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_parts import FIRST_PART, PART

_ESCAPED = 4
"""Characters of `\\xNN`."""


class ByteText(SourceText):
    """A part of captured data, line breaks visible.

    Args:
        data: all of it.
        start: where the part begins.
        end: where it ends.
        cuts: where in between something else begins; a character over a cut is two pieces on the wire.
        lexer: which colours it.
        wrap: cells in a row.
        overlays: parts of the data, by offset, that mean something whatever the lexer says, in order.
        state: what the part begins in.
        fresh: the part begins with a new line.
    """

    def __init__(
        self,
        data: bytes,
        start: int,
        end: int,
        *,
        cuts: Sequence[int] = (),
        lexer: Lexer = PLAIN,
        wrap: int,
        overlays: Sequence[Piece] = (),
        state: State = "",
        fresh: bool = True,
    ) -> None:
        self._data = data
        self.start = start
        self.end = end
        self._segments = [start, *(cut for cut in cuts if start < cut < end)]
        pieces = [shown(data[a:b]) for a, b in zip(self._segments, [*self._segments[1:], end], strict=True)]
        self._firsts = [0]
        for piece in pieces[:-1]:
            self._firsts.append(self._firsts[-1] + len(piece))
        told = [Piece(self.text_at(one.start), self.text_at(one.end), one.token) for one in overlays]
        for first, at in zip(self._firsts, range(len(pieces)), strict=True):
            told += [Piece(first + bad.start, first + bad.end, bad.token) for bad in self._unreadable(at, pieces[at])]
        super().__init__(
            "".join(pieces),
            lexer,
            wrap=wrap,
            overlays=_flat(told),
            show_breaks=True,
            state=state,
            fresh=fresh,
        )

    def byte_of_row(self, row: int) -> int:
        """The offset of the first byte that a row shows."""
        return self.byte_at(self.start_of(row))

    def row_of_byte(self, offset: int) -> int:
        """The row that shows a byte."""
        return self.place_of_byte(offset)[0]

    def place_of_byte(self, offset: int) -> tuple[int, int]:
        """Row and column at which a byte is shown."""
        return self.place(self.text_at(offset))

    def text_at(self, offset: int) -> int:
        """Where in the text the byte at an offset of the data is shown."""
        at = max(bisect_right(self._segments, min(max(offset, self.start), self.end)) - 1, 0)
        return self._firsts[at] + len(shown(self._data[self._segments[at] : min(offset, self.end)]))

    def byte_at(self, position: int) -> int:
        """The offset of the byte that a character of the text shows, or is the first of."""
        at = max(bisect_right(self._firsts, position) - 1, 0)
        start, end = self._segments[at], self._segment_end(at)
        return start + bytes_before(self._data[start:end], position - self._firsts[at])

    def _segment_end(self, at: int) -> int:
        return self._segments[at + 1] if at + 1 < len(self._segments) else self.end

    def _unreadable(self, at: int, text: str) -> Iterator[Piece]:
        block = self._data[self._segments[at] : self._segment_end(at)]
        if "\\x" not in text or _is_utf8(block):
            return
        position = 0
        for character in block.decode("utf-8", "surrogateescape"):
            if _is_escape(character):
                yield Piece(position, position + _ESCAPED, TokenName.ERROR)
                position += _ESCAPED
            else:
                position += 1


def shown(block: bytes) -> str:
    """Bytes as text; those that are no UTF-8 as `\\xNN`."""
    return block.decode("utf-8", "backslashreplace")


def bytes_before(block: bytes, position: int) -> int:
    """How many bytes of a block stand before a character of its text."""
    if _is_utf8(block):
        return len(block.decode("utf-8")[:position].encode("utf-8"))
    count = at = 0
    for character in block.decode("utf-8", "surrogateescape"):
        width = _ESCAPED if _is_escape(character) else 1
        if at + width > position:
            break
        at += width
        count += len(character.encode("utf-8", "surrogateescape"))
    return count


def byte_texts(
    data: bytes,
    start: int,
    end: int,
    *,
    wrap: int,
    cuts: Sequence[int] = (),
    overlays: Sequence[Piece] = (),
) -> Iterator[ByteText]:
    """A long run of captured bytes in parts, cut between two rows, so that the first can be shown before the last.

    Args: as for `ByteText`.
    """
    position, fresh = start, True
    while position < end:
        stop = _end_of_part(data, position, end, wrap, first=position == start)
        yield ByteText(
            data,
            position,
            stop,
            cuts=cuts[bisect_right(cuts, position) : bisect_right(cuts, stop)],
            wrap=wrap,
            overlays=_between(overlays, position, stop),
            fresh=fresh,
        )
        fresh = data[stop - 1 : stop] == b"\n"
        position = stop


def _end_of_part(data: bytes, position: int, end: int, wrap: int, *, first: bool) -> int:
    stop = position + (FIRST_PART if first else PART)
    if stop >= end:
        return end
    line_end = data.rfind(b"\n", position, stop) + 1
    if line_end > position:
        return line_end
    while stop > position + 1 and data[stop] & 0xC0 == 0x80:
        stop -= 1  # not within a character
    block = data[position:stop]
    starts = row_starts(shown(block), max(wrap - 1, 1))
    cut = bytes_before(block, starts[-1]) if len(starts) > 1 else 0
    return position + cut if cut else stop


def _between(overlays: Sequence[Piece], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    for piece in overlays[bisect_right(overlays, start, key=lambda piece: piece.end) :]:
        if piece.start >= end:
            break
        found.append(Piece(max(piece.start, start), min(piece.end, end), piece.token))
    return found


def _flat(pieces: list[Piece]) -> list[Piece]:
    """In order and without overlap; of two that overlap the one that begins later is cut."""
    flat: list[Piece] = []
    at = 0
    for piece in sorted(pieces, key=lambda one: (one.start, one.token is not TokenName.MASK)):
        start = max(piece.start, at)
        if piece.end > start:
            flat.append(Piece(start, piece.end, piece.token))
            at = piece.end
    return flat


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_escape(character: str) -> bool:
    return "\udc80" <= character <= "\udcff"
