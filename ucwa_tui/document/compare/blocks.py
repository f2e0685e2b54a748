"""What a comparison consists of: runs of lines that stand beside each other, or on one side only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the lines of a run stand to each other. The value is the mark that tells it without colour."""

    EQUAL = " "
    EXPECTED = "≈"
    """They differ only in what differs in every run: dates, ids, acknowledgements."""
    CHANGED = "~"
    REMOVED = "-"
    """Only on the left."""
    ADDED = "+"
    """Only on the right."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines of one kind.

    `left` and `right` count lines from 0; on a side that has none, the line before which the run would stand.
    """

    kind: Kind
    left: int
    right: int
    count: int

    @property
    def left_end(self) -> int:
        """The line on the left after the run."""
        return self.left if self.kind is Kind.ADDED else self.left + self.count

    @property
    def right_end(self) -> int:
        """The line on the right after the run."""
        return self.right if self.kind is Kind.REMOVED else self.right + self.count

    def mirrored(self) -> Block:
        """The same with the sides exchanged."""
        kind = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}.get(self.kind, self.kind)
        return Block(kind, self.right, self.left, self.count)


def joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, neighbours of one kind put together, removed lines before added ones, empty ones left out."""
    gap: list[Block] = []
    for block in blocks:
        if not block.count:
            continue
        if gap and not (block.kind in _ONE_SIDED and gap[-1].kind in _ONE_SIDED):
            follows = block.kind is gap[-1].kind
            if follows:
                before = gap.pop()
                gap.append(Block(before.kind, before.left, before.right, before.count + block.count))
                continue
            yield from _settled(gap)
            gap = []
        gap.append(block)
    yield from _settled(gap)


_ONE_SIDED = frozenset({Kind.REMOVED, Kind.ADDED})


def _settled(gap: list[Block]) -> Iterator[Block]:
    if not gap or gap[0].kind not in _ONE_SIDED:
        yield from gap
        return
    left, right = gap[0].left, gap[0].right
    removed = sum(block.count for block in gap if block.kind is Kind.REMOVED)
    added = sum(block.count for block in gap if block.kind is Kind.ADDED)
    if removed:
        yield Block(Kind.REMOVED, left, right, removed)
    if added:
        yield Block(Kind.ADDED, left + removed, right, added)
