"""What has to be known about the inside of Textual 8.2, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.app import App

_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\ufffd"


def one_cell_forms(text: str) -> str:
    """The text with each character that could act on a terminal replaced by one visible character.

    Unlike `safe_text.safe_line` this keeps the number of characters, which an editor needs for its cursor.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _one_cell_form(c) for c in text)


def _one_cell_form(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    return " " if character == "\u00a0" else _REPLACEMENT


class SafeInput(Input):
    """A one-line input that never writes a control character of its text to the terminal."""

    @property
    def _value(self) -> Text:
        return Text(one_cell_forms(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        text = one_cell_forms(self.value[:position])
        if text.isascii():
            return len(text)
        return super()._position_to_cell(position)


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Send a control sequence of our own to the terminal, in order with what is drawn."""
    if app._driver is not None:
        app._driver.write(sequence)


def quiet(app: App[Any]) -> None:
    """No animations: each frame of one would be sent to the terminal."""
    app.animation_level = "none"
