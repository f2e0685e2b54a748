"""The same bytes in another depth: from a row of a message to its place on the wire, and back.

Laying out changes blanks and nothing else, so that a place in a body is told by how many characters that are no blanks
stand before it: in the text that is shown, in the body, and (through the charset and the chunks) in the captured bytes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.document.body_charset import read_body
from ucwa_tui.document.byte_text import ByteText
from ucwa_tui.document.hex_dump import HexDump
from ucwa_tui.document.http_view import HeadText
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.wire.decode import codings_of, wide_charset_of
from ucwa_tui.wire.http1 import HttpMessage

_BLOCK = 64 * 1024
_NEAR = 4 * _BLOCK
"""Characters that are counted through at once."""
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}

Parts: TypeAlias = Sequence[tuple[int, TextDocument]]
"""The parts of a message as it is shown, each with the number of its first row."""


@dataclass(frozen=True, slots=True)
class WirePlace:
    """An offset in the captured bytes of a message."""

    offset: int
    compressed: bool = False
    """The bytes there are compressed: the place is the beginning of the body, and cannot be told more closely."""


def wire_place(parts: Parts, place: tuple[int, int], data: bytes, message: HttpMessage) -> WirePlace:
    """Where on the wire that is which stands at a place; a note counts as the row below it.

    Args:
        parts: of the message, at any depth.
        place: row within them, and column in shown characters.
        data: the captured bytes.
        message: what `http1` made of them.
    """
    blanks_apart = 0
    row, column = place
    for first, part in parts:
        inside = row - first
        if inside >= part.line_count:
            if isinstance(part, SourceText) and not isinstance(part, HeadText | ByteText):
                blanks_apart += solid(part.text)
            continue
        if inside < 0:
            inside = column = 0
        if isinstance(part, ByteText | HexDump):
            offset = part.byte_of_row(inside)
            if isinstance(part, ByteText):
                offset = part.byte_at(part.offset_at(inside, column))
            if _is_exact(parts):
                return WirePlace(offset)
            return _of_body(offset, message)
        if isinstance(part, HeadText):
            head = data[: message.head_length].decode("latin-1")
            return WirePlace(nth_solid(head, solid(part.text[: part.offset_at(inside, column)])))
        if isinstance(part, SourceText):
            if codings_of(message) and not message.reconstructed:
                return _of_body(0, message)
            wanted = blanks_apart + solid(part.text[: part.offset_at(inside, column)])
            return _of_body(byte_of_solid(message, wanted), message)
    return WirePlace(len(data))


def shown_at(parts: Parts, place: WirePlace, message: HttpMessage, data: bytes) -> tuple[int, int]:
    """Row and column at which a place of the wire is shown; the last row where it is not.

    Args:
        parts: of the message, at any depth.
        place: from `wire_place`.
        message: what `http1` made of the captured bytes.
        data: those bytes.
    """
    if _is_exact(parts):
        return _exactly(parts, place.offset)
    in_head = place.offset < message.head_length
    body_offset = _body_offset(place.offset, message)
    wanted = -1
    last = 0
    for first, part in parts:
        last = first + part.line_count - 1
        if isinstance(part, HeadText):
            if in_head:
                at = nth_solid(part.text, solid(data[: place.offset].decode("latin-1")))
                return _below(first, part.place(min(at, max(len(part.text) - 1, 0))))
        elif in_head or isinstance(part, ByteText):
            continue
        elif isinstance(part, HexDump):
            return first + min(part.row_of_byte(body_offset), part.line_count - 1), 0
        elif isinstance(part, SourceText):
            if place.compressed:
                return first, 0
            if wanted < 0:
                wanted = solid_before(message, body_offset)
            here = solid(part.text)
            if wanted < here:
                return _below(first, part.place(nth_solid(part.text, wanted)))
            wanted -= here
    return max(last, 0), 0


def is_near(parts: Parts, place: tuple[int, int]) -> bool:
    """Whether `wire_place` has so little to count through that nobody waits for it."""
    row, column = place
    before = 0
    for first, part in parts:
        is_here = row < first + part.line_count
        if isinstance(part, SourceText) and not isinstance(part, HeadText | ByteText):
            before += part.offset_at(max(row - first, 0), column) if is_here else len(part.text)
        if is_here:
            return before <= _NEAR
    return True


def is_shown_near(parts: Parts, place: WirePlace) -> bool:
    """The same of `shown_at`."""
    return place.offset <= _NEAR or _is_exact(parts) or any(isinstance(part, HexDump) for _, part in parts)


def _below(first: int, place: tuple[int, int]) -> tuple[int, int]:
    return first + place[0], place[1]


def _is_exact(parts: Parts) -> bool:
    return any(isinstance(part, ByteText) for _, part in parts) or not any(isinstance(p, HeadText) for _, p in parts)


def _exactly(parts: Parts, offset: int) -> tuple[int, int]:
    best = 0
    for first, part in parts:
        if isinstance(part, ByteText | HexDump):
            if part.start <= offset < part.end:
                if isinstance(part, ByteText):
                    return _below(first, part.place_of_byte(offset))
                return first + part.row_of_byte(offset), 0
            best = first + part.line_count - 1
    return best, 0


def _of_body(offset: int, message: HttpMessage) -> WirePlace:
    """An offset in the decoded body as a place on the wire."""
    if codings_of(message) and not message.reconstructed:
        return WirePlace(message.head_length, compressed=True)
    if not message.chunked or not message.chunks:
        return WirePlace(message.head_length + offset)
    for start, end in message.chunks:
        if offset < end - start:
            return WirePlace(start + offset)
        offset -= end - start
    return WirePlace(message.chunks[-1][1])


def _body_offset(offset: int, message: HttpMessage) -> int:
    """A place on the wire as an offset in the dechunked body; from within the framing the next byte of data."""
    if not message.chunked:
        return max(offset - message.head_length, 0)
    before = 0
    for start, end in message.chunks:
        if offset < end:
            return before + max(offset - start, 0)
        before += end - start
    return before


def solid(text: str) -> int:
    """How many characters of a text are no blanks."""
    return sum(len(word) for word in text.split())


def nth_solid(text: str, number: int) -> int:
    """Where the character stands before which there are `number` others that are no blanks; the end if none does."""
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        count = solid(block)
        if number < count:
            return start + _nth_in(block, number)
        number -= count
    return len(text)


def _nth_in(block: str, number: int) -> int:
    for at, character in enumerate(block):
        if not character.isspace():
            if not number:
                return at
            number -= 1
    return len(block)


def byte_of_solid(message: HttpMessage, number: int) -> int:
    """The same in the bytes of a body that is not compressed."""
    data, charset = message.body, _charset(message)
    start = _mark(data, charset)
    decoder = codecs.getincrementaldecoder(charset)("replace")
    for at in range(start, len(data), _BLOCK):
        block = data[at : at + _BLOCK]
        state = decoder.getstate()
        count = solid(decoder.decode(block))
        if number < count:
            decoder.setstate(state)
            return _byte_within(decoder.decode, block, at, number)
        number -= count
    return len(data)


def _byte_within(decode: Callable[[bytes], str], block: bytes, at: int, number: int) -> int:
    """Byte by byte; the character may have begun some bytes before the one that ends it."""
    begun = at
    for index in range(len(block)):
        text = decode(block[index : index + 1])
        number -= solid(text)
        if number < 0:
            return begun
        if text:
            begun = at + index + 1
    return at + len(block)


def solid_before(message: HttpMessage, offset: int) -> int:
    """How many characters that are no blanks stand before a byte of a body that is not compressed."""
    data, charset = message.body, _charset(message)
    decoder = codecs.getincrementaldecoder(charset)("replace")
    return solid(decoder.decode(data[_mark(data, charset) : offset]))


def _charset(message: HttpMessage) -> str:
    return read_body(message, message.body)[0].charset


def _mark(data: bytes, charset: str) -> int:
    mark = _MARKS.get(charset) or (b"\xff\xfe\x00\x00" if charset == "utf-32-le" else b"\x00\x00\xfe\xff")
    return len(mark) if data.startswith(mark) and (charset == "utf-8" or wide_charset_of(data, None)) else 0
