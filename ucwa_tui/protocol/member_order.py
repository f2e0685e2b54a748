"""In which order the parts of a resource are written, and how much of that order must be remembered.

JSON's usual order is properties, `_links`, `_embedded`, `rel`. XML's is links, properties, embedded resources, and
its rel is an attribute. Every other order goes into `Resource.layout`; XML keeps it by the order of its elements, and
the place of `rel` by an explicit property of that name.

Source: UCWA reference, "Payload format".
"""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.payload import Property, Resource

LINKS = "_links"
EMBEDDED = "_embedded"
REL = "rel"
STRUCTURAL = frozenset({LINKS, EMBEDDED, REL})


def usual_order(resource: Resource) -> tuple[str, ...]:
    """The names of the members in JSON's usual order."""
    return (*(p.name for p in resource.properties), *_parts(resource))


def layout_for(order: Sequence[str], resource: Resource) -> tuple[str, ...]:
    """What `layout` must be for the members to come in this order: nothing, where the order is the usual one."""
    seen = tuple(order)
    return () if seen == usual_order(resource) else seen


def members(resource: Resource) -> tuple[str | Property, ...]:
    """The members in the order in which to write them: properties themselves, and the names of the other parts.

    Every part comes exactly once, also where `layout` does not fit the resource any more because it was edited. An
    empty `_links` or `_embedded` comes only where the layout asks for it.
    """
    if not resource.layout:
        return (*resource.properties, *_parts(resource))
    waiting = list(resource.properties)
    absent = {LINKS} if not resource.links else set()
    absent |= {EMBEDDED} if not resource.embedded else set()
    absent |= {REL} if resource.rel is None else set()
    parts = list(_parts(resource))
    written: list[str | Property] = []
    for name in resource.layout:
        held = next((p for p in waiting if p.name == name), None)
        if name in parts:
            parts.remove(name)
            written.append(name)
        elif held is not None:
            waiting.remove(held)
            written.append(held)
        elif name in absent and name != REL:
            absent.remove(name)
            written.append(name)
    return (*written, *waiting, *parts)


def _parts(resource: Resource) -> tuple[str, ...]:
    """What a resource has beside its properties, in JSON's usual order."""
    links = (LINKS,) if resource.links else ()
    embedded = (EMBEDDED,) if resource.embedded else ()
    return links + embedded + ((REL,) if resource.rel is not None else ())
