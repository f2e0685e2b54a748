"""Escape on the main screen: one step back, wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.tui.actions.application import give_up_signing
from ucwa_tui.tui.actions.join_url import give_up
from ucwa_tui.tui.actions.query import leave_filter
from ucwa_tui.workbench.command import Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def step_back(screen: MainScreen) -> None:
    """From what is waited for, from the body to the form, from an exchange to the list, from the form to what
    filled it in, from a filter to all rows.

    In a list it takes back what hides rows, in a text the search; the keys of the panes lead elsewhere. Nothing typed
    is lost.
    """
    screen.presenter.put_above(screen, "")  # it has been read
    if give_up(screen) or give_up_signing(screen):
        return
    if screen.request.editing_body:
        screen.request.leave_body()
    elif take_back_filter(screen):
        return
    elif screen.pane is screen.exchange:
        screen.go_to(Place.EXCHANGES)
    elif screen.pane is screen.request and screen.request.came_from is not None:
        (place, n), screen.request.came_from = screen.request.came_from, None
        if n is not None:
            screen.exchanges.select_number(n)
        screen.go_to(place)
    elif screen.pane is screen.request:
        screen.presenter.fold_outcome(screen)


def take_back_filter(screen: MainScreen) -> bool:
    """End a search, or show all of what the pane shows a part of; False: it shows all, and nothing is searched for."""
    if screen.pane is screen.exchange and screen.exchange.reader.wanted:
        screen.exchange.reader.search(None)  # it came later than a filter, whose rows it looks through
    elif screen.pane is screen.exchange and screen.exchange.filter.is_open:
        leave_filter(screen)
    elif screen.pane is screen.exchanges and screen.exchanges.line.display:
        screen.exchanges.show_all()
    elif screen.pane is screen.events and screen.events.line.display:
        screen.events.show_all()
    else:
        return False
    return True
