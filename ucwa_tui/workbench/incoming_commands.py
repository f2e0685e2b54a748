"""The commands about invitations that others send, as data."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, can_answer, has_been_invited

INCOMING_COMMANDS: tuple[Command, ...] = (
    Command(
        "accept",
        "Accept the invitation shown",
        "POST to the accept link of the invitation that rings; its conversation comes up in the meeting pane.",
        ("A", "alt+8"),
        footer="accept",
        why_not=can_answer("accept"),
        spoken=("answer", "take", "call", "incoming"),
    ),
    Command(
        "decline",
        "Decline the invitation shown",
        "POST to its decline link with the reason Global: for all your clients. The form knows the other reasons.",
        ("D", "alt+9"),
        footer="decline",
        why_not=can_answer("decline"),
        spoken=("refuse", "turn down", "call", "incoming"),
    ),
    Command(
        "invitations",
        "Invitations you have received",
        "Those that ring and those that are over, with how they ended; any of them can be answered from there.",
        ("R", "alt+0"),
        why_not=has_been_invited,
        spoken=("incoming", "missed", "calls"),
    ),
)
