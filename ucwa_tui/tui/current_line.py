"""Which line of a text one is at, and how to get to another one."""

from __future__ import annotations

from ucwa_tui.tui.widgets.reader import Reader


def current_line(reader: Reader) -> int:
    """The line that a command on "this line" means: the one at the top."""
    return reader.line_at_top()


def go_to_line(reader: Reader, line: int) -> None:
    """Make a line the current one, as far as the end of the text allows."""
    reader.scroll_to(None, reader.row_of_line(line), animate=False)
