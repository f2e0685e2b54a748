"""Commands that copy an exchange, or a part of it, out of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.command import Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.copy import Choice
    from ucwa_tui.tui.screens.main import MainScreen

SELECTION = "selection"
NO_SECRETS = "Selected lines: no copy gets a secret in clear text; u masks them again"


def exchange_here(screen: MainScreen) -> Exchange | None:
    """The exchange that a command is about: the selected one in the list, else the one that is shown."""
    return screen.exchanges.selected if screen.pane.place is Place.EXCHANGES else screen.exchange.exchange


def selected_text(screen: MainScreen) -> str:
    """The lines that are selected in the exchange's text; empty where none are."""
    selected: Callable[[], str] | None = getattr(screen.exchange.reader, "selected_text", None)
    return selected() if selected is not None and screen.pane is screen.exchange else ""


def choose(screen: MainScreen) -> None:
    """The copy menu."""
    from ucwa_tui.tui.exchange_text import is_large
    from ucwa_tui.tui.screens.copy import CopyScreen

    exchange = exchange_here(screen)
    if exchange is None:
        return
    selection = selected_text(screen)
    if selection and screen.exchange.revealed:
        screen.say(NO_SECRETS, "sev-warning")
        return
    choices = choices_of(exchange, selection)
    start = SELECTION if choices[0].id == SELECTION else screen.last_copy

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            if choice.id != SELECTION:
                screen.last_copy = choice.id
            take(screen, exchange, choice)

    title = f"Copy #{exchange.n} · secrets stay masked"
    screen.app.push_screen(CopyScreen(title, choices, start=start, large=is_large(exchange)), chosen)


def choices_of(exchange: Exchange, selection: str = "") -> list[Choice]:
    """What can be copied of an exchange; the selection first, where there is one."""
    from ucwa_tui.tui.screens.copy import Choice
    from ucwa_tui.wire.export import FORMS

    first = [Choice(SELECTION, "s", "selected lines", "As they are shown.", lambda: selection)] if selection else []
    return [*first, *(Choice(f.id, f.key, f.title, f.about, partial(f.make, exchange), f.suffix) for f in FORMS)]


def again(screen: MainScreen) -> None:
    """What was copied last, of the exchange that is here now."""
    as_form(screen.last_copy)(screen)


def as_form(name: str) -> Callable[[MainScreen], None]:
    """Copy one form at once."""

    def run(screen: MainScreen) -> None:
        exchange = exchange_here(screen)
        if exchange is not None:
            take(screen, exchange, next(c for c in choices_of(exchange) if c.id == name))

    return run


def take(screen: MainScreen, exchange: Exchange, choice: Choice) -> None:
    """Copy a choice, and say what was copied where."""
    from ucwa_tui.tui.copy_out import copy_out
    from ucwa_tui.tui.exchange_text import is_large
    from ucwa_tui.wire.export_text import is_hexadecimal

    def named(text: str) -> str:
        return f"#{exchange.n} {choice.title}{' as hex' if is_hexadecimal(text) else ''}"

    copy_out(
        screen,
        choice.make,
        what=named,
        name=f"{exchange.n}-{choice.id}{choice.suffix}",
        say=partial(announce, screen),
        missing=f"Not copied: this exchange has no {choice.title}",
        large=is_large(exchange),
    )


def announce(screen: MainScreen, text: str, style: str = "") -> None:
    """Say something in the place of the keys, in as many rows as it takes. Safe text only.

    Never in the place of the outcome: what becomes of an invitation stays in sight.
    """
    screen.say(text, style)
