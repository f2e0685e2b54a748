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


def ask_filter(screen: MainScreen) -> None:
    """Type a filter of the list."""
    screen.exchanges.ask_filter()


def depth(view: View) -> Callable[[MainScreen], None]:
    """Look at the exchange at one depth."""

    def run(screen: MainScreen) -> None:
        screen.exchange.view = view
        screen.exchange.filter.close()
        screen.presenter.show_exchange(screen)

    return run


def next_depth(screen: MainScreen) -> None:
    """The depth behind the one that is shown, and round again."""
    at = DEPTHS.index(screen.exchange.view)
    depth(DEPTHS[(at + 1) % len(DEPTHS)])(screen)
