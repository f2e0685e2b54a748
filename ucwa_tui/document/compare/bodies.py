"""Two bodies beside each other: by their text, or by their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from ucwa_tui.document.compare.aligned import align, in_windows
from ucwa_tui.document.compare.blocks import Block, Kind, joined
from ucwa_tui.document.compare.expected import plain_lines
from ucwa_tui.document.grammar import Grammar, grammar_of, laid_out, lexer_of
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.lines import StoredLines, TextDocument
from ucwa_tui.document.row_starts import row_starts
from ucwa_tui.document.source_text import LONGEST_ROW, SourceText
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.decode import decode_body, decode_text, wide_charset_of
from ucwa_tui.wire.http1 import HttpMessage

MOST_BINARY = 1 << 20
"""Bytes of a binary body that are compared."""

NO_BODY = "no body"


class Mode(StrEnum):
    """What of two bodies is compared."""

    TEXT = "text"
    """Their pretty forms, line by line."""
    MEANING = "meaning"
    """What they say: order of members, wire form and spelling of dates do not count."""


@dataclass(frozen=True, slots=True)
class Body:
    """One side: rows to compare, and the same rows to show."""

    rows: tuple[str, ...]
    """Raw: hostile text."""
    document: TextDocument
    grammar: Grammar
    problems: tuple[str, ...] = ()
    commas: bool = False
    """A comma at the end of a row only says that another row follows."""
    pieces: bool = False
    """A line is longer than a row: it takes several."""

    def compared(self) -> list[str]:
        """The rows without what follows from their neighbours."""
        return [row.removesuffix(",") for row in self.rows] if self.commas else list(self.rows)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Both sides, as they are compared."""

    left: Body
    right: Body
    mode: Mode
    notes: tuple[str, ...] = field(default=())
    """What is to be said about the way they are compared. May hold hostile text."""


def read_bodies(left: HttpMessage, right: HttpMessage, mode: Mode | None, purposes: tuple[Purpose, Purpose]) -> Bodies:
    """Read two bodies in the way in which they are to be compared.

    Args:
        left, right: the messages.
        mode: the user's choice; None: by meaning where one is JSON and the other XML, otherwise by text.
        purposes: of the two exchanges.
    """
    texts = decode_text(left), decode_text(right)
    grammars = [grammar_of(m.header("Content-Type"), t.text) for m, t in zip((left, right), texts, strict=True)]
    crossed = set(grammars) == {Grammar.JSON, Grammar.XML}
    notes: list[str] = []
    if mode is Mode.MEANING or (mode is None and crossed):
        try:
            bodies = [_by_meaning(*side) for side in zip((left, right), grammars, purposes, strict=True)]
        except PayloadError as error:
            notes.append(f"cannot be compared by meaning: {error}")
        else:
            words = " against ".join(
                grammar.value.upper() if side.rows else NO_BODY for side, grammar in zip(bodies, grammars, strict=True)
            )
            return Bodies(bodies[0], bodies[1], Mode.MEANING, (f"compared by meaning: {words}",))
    sides = [_by_text(message, text.text) for message, text in zip((left, right), texts, strict=True)]
    for side, word in zip(sides, ("left", "right"), strict=True):
        notes += [f"{word}: {problem}" for problem in side.problems]
    if any(side.pieces for side in sides):
        notes.append(f"lines longer than {LONGEST_ROW:,} characters are compared in rows of that length")
    if in_windows(sides[0].rows, sides[1].rows):
        notes.append("long: compared in blocks, so that a part that moved far counts as removed and added")
    return Bodies(sides[0], sides[1], Mode.TEXT, tuple(notes))


def align_bodies(bodies: Bodies) -> Iterator[list[Block]]:
    """The blocks of two bodies, in portions of bounded work."""
    left, right = bodies.left.compared(), bodies.right.compared()
    for blocks in align(plain_lines(left), plain_lines(right)):
        told = (part for block in blocks for part in _told_apart(block, left, right))
        yield list(joined(told))


def _told_apart(block: Block, left: Sequence[str], right: Sequence[str]) -> Iterator[Block]:
    """Lines that are equal but for what differs in every run are not equal."""
    if block.kind is not Kind.EQUAL:
        yield block
        return
    a, b = left[block.left : block.left_end], right[block.right : block.right_end]
    if a == b:
        yield block
        return
    at = 0
    for same, run in groupby(x == y for x, y in zip(a, b, strict=True)):
        count = sum(1 for _ in run)
        yield Block(Kind.EQUAL if same else Kind.EXPECTED, block.left + at, block.right + at, count)
        at += count


def _by_text(message: HttpMessage, text: str) -> Body:
    body = decode_body(message)
    content_type = message.header("Content-Type")
    if not body.data:
        return Body((), StoredLines(()), Grammar.OTHER, (*body.problems, NO_BODY))
    if looks_binary(body.data) and not wide_charset_of(body.data, content_type):
        dump = HexDump(body.data[:MOST_BINARY])
        rows = tuple(dump.line(index).text for index in range(dump.line_count))
        cut = (f"only the first {MOST_BINARY:,} bytes are compared",) if len(body.data) > MOST_BINARY else ()
        return Body(rows, dump, Grammar.OTHER, cut)
    text = text.replace("\r\n", "\n")
    grammar = grammar_of(content_type, text)
    problems = body.problems
    commas = grammar is Grammar.JSON
    try:
        text = laid_out(text, grammar)
    except PayloadError as error:
        commas = False
        problems = (*problems, f"compared as sent: {error}")
    return _body_of(text, grammar, content_type, problems, commas=commas)


def _by_meaning(message: HttpMessage, grammar: Grammar, purpose: Purpose) -> Body:
    """Raises PayloadError."""
    from ucwa_tui.document.compare import canonical
    from ucwa_tui.protocol import body_codec, event_codec

    body = decode_body(message)
    if not body.data.strip():
        return Body((), StoredLines(()), grammar)
    if grammar not in (Grammar.JSON, Grammar.XML):
        raise PayloadError("one of the bodies is neither JSON nor XML")
    fmt = PayloadFormat.JSON if grammar is Grammar.JSON else PayloadFormat.XML
    if purpose is Purpose.EVENTS and (message.status or 0) // 100 == 2:
        lines = canonical.events_lines(event_codec.decode_events(body.data, fmt.media_type))
    elif message.status is None:
        lines = canonical.resource_lines(body_codec.decode_input(body.data, fmt))
    else:
        reason = body_codec.decode_reason(body.data, fmt.media_type) if message.status >= 400 else None
        if reason is not None:
            lines = canonical.reason_lines(reason)
        else:
            lines = canonical.resource_lines(body_codec.decode_resource(body.data, fmt))
    return _body_of("\n".join(lines), Grammar.JSON, None, (), commas=True)


def _body_of(text: str, grammar: Grammar, content_type: str | None, problems: tuple[str, ...], *, commas: bool) -> Body:
    starts = row_starts(text, LONGEST_ROW)
    ends = [*starts[1:], len(text)]
    rows = tuple(text[start:end].removesuffix("\n") for start, end in zip(starts, ends, strict=False))
    document = SourceText(text, lexer_of(grammar, content_type))
    document.end_state()  # here, on the thread: later the screen would have to skim all of it to paint the last line
    return Body(rows, document, grammar, problems, commas, pieces=len(rows) > text.count("\n") + 1)
