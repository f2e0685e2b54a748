"""A recorded request as a text to change and send: what is wrong with its head is said while it is typed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.protocol.links import host_of
from ucwa_tui.tui.rows import cut_words
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.body_editor import BodyEditor
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.replay_text import Checked, check, size_of, text_of, typed_secrets


class ReplayEditor(Overlay[Replay]):
    """Gives what is to be sent; Escape gives nothing, and the text can still be read from `text`.

    Args:
        exchange: whose request it is.
        text: to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5,ctrl+r", "send", "Send", show=False)]

    def __init__(self, exchange: Exchange, text: str) -> None:
        keys = [("F5 ^R", "send"), ("Esc", "back, the text is kept")]
        super().__init__(f"Edit #{exchange.n} and send it again", keys, classes="replay-editor")
        self._exchange = exchange
        self._original = text_of(exchange)
        self.text = text
        self._checked = check(exchange, text)
        self._editor = BodyEditor(text, id="replay-text")
        self._said = Rows(id="replay-check", margin=0)

    @property
    def is_changed(self) -> bool:
        """Whether the text is another one than the request's."""
        return self.text != self._original

    def body(self) -> Widget:
        """The text, and what is to be said about it."""
        return Vertical(self._editor, self._said)

    def on_mount(self) -> None:
        """Cursor into the text."""
        super().on_mount()
        self._editor.focus()
        self.call_after_refresh(self._tell)

    def on_resize(self) -> None:
        """Break what is said anew."""
        self.call_after_refresh(self._tell)

    def on_body_editor_edited(self, event: BodyEditor.Edited) -> None:
        """Look at it anew."""
        event.stop()
        self._look()

    def action_send(self) -> None:
        """Send it, where its head can be sent."""
        self._look()
        if self._checked.replay is not None:
            self.dismiss(self._checked.replay)

    def _look(self) -> None:
        self.text = self._editor.text
        self._checked = check(self._exchange, self.text)
        self._tell()

    def _tell(self) -> None:
        width = max(20, self._said.size.width)
        self._said.show_rows([((line, style),) for text, style in self._words() for line in cut_words(text, width, 2)])

    def _words(self) -> list[tuple[str, str]]:
        checked: Checked = self._checked
        if checked.replay is None:
            return [(f"✗ {safe_line(checked.problem)}", "sev-error")]
        host = safe_line(host_of(self._exchange.url))
        request = checked.replay.request
        what = "unchanged" if checked.replay.is_verbatim else "edited"
        filled = "each [masked] is filled in on the way" if request.masks else "no mask is filled in"
        typed = typed_secrets(request)
        if typed:
            filled += f"; {typed} typed {'secret goes' if typed == 1 else 'secrets go'} with it, masked in what is kept"
        said = [(f"✓ {what}, {size_of(request):,} bytes to {host}; {filled}", "")]
        return [*said, (f"! {safe_line(checked.note)}", "sev-warning")] if checked.note else said
