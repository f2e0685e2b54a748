"""The events that the exchanges brought which are still kept: what a saved session holds of the channel."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_block import Block
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.event_packing import event_of


@dataclass(frozen=True, slots=True)
class BroughtEvents:
    """Those of an exchange and of all later ones, as they were when this was made.

    Counting them looks at numbers only; `read` reads them, from disk where that is necessary, on any thread.
    """

    log: EventLog
    parts: tuple[tuple[Block, int, int], ...]
    """Blocks, the newest first, each with the places in it from which and up to which they count."""

    def __len__(self) -> int:
        return sum(end - start for _, start, end in self.parts)

    def read(self) -> list[ReceivedEvent]:
        """In order of delivery; those that cannot be read from disk again are left out."""
        found: list[ReceivedEvent] = []
        for block, start, end in reversed(self.parts):
            events = block.events
            if events is None:
                text = self.log.text(block)
                found += [event_of(line) for line in text.split("\n")[start:end]] if text else []
            else:
                found += events[start:end]
        return found


def brought_since(log: EventLog, exchange: int) -> BroughtEvents:
    """The events that an exchange and later ones have brought.

    Args:
        log: of the session; on its own loop.
        exchange: its number.
    """
    parts: list[tuple[Block, int, int]] = []
    for block in log.blocks_back(log.last_seq):
        known = len(block.exchanges)
        start = bisect_left(block.exchanges, exchange)
        if start < known:
            parts.append((block, start, known))
        if start:
            break
    return BroughtEvents(log, tuple(parts))
