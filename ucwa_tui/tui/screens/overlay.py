"""What lies over the main screen: a box with a title, a body, and a line of keys. Escape always steps back."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, Span, cut_end, width_of
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.safe_text import safe_line

Result = TypeVar("Result")
BESIDE_KEYS = 4
"""Cells of a line of keys that frame and margin take."""


class Overlay(ModalScreen[Result]):
    """A modal with room for one widget."""

    CSS_PATH: ClassVar = ["../css/overlays.tcss", "../css/captures.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+q,f10", "app.quit", "Quit", show=False, priority=True),
    ]

    def __init__(self, title: str, keys: list[tuple[str, str]], *, classes: str = "") -> None:
        super().__init__(classes=f"overlay {classes}".strip())
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-roomy")]
        self._title_text = title
        self._keys = keys

    def body(self) -> Widget:
        """The widget inside the box; made once."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(classes="box") as box:
            box.border_title = Content(safe_line(self._title_text)).markup
            yield self.body()
            yield Rows(classes="box-keys")

    def on_mount(self) -> None:
        """Show the keys."""
        self.show_keys()

    def show_keys(self) -> None:
        """What the keys do, in the place of a notice."""
        self.query_one(".box-keys", Rows).show_rows([keys_row(self._keys, self.app.size.width - BESIDE_KEYS)])

    def say(self, text: str, style: str = "") -> None:
        """A short notice in the place of the keys, until the box is closed. Safe text only."""
        room = max(20, self.app.size.width - BESIDE_KEYS)
        self.query_one(".box-keys", Rows).show_rows([((cut_end(text, room), style),)])

    def action_back(self) -> None:
        """Close without a result."""
        self.dismiss(None)


def keys_row(keys: list[tuple[str, str]], width: int = 0) -> Row:
    """Keys and what they do, closer together where they are more than `width` cells (0: any) have room for."""
    words = sum(width_of(key) + 1 + width_of(word) for key, word in keys)
    gap = "   " if not width or words + 3 * (len(keys) - 1) <= width else "  "
    row: list[Span] = []
    for key, word in keys:
        if row:
            row.append((gap, ""))
        row += [(key, "chrome-key"), (f" {word}", "")]
    return tuple(row)
