"""What the state of a resource was before the event that changed it."""

from __future__ import annotations

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_filter import state_of

MAX_RESOURCES = 20_000
"""So many resources' last states are known; the one not heard of for longest goes first."""
MAX_CHANGES = 50_000


class StateChanges:
    """Last states by href, and for each event that changed one the state before. Texts are the server's."""

    def __init__(self, max_resources: int = MAX_RESOURCES, max_changes: int = MAX_CHANGES) -> None:
        self._states: dict[str, str] = {}
        self._before: dict[int, str] = {}
        self._max_resources = max_resources
        self._max_changes = max_changes

    def see(self, event: ReceivedEvent) -> None:
        """Take in an event, in the order of delivery."""
        told = event.event
        if told.resource is None and told.type != "deleted":
            return
        href = told.link.href
        if told.type == "deleted":
            self._states.pop(href, None)
            return
        state = state_of(event)
        if not state:
            return
        before = self._states.pop(href, "")
        self._states[href] = state  # at the end: heard of last
        if len(self._states) > self._max_resources:
            del self._states[next(iter(self._states))]
        if before and before != state:
            self._before[event.seq] = before
            if len(self._before) > self._max_changes:
                del self._before[next(iter(self._before))]

    def before(self, event: ReceivedEvent) -> str:
        """The state before this event changed it; empty where it did not, or where that is forgotten."""
        return self._before.get(event.seq, "")
