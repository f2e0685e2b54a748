"""Finds the events of a new filter: the newest while the key is handled, older ones beside it."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ucwa_tui.tui.slices import Slices
from ucwa_tui.workbench.event_filter import EventFilter, Relations
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.event_search import search

AT_ONCE = 2_000
"""So many events are looked at before the key is done: a matter of some milliseconds."""

REST = 0.001
"""Seconds without work after each portion, so that a key finds the interpreter free."""

Portions: TypeAlias = "list[array[int]]"


def _calmly(work: Iterator[array[int]]) -> Iterator[array[int]]:
    for portion in work:
        yield portion
        time.sleep(REST)


class EventFinder:
    """One search at a time.

    Args:
        relations: how events stand to the user's own requests.
        take: gets what was found later, the newest first, and whether that was all.
    """

    def __init__(self, relations: Relations, take: Callable[[Portions, bool], None]) -> None:
        self._relations = relations
        self._take = take
        self._slices: Slices[array[int]] | None = None

    def begin(self, log: EventLog, chosen: EventFilter) -> tuple[Portions, bool]:
        """Give up the search before, and begin this one: what is found at once, and whether that is all."""
        self.cancel()
        if not log or not chosen:
            return [], True
        border = max(log.first_seq, log.last_seq - AT_ONCE + 1)
        first = list(search(log, chosen, self._relations, log.last_seq, border))
        if border == log.first_seq:
            return first, True
        rest = search(log, chosen, self._relations.frozen(), border - 1)
        self._slices = Slices(_calmly(rest), self._take)
        return first, False

    def cancel(self) -> None:
        """Want nothing more."""
        if self._slices is not None:
            self._slices.cancel()
            self._slices = None
