"""From a line of what is laid out to the same bytes on the wire, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.document.views import EXACT, View
from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.current_line import current_place

if TYPE_CHECKING:
    from ucwa_tui.tui.byte_place import BytePlace
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.exchange import Exchange

_BODIES = frozenset({View.MESSAGE, View.PRETTY})


def same_place(screen: MainScreen) -> None:
    """Show the bytes of the current line on the wire; from there the line of the depth before."""
    from ucwa_tui.tui.byte_place import at_once, bytes_at

    pane = screen.exchange
    exchange, text = pane.exchange, pane.text
    if exchange is None or text is None:
        return
    if pane.view not in EXACT | _BODIES:
        screen.say(f"The depth {pane.view} shows no bytes: p, m, w and h do", "sev-warning")
        return
    if pane.filter.word:
        screen.say("What a filter shows has no place on the wire: take the filter away first", "sev-warning")
        return
    here = current_place(pane.reader)
    look = partial(bytes_at, text, exchange, here)
    if pane.seeker.came_for is not None:  # straight back, and not to what the row here happens to begin with
        _go(screen, pane.seeker.came_for)
    elif at_once(text, here):
        _go(screen, look())
    else:
        screen.run_worker(_go_beside(screen, exchange, look), group="same-place", exclusive=True)


async def _go_beside(screen: MainScreen, exchange: Exchange, look: Callable[[], BytePlace | None]) -> None:
    view = screen.exchange.view
    place = await beside("same-place", look)
    if screen.exchange.exchange is exchange and screen.exchange.view is view:
        _go(screen, place)


def _go(screen: MainScreen, place: BytePlace | None) -> None:
    pane = screen.exchange
    if place is None:
        return
    if pane.view in EXACT:
        pane.view = pane.body_view
    else:
        pane.body_view = pane.view
        pane.view = View.WIRE
    if place.place.compressed:
        screen.say("The bytes of this body are compressed: only its beginning can be pointed at", "sev-warning")
    pane.seeker.seek(place)
    screen.presenter.show_exchange(screen)
