"""Finds the events that pass a filter, the newest first: most are decided without being read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_block import Block
from ucwa_tui.workbench.event_filter import EventFilter, Relations
from ucwa_tui.workbench.event_log import OTHER_KIND, EventLog
from ucwa_tui.workbench.event_packing import event_of, unpack

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


class _Look:
    """One search; remembers what it has decided about kinds of events."""

    def __init__(self, log: EventLog, chosen: EventFilter, relations: Relations) -> None:
        self._log, self._chosen, self._relations = log, chosen, relations
        self._needles = chosen.needles
        self._left: dict[int, EventFilter | None] = {}

    def into(self, block: Block, first_seq: int, last_seq: int, found: array[int]) -> bool:
        """Add what passes in a block; whether events had to be read from disk for it."""
        count = min(len(block.kinds), last_seq - block.first_seq + 1)
        asked = {kind: self._of_kind(kind) for kind in set(block.kinds)}
        if all(left is None for left in asked.values()):
            return False
        kinds, exchanges, first = block.kinds, block.exchanges, block.first_seq
        undecided: list[int] = []
        passed: list[int] = []
        for at in range(max(0, first_seq - block.first_seq), count):
            left = asked.get(kinds[at], self._chosen)
            if left is None:
                continue
            verdict = left.of_numbers(first + at, exchanges[at], self._relations) if left else True
            if verdict is None:
                undecided.append(at)
            elif verdict:
                passed.append(at)
        read = bool(undecided) and block.events is None
        passed += self._read(block, undecided)
        found.extend(first + at for at in sorted(passed, reverse=True))
        return read

    def _of_kind(self, number: int) -> EventFilter | None:
        if number not in self._left:
            whole = number == OTHER_KIND
            self._left[number] = self._chosen if whole else self._chosen.of_kind(self._log.kinds[number])
        return self._left[number]

    def _read(self, block: Block, places: Sequence[int]) -> list[int]:
        events = block.events
        if not places:
            return []
        if events is not None:
            return [at for at in places if self._passes(events[at])]
        text = self._log.text(block)
        folded = text.casefold() if self._needles else ""
        if not text or not all(any(needle in folded for needle in any_of) for any_of in self._needles):
            return []
        packed = unpack(text)
        return [at for at in places if self._passes(event_of(packed[at]))]

    def _passes(self, event: ReceivedEvent) -> bool:
        return self._chosen.matches(event, self._relations)
