"""HTML laid out to be read, never to be run: one block to a line, indented; only blanks change.

Tolerant of anything, as error pages of proxies are: unclosed elements, stray closing tags, broken attributes. Scripts,
style sheets and preformatted text stay exactly as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][^\s<>/]*+)(?:[^<>\"']++|\"[^\"]{0,4096}+\"|'[^']{0,4096}+')*+>", re.DOTALL
)
_BLANKS = re.compile(r"\s+")
_INLINE_NAMES = """
a abbr b bdi bdo big br cite code em font i img input kbd label mark nobr q s samp small span strike strong sub sup tt u
var wbr"""
_INLINE = frozenset(_INLINE_NAMES.split())
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_EXACT = frozenset(("script", "style", "pre", "textarea"))
_ENDS_ITSELF = {
    "li": frozenset(("li",)),
    "tr": frozenset(("tr", "td", "th")),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "option": frozenset(("option",)),
}
"""Elements whose opening tag closes the one before, where that was left open."""
_PARAGRAPH = frozenset(("p",))
"""What every other block closes."""
_INDENT = "  "
_DEEPEST_INDENT = 30
_LINES = 512
"""Lines that are put together before they are handed out."""


def lay_out_html(text: str) -> Iterator[str]:
    """HTML with one block to a line, indented by two; a block with nothing but text in it stays on one line.

    In parts: each but the last ends with a line feed.
    """
    yield from _Layout(text.removeprefix("\ufeff")).run()


class _Layout:
    """One pass over the tags, with a stack of the open blocks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self._line: list[str] = []
        """Pieces of the line that is being written."""
        self._depth = 0
        """How deep that line is indented."""
        self._opened = ""
        """The block that the line begins with, while nothing but text has followed."""
        self._open: list[str] = []

    def run(self) -> Iterator[str]:
        position, text = 0, self._text
        while position < len(text):
            at = text.find("<", position)
            if at != position:
                end = at if at >= 0 else len(text)
                self._say(text[position:end])
                position = end
                continue
            position = self._markup(position)
            if len(self._lines) >= _LINES:
                yield "\n".join(self._lines) + "\n"
                self._lines.clear()
        self._end_line()
        yield "\n".join(self._lines)

    def _markup(self, position: int) -> int:
        text = self._text
        if text.startswith("<!--", position):
            return self._on_its_own(position, "-->")
        if text.startswith(("<!", "<?"), position):
            return self._on_its_own(position, ">")
        tag = _TAG.match(text, position)
        if tag is None:
            self._line.append("<")
            return position + 1
        name = tag["name"].lower()
        if name in _INLINE:
            self._line.append(tag.group())
            return tag.end()
        if tag["close"]:
            self._close(name, tag.group())
            return tag.end()
        end = tag.end()
        if name in _EXACT:
            end = self._end_of_exact(name, end)
        self._begin(name, text[position:end], whole=name in _VOID or name in _EXACT or tag.group().endswith("/>"))
        return end

    def _on_its_own(self, position: int, closing: str) -> int:
        at = self._text.find(closing, position)
        end = at + len(closing) if at >= 0 else len(self._text)
        self._end_line()
        self._line.append(self._text[position:end])
        self._end_line()
        return end

    def _end_of_exact(self, name: str, position: int) -> int:
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, position)
        return closing.end() if closing else len(self._text)

    def _begin(self, name: str, tag: str, *, whole: bool) -> None:
        self._end_line()
        while self._open and self._open[-1] in _ENDS_ITSELF.get(name, _PARAGRAPH):
            self._open.pop()
        self._depth = len(self._open)
        self._line.append(tag)
        if whole:
            self._end_line()
            return
        self._open.append(name)
        self._opened = name

    def _close(self, name: str, tag: str) -> None:
        if name in self._open[-_DEEPEST_INDENT:]:
            while self._open.pop() != name:
                self._opened = ""
        if self._opened != name:
            self._end_line()
        self._opened = ""
        self._line.append(tag)
        self._end_line()

    def _say(self, text: str) -> None:
        said = _BLANKS.sub(" ", text)
        if not self._line or self._at_block_start():
            said = said.lstrip()
        if said:
            self._line.append(said)

    def _at_block_start(self) -> bool:
        return len(self._line) == 1 and bool(self._opened)

    def _end_line(self) -> None:
        line = "".join(self._line).rstrip()
        if line:
            self._lines.append(_INDENT * min(self._depth, _DEEPEST_INDENT) + line)
        self._line.clear()
        self._opened = ""
        self._depth = len(self._open)
