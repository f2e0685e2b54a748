"""Finds the events that pass a filter, the newest first: most are decided without being read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from ucwa_tui.workbench.event_block import Block
from ucwa_tui.workbench.event_filter import EventFilter, NumberTest, Relations
from ucwa_tui.workbench.event_kinds import OTHER_KIND
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.event_packing import event_of

BLOCKS_AT_ONCE = 16
"""Blocks of which nothing had to be read are told of together."""


def search(
    log: EventLog, chosen: EventFilter, relations: Relations, last_seq: int, first_seq: int = 0
) -> Iterator[array[int]]:
    """Sequence numbers of the events that pass, in portions, all from the newest to the oldest.

    Runs on any thread where `relations` are frozen. What is forgotten meanwhile may be missing or not.

    Args:
        log: the events.
        chosen: the filter.
        relations: how they stand to the user's requests.
        last_seq: number of the newest event to look at.
        first_seq: number of the oldest.
    """
    look = _Look(log, chosen, relations)
    found: array[int] = array("q")
    waiting = 0
    for block in log.blocks_back(last_seq):
        if block.first_seq + len(block.kinds) <= first_seq:
            break
        read = look.into(block, first_seq, last_seq, found)
        waiting += 1
        if read or waiting >= BLOCKS_AT_ONCE:
            yield found
            found, waiting = array("q"), 0
    yield found


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left to be asked of events of one kind."""

    chosen: EventFilter
    tests: list[NumberTest]
    decided: bool
    """The tests are all there is to ask."""


class _Look:
    """One search; remembers what it has decided about kinds of events."""

    def __init__(self, log: EventLog, chosen: EventFilter, relations: Relations) -> None:
        self._log, self._chosen, self._relations = log, chosen, relations
        self._needles = chosen.needles
        self._left: dict[int, _Left | None] = {}

    def into(self, block: Block, first_seq: int, last_seq: int, found: array[int]) -> bool:
        """Add what passes in a block; whether events had to be read from disk for it."""
        count = min(len(block.kinds), last_seq - block.first_seq + 1)
        asked = {kind: self._of_kind(kind) for kind in set(block.kinds)}
        if all(left is None for left in asked.values()):
            return False
        kinds, exchanges, first = block.kinds, block.exchanges, block.first_seq
        undecided: list[tuple[int, EventFilter]] = []
        passed: list[int] = []
        for at in range(max(0, first_seq - first), count):
            kind = kinds[at]
            left = asked[kind] if kind in asked else self._of_kind(kind)  # one that has come meanwhile
            if left is None:
                continue
            for test in left.tests:
                if not test(first + at, exchanges[at]):
                    break
            else:
                if left.decided:
                    passed.append(at)
                else:
                    undecided.append((at, left.chosen))
        read = bool(undecided) and block.events is None
        passed += self._read(block, undecided)
        found.extend(first + at for at in sorted(passed, reverse=True))
        return read

    def _of_kind(self, number: int) -> _Left | None:
        if number not in self._left:
            whole = number == OTHER_KIND
            left = self._chosen if whole else self._chosen.of_kind(self._log.kinds[number])
            self._left[number] = None if left is None else _Left(left, *left.number_tests(self._relations))
        return self._left[number]

    def _read(self, block: Block, undecided: list[tuple[int, EventFilter]]) -> list[int]:
        events, relations = block.events, self._relations
        if not undecided:
            return []
        if events is not None:
            return [at for at, left in undecided if left.matches(events[at], relations)]
        text = self._log.text(block)
        folded = text.casefold() if self._needles else ""
        if not text or not self._may_pass(folded):
            return []
        lines, low = text.split("\n"), folded.split("\n")
        if self._needles:
            undecided = [(at, left) for at, left in undecided if self._may_pass(low[at])]
        return [at for at, left in undecided if left.matches(event_of(lines[at]), relations)]

    def _may_pass(self, folded: str) -> bool:
        """Whether a text holds what has to be in every event that passes."""
        for any_of in self._needles:  # noqa: SIM110
            if not any(needle in folded for needle in any_of):
                return False
        return True
