"""Commands on the exchange that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.document.views import DEPTHS, View

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def open_selected(screen: MainScreen) -> None:
    """Read the selected exchange."""
    screen.exchanges.open_selected()


def depth(view: View) -> Callable[[MainScreen], None]:
    """Look at the exchange at one depth."""

    def run(screen: MainScreen) -> None:
        screen.exchange.view = view
        screen.presenter.show_exchange(screen)

    return run


def next_depth(screen: MainScreen) -> None:
    """The depth behind the one that is shown, and round again."""
    at = DEPTHS.index(screen.exchange.view)
    depth(DEPTHS[(at + 1) % len(DEPTHS)])(screen)


def copy_raw(screen: MainScreen) -> None:
    """The exchange as HTTP text."""
    exchange = screen.exchange.exchange
    if exchange is not None:
        _copy(screen, screen.controller.copy_raw(exchange), f"#{exchange.n}")


def copy_curl(screen: MainScreen) -> None:
    """The request as a curl command."""
    exchange = screen.exchange.exchange
    if exchange is not None:
        _copy(screen, screen.controller.copy_curl(exchange), f"#{exchange.n} as curl")


def _copy(screen: MainScreen, text: str, what: str) -> None:
    import os

    from ucwa_tui.tui.clipboard import copy, state_folder
    from ucwa_tui.tui.compat import write_to_terminal

    copied = copy(text, what, os.environ, state_folder())
    if copied.sequence:
        write_to_terminal(screen.app, copied.sequence)
    screen.say(copied.said)
