"""Comparing exchanges: marking one, and looking at two beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.workbench.comparing import earlier_like, in_order

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.exchange import Exchange


def mark(screen: MainScreen) -> None:
    """Mark the selected exchange, or take its mark away."""
    exchange = screen.exchanges.selected
    if exchange is None:
        return
    marked = screen.exchanges.toggle_mark(exchange.n)
    screen.say(f"#{exchange.n} is marked: d on another one compares the two" if marked else f"#{exchange.n}: no mark")


def compare_selected(screen: MainScreen) -> None:
    """Compare the selected exchange with the marked one, else with the latest earlier one of its kind."""
    _compare(screen, screen.exchanges.selected)


def compare_shown(screen: MainScreen) -> None:
    """The same with the exchange that is shown."""
    _compare(screen, screen.exchange.exchange)


def _compare(screen: MainScreen, exchange: Exchange | None) -> None:
    from ucwa_tui.tui.screens.compare import CompareScreen

    if exchange is None:
        return
    session = screen.controller.session
    marked = session.exchange(screen.exchanges.marked) if screen.exchanges.marked is not None else None
    other = marked if marked is not None and marked.n != exchange.n else earlier_like(session.exchanges, exchange)
    if other is None:
        if marked is not None:
            screen.say(f"#{exchange.n} is the marked one itself: go to another one, then d compares", "sev-warning")
            return
        why = f"no earlier exchange is like #{exchange.n}"
        screen.say(f"Nothing to compare with: {why}. Space in the list marks any other one", "sev-warning")
        return
    screen.app.push_screen(CompareScreen(session, *in_order(other, exchange)))
