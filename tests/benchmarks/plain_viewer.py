"""The yardstick for large bodies: GET, lay out, show on Textual's line API; nothing else.

Run `python plain_viewer.py URL`; Enter fetches.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\d.]+|[^"\d]+')
_COLOURS = {'"': Style(color="green", bgcolor="black")}
_PLAIN = Style(color="white", bgcolor="black")


class Viewer(ScrollView, can_focus=True):
    """Lines, coloured when they are seen."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "scroll_down"), ("space", "page_down")]
    lines: ClassVar[list[str]] = []

    def show(self, lines: list[str]) -> None:
        """Show these lines."""
        type(self).lines = lines
        self.virtual_size = Size(80, len(lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A visible line."""
        at = y + self.scroll_offset.y
        text = self.lines[at] if at < len(self.lines) else ""
        parts = [Segment(part, _COLOURS.get(part[0], _PLAIN)) for part in _TOKEN.findall(text[:200])]
        return Strip(parts).crop_extend(0, self.size.width, _PLAIN)


class PlainViewer(App[None]):
    """One viewer."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "fetch")]

    def compose(self) -> ComposeResult:
        """The viewer."""
        yield Viewer()

    def on_mount(self) -> None:
        """Say that it is there."""
        self.animation_level = "none"
        self.query_one(Viewer).show(["plain ready"])

    def action_fetch(self) -> None:
        """GET and show; blocks, as the simplest program would."""
        with urllib.request.urlopen(sys.argv[1]) as answer:
            body = answer.read()
        kind = answer.headers["Content-Type"]
        if "json" in kind:
            lines = json.dumps(json.loads(body), indent=2).split("\n")
        elif "xml" in kind:
            from lxml import etree

            root = etree.fromstring(body)
            etree.indent(root)
            lines = etree.tostring(root, encoding="unicode").split("\n")
        elif "text" in kind:
            text = body.decode()
            lines = [text[at : at + 78] for at in range(0, len(text), 78)]
        else:
            lines = [f"{at:08x}  {body[at : at + 16].hex(' ')}" for at in range(0, len(body), 16)]
        self.query_one(Viewer).show(lines)


if __name__ == "__main__":
    PlainViewer().run()
