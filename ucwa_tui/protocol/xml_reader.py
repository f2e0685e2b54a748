"""XML bytes to an element tree, hardened: no DTD, no entities, no network, bounded size and depth.

A document type declaration is refused before the parser sees it, so nothing in one can cost time or memory. What is
left of the tree is elements, attributes and text; comments and processing instructions are dropped.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from ucwa_tui.protocol.foreign_body import refusal
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.payload_limits import MAX_RESOURCE_LEVELS, check_size
from ucwa_tui.protocol.xml_writer import NAMESPACE

MAX_ELEMENTS_DEEP = MAX_RESOURCE_LEVELS + 16
_DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_DOCTYPE = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.S)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_PARSERS_PLACE = re.compile(r"(?:,? line \d+(?:, column \d+)?)+$")
_KNOWN = re.compile(r"utf-?8|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d", re.I)


def _encoding(data: bytes) -> str:
    for start, name in (*_BOMS, *_BARE):
        if data.startswith(start):
            return name
    declared = _DECLARED.match(data)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii")
    if not _KNOWN.fullmatch(name):
        raise PayloadError(f"the XML declares the encoding {name}, which its bytes are not in or which is not read")
    return name


def _text(data: bytes) -> str:
    check_size(data)
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise PayloadError(f"byte {error.start} does not belong to {encoding.upper()} text") from None
    except LookupError:
        raise PayloadError(f"the XML declares the encoding {encoding}, which is not read") from None


def _syntax_error(error: etree.XMLSyntaxError) -> PayloadError:
    line, column = error.position
    what = _PARSERS_PLACE.sub("", error.msg or "not well-formed")
    return PayloadError(f"no XML: {what}", line or None, max(column, 1) if line else None)


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_ELEMENTS_DEEP:
            raise PayloadError(f"the XML nests more than {MAX_ELEMENTS_DEEP} levels deep")


def parse(data: bytes) -> etree._Element:
    """Read an XML document and return its root.

    Args:
        data: the bytes of the body, in the encoding that they declare.

    Raises:
        PayloadError: not well-formed, a DOCTYPE, an encoding that is not read, too large, or nested too deeply.
    """
    text = _text(data)
    sentence = refusal(text, "XML")
    if sentence is not None:
        raise PayloadError(sentence)
    if _DOCTYPE.match(text):
        raise PayloadError("the XML has a DOCTYPE, which is never read")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise PayloadError("the XML has a DOCTYPE, which is never read")
    _check_depth(root)
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without namespace.

    Raises:
        PayloadError: the element is in a namespace other than UCWA's (none at all is taken for UCWA's).
    """
    name = etree.QName(element)
    if name.namespace not in (None, NAMESPACE):
        raise PayloadError(f"<{name.localname}> is in the namespace {name.namespace}, not UCWA's", _line(element))
    return name.localname


def children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The child elements that are UCWA's, each with its local name; elements of other namespaces are passed over."""
    for child in element:
        name = etree.QName(child)
        if name.namespace in (None, NAMESPACE):
            yield name.localname, child


def attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """The attributes in order; those with a namespace (`xsi:type`, `xml:lang`) belong to XML and are left out."""
    return tuple((str(name), str(value)) for name, value in element.attrib.items() if not str(name).startswith("{"))


def text_in(element: etree._Element, subject: str) -> str:
    """The text of an element that must hold nothing else.

    Raises:
        PayloadError: there are elements inside.
    """
    if len(element):
        raise PayloadError(f"{subject} holds elements where text was expected", _line(element))
    return element.text or ""


def required(element: etree._Element, attribute: str) -> str:
    """The value of an attribute that must be there.

    Raises:
        PayloadError: it is not.
    """
    value = element.get(attribute)
    if value is None:
        raise PayloadError(f"<{etree.QName(element).localname}> has no attribute {attribute}", _line(element))
    return str(value)


def expect_root(element: etree._Element, *names: str) -> str:
    """The root's local name, which must be one of `names`.

    Raises:
        PayloadError: it is another one; the sentence names the root.
    """
    name = local_name(element)
    if name not in names:
        wanted = " or ".join(f"<{n}>" for n in names)
        raise PayloadError(f"the root of the XML is <{name}>, not {wanted}", _line(element))
    return name


def _line(element: etree._Element) -> int | None:
    return element.sourceline
