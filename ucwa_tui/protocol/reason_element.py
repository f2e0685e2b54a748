"""The error structure to XML; `reason_xml` reads it.

Source: UCWA reference, "Errors and informational messages": children `code`, `subcode`, `message`, `debugInfo` and
`parameters`, the last two also when empty. What stands in a bag is not described; a `<property>` for each name is ours.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Property, Value
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.xml_element import property_element
from ucwa_tui.protocol.xml_values import text_of
from ucwa_tui.protocol.xml_writer import Element, write


def _bag(tag: str, bag: tuple[tuple[str, Value], ...]) -> Element:
    if len(bag) == 1 and bag[0][0] == "" and (text := text_of(bag[0][1])) is not None:
        return Element(tag, text=text)
    return Element(tag, children=tuple(property_element(Property(name, value)) for name, value in bag))


def element_of(reason: Reason) -> Element:
    """A reason as an element.

    Raises:
        PayloadError: a bag holds a value for which XML has no text.
    """
    texts = (("code", reason.code), ("subcode", reason.subcode), ("message", reason.message), ("link", reason.link))
    children = tuple(Element(tag, text=text, subject=f"<{tag}>") for tag, text in texts if text is not None)
    bags = (_bag("debugInfo", reason.debug_info), _bag("parameters", reason.parameters))
    return Element("reason", children=children + bags)


def encode_reason(reason: Reason) -> bytes:
    """Write an error body.

    Raises:
        PayloadError: a value or a character that XML cannot carry.
    """
    return write(element_of(reason))
