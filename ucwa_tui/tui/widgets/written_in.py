"""What the widgets have in common that somebody writes a text into."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Input


class WrittenIn:
    """A mark on a widget of ours that takes characters as text, beside Textual's `Input`.

    With it the text area, a large import, need not be loaded to ask whether the focus is in one.
    """


def takes_text(widget: Widget | None) -> bool:
    """Whether characters go into a text there."""
    return isinstance(widget, Input | WrittenIn)
