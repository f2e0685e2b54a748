"""What a conditional request demands: If-Match before a PUT, If-None-Match before a body is sent again.

Source: UCWA reference, "Payload format" (PUT) and RFC 9110, 13.1. A tag may come quoted, bare, weak or in a list.
"""

from __future__ import annotations

import zlib

from ucwa_tui.protocol.payload import LinkGroup, Property, Resource
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.application import PUT_SENTENCE
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.validation import Fields


def matches(header: str, etag: str) -> bool:
    """Whether a list of entity tags names this one; `*` names every one."""
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")}
    return "*" in tags or etag in tags


def demand_if_match(request: Request, etag: str, *, required: bool = True) -> None:
    """Raise Refusal 428 where If-Match is needed and absent, 412 where it names another state."""
    asked = request.header("If-Match")
    if asked is None:
        if required:
            raise errors.precondition_required()
        return
    if not matches(asked, etag):
        raise errors.precondition_failed()


def demand_put_property(fields: Fields, name: str) -> None:
    """Note a problem where the property that asks to be passed back does not come back."""
    if not fields.has(name, PUT_SENTENCE):
        fields.problem(name, "Send this property back as it was in the GET.")


def tagged(resource: Resource) -> Resource:
    """A resource with an etag made from what it says; embedded resources do not count."""
    said = repr([(p.name, p.value) for p in resource.properties]) + repr([_hrefs(g) for g in resource.links])
    etag = str(1_000_000_000 + zlib.crc32(said.encode("utf-8", "surrogatepass")) % 3_000_000_000)
    return Resource(
        resource.rel, (*resource.properties, Property("etag", etag)), resource.links, resource.embedded, resource.layout
    )


def _hrefs(group: LinkGroup) -> tuple[str, tuple[str | None, ...]]:
    return group.rel, tuple(link.href for link in group.links)
