"""How XML keeps the order of a resource's parts. `member_order` tells which order that is.

A `<resource>` in XML's usual order (links, properties, embedded resources) whose `rel` attribute says everything has
JSON's usual order. In every other case the elements stand in the order of the members, `rel` being an explicit
property. The `self` link is the attributes of `<resource>` where it is the first and only one of its kind.
"""

from __future__ import annotations

from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL, layout_for, members
from ucwa_tui.protocol.payload import Link, Property, Resource

SELF = "self"


def xml_members(resource: Resource, key: str | None) -> tuple[str | Property, ...]:
    """The members in the order of their elements; `rel` is missing where the attribute `key` says it.

    Args:
        resource: what is to be written.
        key: the value of the `rel` attribute, None for an input and for a resource without one.
    """
    if resource.layout or key is None or resource.rel != key:
        return members(resource)
    links: tuple[str, ...] = (LINKS,) if resource.links else ()
    embedded: tuple[str, ...] = (EMBEDDED,) if resource.embedded else ()
    return (*links, *resource.properties, *embedded)


def self_as_attributes(resource: Resource, key: str | None, order: tuple[str | Property, ...]) -> Link | None:
    """The self link where the attributes of `<resource>` can be it, place included; otherwise None."""
    if [n for n, group in enumerate(resource.links) if group.rel == SELF] != [0]:
        return None
    group = resource.links[0]
    names = [name for name, _ in group.links[0].attributes] if group.links else []
    if group.many or len(group.links) != 1 or {REL, "href", "xmlns"} & set(names):
        return None
    link = group.links[0]
    if link.href is None and not names:
        return None
    implicit = key is not None and REL not in order
    if len(resource.links) == 1 and not implicit and _implied(order) != order.index(LINKS):
        return None
    return link


def _implied(order: tuple[str | Property, ...]) -> int:
    """Where `_links` is taken to stand when no element shows it."""
    others = [m for m in order if m != LINKS]
    return next((n for n, m in enumerate(others) if m in (EMBEDDED, REL)), len(others))


def layout_from(
    seen: list[str | Property], resource: Resource, *, key: str | None, links_shown: bool
) -> tuple[str, ...]:
    """The layout that a document's order of elements stands for.

    Args:
        seen: properties, and the names of the parts where their first element stood; REL for an explicit property.
        resource: what was read, without its layout.
        key: the `rel` attribute, if there was one.
        links_shown: whether any `<link>` element stood in it.
    """
    order = list(seen)
    explicit = REL in order
    if resource.links and not links_shown:
        implicit = key is not None and not explicit
        order.insert(0 if implicit else _implied(tuple(order)), LINKS)
    if not explicit and key is not None:
        usual = xml_members(resource, key)
        if tuple(order) == usual:
            return ()
        order.append(REL)
    return layout_for([m.name if isinstance(m, Property) else m for m in order], resource)
