"""What the command line tells the terminal interface: everything it needs to start, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """How to open the terminal interface."""

    root_url: str | None = None
    """Autodiscover root; None starts the embedded sandbox and signs in to it."""
    grant: Grant = Grant.PASSWORD
    user: str = ""
    secret: Secret | None = None
    payload_format: PayloadFormat = PayloadFormat.JSON
    theme: str | None = None
    meeting: str = ""
    """Meeting to fill into the form; empty: a joinable one of the sandbox, or nothing."""
    display_name: str = ""
    connect_timeout: float = 30.0
    """Seconds for the whole of sign-in."""

    def target(self, root_url: str, user: str = "", secret: Secret | None = None) -> SignInTarget:
        """The sign-in for these options; `user` and `secret` serve where the options name none (the sandbox's)."""
        from ucwa_tui import __version__

        return SignInTarget(
            root_url=root_url,
            grant=self.grant,
            user=self.user or user,
            secret=self.secret or secret,
            meeting_uri=self.meeting or None,
            payload_format=self.payload_format,
            user_agent=f"ucwa-tui/{__version__}",
            connect_timeout=self.connect_timeout,
        )
