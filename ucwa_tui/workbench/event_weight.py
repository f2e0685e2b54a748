"""About how many bytes of memory an event takes."""

from __future__ import annotations

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.wire.reports import ReceivedEvent

_EVENT_COST = 700
_PART_COST = 160


def event_weight(event: ReceivedEvent, changes: int) -> int:
    """An estimate for an event, with so many changes that are kept beside it."""
    return _EVENT_COST + _resource_weight(event.event.resource) + _PART_COST * changes


def _resource_weight(resource: Resource | None) -> int:
    if resource is None:
        return 0
    weight = _PART_COST
    for prop in resource.properties:
        weight += _PART_COST + (len(prop.value) if isinstance(prop.value, str | tuple) else 0)
    for group in resource.links:
        weight += _PART_COST + sum(_PART_COST + len(link.href or "") for link in group.links)
    for embedded in resource.embedded:
        weight += _PART_COST + sum(_resource_weight(child) for child in embedded.resources)
    return weight
