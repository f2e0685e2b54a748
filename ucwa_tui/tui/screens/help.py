"""All keys from the command registry: those of the focused pane first, by what they are for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, fit, width_of, wrap_words
from ucwa_tui.tui.screens.text import TextScreen
from ucwa_tui.workbench.command import PLACE_TITLES, Command, Place, Situation, key_label
from ucwa_tui.workbench.command_groups import grouped

KEYS_WIDTH = 17
TITLE_WIDTH = 35
BESIDE_FROM = 96
"""Cells from which a command's explanation stands beside its title, not below it."""

FORM_KEYS = (
    ("↑ ↓ Tab", "Another field", "Enter goes on too; ← → change a choice."),
    ("^A ^E ^K ^U", "Edit like in a shell", "Start, end, cut to the end, cut to the start."),
)
LIST_KEYS = (("↑ ↓ j k", "Move", "PgUp, PgDn, Home or g, End or G as well."),)
READER_KEYS = (
    ("↑ ↓ j k", "Scroll", "PgUp, PgDn, Home or g, End or G as well."),
    ("n N", "Next hit, hit before", "After a search."),
)
PLAIN_KEYS = {
    Place.REQUEST: FORM_KEYS,
    Place.EXCHANGES: LIST_KEYS,
    Place.EXCHANGE: READER_KEYS,
    Place.EVENTS: LIST_KEYS,
    Place.MEETING: LIST_KEYS,
}
LAST_WORD = "Escape steps back and never loses what was typed. Letters and numbers work where no text is edited."


class HelpScreen(TextScreen):
    """The keys by purpose, a line for each; explained, with why one cannot run now, when that is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "explain", "Explain", show=False),
        Binding("slash", "find", "Find", show=False),
    ]

    def __init__(self, now: Situation) -> None:
        self._explained = False
        keys = [("/", "find"), ("x", "explain")]
        super().__init__("Keys", lambda width: help_rows(now, width, explained=self._explained), keys)

    def action_explain(self) -> None:
        """Explain each command below its line, or no longer."""
        self._explained = not self._explained
        self.reader.width_changed(self.reader.text_width)

    def action_find(self) -> None:
        """Find a command by its name."""
        self.dismiss(None)
        self.app.call_later(self.app.action_command_palette)


def help_rows(now: Situation, width: int, *, explained: bool = False) -> list[Row]:
    """The text of the help screen in lines of at most `width` cells; where there is room it is always explained."""
    beside = width >= BESIDE_FROM
    rows: list[Row] = []
    for place in (now.pane, Place.APP, *(p for p in PLACE_TITLES if p not in {now.pane, Place.APP})):
        here = " · where you are" if place is now.pane else ""
        rows.append(((f"{PLACE_TITLES[place]}{here}", "tab-current"),))
        rows += _plain(PLAIN_KEYS.get(place, ()), width)
        for title, entries in grouped(place):
            if title:
                rows.append(((f" {title}", "chrome-title"),))
            for entry in entries:
                rows += _command_rows(entry, now, width) if beside or explained else [_short(entry, now)]
        rows.append(())
    return [*rows, *(((line, "muted"),) for line in wrap_words(LAST_WORD, width))]


def _short(entry: Command, now: Situation) -> Row:
    not_now = bool(entry.why_not(now))
    keys = fit(" ".join(key_label(key) for key in entry.keys), KEYS_WIDTH)
    last = (" · not now", "muted") if not_now else ("", "")
    return (f"  {keys}", "chrome-key"), (entry.title, "muted" if not_now else ""), last


def _plain(keys: Iterable[tuple[str, str, str]], width: int) -> list[Row]:
    return [row for key, title, text in keys for row in _entry(key, title, text, width, "")]


def _command_rows(entry: Command, now: Situation, width: int) -> list[Row]:
    why_not = entry.why_not(now)
    text = f"{entry.help} Not now: {why_not}" if why_not else entry.help
    return _entry(" ".join(key_label(key) for key in entry.keys), entry.title, text, width, "muted" if why_not else "")


def _entry(keys: str, title: str, text: str, width: int, style: str) -> list[Row]:
    head: Row = ((f"  {fit(keys, KEYS_WIDTH)}", "chrome-key"), (title, style))
    if width < BESIDE_FROM:
        lines = wrap_words(text, width - KEYS_WIDTH - 3)
        return [head, *(((" " * (KEYS_WIDTH + 2) + line, "muted"),) for line in lines)]
    beside = KEYS_WIDTH + TITLE_WIDTH + 2
    lines = wrap_words(text, width - beside - 1)
    gap = " " * max(1, beside - KEYS_WIDTH - 2 - width_of(title))
    first: Row = (*head, (gap, ""), (lines[0] if lines else "", "muted"))
    return [first, *(((" " * beside + line, "muted"),) for line in lines[1:])]
