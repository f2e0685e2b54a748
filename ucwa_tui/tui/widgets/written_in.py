"""What the widgets have in common that somebody writes a text into."""

from __future__ import annotations


class WrittenIn:
    """A mark on a widget of ours that takes characters as text, beside Textual's `Input`.

    With it the text area, a large import, need not be loaded to ask whether the focus is in one.
    """
