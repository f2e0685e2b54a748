"""The commands of the inspector, which watches the clients of a sandbox."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Situation

ONLY_THERE = "only where the clients of a sandbox are watched: I goes there"


def _can_inspect(now: Situation) -> str:
    return now.why_no_inspector


def _inspecting(now: Situation) -> str:
    return "" if now.inspecting else ONLY_THERE


INSPECT_COMMANDS: tuple[Command, ...] = (
    Command(
        "inspect",
        "Clients of the sandbox",
        "Watch them live: exchanges, events, mistakes of each. Point your own client at the sandbox, and look here.",
        ("I",),
        why_not=_can_inspect,
        spoken=("inspector", "watch", "observe", "bot"),
    ),
    Command(
        "next-client",
        "Next client",
        "All of them, then each by itself.",
        ("C", "alt+6"),
        footer="client",
        why_not=_inspecting,
        spoken=("inspector", "switch"),
    ),
    Command(
        "hold",
        "Hold the view, or let it go on",
        "Nothing that comes meanwhile is lost.",
        ("K", "alt+7"),
        footer="hold",
        why_not=_inspecting,
        spoken=("pause", "freeze", "follow"),
    ),
)
