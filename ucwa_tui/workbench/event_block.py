"""Some hundred events in a row: in memory, or on disk with only what most filters ask for in memory."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_packing import pack
from ucwa_tui.workbench.event_spill import SpillFile
from ucwa_tui.workbench.state_changes import NONE, Change

SIZE = 256
"""Events in a full block: some tens of kilobytes, read and taken apart within a millisecond."""
NOT_WRITTEN = -1


@dataclass(slots=True)
class Block:
    """Events with consecutive sequence numbers, and what each changed."""

    first_seq: int
    events: list[ReceivedEvent] | None = field(default_factory=list)
    """None: they are on disk."""
    changes: dict[int, tuple[Change, ...]] | None = field(default_factory=dict)
    """By sequence number, of those events that changed something."""
    kinds: array[int] = field(default_factory=lambda: array("H"))
    exchanges: array[int] = field(default_factory=lambda: array("L"))
    weight: int = 0
    place: int = NOT_WRITTEN
    length: int = 0

    def spill(self, file: SpillFile) -> None:
        """Write the events to disk and let go of them. What cannot be written as text stays in memory.

        Raises:
            OSError: the disk would not take them; they are still here.
        """
        events, changes = self.events, self.changes
        if events is None or changes is None:
            return
        try:
            data = pack(events, [changes.get(event.seq, NONE) for event in events])
        except (ValueError, RecursionError):
            return
        self.place, self.length = file.write(data), len(data)
        self.events = self.changes = None  # readers that have seen them hold them
