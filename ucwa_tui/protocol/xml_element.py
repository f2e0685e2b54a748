"""Resources and inputs to XML. No parser is needed for that, so composing a request never loads one.

Source: UCWA reference, "Payload format".
"""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL
from ucwa_tui.protocol.payload import Link, Property, Resource
from ucwa_tui.protocol.payload_limits import check_level
from ucwa_tui.protocol.xml_order import SELF, self_as_attributes, xml_members
from ucwa_tui.protocol.xml_values import required_text
from ucwa_tui.protocol.xml_writer import Element, write


def property_element(held: Property) -> Element:
    """A `<property>`, or a `<propertyList>` for an array.

    Raises:
        PayloadError: XML has no text for the value.
    """
    name = held.name
    if not isinstance(held.value, tuple):
        text = required_text(name, held.value)
        return Element("property", (("name", name),), text, subject=f"the property {name}")
    subject = f"an item of the property {name}"
    items = tuple(Element("item", text=required_text(name, item), subject=subject) for item in held.value)
    return Element("propertyList", (("name", name),), children=items)


def _attributes_of(link: Link) -> tuple[tuple[str, str], ...]:
    href = () if link.href is None else (("href", link.href),)
    return href + tuple((name, required_text(name, value)) for name, value in link.attributes)


def _link_elements(resource: Resource, without_self: bool) -> Iterator[Element]:
    for group in resource.links:
        if without_self and group.rel == SELF:
            continue
        for link in group.links:
            yield Element("link", (("rel", group.rel), *_attributes_of(link)), subject=f"the link {group.rel}")


def _children(
    resource: Resource, order: tuple[str | Property, ...], level: int, without_self: bool
) -> Iterator[Element]:
    for member in order:
        if isinstance(member, Property):
            yield property_element(member)
        elif member == LINKS:
            yield from _link_elements(resource, without_self)
        elif member == EMBEDDED:
            for group in resource.embedded:
                for held in group.resources:
                    yield element_of(held, group.rel, level + 1)
        else:
            yield property_element(Property(REL, resource.rel))


def element_of(resource: Resource, key: str | None, level: int = 0, *, tag: str = "resource") -> Element:
    """A resource as an element.

    Args:
        resource: what to write.
        key: the `rel` attribute: the key under which it is embedded, its own rel at the root, None for an input.
        level: how deeply it is embedded.
        tag: `resource` or `input`; an input has no attributes.

    Raises:
        PayloadError: embedded too deeply, or it holds a value for which XML has no text.
    """
    check_level(level)
    order = xml_members(resource, key)
    own = self_as_attributes(resource, key, order) if tag == "resource" else None
    attributes: tuple[tuple[str, str], ...] = () if key is None else (("rel", key),)
    if own is not None:
        attributes += _attributes_of(own)
    elif tag == "resource" and (href := resource.href()) is not None:
        attributes += (("href", href),)  # readers look for it here, even where a <link> says it again
    children = tuple(_children(resource, order, level, without_self=own is not None))
    return Element(tag, attributes, children=children, subject=f"an attribute of the resource {key or ''}".rstrip())


def encode_resource(resource: Resource) -> bytes:
    """Write a `<resource>`, one element a line.

    Raises:
        PayloadError: it holds what XML cannot carry; `carry.cannot_carry` tells beforehand.
    """
    return write(element_of(resource, resource.rel))


def encode_input(resource: Resource) -> bytes:
    """Write an `<input>` as the reference's examples look.

    Raises:
        PayloadError: as `encode_resource`.
    """
    return write(element_of(resource, None, tag="input"))
