"""The commands about captures as data, and which commands make no sense on one."""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.workbench.command import Command, Situation


def _in_a_capture(now: Situation) -> str:
    return "" if now.capture else "this is the live session; ^Q or F10 quits the program"


def _has_exchanges(now: Situation) -> str:
    return "" if now.captured else "nothing has been sent yet"


def _has_history(now: Situation) -> str:
    return now.why_no_history


CAPTURE_COMMANDS: tuple[Command, ...] = (
    Command(
        "leave-capture",
        "Leave the capture",
        "Back to where it was opened; the live session has gone on meanwhile.",
        ("ctrl+w", "q"),
        footer="leave",
        why_not=_in_a_capture,
        spoken=("close", "back"),
        refusal="No capture is open",
    ),
    Command(
        "problems",
        "Problems of what was captured",
        "What the client did wrong, the worst first, with the exchange it happened in; also what could not be read.",
        ("P",),
        why_not=_has_exchanges,
        spoken=("lint", "mistakes", "findings", "errors"),
    ),
    Command(
        "open-capture",
        "Open a capture",
        "A HAR, a Fiddler archive, curl commands or raw HTTP, looked at offline. The live session goes on.",
        ("O",),
        spoken=("file", "import", "har", "saz", "fiddler", "curl"),
    ),
    Command(
        "history",
        "History",
        "The exchanges of earlier runs and of this one, secrets masked: filter, open again, delete.",
        ("H",),
        why_not=_has_history,
        spoken=("runs", "earlier", "past", "sqlite"),
    ),
)

NEED_A_SERVER = frozenset(
    {
        "send",
        "format",
        "place",
        "new-id",
        "repair",
        "body",
        "add-property",
        "operation",
        "meetings",
        "admit",
        "reject",
        "cancel",
        "leave",
        "messaging",
        "available",
        "accept",
        "decline",
        "keep-active",
        "profiles",
        "answer",
        "reconnect",
        "follow-link",
        "admit-person",
        "reject-person",
        "promote",
        "demote",
        "eject",
        "write",
        "read-resource",
        "replay",
        "replay-listed",
        "reveal",
    }
)
"""Commands that send something, or that prepare something to be sent."""


def offline_aware(entry: Command) -> Command:
    """The command with the reason why it cannot run on a capture, where it needs a server."""
    if entry.id not in NEED_A_SERVER:
        return entry
    rule = entry.why_not
    return replace(entry, why_not=lambda now: now.capture or rule(now))
