"""An immutable set of event numbers that is cheap to add to: a busy meeting adds thousands, one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

_BLOCK = 256


@dataclass(frozen=True, slots=True)
class SeqSet(Collection[int]):
    """Ask with `in`; `set(…)` makes an ordinary one, which is dear to do for each event."""

    blocks: tuple[frozenset[int], ...] = ()

    def __contains__(self, seq: object) -> bool:
        return any(seq in block for block in reversed(self.blocks))

    def __iter__(self) -> Iterator[int]:
        for block in self.blocks:
            yield from sorted(block)

    def __len__(self) -> int:
        return sum(len(block) for block in self.blocks)

    def added(self, seq: int) -> SeqSet:
        """The set with one number more."""
        if seq in self:
            return self
        if self.blocks and len(self.blocks[-1]) < _BLOCK:
            return SeqSet((*self.blocks[:-1], self.blocks[-1] | {seq}))
        return SeqSet((*self.blocks, frozenset({seq})))


NO_SEQS = SeqSet()
