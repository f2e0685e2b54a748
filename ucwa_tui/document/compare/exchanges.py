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


@dataclass(slots=True)
class Compared:
    """A section and what has been found in it so far."""

    section: Section
    blocks: list[Block] = field(default_factory=list)

    def counts(self) -> Counter[Kind]:
        """Changed and expected lines, and the runs of lines that are on one side only."""
        counts: Counter[Kind] = Counter()
        for block in self.blocks:
            counts[block.kind] += 1 if block.kind in (Kind.ADDED, Kind.REMOVED) else block.count
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
    return Section(name, heads.left, heads.right, rows[0], rows[1], heads.notes), list(heads.blocks)


def _body(
    name: str, messages: tuple[HttpMessage, HttpMessage], mode: Mode | None, purposes: tuple[Purpose, Purpose]
) -> Iterator[tuple[Section, list[Block]]]:
    bodies = read_bodies(*messages, mode, purposes)
    if not bodies.left.rows and not bodies.right.rows:
        return
    structured = {bodies.left.grammar, bodies.right.grammar} <= {Grammar.JSON, Grammar.XML}
    left, right = bodies.left, bodies.right
    section = Section(name, left.document, right.document, left.rows, right.rows, bodies.notes, bodies.mode, structured)
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
        if part.section.name == "answer head" and part.blocks and part.blocks[0].kind is Kind.CHANGED:
            counts[Kind.CHANGED] -= 1  # the status line, of which the status has been told
        words = _words(counts, part.section)
        if words or part.section.name.startswith("answer"):
            name = part.section.name.removeprefix("answer ")
            told.append(f"{name}: {words or 'same'}" if "body" in name or "request" in name else _headers(counts))
    if hidden:
        told.append(f"{hidden} line{'s differ' if hidden > 1 else ' differs'} in every run")
    return " · ".join(told)


def _status(left: Exchange, right: Exchange) -> str:
    words = [str(exchange.status) if exchange.status is not None else "none" for exchange in (left, right)]
    return "status same" if words[0] == words[1] else f"status {words[0]} against {words[1]}"


def _headers(counts: Counter[Kind]) -> str:
    count = counts[Kind.CHANGED] + counts[Kind.REMOVED] + counts[Kind.ADDED]
    if not count:
        return "headers same"
    return f"{count} header{'s differ' if count > 1 else ' differs'}"


def _words(counts: Counter[Kind], section: Section) -> str:
    thing = "value" if section.structured else "line"
    if section.mode is None:
        thing = "header"
    words = []
    if changed := counts[Kind.CHANGED]:
        words.append(f"{changed} {thing}{'s differ' if changed > 1 else ' differs'}")
    if counts[Kind.REMOVED]:
        words.append(f"{counts[Kind.REMOVED]} missing on the right")
    if counts[Kind.ADDED]:
        words.append(f"{counts[Kind.ADDED]} added")
    return ", ".join(words)
