"""The body as editable text. Loaded only when somebody edits a body: the text area is a large import."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from ucwa_tui.tui.compat import is_command_key, one_cell_forms
from ucwa_tui.tui.pasting import TEXT_MOST, PasteTold, refused
from ucwa_tui.tui.widgets.written_in import WrittenIn


class BodyEditor(TextArea, WrittenIn):
    """A small text without highlighting; control characters in it are shown, never sent to the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "text_start", "Start of the text", show=False),
        Binding("ctrl+end", "text_end", "End of the text", show=False),
    ]

    class Edited(Message):
        """The user changed the text."""

        def __init__(self, editor: BodyEditor) -> None:
            super().__init__()
            self.editor = editor

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(text, language=None, soft_wrap=True, show_line_numbers=True, compact=True, id=id)
        self.cursor_blink = False

    def set_text(self, text: str) -> None:
        """Put in another text without telling; the cursor stays where it was, as far as there is text."""
        if text != self.text:
            place = self.cursor_location
            with self.prevent(TextArea.Changed):
                self.load_text(text)
            self.move_cursor(place)

    def action_text_start(self) -> None:
        """Put the cursor before the first character."""
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        """Put the cursor behind the last character."""
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if is_command_key(event):
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        why = refused(event.text, len(self.text) - len(self.selected_text), TEXT_MOST)
        if why:
            event.prevent_default()
            event.stop()
            self.post_message(PasteTold(f"{why}. E in the exchange pane opens a body in your editor"))

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn."""
        return Text(one_cell_forms(self.document.get_line(line_index)), end="", no_wrap=True)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(self.Edited(self))
