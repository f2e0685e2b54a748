"""A body by its meaning: one canonical text for a resource, events or an error, whichever wire form they came in.

Members are sorted, links and embedded resources stand under their rels, `1 link` and `array of 1 link` are the same,
dates are instants, and a text that spells a number or a truth value is one, as XML cannot tell them apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer
from ucwa_tui.protocol.payload import Link, Number, Record, Resource, Timestamp, Value
from ucwa_tui.protocol.reason import Reason

Tree: TypeAlias = "str | list[Tree] | tuple[tuple[str, Tree], ...]"
"""A scalar as it is written, an array, or the members of an object."""
Members: TypeAlias = "list[tuple[str, Tree]]"

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7})\d*)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_EPOCH = datetime(1970, 1, 1)
_LONGEST_NUMBER = 64
"""Characters of a number up to which it is looked at what it amounts to."""


def resource_lines(resource: Resource) -> list[str]:
    """A resource in canonical lines."""
    return list(_lines(_resource(resource)))


def events_lines(answer: EventsAnswer) -> list[str]:
    """An answer of the event channel in canonical lines; senders and events stay in their order."""
    ways = [(name, getattr(answer, name)) for name in ("href", "next", "resync", "resume")]
    members: Members = [(name, _text(href)) for name, href in ways if href is not None]
    senders: list[Tree] = []
    for sender in answer.senders:
        events: list[Tree] = [_event(event) for event in sender.events]
        senders.append((("rel", _text(sender.rel)), ("href", _text(sender.href)), ("events", events)))
    return list(_lines((*members, ("sender", senders))))


def reason_lines(reason: Reason) -> list[str]:
    """An error in canonical lines."""
    return list(_lines(_reason(reason)))


def _event(event: Event) -> Tree:
    members: Members = [("type", _text(event.type)), ("link", _event_link(event.link))]
    if event.in_ is not None:
        members.append(("in", _event_link(event.in_)))
    if event.status is not None:
        members.append(("status", _text(event.status)))
    if event.reason is not None:
        members.append(("reason", _reason(event.reason)))
    if event.resource is not None:
        members.append(("resource", _resource(event.resource)))
    return tuple(members)


def _event_link(link: EventLink) -> Tree:
    members = [("rel", link.rel), ("href", link.href), ("title", link.title)]
    return tuple((name, _text(text)) for name, text in members if text is not None)


def _reason(reason: Reason) -> Tree:
    texts = [(name, getattr(reason, name)) for name in ("code", "subcode", "message", "link")]
    members: Members = [(name, _text(text)) for name, text in texts if text is not None]
    for name, bag in (("parameters", reason.parameters), ("debugInfo", reason.debug_info)):
        if bag:
            members.append((name, tuple((key, _value(value)) for key, value in sorted(bag, key=_by_name))))
    return tuple(members)


def _resource(resource: Resource) -> Tree:
    """Nesting is bounded by the codecs."""
    members: Members = [("rel", _text(resource.rel))] if resource.rel is not None else []
    members += sorted(((held.name, _value(held.value)) for held in resource.properties), key=_by_name)
    links: dict[str, list[Tree]] = {}
    for group in resource.links:
        links.setdefault(group.rel, []).extend(_link(link) for link in group.links)
    embedded: dict[str, list[Tree]] = {}
    for inner in resource.embedded:
        embedded.setdefault(inner.rel, []).extend(_resource(one) for one in inner.resources)
    for name, groups in (("_links", links), ("_embedded", embedded)):
        if groups:
            held = sorted(groups.items(), key=_by_name)
            members.append((name, tuple((rel, many[0] if len(many) == 1 else many) for rel, many in held)))
    return tuple(members)


def _link(link: Link) -> Tree:
    members: Members = [("href", _text(link.href))] if link.href is not None else []
    return (*members, *sorted(((name, _value(value)) for name, value in link.attributes), key=_by_name))


def _by_name(member: tuple[str, object]) -> str:
    return member[0]


def _value(value: Value) -> Tree:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return _number(value.literal)
    if isinstance(value, Timestamp):
        return _text(_moment(value))
    if isinstance(value, Record):
        return tuple((name, _value(held)) for name, held in sorted(value.members, key=_by_name))
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if value.lower() in ("true", "false"):
        return value.lower()
    return _number(value) if _NUMBER.fullmatch(value) else _text(_instant(value))


def _moment(moment: Timestamp) -> str:
    try:
        return f"{(_EPOCH + timedelta(microseconds=moment.ticks // 10)).isoformat()}Z"
    except OverflowError:
        return f"{moment.ticks} ticks"


def _number(literal: str) -> str:
    if len(literal) > _LONGEST_NUMBER:
        return literal
    try:
        number = Decimal(literal)
    except InvalidOperation:
        return literal
    if number == number.to_integral_value() and abs(number.adjusted()) < _LONGEST_NUMBER:
        return str(int(number))
    return str(number.normalize())


def _instant(text: str) -> str:
    found = _ISO.fullmatch(text)
    if found is None:
        return text
    try:
        moment = datetime.fromisoformat(found[1])
        if found[3] != "Z":
            sign = -1 if found[3][0] == "-" else 1
            moment -= sign * timedelta(hours=int(found[3][1:3]), minutes=int(found[3][4:]))
        moment += timedelta(microseconds=int((found[2] or "0").ljust(7, "0")) // 10)
    except (ValueError, OverflowError):
        return text
    return f"{moment.isoformat()}Z"


def _text(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lines(tree: Tree, indent: str = "", before: str = "", after: str = "") -> Iterator[str]:
    if isinstance(tree, str):
        yield f"{indent}{before}{tree}{after}"
        return
    opening, closing = "{}" if isinstance(tree, tuple) else "[]"
    held = [(f"{_text(name)}: ", inner) for name, inner in tree] if isinstance(tree, tuple) else [("", t) for t in tree]
    if not held:
        yield f"{indent}{before}{opening}{closing}{after}"
        return
    yield f"{indent}{before}{opening}"
    for number, (name, inner) in enumerate(held, 1):
        yield from _lines(inner, indent + "  ", name, "," if number < len(held) else "")
    yield f"{indent}{closing}{after}"
