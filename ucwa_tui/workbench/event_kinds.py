"""Kinds of events by number, so that a filter can decide many events without reading them."""

from __future__ import annotations

from typing import TypeAlias

from ucwa_tui.wire.reports import ReceivedEvent

OTHER_KIND = 65_535
"""Stands for all kinds of events after the first 65,535."""
Kind: TypeAlias = tuple[str, str, str]
"""Type, rel and sender's rel of an event."""


class EventKinds:
    """The kinds in the order in which they came up."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []
        self._numbers: dict[Kind, int] = {}

    def __getitem__(self, number: int) -> Kind:
        return self._kinds[number]

    def number_of(self, event: ReceivedEvent) -> int:
        """The number of an event's kind, which gets one where it is new."""
        kind = event.event.type, event.event.link.rel, event.sender_rel
        number = self._numbers.get(kind)
        if number is None:
            if len(self._kinds) >= OTHER_KIND:
                return OTHER_KIND
            number = self._numbers[kind] = len(self._kinds)
            self._kinds.append(kind)
        return number
