"""Resources and inputs as JSON.

Source: UCWA reference, "Payload format": properties, `rel`, `_links` and `_embedded`.

Decisions: a repeated property name gives two properties; a repeated `rel`, `_links` or `_embedded` is refused, since
there would be no telling which one counts. A `rel`, `_links` or `_embedded` of an odd shape (a string, null, an array)
is kept as a plain property. A link or embedded resource that is null is kept as an empty group.
"""

from __future__ import annotations

from ucwa_tui.protocol import json_text
from ucwa_tui.protocol.dates import read_json_date
from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL, STRUCTURAL, layout_for, members
from ucwa_tui.protocol.payload import EmbeddedGroup, Link, LinkGroup, Number, Property, Record, Resource, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.payload_limits import check_level

_KINDS = {str: "a string", bool: "a boolean", tuple: "an array", Number: "a number", type(None): "null"}


def property_value(value: Value) -> Value:
    """A JSON value as a property holds it: strings of the form `/Date(ms)/` become timestamps, at any depth."""
    if isinstance(value, str):
        return read_json_date(value) or value
    if isinstance(value, tuple):
        return tuple(property_value(item) for item in value)
    if isinstance(value, Record):
        return Record(tuple((name, property_value(member)) for name, member in value.members))
    return value


def expect_object(value: Value, what: str) -> Record:
    """The value as an object.

    Raises:
        PayloadError: it is something else; the sentence names `what` and the kind that was found.
    """
    if not isinstance(value, Record):
        raise PayloadError(f"{what} is {_KINDS.get(type(value), 'no object')}, not an object")
    return value


def _records(value: Value) -> tuple[Record, ...] | None:
    """An object, an array of objects, or null, as a tuple; None for any other shape."""
    if value is None:
        return ()
    if isinstance(value, Record):
        return (value,)
    if isinstance(value, tuple):
        found = tuple(item for item in value if isinstance(item, Record))
        return found if len(found) == len(value) else None
    return None


def _link(record: Record) -> Link:
    href: str | None = None
    attributes: list[tuple[str, Value]] = []
    for name, value in record.members:
        if name == "href" and href is None and isinstance(value, str):
            href = value
        else:
            attributes.append((name, value))
    return Link(href, tuple(attributes))


def _link_groups(value: Value) -> tuple[LinkGroup, ...] | None:
    """The links, or None where the shape is not that of links."""
    if not isinstance(value, Record):
        return None
    groups: list[LinkGroup] = []
    for rel, member in value.members:
        records = _records(member)
        if records is None:
            return None
        groups.append(LinkGroup(rel, tuple(_link(r) for r in records), many=isinstance(member, tuple)))
    return tuple(groups)


def _embedded_groups(value: Value, level: int) -> tuple[EmbeddedGroup, ...] | None:
    """The embedded resources, or None where the shape is not that of embedded resources."""
    if not isinstance(value, Record):
        return None
    groups: list[EmbeddedGroup] = []
    for key, member in value.members:
        records = _records(member)
        if records is None:
            return None
        resources = tuple(resource_of(r, level + 1) for r in records)
        groups.append(EmbeddedGroup(key, resources, many=isinstance(member, tuple)))
    return tuple(groups)


def resource_of(record: Record, level: int = 0) -> Resource:
    """A JSON object as a resource.

    Raises:
        PayloadError: embedded too deeply, or `rel`, `_links` or `_embedded` occurs twice.
    """
    check_level(level)
    rel: str | None = None
    links: tuple[LinkGroup, ...] | None = None
    embedded: tuple[EmbeddedGroup, ...] | None = None
    properties: list[Property] = []
    order = [name for name, _ in record.members]
    for name in STRUCTURAL:
        if order.count(name) > 1:
            raise PayloadError(f"the member {name} occurs more than once in one object")
    for name, value in record.members:
        if name == REL and isinstance(value, str):
            rel = value
        elif name == LINKS and (found := _link_groups(value)) is not None:
            links = found
        elif name == EMBEDDED and (held := _embedded_groups(value, level)) is not None:
            embedded = held
        else:
            properties.append(Property(name, property_value(value)))
    resource = Resource(rel, tuple(properties), links or (), embedded or ())
    layout = layout_for(order, resource)
    return Resource(rel, resource.properties, resource.links, resource.embedded, layout) if layout else resource


def decode_resource(data: bytes) -> Resource:
    """Read a resource.

    Args:
        data: the bytes of the body.

    Raises:
        PayloadError: no JSON object, or one that breaks a rule of this module.
    """
    return resource_of(expect_object(json_text.parse(data), "the body"))


def decode_input(data: bytes) -> Resource:
    """Read the input of a POST or PUT; the same shape as a resource, mostly of properties alone.

    Raises:
        PayloadError: as `decode_resource`.
    """
    return decode_resource(data)


def _link_value(link: Link) -> Value:
    if link.href is None:
        return Record(link.attributes)
    return Record((("href", link.href), *link.attributes))


def _grouped(values: tuple[Value, ...], many: bool) -> Value:
    """One value, an array, or null for a group that has nothing and never was an array."""
    if many or len(values) > 1:
        return values
    return values[0] if values else None


def _links_value(resource: Resource) -> Value:
    # lists, not generators: a server spends its time here
    return Record(tuple([(g.rel, _grouped(tuple([_link_value(x) for x in g.links]), g.many)) for g in resource.links]))


def _embedded_value(resource: Resource, level: int) -> Value:
    return Record(
        tuple((g.rel, _grouped(tuple(record_of(r, level + 1) for r in g.resources), g.many)) for g in resource.embedded)
    )


def record_of(resource: Resource, level: int = 0) -> Record:
    """A resource as a JSON object.

    Raises:
        PayloadError: embedded too deeply, or a property's name is taken by a part of the resource.
    """
    check_level(level)
    taken = {LINKS: bool(resource.links), EMBEDDED: bool(resource.embedded), REL: resource.rel is not None}
    written: list[tuple[str, Value]] = []
    for member in members(resource):
        if isinstance(member, Property):
            if taken.get(member.name):
                raise PayloadError(f"JSON cannot have both a property {member.name} and the resource's own")
            written.append((member.name, member.value))
        elif member == LINKS:
            written.append((member, _links_value(resource)))
        elif member == EMBEDDED:
            written.append((member, _embedded_value(resource, level)))
        else:
            written.append((member, resource.rel))
    return Record(tuple(written))


def encode_resource(resource: Resource, *, indent: int | None = None) -> bytes:
    """Write a resource, compact unless `indent` names the blanks of a level.

    Raises:
        PayloadError: something in it cannot be written as JSON.
    """
    if indent is None:
        from ucwa_tui.protocol.json_compact import resource_bytes

        return resource_bytes(resource)
    return json_text.write(record_of(resource), indent)


def encode_input(resource: Resource, *, indent: int | None = 2) -> bytes:
    """Write the input of a POST or PUT, one property a line as the reference's examples do.

    Raises:
        PayloadError: something in it cannot be written as JSON.
    """
    return encode_resource(resource, indent=indent)
