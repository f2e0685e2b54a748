"""Resources and events as compact JSON, straight from the model: a server writes them thousands of times a second.

The text is that of `json_text.write(json_codec.record_of(resource))`, without the tree in between; what has an unusual
order, or breaks a rule, takes that way.
"""

from __future__ import annotations

from json.encoder import encode_basestring

from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.json_codec import record_of
from ucwa_tui.protocol.json_text import compact, compact_member, head, without_surrogates
from ucwa_tui.protocol.member_order import STRUCTURAL
from ucwa_tui.protocol.payload import EmbeddedGroup, Link, LinkGroup, Resource
from ucwa_tui.protocol.payload_limits import MAX_RESOURCE_LEVELS
from ucwa_tui.protocol.reason_json import record_of as reason_record

_EVENT_DEPTH = 4
"""An event stands in `events` of a sender, which stands in `sender` of the answer."""


def resource_bytes(resource: Resource) -> bytes:
    """A resource as a JSON object.

    Raises:
        PayloadError: something in it cannot be written as JSON.
    """
    return without_surrogates(_resource(resource, 0, 0)).encode("utf-8")


def events_bytes(answer: EventsAnswer) -> bytes:
    """An answer of the event channel. `sender` is there even when empty: some clients need it.

    Raises:
        PayloadError: something in it cannot be written as JSON.
    """
    hrefs = (("self", answer.href), ("next", answer.next), ("resync", answer.resync), ("resume", answer.resume))
    links = [f'"{rel}":{{"href":{encode_basestring(href)}}}' for rel, href in hrefs if href is not None]
    senders = [_sender(sender) for sender in answer.senders]
    text = f'{{"_links":{{{",".join(links)}}},"sender":[{",".join(senders)}]}}'
    return without_surrogates(text).encode("utf-8")


def _resource(resource: Resource, level: int, depth: int) -> str:
    """`level`: how many resources it is embedded in; `depth`: how many objects and arrays."""
    odd = resource.layout or level > MAX_RESOURCE_LEVELS or any(p.name in STRUCTURAL for p in resource.properties)
    if odd:
        return compact(record_of(resource, level), depth)
    parts = [
        head(p.name) + encode_basestring(p.value)
        if isinstance(p.value, str)
        else compact_member(p.name, p.value, depth + 1)
        for p in resource.properties
    ]
    if resource.links:
        parts.append('"_links":{' + ",".join([_links(group, depth + 2) for group in resource.links]) + "}")
    if resource.embedded:
        groups = [_embedded(group, level + 1, depth + 2) for group in resource.embedded]
        parts.append('"_embedded":{' + ",".join(groups) + "}")
    if resource.rel is not None:
        parts.append(f'"rel":{encode_basestring(resource.rel)}')
    return "{" + ",".join(parts) + "}"


def _links(group: LinkGroup, depth: int) -> str:
    if len(group.links) == 1 and not group.many:
        return head(group.rel) + _link(group.links[0], depth)
    if not group.links and not group.many:
        return f"{head(group.rel)}null"
    return f"{head(group.rel)}[{','.join([_link(link, depth + 1) for link in group.links])}]"


def _link(link: Link, depth: int) -> str:
    href = "" if link.href is None else f'"href":{encode_basestring(link.href)}'
    if not link.attributes:
        return "{" + href + "}"
    others = ",".join([compact_member(name, value, depth + 1) for name, value in link.attributes])
    return "{" + href + ("," if href else "") + others + "}"


def _embedded(group: EmbeddedGroup, level: int, depth: int) -> str:
    if len(group.resources) == 1 and not group.many:
        return head(group.rel) + _resource(group.resources[0], level, depth)
    if not group.resources and not group.many:
        return f"{head(group.rel)}null"
    return f"{head(group.rel)}[{','.join([_resource(r, level, depth + 1) for r in group.resources])}]"


def _sender(sender: Sender) -> str:
    events = ",".join([_event(event) for event in sender.events])
    return f'{{"rel":{encode_basestring(sender.rel)},"href":{encode_basestring(sender.href)},"events":[{events}]}}'


def _event(event: Event) -> str:
    parts = [f'"link":{_event_link(event.link)}']
    if event.in_ is not None:
        parts.append(f'"in":{_event_link(event.in_)}')
    if event.status is not None:
        parts.append(f'"status":{encode_basestring(event.status)}')
    if event.resource is not None:
        key = event.link.rel or event.resource.rel or ""
        parts.append(f'"_embedded":{{{head(key)}{_resource(event.resource, 0, _EVENT_DEPTH + 2)}}}')
    if event.reason is not None:
        parts.append(f'"reason":{compact(reason_record(event.reason), _EVENT_DEPTH + 1)}')
    parts.append(f'"type":{encode_basestring(event.type)}')
    return "{" + ",".join(parts) + "}"


def _event_link(link: EventLink) -> str:
    title = "" if link.title is None else f',"title":{encode_basestring(link.title)}'
    return f'{{"rel":{encode_basestring(link.rel)},"href":{encode_basestring(link.href)}{title}}}'
