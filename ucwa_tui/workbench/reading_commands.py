"""The commands on the text of an exchange as data: searching, folding, selecting, how lines are shown."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place, has_exchange

READING_COMMANDS: tuple[Command, ...] = (
    Command(
        "search",
        "Search",
        "Finds text, or with ^X a regular expression, while you type; n and N go on.",
        ("slash", "alt+s"),
        Place.EXCHANGE,
        "search",
        has_exchange,
        ("find", "regular expression"),
    ),
    Command(
        "fold",
        "Fold or unfold",
        "The block at the cursor, or the one around it; pretty only.",
        ("z",),
        Place.EXCHANGE,
        "",
        has_exchange,
        ("collapse", "expand"),
    ),
    Command(
        "fold-all",
        "Fold or unfold all",
        "Every block below the outermost one; pretty only.",
        ("Z",),
        Place.EXCHANGE,
        "",
        has_exchange,
        ("collapse", "expand"),
    ),
    Command(
        "wrap",
        "Wrap long lines or cut them",
        "A line longer than the pane goes on below, or is cut; then ← → move along.",
        ("W",),
        Place.EXCHANGE,
        "",
        has_exchange,
    ),
    Command(
        "line-numbers",
        "Line numbers",
        "Shows or hides the number of each line.",
        ("l",),
        Place.EXCHANGE,
        "",
        has_exchange,
    ),
    Command(
        "go-to-line",
        "Go to a line",
        "A number, $ for the last, 50%; @1234 or 0x4d2 is a byte of the answer in wire and hex.",
        ("colon",),
        Place.EXCHANGE,
        "",
        has_exchange,
        ("offset",),
    ),
    Command(
        "select-lines",
        "Select lines",
        "From the cursor on; moving extends, Esc ends it.",
        ("V",),
        Place.EXCHANGE,
        "",
        has_exchange,
    ),
)
