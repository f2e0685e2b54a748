"""XPath 1.0 over an XML text, by lxml: no entities, no network, no extension functions.

A name without a prefix means elements of the document's default namespace (UCWA's, where nothing else is declared);
prefixes are those that the root declares.
"""

from __future__ import annotations

import re

from lxml import etree

from ucwa_tui.document.query.answers import (
    MOST_CHARACTERS,
    MOST_MATCHES,
    Findings,
    Found,
    QueryError,
    Stop,
    dedented,
)
from ucwa_tui.document.query.xml_places import Location, paths_of
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.xml_reader import parse
from ucwa_tui.protocol.xml_writer import NAMESPACE

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")


def check_xpath(expression: str) -> str:
    """What is wrong with an expression; the empty text: nothing."""
    try:
        etree.XPath(expression, regexp=False)
    except etree.XPathSyntaxError as error:
        return _lower(error.msg or "not understood")
    except ValueError:  # a control character
        return "it holds a character that XML does not allow"
    return ""


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


class XmlBody:
    """An XML text to look things up in.

    Args:
        text: one document; its lines are kept.

    Raises:
        QueryError: it cannot be read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # The text is decoded already, so what it declares about its bytes is no longer true.
        bare = _DECLARATION.sub(lambda found: " " * len(found.group()), text, count=1)
        try:
            self._root = parse(bare.encode("utf-8", "replace"))
        except PayloadError as error:
            raise QueryError(f"the body cannot be looked through: {error}") from None
        default = self._root.nsmap.get(None, NAMESPACE)
        self._namespaces = {prefix: uri for prefix, uri in self._root.nsmap.items() if prefix}
        for element in self._root.iter():
            name = etree.QName(element)
            if name.namespace == default:
                element.tag = name.localname

    def find(self, expression: str, stop: Stop) -> Findings:
        """What an expression finds.

        Args:
            expression: XPath 1.0.
            stop: not asked: libxml2 cannot be interrupted. It lets other threads run meanwhile.

        Raises:
            QueryError: it cannot be used.
        """
        problem = check_xpath(expression)
        if problem:
            raise QueryError(problem)
        try:
            result = etree.XPath(expression, namespaces=self._namespaces, regexp=False)(self._root)
        except (etree.XPathError, ValueError) as error:
            raise QueryError(_lower(str(error))) from None
        if not isinstance(result, list):
            return Findings((Found(expression, _scalar(result), structured=False),))
        return self._found(result)

    def _found(self, result: list[object]) -> Findings:
        shown = result[:MOST_MATCHES]
        holders = [_holder(item) for item in shown]
        locations = {id(holder): _location(holder) for holder in holders if holder is not None}
        places = paths_of(self.text, set(locations.values()))
        found: list[Found] = []
        room = MOST_CHARACTERS
        for item, holder in zip(shown, holders, strict=True):
            path, start, end = places[locations[id(holder)]] if holder is not None else ("", 0, 0)
            match = self._match(item, path, start, end)
            room -= len(match.value)
            if room < 0:
                break
            found.append(match)
        return Findings(tuple(found), len(result) > len(found))

    def _match(self, item: object, path: str, start: int, end: int) -> Found:
        if isinstance(item, etree._Element):
            line_start = self.text.rfind("\n", 0, start) + 1
            indent = start - line_start if self.text[line_start:start].isspace() else 0
            return Found(path, dedented(self.text[start:end], indent))
        name = getattr(item, "attrname", None)
        if name is not None:
            return Found(f"{path}/@{etree.QName(name).localname}", str(item), structured=False)
        if isinstance(item, tuple):  # a namespace: prefix and URI
            return Found("namespace", " ".join(str(part or "") for part in item).strip(), structured=False)
        return Found(f"{path}/text()", str(item), structured=False)


def _holder(item: object) -> etree._Element | None:
    """The element that a result is, or belongs to."""
    if isinstance(item, etree._Element):
        return item
    parent = getattr(item, "getparent", None)
    holder = parent() if parent is not None else None
    if holder is not None and getattr(item, "is_tail", False):
        holder = holder.getparent()
    return holder if isinstance(holder, etree._Element) else None


def _location(element: etree._Element) -> Location:
    location: list[int] = []
    parent = element.getparent()
    while parent is not None:
        location.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return tuple(reversed(location))


def _scalar(result: object) -> str:
    if isinstance(result, bool):
        return "true" if result else "false"
    if isinstance(result, float):
        return str(int(result)) if result.is_integer() else str(result)
    return str(result)
