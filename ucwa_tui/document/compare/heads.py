"""Two heads beside each other, aligned by the names of their headers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ucwa_tui.document.compare.blocks import Block, Kind, joined
from ucwa_tui.document.compare.expected import VOLATILE_HEADERS, without_volatile
from ucwa_tui.document.lines import Line, StoredLines, TokenName, assemble
from ucwa_tui.wire.http1 import HttpMessage

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Heads:
    """Start line and headers of both sides; those of the right stand in the order of the left."""

    left: StoredLines
    right: StoredLines
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    """What the lines do not show: another order, another spelling. Hostile text."""


def align_heads(left: HttpMessage, right: HttpMessage) -> Heads:
    """Align two heads: start line with start line, the n-th header of a name with the n-th of that name."""
    lefts: list[Line] = [_start(left)]
    rights: list[Line] = [_start(right)]
    blocks = [Block(_start_kind(left.start_line, right.start_line), 0, 0, 1)]
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, (name, _) in enumerate(right.headers):
        waiting[name.strip().lower()].append(place)
    order: list[int] = []
    respelled: list[str] = []
    for name, value in left.headers:
        places = waiting[name.strip().lower()]
        if not places:
            blocks.append(Block(Kind.REMOVED, len(lefts), len(rights), 1))
        else:
            place = places.pop(0)
            order.append(place)
            other, other_value = right.headers[place]
            kind = _kind(name, value, other, other_value)
            blocks.append(Block(kind, len(lefts), len(rights), 1))
            if name != other:
                respelled.append(f"{name} is spelled {other} on the right")
            rights.append(_line(other, other_value))
        lefts.append(_line(name, value))
    for place in sorted(place for places in waiting.values() for place in places):
        blocks.append(Block(Kind.ADDED, len(lefts), len(rights), 1))
        rights.append(_line(*right.headers[place]))
    notes = [*respelled[:_MOST_NAMES], *_order_notes(order, right)]
    return Heads(StoredLines(lefts), StoredLines(rights), tuple(joined(blocks)), tuple(notes))


def _order_notes(order: list[int], right: HttpMessage) -> list[str]:
    early = [order[at] for at in range(1, len(order)) if order[at] < order[at - 1]]
    if not early:
        return []
    names = ", ".join(right.headers[place][0] for place in early[:_MOST_NAMES])
    more = " …" if len(early) > _MOST_NAMES else ""
    return [f"on the right in another order: {names}{more} came earlier"]


def _kind(name: str, value: str, other: str, other_value: str) -> Kind:
    if (name, value) == (other, other_value):
        return Kind.EQUAL
    if name != other:
        return Kind.CHANGED
    if name.strip().lower() in VOLATILE_HEADERS:
        return Kind.EXPECTED
    return Kind.EXPECTED if without_volatile(value) == without_volatile(other_value) else Kind.CHANGED


def _start_kind(left: str, right: str) -> Kind:
    if left == right:
        return Kind.EQUAL
    return Kind.EXPECTED if without_volatile(left) == without_volatile(right) else Kind.CHANGED


def _start(message: HttpMessage) -> Line:
    first, _, rest = message.start_line.partition(" ")
    if message.status is None:
        return assemble([(first, TokenName.METHOD), (f" {rest}", TokenName.URL)])
    token = TokenName.STATUS_OK if message.status < 300 else TokenName.STATUS_ERROR
    return assemble([(f"{first} ", TokenName.VERSION), (rest, token)])


def _line(name: str, value: str) -> Line:
    return assemble([(name, TokenName.HEADER_NAME), (": ", TokenName.PUNCTUATION), (value, TokenName.HEADER_VALUE)])
