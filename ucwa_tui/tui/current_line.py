"""Where in a text one is, and how to get to another place."""

from __future__ import annotations

from ucwa_tui.tui.widgets.cursor_reader import CursorReader


def current_place(reader: CursorReader) -> tuple[int, int]:
    """Line and column (in characters) that a command on "this place" means: what the cursor's row begins with."""
    y = reader.cursor_row
    if y >= reader.row_count():
        return 0, 0
    line, start, _ = reader.piece(y)
    return line, start


def go_to_place(reader: CursorReader, place: tuple[int, int]) -> None:
    """Put the cursor on the row that shows a line and column; what hides it is unfolded."""
    reader.move_to(place[0])
    reader.move_to_row(_row_of(reader, place), third=True)


def is_at(reader: CursorReader, place: tuple[int, int]) -> bool:
    """Whether nobody has moved since `go_to_place`."""
    return min(_row_of(reader, place), max(reader.row_count() - 1, 0)) == reader.cursor_row


def _row_of(reader: CursorReader, place: tuple[int, int]) -> int:
    line, column = place
    y = reader.row_of_line(line)
    while y + 1 < reader.row_count() and reader.piece(y + 1)[0] == line and reader.piece(y + 1)[1] <= column:
        y += 1
    return y
