"""The commands about the embedded sandbox as data."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, has_embedded

SANDBOX_COMMANDS: tuple[Command, ...] = (
    Command(
        "scenario",
        "Scenarios of the sandbox",
        "How the embedded sandbox behaves from now on, and mishaps at once: expired tokens, reset connections, resync.",
        ("X",),
        why_not=has_embedded,
        spoken=("mean", "faults", "mishap", "chaos", "behave"),
    ),
)
