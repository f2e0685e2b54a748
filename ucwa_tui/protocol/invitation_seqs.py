"""An immutable set of event numbers that is cheap to add to: a busy meeting adds thousands, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

_BLOCK = 256


@dataclass(frozen=True, slots=True, eq=False)
class SeqSet(Set[int]):
    """Compares equal to any set with the same numbers."""

    blocks: tuple[frozenset[int], ...] = ()

    def __contains__(self, seq: object) -> bool:
        return any(seq in block for block in reversed(self.blocks))

    def __iter__(self) -> Iterator[int]:
        for block in self.blocks:
            yield from sorted(block)

    def __len__(self) -> int:
        return sum(len(block) for block in self.blocks)

    def __hash__(self) -> int:
        return self._hash()

    @classmethod
    def _from_iterable(cls, it: Iterable[int]) -> frozenset[int]:  # what `&`, `|` … make
        return frozenset(it)

    def added(self, seq: int) -> SeqSet:
        """The set with one number more."""
        if seq in self:
            return self
        if self.blocks and len(self.blocks[-1]) < _BLOCK:
            return SeqSet((*self.blocks[:-1], self.blocks[-1] | {seq}))
        return SeqSet((*self.blocks, frozenset({seq})))


NO_SEQS = SeqSet()
