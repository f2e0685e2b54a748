"""What an event has changed: the properties of its resource against what was last told of the same resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.protocol.dates import iso_date
from ucwa_tui.protocol.payload import Number, Property, Record, Resource, Timestamp, Value
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.bounded_text import bounded

MAX_RESOURCES = 20_000
"""So many resources' last properties are known; the one not heard of for longest goes first."""
MAX_BYTES = 12 * 1024 * 1024
"""About what their properties may take."""
_SHOWN = 200
"""Characters that are kept of a value on either side of a change."""
_DEPTH, _MANY = 4, 20
_COST = 160
STATE = "state"


@dataclass(frozen=True, slots=True)
class Change:
    """A property that had another value before. Names and values are the server's: hostile."""

    name: str
    before: str
    after: str


_Known: TypeAlias = tuple[tuple[Property, ...], int]
NONE: tuple[Change, ...] = ()
NO_PROPERTIES: tuple[Property, ...] = ()


class StateChanges:
    """Last properties by href. A property that an event does not tell of counts as unchanged."""

    def __init__(self, max_resources: int = MAX_RESOURCES, max_bytes: int = MAX_BYTES) -> None:
        self._known: dict[str, _Known] = {}
        self._bytes = 0
        self._max_resources = max_resources
        self._max_bytes = max_bytes

    def see(self, event: ReceivedEvent) -> tuple[Change, ...]:
        """Take in an event, in the order of delivery; what it changed, the state first."""
        told = event.event
        if told.resource is None:
            if told.type == "deleted" and told.in_ is None:
                self._forget(told.link.href)
            return NONE
        if told.type == "deleted":
            self._forget(told.link.href)
            return NONE
        changes = self._learn(told.link.href, told.resource.properties)
        for child in children_of(told.resource):
            if href := child.href():
                changes += self._learn(href, child.properties, f"{child.rel or '?'}.")
        return changes

    def _learn(self, href: str, told: tuple[Property, ...], prefix: str = "") -> tuple[Change, ...]:
        known, weight = self._known.pop(href, (NO_PROPERTIES, 0))
        if known == told or not told:
            self._known[href] = known, weight  # at the end: heard of last
            return NONE
        changes = tuple(_changes(known, told, prefix)) if known else NONE
        if known:
            names = {prop.name for prop in told}
            told = (*told, *(prop for prop in known if prop.name not in names))
        self._bytes -= weight
        weight = _COST + sum(_COST + (len(p.value) if isinstance(p.value, str | tuple) else 0) for p in told)
        self._known[href] = told, weight
        self._bytes += weight
        while len(self._known) > self._max_resources or (self._bytes > self._max_bytes and len(self._known) > 1):
            self._forget(next(iter(self._known)))
        return changes

    def _forget(self, href: str) -> None:
        _, weight = self._known.pop(href, (NO_PROPERTIES, 0))
        self._bytes -= weight


def children_of(resource: Resource) -> Iterator[Resource]:
    """The resources embedded in one, without those in them."""
    for group in resource.embedded:
        yield from group.resources


def _changes(known: tuple[Property, ...], told: tuple[Property, ...], prefix: str) -> list[Change]:
    before = {prop.name: prop.value for prop in known}
    changed = [
        Change(bounded(prefix + p.name), value_text(before[p.name]), value_text(p.value))
        for p in told
        if p.name in before and before[p.name] != p.value
    ]
    new = [Change(bounded(prefix + p.name), "", value_text(p.value)) for p in told if p.name not in before]
    return sorted([*changed, *new], key=lambda change: change.name != STATE)


def value_text(value: Value, depth: int = _DEPTH) -> str:
    """A value as one short text; what is nested deeper than `depth` is left out."""
    match value:
        case str():
            return bounded(value, _SHOWN)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Number(literal):
            return bounded(literal, _SHOWN)
        case Timestamp():
            return iso_date(value) or f"{value.ticks} ticks"
    if not depth:
        return "…"
    if isinstance(value, Record):
        inside = ", ".join(f"{bounded(name, _SHOWN)}: {value_text(v, depth - 1)}" for name, v in value.members[:_MANY])
        return bounded(f"{{{inside}}}", _SHOWN)
    return bounded(f"[{', '.join(value_text(item, depth - 1) for item in value[:_MANY])}]", _SHOWN)
