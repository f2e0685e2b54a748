"""The error structure from XML; `reason_element` writes it.

Source: UCWA reference, "Errors and informational messages". What stands in the two bags is not described, so all
usual forms are read: `<property name>`, `<parameter name>`, `<parameter><name/><reason/></parameter>`, `<anyName>`.
"""

from __future__ import annotations

from lxml import etree

from ucwa_tui.protocol import xml_reader
from ucwa_tui.protocol.payload import Record, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.payload_limits import MAX_RESOURCE_LEVELS
from ucwa_tui.protocol.reason import Reason


def _all_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _value(element: etree._Element, level: int = 0) -> Value:
    """Text, or the list of items, or a record of the children."""
    parts = list(xml_reader.children(element))
    if not parts or level > MAX_RESOURCE_LEVELS:
        return _all_text(element)
    if all(tag == "item" for tag, _ in parts):
        return tuple(_value(child, level + 1) for _, child in parts)
    return Record(tuple((tag, _value(child, level + 1)) for tag, child in parts))


def _entry(tag: str, element: etree._Element) -> tuple[str, Value]:
    named = element.get("name")
    if named is not None:
        return named, () if tag == "propertyList" and not len(element) else _value(element)
    parts = list(xml_reader.children(element))
    name = next((_all_text(child) for part, child in parts if part == "name"), None)
    rest = [(part, child) for part, child in parts if part != "name"]
    if name is None:
        return tag, _value(element)
    if len(rest) == 1:
        return name, _value(rest[0][1])
    return name, Record(tuple((part, _value(child)) for part, child in rest)) if rest else ""


def _bag(element: etree._Element | None) -> tuple[tuple[str, Value], ...]:
    if element is None:
        return ()
    parts = list(xml_reader.children(element))
    if parts:
        return tuple(_entry(tag, child) for tag, child in parts)
    text = element.text or ""
    return (("", text),) if text.strip() else ()


def _own_text(name: str, element: etree._Element, parts: dict[str, etree._Element]) -> str | None:
    """The text of a child, or the attribute of that name."""
    child = parts.get(name)
    if child is None:
        return element.get(name)
    return _all_text(child)


def reason_of(element: etree._Element) -> Reason | None:
    """An element as a reason: children, attributes, or bare text; None where nothing of it is a code."""
    parts: dict[str, etree._Element] = {}
    for tag, child in xml_reader.children(element):
        parts.setdefault(child.get("name", tag) if tag == "property" else tag, child)
    code = _own_text("code", element, parts)
    if code is None:
        return bare_reason(element.text or "") if not parts else None
    link = parts.get("link")
    href = None if link is None else link.get("href") or _all_text(link)
    return Reason(
        code.strip(),
        _own_text("subcode", element, parts) or None,
        _own_text("message", element, parts),
        href,
        _bag(parts.get("parameters")),
        _bag(parts.get("debugInfo")),
    )


def bare_reason(text: str) -> Reason | None:
    """`Code` or `Code/Subcode` as a reason; None for an empty text."""
    code, _, subcode = text.strip().partition("/")
    return Reason(code, subcode or None) if code else None


def decode_reason(data: bytes) -> Reason | None:
    """Read an error body; None where the XML is something else than an error structure.

    Raises:
        PayloadError: no XML that is read here.
    """
    root = xml_reader.parse(data)
    try:
        name = xml_reader.local_name(root)
    except PayloadError:
        return None  # another namespace: somebody else's error
    return reason_of(root) if name == "reason" else None
