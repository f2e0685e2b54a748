"""Small constructors for resources and event links, so that the modules that know UCWA read like UCWA."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from ucwa_tui.protocol.payload import (
    EmbeddedGroup,
    Link,
    LinkGroup,
    Number,
    Property,
    Record,
    Resource,
    Timestamp,
    Value,
)
from ucwa_tui.protocol.request_plan import PayloadFormat

Href: TypeAlias = str | Link
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def resource(
    rel: str,
    href: str,
    properties: Mapping[str, Value] | None = None,
    links: Mapping[str, Href | Sequence[Href] | None] | None = None,
    embedded: Mapping[str, Resource | Sequence[Resource]] | None = None,
) -> Resource:
    """A resource with `self` first. A property or link that is None is left out; a sequence is an array in JSON."""
    groups = [LinkGroup("self", (Link(href),))]
    for name, target in (links or {}).items():
        if isinstance(target, str):
            groups.append(LinkGroup(name, (Link(target),)))
        elif isinstance(target, Link):
            groups.append(LinkGroup(name, (target,)))
        elif target is not None:
            groups.append(LinkGroup(name, tuple(h if isinstance(h, Link) else Link(h) for h in target), many=True))
    boxes = [
        EmbeddedGroup(name, (inner,) if isinstance(inner, Resource) else tuple(inner), not isinstance(inner, Resource))
        for name, inner in (embedded or {}).items()
    ]
    # a list, not a generator: every event is made here
    said = [Property(name, value) for name, value in (properties or {}).items() if value is not None]
    return Resource(rel, tuple(said), tuple(groups), tuple(boxes))


def titled(href: str, title: str) -> Link:
    """A link with a display name."""
    return Link(href, (("title", title),))


def number(value: int) -> Number:
    """An integer property."""
    return Number(str(value))


def date(seconds: float) -> Timestamp:
    """A date property, whole milliseconds."""
    return Timestamp(int(seconds * 1000) * 10_000)


def _printable(value: Value) -> Value:
    if isinstance(value, str):
        return _NOT_IN_XML.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(_printable(v) for v in value)
    if isinstance(value, Record):
        return Record(tuple((_NOT_IN_XML.sub("\ufffd", k), _printable(v)) for k, v in value.members))
    return value


def xml_text(text: str) -> str:
    """Text as XML can carry it: a character that it cannot becomes U+FFFD, as careful servers do."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _carried_link(link: Link) -> Link:
    href = None if link.href is None else xml_text(link.href)
    return Link(href, tuple((name, _printable(value)) for name, value in link.attributes))


def carried_by(original: Resource, payload_format: PayloadFormat) -> Resource:
    """The same resource, for XML without the characters that XML cannot carry."""
    if payload_format is PayloadFormat.JSON:
        return original
    return replace(
        original,
        properties=tuple(Property(p.name, _printable(p.value)) for p in original.properties),
        links=tuple(replace(g, links=tuple(_carried_link(k) for k in g.links)) for g in original.links),
        embedded=tuple(
            replace(g, resources=tuple(carried_by(r, payload_format) for r in g.resources)) for g in original.embedded
        ),
    )
