"""What a resource is, what its links let one do, and which documented links are not there and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.data_uri import text_in
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.payload import LinkGroup, Number, Resource
from ucwa_tui.workbench.explaining.page import Line, Mark, count, line
from ucwa_tui.workbench.explaining.post_rels import POST_RELS
from ucwa_tui.workbench.explaining.rel_facts import LINKS, MEANINGS, WAITS_FOR, acts, state_words

MOST_LINES = 120
_OPERATIONS = {o.rel: o.name for o in OPERATIONS.values() if o.method != "GET" and o.rel != o.rel_holder}
"""By the link that does them."""
_TOKEN = {
    "access_token": "the token: it goes into Authorization of every request to this host",
    "expires_in": "seconds that it holds",
    "token_type": "the word before it in Authorization",
    "ms_rtc_identityscope": "whose identities the service knows",
}
_PUT_MARK = "in a put request"


def operation_at(rel: str) -> str | None:
    """The operation that a link does; None where it leads to a resource, or to something that is not known."""
    return _OPERATIONS.get(rel)


def resource_lines(resource: Resource, rel: str) -> Iterator[Line]:
    """A resource with everything in it; cut where it is long.

    Args:
        resource: as received.
        rel: what it is called if it does not say itself.
    """
    for number, told in enumerate(_lines(resource, rel, 0)):
        if number >= MOST_LINES:
            yield line("more than can be told here: p shows all of it, T the tree of resources")
            return
        yield told


def token_lines(token: Resource) -> Iterator[Line]:
    """What a token service gave, without the token."""
    for prop in token.properties:
        meaning = _TOKEN.get(prop.name.lower(), "not explained by the reference")
        shown = prop.value.literal if isinstance(prop.value, Number) else prop.value
        secret = prop.name.lower() in {"access_token", "refresh_token", "id_token"}
        told = "masked" if secret or not isinstance(shown, str) else shown
        yield line(f"{told} · {meaning}", prop.name)


def _lines(resource: Resource, rel: str, depth: int) -> Iterator[Line]:
    name = resource.rel or rel
    where = "embedded" if depth else "resource"
    meaning = MEANINGS.get(name, "not explained here")
    title = resource.text("name") or resource.text("subject")
    yield line(f"{name or 'without a rel'} · {meaning}{f' · “{title}”' if title else ''}", where, rel=name, strong=True)
    state = resource.text("state")
    if state is not None:
        yield line(state_words(state), "state")
    for prop in resource.properties:
        if isinstance(prop.value, str) and prop.value.lower().endswith(_PUT_MARK):
            yield line("goes back unchanged in a PUT, beside If-Match; it is no operationId", prop.name)
    for group in resource.links:
        if group.rel != "self":
            yield _link(group)
    yield from (line(told, missing, Mark.ABSENT, rel=missing) for missing, told in absent(resource, name))
    for embedded in resource.embedded:
        for child in embedded.resources:
            yield from _lines(child, embedded.rel, depth + 1)


def _link(group: LinkGroup) -> Line:
    href = next((link.href for link in group.links if link.href), "") or ""
    meaning = MEANINGS.get(group.rel)
    if href.startswith("data:"):
        text = text_in(href)
        words = f"“{text}” · the text itself, inside the link" if text is not None else "data inside the link"
        return line(words, group.rel, rel=group.rel)
    operation = operation_at(group.rel)
    title = next((link.title for link in group.links if link.title), "")
    named = f"“{title}” · " if title and len(group.links) == 1 else ""
    many = f"{count(len(group.links), 'link')} · " if len(group.links) != 1 else ""
    if operation is not None:
        does = f"{OPERATIONS[operation].method} · {meaning or OPERATIONS[operation].why}"
    elif group.rel in POST_RELS:
        does = f"POST · {meaning or 'an operation without a form here'}"
    elif acts(group.rel):
        does = "probably an operation, by its name"
    else:
        does = meaning or "not explained here"
    return line(f"{named}{many}{does}", group.rel, Mark.GOOD, rel=group.rel, href=href)


def absent(resource: Resource, name: str) -> list[tuple[str, str]]:
    """Documented links that a resource does not have, and what each waits for."""
    documented = LINKS.get(name)
    if not documented:
        return []
    held = {group.rel for group in resource.links} | {embedded.rel for embedded in resource.embedded}
    if name == "user" and "redirect" in held:
        return []
    return [(rel, _waits_for(rel)) for rel in documented if rel not in held]


def _waits_for(rel: str) -> str:
    operation = operation_at(rel)
    return OPERATIONS[operation].absent if operation else WAITS_FOR.get(rel, "not offered now.")
