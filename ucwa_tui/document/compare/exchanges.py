"""Two exchanges beside each other, part by part: answer before request, head before body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ucwa_tui.document.compare.blocks import Block, Kind
from ucwa_tui.document.compare.bodies import Mode, align_bodies, read_bodies
from ucwa_tui.document.compare.heads import align_heads
from ucwa_tui.document.grammar import Grammar
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response


@dataclass(frozen=True, slots=True)
class Section:
    """A part of both exchanges: a head or a body."""

    name: str
    """answer head, answer body, request head, request body."""
    left: TextDocument
    right: TextDocument
    left_rows: Sequence[str]
    """The rows as raw text: how wide they are can be told without colouring them. Hostile text."""
    right_rows: Sequence[str]
    notes: tuple[str, ...] = ()
    """Hostile text."""
    mode: Mode | None = None
    """How bodies are compared; None for a head."""
    structured: bool = False
    """A line is a value: JSON or XML."""
    unit: str = "line"
    """What blocks count: a row is a line, or a part of a long one."""


@dataclass(slots=True)
class Compared:
    """A section and what has been found in it so far."""

    section: Section
    blocks: list[Block] = field(default_factory=list)

    def counts(self) -> Counter[Kind]:
        """How many lines there are of each kind."""
        counts: Counter[Kind] = Counter()
        for block in self.blocks:
            counts[block.kind] += block.count
        return counts


def compare_exchanges(left: Exchange, right: Exchange, mode: Mode | None) -> Iterator[tuple[Section, list[Block]]]:
    """The sections of two exchanges with blocks of each, in portions of bounded work; more of a section may follow.

    Args:
        left, right: running or ended; the earlier one usually stands on the left.
        mode: how bodies are compared; None: by meaning where one is JSON and the other one XML.
    """
    answers = parse_response(left.response, left.method), parse_response(right.response, right.method)
    requests = parse_request(left.request), parse_request(right.request)
    purposes = left.purpose, right.purpose
    heads = [_head(f"{word} head", *pair) for word, pair in (("answer", answers), ("request", requests))]
    yield heads[0]
    yield from _body("answer body", answers, mode, purposes)
    yield heads[1]
    yield from _body("request body", requests, mode, purposes)


def _head(name: str, left: HttpMessage, right: HttpMessage) -> tuple[Section, list[Block]]:
    heads = align_heads(left, right)
    rows = [[doc.line(index).text for index in range(doc.line_count)] for doc in (heads.left, heads.right)]
    section = Section(name, heads.left, heads.right, rows[0], rows[1], heads.notes, unit="header")
    return section, list(heads.blocks)


def _body(
    name: str, messages: tuple[HttpMessage, HttpMessage], mode: Mode | None, purposes: tuple[Purpose, Purpose]
) -> Iterator[tuple[Section, list[Block]]]:
    bodies = read_bodies(*messages, mode, purposes)
    if not bodies.left.rows and not bodies.right.rows:
        return
    structured = {bodies.left.grammar, bodies.right.grammar} <= {Grammar.JSON, Grammar.XML}
    left, right = bodies.left, bodies.right
    unit = "row" if left.pieces or right.pieces else "line"
    section = Section(
        name, left.document, right.document, left.rows, right.rows, bodies.notes, bodies.mode, structured, unit
    )
    began = False
    for blocks in align_bodies(bodies):
        began = True
        yield section, blocks
    if not began:
        yield section, []


def summary(left: Exchange, right: Exchange, parts: list[Compared]) -> str:
    """What differs, in one line: `status same · 3 headers differ · body: 2 values differ, 1 added`."""
    told = [_status(left, right)]
    hidden = 0
    for part in parts:
        counts = part.counts()
        hidden += counts[Kind.EXPECTED]
        name, words = part.section.name.removeprefix("answer "), []
        if part.section.mode is None and part.blocks and part.blocks[0].kind is Kind.CHANGED:
            counts[Kind.CHANGED] -= 1  # the start line; of that of an answer the status has been told
            words = ["request line differs"] if name.startswith("request") else []
        words += _words(counts, part.section)
        if name == "head":
            told.append(_headers(counts))
        elif words or name == "body":
            told.append(f"{name}: {', '.join(words) or 'same'}")
    if hidden:
        told.append(f"{hidden} line{'s differ' if hidden > 1 else ' differs'} in every run")
    return " · ".join(told)


def _status(left: Exchange, right: Exchange) -> str:
    words = [str(exchange.status) if exchange.status is not None else "none" for exchange in (left, right)]
    if words[0] != words[1]:
        return f"status {words[0]} against {words[1]}"
    lines = [parse_response(exchange.response, exchange.method).start_line for exchange in (left, right)]
    return "status same" if lines[0] == lines[1] else "status same, worded otherwise"


def _headers(counts: Counter[Kind]) -> str:
    count = counts[Kind.CHANGED] + counts[Kind.REMOVED] + counts[Kind.ADDED]
    if not count:
        return "headers same"
    return f"{count} header{'s differ' if count > 1 else ' differs'}"


def _words(counts: Counter[Kind], section: Section) -> list[str]:
    value = "value" if section.structured else section.unit
    words = []
    if changed := counts[Kind.CHANGED]:
        words.append(f"{_count(changed, value)} differ{'s' if changed == 1 else ''}")
    if removed := counts[Kind.REMOVED]:
        words.append(f"{_count(removed, section.unit)} missing on the right")
    if added := counts[Kind.ADDED]:
        words.append(f"{_count(added, section.unit)} added")
    return words


def _count(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
