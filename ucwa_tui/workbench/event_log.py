"""The events of a run in order of delivery: the newest in memory, older ones on disk, the oldest in the end forgotten.

Belongs to the front end's loop. Only `blocks_back` and `text` may be used on another thread, which is how a filter
looks through a million of them while keys are answered.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_block import NOT_WRITTEN, SIZE, Block
from ucwa_tui.workbench.event_kinds import EventKinds
from ucwa_tui.workbench.event_packing import changes_of, event_of, text_of
from ucwa_tui.workbench.event_spill import SpillFile
from ucwa_tui.workbench.event_weight import event_weight
from ucwa_tui.workbench.one_thread import OneThread
from ucwa_tui.workbench.paths import state_dir
from ucwa_tui.workbench.state_changes import NONE, Change

MAX_MEMORY = 32 * 1024 * 1024
"""Estimated bytes of the newest events: some thirty thousand ordinary ones."""
MAX_BACKLOG = 96 * 1024 * 1024
"""As much may wait for the disk before whoever delivers events has to wait too."""
MAX_DISK = 1024 * 1024 * 1024
"""Some ten million ordinary events."""
MAX_EVENTS = 4_000_000
"""What is kept in memory of each event on disk adds up."""
MAX_BLOCK = 1024 * 1024
"""Estimated bytes after which a block is full, even with few events."""
DECODED = 48
"""So many blocks that were read from disk are kept at hand."""


class EventLog(Sequence[ReceivedEvent]):
    """All events that have not been forgotten; reading one from disk takes less than a millisecond.

    Args:
        max_memory: bound for the estimated memory of the newest events.
        max_disk: bound for the file of older ones; 0: there is none.
        max_events: bound for the number of events.
        folder: where the file is made.
        beside: does work after what it was given before; None: on a thread of its own.
    """

    def __init__(
        self,
        max_memory: int = MAX_MEMORY,
        max_disk: int = MAX_DISK,
        max_events: int = MAX_EVENTS,
        *,
        folder: Callable[[], Path] = state_dir,
        beside: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self.kinds = EventKinds()
        """What the numbers in blocks stand for."""
        self.trouble = ""
        """Why older events had to be forgotten early, one sentence; empty: all is well."""
        self._blocks: list[Block | None] = []
        self._starts: array[int] = array("Q")
        """Numbers of the blocks' first events."""
        self._open: Block | None = None
        """The newest block, while there is room in it."""
        self._first_block = 0
        self._spilled = 0
        """Blocks before this one are on disk, or on their way there."""
        self._base, self._next = 1, 1
        self._in_memory = self._sent = self._written = 0
        self._max_memory, self._max_events = max_memory, max_events
        self._max_block = max(1, min(MAX_BLOCK, max_memory // 8))
        self._file = SpillFile(folder, max_disk) if max_disk else None
        self._beside = beside or OneThread("events to disk")
        self._error: OSError | None = None
        self._at_hand: OrderedDict[int, list[str]] = OrderedDict()

    # What is there

    @property
    def forgotten(self) -> int:
        """How many of the oldest events are gone."""
        return self._starts[self._first_block] - self._base if self._starts else 0

    @property
    def first_seq(self) -> int:
        """Number of the oldest event that is still there."""
        return self._base + self.forgotten

    @property
    def last_seq(self) -> int:
        """Number of the newest event; one below the first where there is none yet."""
        return self._next - 1

    def __len__(self) -> int:
        return self._next - self.first_seq

    @overload
    def __getitem__(self, index: int) -> ReceivedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReceivedEvent]: ...

    def __getitem__(self, index: int | slice) -> ReceivedEvent | list[ReceivedEvent]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step == 1:
                return list(self._between(self.first_seq + start, self.first_seq + stop))
            return [self[at] for at in range(start, stop, step)]
        at = index + len(self) if index < 0 else index
        found = self.by_seq(self.first_seq + at) if 0 <= at < len(self) else None
        if found is None:
            raise IndexError("no such event, or no longer")
        return found

    def __iter__(self) -> Iterator[ReceivedEvent]:
        return self._between(self.first_seq, None)

    def by_seq(self, seq: int) -> ReceivedEvent | None:
        """The event with this sequence number, or None."""
        block = self._block_of(seq)
        if block is None:
            return None
        events = block.events
        if events is not None:
            return events[seq - block.first_seq]
        line = self._line(block, seq)
        return event_of(line) if line else None

    def changes(self, seq: int) -> tuple[Change, ...]:
        """What the event with this number changed; empty where it did not, or is no longer there."""
        block = self._block_of(seq)
        if block is None:
            return NONE
        changes = block.changes
        if changes is not None:
            return changes.get(seq, NONE)
        line = self._line(block, seq)
        return changes_of(line) if line else NONE

    def blocks_back(self, last_seq: int) -> Iterator[Block]:
        """The blocks with the events up to `last_seq`, the newest first; on any thread."""
        for number in range(self._number_of(last_seq), -1, -1):
            block = self._blocks[number]
            if block is None:
                return
            yield block

    def text(self, block: Block) -> str:
        """A block on disk as `event_packing` wrote it, a line an event; on any thread. Empty: it is gone."""
        if self._file is None:
            return ""
        try:
            return text_of(self._file.read(block.place, block.length))
        except (OSError, ValueError) as error:
            self.trouble = self.trouble or f"Older events cannot be read from disk again: {error}"
            return ""

    # Taking in

    def append(self, event: ReceivedEvent, changes: tuple[Change, ...] = NONE) -> None:
        """Add an event in the order of delivery, and what it changed."""
        if not self._starts:
            self._base = event.seq
        block = self._open
        if block is None or event.seq != self._next:  # numbers within a block have no gap
            block = self._open = Block(event.seq)
            self._blocks.append(block)
            self._starts.append(event.seq)
        assert block.events is not None
        assert block.changes is not None
        block.events.append(event)
        if changes:
            block.changes[event.seq] = changes
        block.kinds.append(self.kinds.number_of(event))
        block.exchanges.append(event.exchange)
        weight = event_weight(event, len(changes))
        block.weight += weight
        self._in_memory += weight
        self._next = event.seq + 1
        if len(block.events) == SIZE or block.weight > self._max_block:
            self._open = None
            if self._in_memory > self._max_memory or len(self) > self._max_events:
                self._make_room()

    def extend(self, events: Iterable[ReceivedEvent]) -> None:
        """Add events in the order of delivery."""
        for event in events:
            self.append(event)

    def settle(self) -> None:
        """Wait until everything that was to be written is on disk."""
        done = threading.Event()
        self._beside(done.set)
        done.wait()

    def close(self) -> None:
        """Give back the disk; older events are gone."""
        if self._file is not None:
            self._file.close()

    def _make_room(self) -> None:
        while self._in_memory > self._max_memory and self._spilled < len(self._blocks) - 1:
            block = self._blocks[self._spilled]
            self._spilled += 1
            if block is None:
                continue
            self._in_memory -= block.weight
            if self._file is None or self._error is not None:
                self._forget_before(self._spilled)
            else:
                self._send(self._file, block)
        self._forget_what_is_gone()

    def _send(self, file: SpillFile, block: Block) -> None:
        self._sent += block.weight

        def write() -> None:
            try:
                if self._error is None:
                    block.spill(file)
            except OSError as error:
                self._error = error
            self._written += block.weight

        self._beside(write)
        if self._sent - self._written > MAX_BACKLOG:
            self.settle()

    def _forget_what_is_gone(self) -> None:
        """The oldest go in portions, so that each event costs a constant amount of work."""
        if self._error is not None:
            why = self._error.strerror or str(self._error)
            self.trouble = self.trouble or f"Older events are forgotten from now on, the disk does not take them: {why}"
            self._forget_before(self._spilled)
        over = len(self) - self._max_events
        if over > 0:
            self._forget_before(self._number_of(self.first_seq + over + self._max_events // 16))
        oldest = self._file.oldest if self._file is not None else 0
        number = self._first_block
        while number < self._spilled:
            block = self._blocks[number]
            if block is None or block.place == NOT_WRITTEN or block.place >= oldest:
                break
            number += 1
        self._forget_before(number)

    def _forget_before(self, number: int) -> None:
        for gone in range(self._first_block, min(number, len(self._blocks) - 1)):
            self._blocks[gone] = None
        self._first_block = max(self._first_block, min(number, len(self._blocks) - 1))
        self._spilled = max(self._spilled, self._first_block)

    # Reading

    def _number_of(self, seq: int) -> int:
        return bisect_right(self._starts, seq) - 1

    def _block_of(self, seq: int) -> Block | None:
        block = self._blocks[self._number_of(seq)] if self.first_seq <= seq <= self.last_seq else None
        return block if block is not None and seq < block.first_seq + len(block.kinds) else None

    def _line(self, block: Block, seq: int) -> str:
        lines = self._at_hand.pop(block.first_seq, None)
        if lines is None:
            lines = self.text(block).split("\n")
        self._at_hand[block.first_seq] = lines  # at the end: used last
        if len(self._at_hand) > DECODED:
            self._at_hand.popitem(last=False)
        at = seq - block.first_seq
        return lines[at] if at < len(lines) else ""

    def _between(self, first: int, stop: int | None) -> Iterator[ReceivedEvent]:
        """Events from one number up to another, a block at a time; without an end also what comes meanwhile."""
        seq = first
        while seq <= self.last_seq and (stop is None or seq < stop):
            seq = max(seq, self.first_seq)
            block = self._block_of(seq)
            if block is None:  # a gap in the numbers, or something that is gone
                following = self._number_of(seq) + 1
                if following >= len(self._starts):
                    return
                seq = self._starts[following]
                continue
            known = len(block.kinds)
            events = block.events
            if events is None:
                text = self.text(block)
                events = [event_of(line) for line in text.split("\n")] if text else []
            end = known if stop is None else min(known, stop - block.first_seq)
            yield from events[seq - block.first_seq : end]
            seq = block.first_seq + known
