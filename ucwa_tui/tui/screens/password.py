"""One line to type a password into; it is never shown."""

from __future__ import annotations

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.screens.line_prompt import LinePrompt
from ucwa_tui.wire.secret import Secret


class PasswordScreen(LinePrompt[Secret]):
    """Asks for the password of a user, or for another secret."""

    def __init__(self, user: str, what: str = "password") -> None:
        super().__init__(
            f"{what[:1].upper()}{what[1:]} of {user}",
            [("Enter", "sign in"), ("Esc", "back")],
            SafeInput(password=True, compact=True),
        )

    def entered(self, text: str) -> None:
        """Take it; an empty one is none."""
        self.dismiss(Secret(text) if text else None)
