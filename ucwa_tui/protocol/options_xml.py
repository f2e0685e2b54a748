"""The answer to OPTIONS as XML, which has a form of its own; in JSON it is a resource like others.

Source: UCWA reference, "applications" (OPTIONS): `<optionsMetadata>`, for each method its parameters and their values.
"""

from __future__ import annotations

from lxml import etree

from ucwa_tui.protocol import xml_reader
from ucwa_tui.protocol.json_codec import expect_object
from ucwa_tui.protocol.payload import Property, Record, Resource, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.xml_writer import Element, write

ROOT = "optionsMetadata"
_LISTS = {
    "metadata": "httpMethodMetadata",
    "parameters": "parameter",
    "supportedValues": "value",
}
"""The elements that hold a list, and the name of what they hold."""


def _value(tag: str, element: etree._Element) -> Value:
    item = _LISTS.get(tag)
    if item is None:
        return xml_reader.text_in(element, f"<{tag}>")
    held = [child for name, child in xml_reader.children(element) if name == item]
    return tuple(xml_reader.text_in(c, "<value>") if item == "value" else _record(c) for c in held)


def _record(element: etree._Element) -> Record:
    return Record(tuple((tag, _value(tag, child)) for tag, child in xml_reader.children(element)))


def resource_of(root: etree._Element) -> Resource:
    """An `<optionsMetadata>` as the resource that its JSON form is.

    Raises:
        PayloadError: elements where text was expected.
    """
    return Resource(None, tuple(Property(name, value) for name, value in _record(root).members))


def decode_options(data: bytes) -> Resource:
    """Read the answer to OPTIONS.

    Raises:
        PayloadError: no XML that is read here, or another root.
    """
    root = xml_reader.parse(data)
    xml_reader.expect_root(root, ROOT)
    return resource_of(root)


def _element(tag: str, value: Value) -> Element:
    item = _LISTS.get(tag)
    if item is not None and isinstance(value, tuple):
        return Element(tag, children=tuple(_item(item, held) for held in value))
    if not isinstance(value, str):
        raise PayloadError(f"the answer to OPTIONS has no place for {tag} of this kind")
    return Element(tag, text=value)


def _item(tag: str, value: Value) -> Element:
    if tag == "value":
        return _element(tag, value)
    members = expect_object(value, f"<{tag}>").members
    return Element(tag, children=tuple(_element(name, member) for name, member in members))


def encode_options(resource: Resource) -> bytes:
    """Write the answer to OPTIONS; it is in no namespace.

    Raises:
        PayloadError: the resource holds something else than methods, parameters and values.
    """
    return write(Element(ROOT, children=tuple(_element(p.name, p.value) for p in resource.properties)), namespace=None)
