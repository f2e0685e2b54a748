"""All keys from the command registry: those of the focused pane first."""

from __future__ import annotations

from collections.abc import Iterable

from ucwa_tui.tui.rows import Row, fit, wrap_words
from ucwa_tui.tui.screens.text import TextScreen
from ucwa_tui.workbench.commands import PLACE_TITLES, Command, Place, Situation, commands_in, key_label

KEYS_WIDTH = 17
TITLE_WIDTH = 27
TEXT_WIDTH = 68

FORM_KEYS = (
    ("↑ ↓ Tab", "Another field", "Enter goes on too; ← → change a choice."),
    ("Ctrl+A Ctrl+E", "Start or end of the text", "As in a shell; Ctrl+K and Ctrl+U cut to the end and the start."),
)
LIST_KEYS = (
    ("↑ ↓ j k", "Move", "PgUp, PgDn, Home or g, End or G as well."),
    ("n N", "Next hit, hit before", "After a search in the exchange."),
)


class HelpScreen(TextScreen):
    """The keys, with what each command does and why it cannot run now."""

    def __init__(self, now: Situation) -> None:
        super().__init__("Keys", help_rows(now))


def help_rows(now: Situation) -> list[Row]:
    """The text of the help screen."""
    rows: list[Row] = []
    order = [now.pane, Place.APP, *(p for p in PLACE_TITLES if p not in {now.pane, Place.APP})]
    for place in order:
        commands = commands_in(place)
        here = " (where you are)" if place is now.pane else ""
        if commands or place is now.pane:
            rows.append(((f"{PLACE_TITLES[place]}{here}", "strong"),))
            rows += _plain(FORM_KEYS if place is Place.REQUEST else LIST_KEYS if place is not Place.APP else ())
            for entry in commands:
                rows += _command_rows(entry, now)
            rows.append(())
    rows.append(
        (
            (
                "Escape steps back and never loses what was typed. Numbers and letters work where no text is edited.",
                "muted",
            ),
        )
    )
    return rows


def _plain(keys: Iterable[tuple[str, str, str]]) -> list[Row]:
    return [
        ((f"  {fit(key, KEYS_WIDTH)}", "chrome-key"), (fit(title, TITLE_WIDTH), ""), (text, "muted"))
        for key, title, text in keys
    ]


def _command_rows(entry: Command, now: Situation) -> list[Row]:
    keys = " ".join(key_label(key) for key in entry.keys)
    why_not = entry.why_not(now)
    text = f"{entry.help} Not now: {why_not}" if why_not else entry.help
    lines = wrap_words(text, max(24, TEXT_WIDTH))
    first: Row = (
        (f"  {fit(keys, KEYS_WIDTH)}", "chrome-key"),
        (fit(entry.title, TITLE_WIDTH), "muted" if why_not else ""),
        (f" {lines[0]}" if lines else "", "muted"),
    )
    pad = " " * (KEYS_WIDTH + TITLE_WIDTH + 3)
    return [first, *(((pad + line, "muted"),) for line in lines[1:])]
