"""Resources and inputs as XML.

Source: UCWA reference, "Payload format": `<resource>`, `<input>`, `<link>`, `<property>`, `<propertyList>`.

Decisions: an embedded `<resource>`'s `rel` attribute is its key, an explicit property `rel` is its own rel. A second
property `rel` is refused. Elements that nobody has described are refused in an input and passed over in a resource.
"""

from __future__ import annotations

from lxml import etree

from ucwa_tui.protocol import options_xml, xml_reader
from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL
from ucwa_tui.protocol.payload import EmbeddedGroup, Link, LinkGroup, Property, Resource, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.payload_limits import check_level
from ucwa_tui.protocol.xml_element import encode_input, encode_resource
from ucwa_tui.protocol.xml_order import SELF, layout_from
from ucwa_tui.protocol.xml_values import value_of

__all__ = ["decode_input", "decode_resource", "encode_input", "encode_resource", "resource_of"]


class _Reader:
    """Collects the parts of one `<resource>` or `<input>`."""

    def __init__(self, level: int, strict: bool) -> None:
        self._level = level
        self._strict = strict
        self.rel: str | None = None
        self.seen: list[str | Property] = []
        self.properties: list[Property] = []
        self.links: dict[str, list[Link]] = {}
        self.embedded: dict[str, list[Resource]] = {}

    def _saw(self, part: str) -> None:
        if part not in self.seen:
            self.seen.append(part)

    def _hold(self, name: str, value: Value) -> None:
        held = Property(name, value)
        self.properties.append(held)
        self.seen.append(held)

    def read(self, element: etree._Element) -> None:
        for tag, child in xml_reader.children(element):
            if tag == "link":
                self._link(child)
            elif tag == "property":
                self._property(child)
            elif tag == "propertyList":
                self._list(child)
            elif tag == "resource":
                self._resource(child)
            elif self._strict:
                raise PayloadError(f"<{tag}> has no meaning in an <input>", child.sourceline)

    def _link(self, element: etree._Element) -> None:
        rel = xml_reader.required(element, "rel")
        others = tuple((n, v) for n, v in xml_reader.attributes(element) if n not in ("rel", "href"))
        self.links.setdefault(rel, []).append(Link(element.get("href"), others))
        self._saw(LINKS)

    def _property(self, element: etree._Element) -> None:
        name = xml_reader.required(element, "name")
        text = xml_reader.text_in(element, f"the property {name}")
        if name != REL:
            self._hold(name, value_of(name, text))
        elif self.rel is None:
            self.rel = text
            self.seen.append(REL)
        else:
            raise PayloadError("the property rel occurs more than once in one resource", element.sourceline)

    def _list(self, element: etree._Element) -> None:
        name = xml_reader.required(element, "name")
        items = [child for tag, child in xml_reader.children(element) if tag == "item"]
        self._hold(name, tuple(value_of(name, xml_reader.text_in(i, f"an item of {name}")) for i in items))

    def _resource(self, element: etree._Element) -> None:
        resource = resource_of(element, self._level + 1)
        key = element.get("rel")
        if key is None:
            key = resource.rel
        if key is None:
            raise PayloadError("an embedded <resource> has no attribute rel", element.sourceline)
        self.embedded.setdefault(key, []).append(resource)
        self._saw(EMBEDDED)

    def resource(self, key: str | None, own: Link | None) -> Resource:
        shown = bool(self.links)
        groups = [LinkGroup(rel, tuple(links), many=len(links) > 1) for rel, links in self.links.items()]
        if own is not None and SELF not in self.links:
            groups.insert(0, LinkGroup(SELF, (own,)))
        embedded = tuple(EmbeddedGroup(k, tuple(held), many=len(held) > 1) for k, held in self.embedded.items())
        rel = key if self.rel is None else self.rel
        bare = Resource(rel, tuple(self.properties), tuple(groups), embedded)
        layout = layout_from(self.seen, bare, key=key, links_shown=shown)
        return Resource(rel, bare.properties, bare.links, embedded, layout) if layout else bare


def resource_of(element: etree._Element, level: int = 0, *, strict: bool = False) -> Resource:
    """An element as a resource; `strict` refuses child elements without a meaning.

    Raises:
        PayloadError: embedded too deeply, or it breaks a rule of this module.
    """
    check_level(level)
    reader = _Reader(level, strict)
    reader.read(element)
    attributes = xml_reader.attributes(element)
    others = tuple((n, v) for n, v in attributes if n not in ("rel", "href"))
    href = element.get("href")
    own = Link(href, others) if href is not None or others else None
    return reader.resource(element.get("rel"), own)


def decode_resource(data: bytes) -> Resource:
    """Read a `<resource>`, or the answer to OPTIONS, which is the only one with a root of its own.

    Args:
        data: the bytes of the body.

    Raises:
        PayloadError: no XML that is read here (see `xml_reader`), another root, or a broken rule of this module.
    """
    root = xml_reader.parse(data)
    if etree.QName(root).localname == options_xml.ROOT:
        return options_xml.resource_of(root)
    xml_reader.expect_root(root, "resource")
    return resource_of(root)


def decode_input(data: bytes) -> Resource:
    """Read an `<input>`; a PUT may also send a `<resource>` back.

    Raises:
        PayloadError: as `decode_resource`.
    """
    root = xml_reader.parse(data)
    name = xml_reader.expect_root(root, "input", "resource")
    return resource_of(root, strict=name == "input")
