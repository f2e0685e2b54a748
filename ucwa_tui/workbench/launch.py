"""What the command line tells the terminal interface: everything it needs to start, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import PLAIN_USER_AGENT, SignInTarget
from ucwa_tui.workbench.history_entries import MAX_BYTES
from ucwa_tui.workbench.whereabouts import implied_domain, is_led_by_link, led, names_no_place


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """How to open the terminal interface."""

    signing: SignInTarget = field(default_factory=SignInTarget)
    """Where and as whom. One that names no place starts the embedded sandbox and signs in to it.
    Its meeting goes into the form; its format is the form's."""
    profile: str = ""
    """Name of the profile that this comes from; empty: none."""
    theme: str | None = None
    display_name: str = ""
    scenario: str = ""
    """Of the embedded sandbox; empty: the usual one."""
    for_sandbox: bool = False
    """The embedded sandbox was asked for by name: then neither the user nor the meeting leads elsewhere."""

    history: bool = True
    """Whether the profile lets exchanges be kept."""
    history_bytes: int = MAX_BYTES
    """What the history may take; 0: none is kept, whatever the profile says."""

    @property
    def sandbox(self) -> bool:
        """Whether the embedded sandbox is wanted: no place is named, and neither user nor meeting leads to one."""
        given = self.signing
        if not names_no_place(given):
            return False
        meeting = given.meeting_uri or ""
        return self.for_sandbox or not (
            implied_domain(given.grant, given.user, meeting) or is_led_by_link(given.grant, meeting)
        )

    @property
    def meeting(self) -> str:
        """Meeting to fill into the form, URI or join URL; empty: a joinable one of the sandbox, or nothing."""
        return self.signing.meeting_uri or ""

    def target(self, root_url: str = "", user: str = "", secret: Secret | None = None) -> SignInTarget:
        """The sign-in for these options; the arguments serve where the options name none (the sandbox's own)."""
        from ucwa_tui import __version__

        given = self.signing if self.sandbox else led(self.signing)
        return replace(
            given,
            root_url=given.root_url or (root_url if names_no_place(given) else ""),
            user=given.user or user,
            secret=given.secret or secret,
            user_agent=f"ucwa-tui/{__version__}" if given.user_agent == PLAIN_USER_AGENT else given.user_agent,
            steady=True,
        )
