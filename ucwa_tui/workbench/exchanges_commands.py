"""The commands of the list of exchanges as data."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place, can_replay, has_captured, has_exchange

EXCHANGES_COMMANDS: tuple[Command, ...] = (
    Command(
        "open",
        "Show the exchange",
        "Request and answer as they went over the wire.",
        ("enter",),
        Place.EXCHANGES,
        "open",
        has_exchange,
    ),
    Command(
        "replay-listed",
        "Send again",
        "Byte for byte, with a fresh operationId, or edited; afterwards its bytes are compared with the original's.",
        ("r",),
        Place.EXCHANGES,
        "again",
        can_replay,
        ("replay", "repeat", "resend", "edit"),
    ),
    Command(
        "events-of-listed",
        "Events of the exchange",
        "The events that its invitation caused, or those that this P-GET brought.",
        ("e", "alt+e"),
        Place.EXCHANGES,
        "events",
        has_exchange,
    ),
    Command(
        "copy-listed",
        "Copy …",
        "Body, head, raw, URL, curl, PowerShell, Python, .http or HAR, each by a letter; secrets stay masked.",
        ("y", "alt+y"),
        Place.EXCHANGES,
        "copy",
        has_exchange,
        ("clipboard", "export", "share"),
    ),
    Command(
        "copy-again-listed",
        "Copy the same again",
        "What was chosen last in the copy menu, of the selected exchange.",
        ("Y",),
        Place.EXCHANGES,
        "",
        has_exchange,
        ("clipboard",),
    ),
    Command(
        "mark",
        "Mark for comparing",
        "Marks the exchange, or takes its mark away; d on another one compares the two.",
        ("space",),
        Place.EXCHANGES,
        "",
        has_exchange,
    ),
    Command(
        "compare-listed",
        "Compare the exchange",
        "With the marked one; where none is marked, with the latest earlier one of the same operation or kind.",
        ("d",),
        Place.EXCHANGES,
        "compare",
        has_exchange,
        ("diff", "difference", "runs"),
    ),
    Command(
        "filter-listed",
        "Filter exchanges",
        "While you type: method: status:4xx path: host: rel: id: text: (in heads and bodies) mine failed, or any"
        " words; - in front turns one round, Esc shows all again.",
        ("slash", "alt+s"),
        Place.EXCHANGES,
        "filter",
        has_captured,
        ("find", "search"),
    ),
)
