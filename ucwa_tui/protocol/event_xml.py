"""Answers of the event channel from XML; `event_element` writes them.

Source: UCWA reference, "Event channel details": `<events>`, `<sender>`, and elements named after the event's type. How
`status`, `in` and `reason` look is not described, so attributes, child elements and properties are all read.
"""

from __future__ import annotations

from lxml import etree

from ucwa_tui.protocol import reason_xml, xml_codec, xml_reader
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason

_NOT_EVENTS = frozenset({"link", "property", "propertyList"})


class _Parts:
    """The children of an event by name; a `<link rel="in">` or `<property name="status">` counts under that name."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.resources: list[etree._Element] = []
        self._named: dict[str, etree._Element] = {}
        for tag, child in xml_reader.children(element):
            if tag == "resource":
                self.resources.append(child)
                continue
            name = child.get("rel") if tag == "link" and child.get("rel") == "in" else None
            name = name or (child.get("name") if tag == "property" else None) or tag
            self._named.setdefault(name, child)

    def child(self, name: str) -> etree._Element | None:
        return self._named.get(name)

    def text(self, name: str) -> str | None:
        """The attribute of that name, else the text of the child."""
        attribute = self.element.get(name)
        if attribute is not None:
            return attribute
        child = self.child(name)
        return None if child is None else (child.text or "").strip() or None


def _link(element: etree._Element) -> EventLink:
    """A link from attributes, from a `<link>` inside, or from a bare href as text."""
    inner = next((child for tag, child in xml_reader.children(element) if tag == "link"), None)
    holder = element if inner is None else inner
    rel = holder.get("rel") or ""
    href = holder.get("href") or (holder.text or "").strip()
    return EventLink(rel, href, holder.get("title"))


def _in(parts: _Parts) -> EventLink | None:
    href = parts.element.get("in")
    if href is not None:
        return EventLink("", href)
    child = parts.child("in")
    if child is None:
        return None
    link = _link(child)
    # <link rel="in"> says with its rel what it is for, not which collection it points to
    return EventLink("", link.href, link.title) if child.get("rel") == "in" else link


def _reason(parts: _Parts, resource: etree._Element | None) -> Reason | None:
    attribute = parts.element.get("reason")
    if attribute is not None:
        return reason_xml.bare_reason(attribute)
    child = parts.child("reason")
    if child is None and resource is not None:
        child = next((c for tag, c in xml_reader.children(resource) if tag == "reason"), None)
    return None if child is None else reason_xml.reason_of(child)


def _event_link(parts: _Parts, resource: etree._Element | None) -> EventLink:
    """The event's own attributes, a `<link>` child, or what the embedded resource says of itself."""
    own = parts.element
    child = parts.child("link")
    rel, href, title = own.get("rel"), own.get("href"), own.get("title")
    for other in (child, resource):
        if other is not None:
            rel, href = rel or other.get("rel"), href or other.get("href")
            title = title if title is not None or other is resource else other.get("title")
    return EventLink(rel or "", href or "", title)


def _event(kind: str, element: etree._Element) -> Event:
    parts = _Parts(element)
    rel = element.get("rel")
    first = parts.resources[0] if parts.resources else None
    resource = next((r for r in parts.resources if r.get("rel") == rel), first)
    return Event(
        type=kind,
        link=_event_link(parts, resource),
        in_=_in(parts),
        status=parts.text("status"),
        reason=_reason(parts, resource),
        resource=None if resource is None else xml_codec.resource_of(resource),
    )


def _sender(element: etree._Element) -> Sender:
    found = [(tag, child) for tag, child in xml_reader.children(element) if tag not in _NOT_EVENTS]
    events = tuple(_event(tag, child) for tag, child in found)
    return Sender(element.get("rel") or "", element.get("href") or "", events)


def decode_events(data: bytes) -> EventsAnswer:
    """Read an answer of the event channel.

    Raises:
        PayloadError: no XML that is read here, or another root than `<events>`.
    """
    root = xml_reader.parse(data)
    xml_reader.expect_root(root, "events")
    hrefs: dict[str, str | None] = {}
    senders: list[Sender] = []
    for tag, child in xml_reader.children(root):
        if tag == "link":
            hrefs.setdefault(child.get("rel") or "", child.get("href") or None)
        elif tag in ("sender", "senders"):
            senders.append(_sender(child))
    own = root.get("href") or hrefs.get("self")
    return EventsAnswer(own, hrefs.get("next"), hrefs.get("resync"), hrefs.get("resume"), tuple(senders))
