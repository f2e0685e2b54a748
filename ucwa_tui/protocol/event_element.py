"""Answers of the event channel to XML; `event_xml` reads them.

Source: UCWA reference, "Event channel details". How `status`, `in` and `reason` look in XML is not described there;
ours are an attribute and two child elements.
"""

from __future__ import annotations

from ucwa_tui.protocol import reason_element, xml_element
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.xml_writer import Element, write


def _attributes(link: EventLink) -> tuple[tuple[str, str], ...]:
    title = () if link.title is None else (("title", link.title),)
    return (("rel", link.rel), ("href", link.href), *title)


def _event(event: Event) -> Element:
    status = () if event.status is None else (("status", event.status),)
    children: list[Element] = []
    if event.in_ is not None:
        children.append(Element("in", _attributes(event.in_)))
    if event.reason is not None:
        children.append(reason_element.element_of(event.reason))
    if event.resource is not None:
        key = event.link.rel or event.resource.rel or ""
        children.append(xml_element.element_of(event.resource, key))
    return Element(event.type, (*_attributes(event.link), *status), children=tuple(children))


def _sender(sender: Sender) -> Element:
    events = tuple(_event(event) for event in sender.events)
    return Element("sender", (("rel", sender.rel), ("href", sender.href)), children=events)


def encode_events(answer: EventsAnswer) -> bytes:
    """Write an answer of the event channel.

    Raises:
        PayloadError: an event's type is no XML name, or something in it cannot be written as XML.
    """
    hrefs = (("next", answer.next), ("resync", answer.resync), ("resume", answer.resume))
    links = tuple(Element("link", (("rel", rel), ("href", href))) for rel, href in hrefs if href is not None)
    own = () if answer.href is None else (("href", answer.href),)
    return write(Element("events", own, children=links + tuple(_sender(s) for s in answer.senders)))
