"""One model for every UCWA body: a request's input and a server's resource, in JSON and in XML.

Source: UCWA reference, "Payload format" (resources, links, properties, embedded resources).
The codecs (`json_codec`, `xml_codec`) turn bytes into this model and back; nothing here knows either wire form.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number exactly as it was spelled, so that `1.0`, `1e5` and 64-bit ids survive."""

    literal: str

    @property
    def value(self) -> int | Decimal:
        """The number as `int` where it is one, as `Decimal` otherwise; `NaN` where the literal is no number."""
        try:
            return int(self.literal)
        except ValueError:
            pass
        try:
            return Decimal(self.literal)
        except InvalidOperation:
            return Decimal("NaN")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A date property. JSON writes it `/Date(ms)/`, XML as ISO 8601 with seven decimals and an offset."""

    ticks: int
    """100-nanosecond units since 1970-01-01T00:00:00Z; may be negative."""
    offset_minutes: int | None = None
    """The offset that was written, or None where the form carried none."""


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object inside a property (a property bag). XML cannot carry it as a property."""

    members: tuple[tuple[str, Value], ...]


Value: TypeAlias = "str | bool | Number | Timestamp | Record | tuple[Value, ...] | None"


@dataclass(frozen=True, slots=True)
class Property:
    """A named value; a tuple value is a JSON array and an XML propertyList."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Link:
    """A web link: where it points, and every attribute that came with it, in order (title, revision, unknown ones)."""

    href: str | None
    attributes: tuple[tuple[str, Value], ...] = ()

    @property
    def title(self) -> str | None:
        """The `title` attribute (a participant's display name), if there is one."""
        return next((v for k, v in self.attributes if k == "title" and isinstance(v, str)), None)


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """All links of one rel. `many` tells a JSON array from a single object; XML cannot tell them apart for one link."""

    rel: str
    links: tuple[Link, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class EmbeddedGroup:
    """All embedded resources under one key; a resource's own `rel` may differ from the key."""

    rel: str
    resources: tuple[Resource, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """A UCWA resource, or the input of a POST or PUT (then `rel` is None and there are usually only properties)."""

    rel: str | None = None
    properties: tuple[Property, ...] = ()
    links: tuple[LinkGroup, ...] = ()
    embedded: tuple[EmbeddedGroup, ...] = ()
    layout: tuple[str, ...] = ()
    """JSON member order where it was not the usual one: property names, `_links`, `_embedded`, `rel`. Empty: the
    usual order (properties, links, embedded resources, rel)."""

    def get(self, name: str) -> Value:
        """The value of a property by its exact name; None where there is none."""
        return next((p.value for p in self.properties if p.name == name), None)

    def text(self, name: str) -> str | None:
        """A property's value where it is a string, otherwise None."""
        value = self.get(name)
        return value if isinstance(value, str) else None

    def link(self, rel: str) -> Link | None:
        """The first link of a rel, or None."""
        return next((g.links[0] for g in self.links if g.rel == rel and g.links), None)

    def href(self, rel: str = "self") -> str | None:
        """The href of the first link of a rel, or None."""
        link = self.link(rel)
        return link.href if link else None

    def embeds(self, key: str) -> tuple[Resource, ...]:
        """The embedded resources under a key, possibly none."""
        return next((g.resources for g in self.embedded if g.rel == key), ())
