"""One line to type a password into; it is never shown."""

from __future__ import annotations

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.wire.secret import Secret


class PasswordScreen(Overlay[Secret]):
    """Asks for the password of a user, or for another secret."""

    def __init__(self, user: str, what: str = "password") -> None:
        super().__init__(
            f"{what[:1].upper()}{what[1:]} of {user}", [("Enter", "sign in"), ("Esc", "back")], classes="search"
        )
        self.input = SafeInput(password=True, compact=True)
        self.input.cursor_blink = False

    def body(self) -> Widget:
        """The input."""
        return self.input

    def on_mount(self) -> None:
        """Cursor into it."""
        super().on_mount()
        self.input.focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(Secret(event.value) if event.value else None)
