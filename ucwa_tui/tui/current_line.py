"""Where in a text one is, and how to get to another place."""

from __future__ import annotations

from ucwa_tui.tui.widgets.reader import Reader


def current_place(reader: Reader) -> tuple[int, int]:
    """Line and column (in characters) that a command on "this place" means: what the row at the top begins with."""
    y = reader.scroll_offset.y
    if y >= reader.row_count():
        return 0, 0
    line, start, _ = reader.piece(y)
    return line, start


def go_to_place(reader: Reader, place: tuple[int, int]) -> None:
    """Make the row that shows a line and column the current one, as far as the end of the text allows."""
    reader.scroll_to(None, _row_of(reader, place), animate=False)


def is_at(reader: Reader, place: tuple[int, int]) -> bool:
    """Whether nobody has moved since `go_to_place`."""
    return min(_row_of(reader, place), reader.max_scroll_y) == reader.scroll_offset.y


def _row_of(reader: Reader, place: tuple[int, int]) -> int:
    line, column = place
    y = reader.row_of_line(line)
    while y + 1 < reader.row_count() and reader.piece(y + 1)[0] == line and reader.piece(y + 1)[1] <= column:
        y += 1
    return y
