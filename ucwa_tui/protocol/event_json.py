"""Answers of the event channel as JSON.

Source: UCWA reference, "Event channel details". Captured answers name the list `sender`, the page's text `senders`:
both are read, also a single object in place of an array. An event without `link` is known by what it embeds.
"""

from __future__ import annotations

from ucwa_tui.protocol import json_text
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.json_codec import expect_object, resource_of
from ucwa_tui.protocol.json_compact import events_bytes
from ucwa_tui.protocol.payload import Record, Resource, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.reason_json import reason_of

_SENDERS = ("sender", "senders")
_NO_EVENTS = "the body is no answer of the event channel: it has neither _links nor sender"


def _member(record: Record, name: str) -> Value:
    return next((v for k, v in record.members if k == name), None)


def _text(record: Record, name: str) -> str | None:
    value = _member(record, name)
    return value if isinstance(value, str) else None


def _objects(value: Value, what: str) -> tuple[Record, ...]:
    """The objects of an array, or the one object that stands in its place; none for null."""
    if value is None:
        return ()
    items = value if isinstance(value, tuple) else (value,)
    return tuple(expect_object(item, what) for item in items)


def _link_of(value: Value) -> EventLink | None:
    """A link object, the first of an array of them, or a bare href."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    if isinstance(value, str):
        return EventLink("", value)
    if not isinstance(value, Record):
        return None
    return EventLink(_text(value, "rel") or "", _text(value, "href") or "", _text(value, "title"))


def _embedded(value: Value, link: EventLink | None) -> tuple[str, Record] | None:
    """The embedded object that the event is about: the one under the link's rel, else the first one."""
    if not isinstance(value, Record):
        return None
    candidates: list[tuple[str, Record]] = []
    for key, member in value.members:
        items = member if isinstance(member, tuple) else (member,)
        candidates += [(key, item) for item in items if isinstance(item, Record)]
    named = [c for c in candidates if link is not None and c[0] == link.rel]
    return next(iter(named or candidates), None)


def _link_or_embedded(link: EventLink | None, embedded: tuple[str, Resource] | None) -> EventLink:
    if link is not None and link.rel and link.href:
        return link
    title = link.title if link else None
    key, resource = embedded or ("", Resource())
    rel = (link.rel if link else "") or key or resource.rel or ""
    return EventLink(rel, (link.href if link else "") or resource.href() or "", title)


def _reason(record: Record, embedded: Record | None) -> Reason | None:
    """The reason beside the embedded resource; where there is none, an object of that name inside it."""
    own = _member(record, "reason")
    if own is not None:
        return reason_of(own)
    inner = _member(embedded, "reason") if embedded else None
    return reason_of(inner) if isinstance(inner, Record) else None


def _event(record: Record) -> Event:
    link = _link_of(_member(record, "link"))
    found = _embedded(_member(record, "_embedded"), link)
    resource = resource_of(found[1]) if found else None
    return Event(
        type=_text(record, "type") or "",
        link=_link_or_embedded(link, (found[0], resource) if found and resource else None),
        in_=_link_of(_member(record, "in")),
        status=_text(record, "status"),
        reason=_reason(record, found[1] if found else None),
        resource=resource,
    )


def _sender(record: Record) -> Sender:
    events = _objects(_member(record, "events"), "an event")
    return Sender(_text(record, "rel") or "", _text(record, "href") or "", tuple(_event(e) for e in events))


def decode_events(data: bytes) -> EventsAnswer:
    """Read an answer of the event channel.

    Raises:
        PayloadError: no JSON, or no such answer.
    """
    root = expect_object(json_text.parse(data), "the body")
    names = [name for name, _ in root.members]
    if not {"_links", *_SENDERS} & set(names):
        raise PayloadError(_NO_EVENTS)
    links_value = _member(root, "_links")
    links = links_value if isinstance(links_value, Record) else Record(())
    found = {rel: _link_of(_member(links, rel)) for rel in ("self", "next", "resync", "resume")}
    hrefs = {rel: link.href or None if link else None for rel, link in found.items()}
    senders = [_sender(r) for name, v in root.members if name in _SENDERS for r in _objects(v, "a sender")]
    return EventsAnswer(hrefs["self"], hrefs["next"], hrefs["resync"], hrefs["resume"], tuple(senders))


def encode_events(answer: EventsAnswer) -> bytes:
    """Write an answer of the event channel, compact. `sender` is there even when empty: some clients need it.

    Raises:
        PayloadError: a resource in it cannot be written as JSON.
    """
    return events_bytes(answer)
