"""A row of the form with text in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput, one_cell_forms
from ucwa_tui.tui.rows import cut_middle, width_of
from ucwa_tui.tui.widgets.field_row import FieldRow


class FieldInput(SafeInput):
    """The input of a row: arrows up and down leave it, the cursor does not blink."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave(-1)", "Field above", show=False),
        Binding("down,enter", "leave(1)", "Field below", show=False),
    ]

    class Left(Message):
        """An arrow key goes to another field."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    on_edit: Callable[[str], None] | None = None
    """Called while the key is handled. A message would come after the first paint, and make a second one."""

    def watch_value(self, value: str) -> None:
        """Tell at once."""
        if self.on_edit is not None:
            self.on_edit(value)

    def render_line(self, y: int) -> Strip:
        """The text as it is edited; without the cursor both its ends, of a URI the host and the id."""
        width = self.size.width
        if y or width_of(self.value) <= width:
            return super().render_line(y)
        if self.has_focus:
            return self._with_dots(super().render_line(y), width)
        text = cut_middle(one_cell_forms(self.value), width, tail_share=0.4)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(width, self.rich_style)

    def _with_dots(self, line: Strip, width: int) -> Strip:
        """A line that is being edited, with an ellipsis where there is more, but for the cell of the cursor."""
        start = self.scroll_offset.x
        cursor = self.cursor_screen_offset.x - self.content_region.x - self.cursor_at_end
        dots = Strip([Segment("…", self.rich_style)])
        if start > 0 and cursor != 0 and width > 1:
            line = Strip.join([dots, line.crop(1, width)])
        if width_of(self.value) - start > width and cursor != width - 1:
            line = Strip.join([line.crop(0, width - 1), dots])
        return line

    def on_resize(self) -> None:
        """Keep the cursor in sight, as the scroll bar of the form comes and goes."""
        if self.has_focus:
            self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    def action_leave(self, by: int) -> None:
        """Go to the field above or below."""
        self.post_message(self.Left(by))


class TextField(FieldRow):
    """Label, input, counter."""

    def __init__(self, name: str, label: str, *, value: str = "", placeholder: str = "", id: str | None = None) -> None:
        super().__init__(name, label, id=id)
        self.input = FieldInput(
            value, placeholder=placeholder, compact=True, select_on_focus=False, classes="field-input"
        )
        self.input.cursor_blink = False
        self.input.on_edit = self._edited

    def compose(self) -> ComposeResult:
        """The input between label and counter."""
        yield self.input

    @property
    def value(self) -> str:
        """The text."""
        return self.input.value

    def set_value(self, value: str) -> None:
        """Put a text in without telling."""
        if value != self.input.value:
            self.input.on_edit = None
            self.input.value = value
            self.input.on_edit = self._edited

    def focus_inside(self) -> None:
        """Put the cursor into the input."""
        self.input.focus()

    def _edited(self, value: str) -> None:
        if self.on_edit is not None:
            self.on_edit(self.field, value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell the form which field explains itself."""
        self.set_active(True)
        self.post_message(self.Focused(self))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Take the mark away."""
        self.set_active(False)
