"""XML laid out again: tags, attributes and text stay byte for byte, only blanks between elements change.

Content that mixes text and elements, or asks for `xml:space="preserve"`, is left exactly as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.protocol.payload_error import PayloadError

_NAME = r"[^\s<>/=\"'!?]+"
_ATTRIBUTES = r"(?:\s+[^\s=<>/\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+"
_TOKEN = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?P<cdata><!\[CDATA\[.*?\]\]>)"
    r"|(?P<instruction><\?.*?\?>)"
    r"|(?P<declaration><![A-Za-z][^<>\[]*(?:\[[^\]]*\]\s*)?>)"
    r"|</(?P<close>[^\s<>/=\"']+)\s*>"
    rf"|<(?P<open>{_NAME})(?P<attributes>{_ATTRIBUTES})\s*(?P<empty>/?)>"
    r"|(?P<text>[^<]+)",
    re.DOTALL,
)
_SIMPLE = re.compile(rf"\s*+(<({_NAME}){_ATTRIBUTES}\s*(?:/>|>[^<]*</\2\s*>))")
"""An element without anything but text in it."""
_PRESERVE = re.compile(r"xml:space\s*=\s*[\"']preserve[\"']")
_INDENT = "  "
_DEEPEST_INDENT = 60
_PIECES = 2048
"""Pieces of text that are put together before they are handed out."""


class _Mixed(Exception):
    """Text beside elements that stand on lines of their own already.

    Attributes:
        position: where the opening tag around them begins.
    """

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def pretty_xml(text: str) -> str:
    """XML with one element to a line, indented by two; an element with nothing but text stays on one line.

    Works without recursion, at any depth; from the sixtieth level on the indentation stops growing.

    Args:
        text: one document; a byte order mark before it is dropped.

    Raises:
        PayloadError: tags do not match or something is no XML; names line and column.
    """
    parts: list[str] = []
    for part in lay_out_xml(text):
        if part is None:
            parts.clear()
        else:
            parts.append(part)
    return "".join(parts)


def lay_out_xml(text: str) -> Iterator[str | None]:
    """What `pretty_xml` gives, in parts: each but the last ends with a line feed between two elements.

    None takes back all parts so far: an element turned out to mix text and elements.

    Args:
        text: as for `pretty_xml`.

    Raises:
        PayloadError: as `pretty_xml`, which may be found out after many parts.
    """
    text = text.removeprefix("\ufeff")
    try:
        yield from _Layout(text, frozenset()).run()
        return
    except _Mixed:
        yield None
    yield from _Layout(text, _mixed_elements(text)).run()


def _mixed_elements(text: str) -> frozenset[int]:
    """Where every element begins that has text beside elements."""
    layout = _Layout(text, frozenset())
    layout.only_look = True
    for _ in layout.run():
        pass
    return frozenset(layout.mixed)


class _Element:
    """An element that is open."""

    __slots__ = ("at", "has_lines", "name")

    def __init__(self, name: str, at: int) -> None:
        self.name = name
        self.at = at
        self.has_lines = False
        """Whether something in it stands on a line of its own."""


class _Layout:
    """One pass over the tokens, with an explicit stack of the open elements.

    Args:
        text: the document.
        mixed: elements (by the place where they begin) that are known to mix text and elements.
    """

    def __init__(self, text: str, mixed: frozenset[int]) -> None:
        self._text = text
        self._known = mixed
        self.mixed: set[int] = set()
        """The same, as far as they were met with `only_look`."""
        self.only_look = False
        self._out: list[str] = []
        self._open: list[_Element] = []
        self._verbatim = -1
        """How many elements are open around the one whose content is left as it is; -1 outside of such a one."""
        self._pending = ""
        """Blanks after an opening tag, which stay only where nothing else comes before the closing one."""
        self._roots = 0
        self._began = False
        self._last_line = 0
        """Which piece begins with the last line break of ours."""

    def run(self) -> Iterator[str]:
        """The parts; raises _Mixed where an element begun on lines of its own has text after all."""
        text, position, match = self._text, 0, _TOKEN.match
        while position < len(text):
            position = self._quickly(position)
            if len(self._out) >= _PIECES and self._verbatim < 0 < self._last_line:
                yield self._whole_lines()
            token = match(text, position)
            if token is None:
                if position < len(text):
                    raise _error(text, position, "this tag is broken or never ends")
                break
            self._take(token, position)
            position = token.end()
        if self._open or not self._roots:
            name = self._open[-1].name[:80] if self._open else ""
            raise _error(text, len(text), f"<{name}> is not closed" if self._open else "no element")
        yield "".join(self._out)

    def _quickly(self, position: int) -> int:
        """Read elements without elements in them, which is most of a document; where that ends."""
        if not self._open or self._verbatim >= 0:
            return position
        around, out, text = self._open[-1], self._out, self._text
        line_break = self._line_break()
        found = _SIMPLE.match(text, position)
        while found is not None and len(out) < _PIECES:
            around.has_lines = True
            self._pending = ""
            self._last_line = len(out)
            out.append(line_break + found[1])
            position = found.end()
            found = _SIMPLE.match(text, position)
        return position

    def _take(self, token: re.Match[str], position: int) -> None:
        kind = token.lastgroup or ""
        if kind == "close":
            self._close(token, position)
        elif token["open"]:
            self._begin(token, position)
        elif kind in ("text", "cdata"):
            self._read_text(token.group(), kind, position)
        elif self._verbatim >= 0:
            self._out.append(token.group())
        else:
            self._on_own_line(token.group())

    def _begin(self, token: re.Match[str], position: int) -> None:
        if not self._open:
            self._roots += 1
            if self._roots > 1:
                raise _error(self._text, position, "a second root element")
        if self._verbatim >= 0:
            self._out.append(token.group())
        else:
            self._on_own_line(token.group())
        if token["empty"]:
            return
        if self._verbatim < 0 and (_PRESERVE.search(token["attributes"]) or position in self._known):
            self._verbatim = len(self._open)
        self._open.append(_Element(token["open"], position))

    def _close(self, token: re.Match[str], position: int) -> None:
        if not self._open or self._open[-1].name != token["close"]:
            raise _error(self._text, position, "this closing tag has no opening tag")
        element = self._open.pop()
        if self._verbatim < 0 and element.has_lines:
            self._last_line = len(self._out)
            self._out.append(self._line_break() + token.group())
        else:
            self._out.append(self._pending + token.group())
        self._pending = ""
        if self._verbatim == len(self._open):
            self._verbatim = -1

    def _read_text(self, text: str, kind: str, position: int) -> None:
        blank = kind == "text" and text.isspace()
        if not blank and not self._open:
            raise _error(self._text, position, "text outside of the root element")
        if self._verbatim >= 0:
            self._out.append(text)
        elif not blank:
            self._begin_verbatim(text)
        elif self._open and not self._open[-1].has_lines:
            self._pending = text

    def _begin_verbatim(self, text: str) -> None:
        around = self._open[-1]
        if around.has_lines:
            if not self.only_look:
                raise _Mixed(around.at)
            self.mixed.add(around.at)
            return
        self._out.append(self._pending + text)
        self._pending = ""
        self._verbatim = len(self._open) - 1

    def _on_own_line(self, text: str) -> None:
        if self._open:
            self._open[-1].has_lines = True
        self._pending = ""
        self._last_line = len(self._out)
        self._out.append(self._line_break() + text if self._began else text)
        self._began = True

    def _line_break(self) -> str:
        return "\n" + _INDENT * min(len(self._open), _DEEPEST_INDENT)

    def _whole_lines(self) -> str:
        """What there is, up to the last line break that is ours; the rest is kept."""
        rest = "".join(self._out[self._last_line :])
        part = "".join(self._out[: self._last_line]) + "\n"
        self._out[:] = [rest[1:]]
        self._last_line = 0
        return part


def _error(text: str, position: int, what: str) -> PayloadError:
    line = text.count("\n", 0, position) + 1
    return PayloadError(f"not XML: {what}", line, position - text.rfind("\n", 0, position))
