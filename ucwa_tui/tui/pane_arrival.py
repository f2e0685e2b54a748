"""The focus goes into a pane that comes to the front, and keys wait until what is in it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.key_order import KeyOrder
    from ucwa_tui.tui.panes.pane import Pane
    from ucwa_tui.tui.screens.main import MainScreen


def enter(screen: MainScreen, pane: Pane, keys: KeyOrder, *, arrives: bool) -> None:
    """Focus what the pane begins with.

    Args:
        screen: that shows the pane now.
        pane: to go into.
        keys: the application's.
        arrives: the pane comes in late, and takes no focus before it has been laid out.
    """
    arrived = keys.arriving()
    focus = pane.first_focus().focus
    if not arrives:
        focus()

    def laid_out() -> None:
        if arrives:
            focus()
        arrived()

    screen.call_after_refresh(laid_out)
