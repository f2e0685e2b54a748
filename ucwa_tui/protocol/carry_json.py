"""What JSON cannot carry: little. Fractions of a millisecond, names that the structure needs, unpaired halves."""

from __future__ import annotations

import re

from ucwa_tui.protocol import json_codec
from ucwa_tui.protocol.carry_notes import Notes
from ucwa_tui.protocol.dates import TICKS_PER_MS, json_date, read_json_date
from ucwa_tui.protocol.finding import Finding
from ucwa_tui.protocol.json_text import is_number
from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL, STRUCTURAL
from ucwa_tui.protocol.payload import Link, Number, Property, Record, Resource, Timestamp, Value
from ucwa_tui.protocol.payload_limits import MAX_CONTAINERS, MAX_RESOURCE_LEVELS

_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_FLATTEN = "Put it on a higher level."


class _Walk:
    def __init__(self) -> None:
        self.notes = Notes()

    def text(self, text: str, field: str) -> None:
        found = _HALVES.search(text)
        if found is not None:
            pair = " ".join(f"U+{ord(half):04X}" for half in found[0])
            self.notes.warning(
                "json-surrogates", field, f"{field}: the two halves {pair} become one character in JSON."
            )

    def value(self, value: Value, field: str, depth: int, *, dated: bool = True) -> None:
        """Findings about a value; `depth` counts the containers around it, `dated` is False where no text is a date."""
        if isinstance(value, str):
            self.text(value, field)
            if dated and read_json_date(value) is not None:
                self.notes.hint("looks-typed", field, f"{field} is text that JSON takes for a date.")
        elif isinstance(value, Timestamp):
            self._moment(value, field, dated)
        elif isinstance(value, Number):
            if not is_number(value.literal):
                self.notes.error("json-number", field, f"{field} is no number that JSON has.", "Write it as text.")
        elif isinstance(value, Record | tuple):
            self._container(value, field, depth, dated)

    def _container(self, value: Record | tuple[Value, ...], field: str, depth: int, dated: bool) -> None:
        if depth >= MAX_CONTAINERS:
            self.notes.error("too-deep", field, f"{field} nests more than {MAX_CONTAINERS} levels deep.", _FLATTEN)
            return
        if isinstance(value, Record):
            for name, member in value.members:
                self.text(name, field)
                self.value(member, field, depth + 1, dated=dated)
            return
        for item in value:
            self.value(item, field, depth + 1, dated=dated)

    def _moment(self, moment: Timestamp, field: str, dated: bool) -> None:
        if not dated:
            self.notes.warning("type-lost", field, f"{field} has a date, which JSON gives back as text here.")
        elif moment.ticks % TICKS_PER_MS:
            self.notes.warning(
                "sub-millisecond", field, f"{field} is a date with parts of a millisecond, which JSON drops."
            )
        elif read_json_date(json_date(moment)) != moment:
            self.notes.warning("date-range", field, f"{field} is a date that JSON gives back as text.")

    def _link(self, link: Link, field: str, depth: int) -> None:
        self.text(link.href or "", field)
        for name, value in link.attributes:
            self.text(name, field)
            self.value(value, field, depth + 1, dated=False)

    def resource(self, resource: Resource, path: str, depth: int, level: int) -> None:
        if level > MAX_RESOURCE_LEVELS:
            text = f"{path.rstrip('.')} is embedded more than {MAX_RESOURCE_LEVELS} levels deep."
            self.notes.error("too-deep", path.rstrip("."), text, _FLATTEN)
            return
        self.text(resource.rel or "", f"{path}{REL}")
        for held in resource.properties:
            self.text(held.name, path + held.name)
            self.value(held.value, path + held.name, depth + 1)
            if held.name in STRUCTURAL:
                self._taken(resource, held, path + held.name)
        for group in resource.links:
            self.text(group.rel, f"{path}{LINKS}.{group.rel}")
            for link in group.links:
                self._link(link, f"{path}{LINKS}.{group.rel}", depth + 3)
        for embedded in resource.embedded:
            self.text(embedded.rel, path + embedded.rel)
            for inner in embedded.resources:
                self.resource(inner, f"{path}{embedded.rel}.", depth + 3, level + 1)

    def _taken(self, resource: Resource, held: Property, field: str) -> None:
        """A property whose name JSON uses for a part of the resource."""
        parts = {LINKS: resource.links, EMBEDDED: resource.embedded, REL: resource.rel is not None}
        again = [p for p in resource.properties if p.name == held.name]
        if parts[held.name] or len(again) > 1:
            text = f"A property cannot be called {held.name} in JSON: the resource itself has one."
            self.notes.error("json-name", field, text, "Give the property another name.")
            return
        bare = json_codec.resource_of(Record(((held.name, held.value),)))
        if not bare.properties:
            text = f"JSON takes the property {held.name} for a part of the resource."
            self.notes.warning("json-name", field, text, "Give the property another name.")


def findings(resource: Resource) -> tuple[Finding, ...]:
    """What JSON cannot carry of a resource."""
    walk = _Walk()
    walk.resource(resource, "", 0, 0)
    return tuple(walk.notes.findings)
