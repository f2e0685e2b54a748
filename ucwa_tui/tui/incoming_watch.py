"""Tells of invitations that others send: who rings, and honestly how each one ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.protocol.incoming import Incoming, Ring
from ucwa_tui.tui.incoming_rows import incoming_rows, key_of
from ucwa_tui.tui.rows import Row
from ucwa_tui.workbench.incoming_words import asks, how_it_stands, who

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.controller import Controller


class IncomingWatch:
    """Between the book of invitations and the main screen.

    Args:
        controller: has the book.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._told: dict[str, Ring] = {}
        """How each stood when it was last looked at, by URL."""
        self._shown = ""
        """URL of the one whose keys are on the screen."""
        self._swapped = False
        """Another one has taken the place of the one shown, and no key has been pressed for it yet."""

    def look(self, screen: MainScreen) -> None:
        """Say what has changed since the last look; in a capture nobody waits for an answer."""
        if screen.is_capture:
            return
        book = self._controller.session.incoming
        news = [item for item in book.items if self._told.get(item.href) is not item.ring]
        self._told = {item.href: item.ring for item in book.items}
        first = book.ringing[0].href if book.ringing else ""
        self._swapped = bool(first and self._shown and first != self._shown) or (self._swapped and bool(first))
        self._shown = first
        over = [item for item in news if item.ring.is_over]
        if over:
            last = over[-1]
            more = f" ({len(over) - 1} more ended)" if len(over) > 1 else ""
            style = "" if last.ring in {Ring.CONNECTED, Ring.DECLINED} else "sev-warning"
            screen.say(f"{who(last)}: {how_it_stands(last)}{more}", style)

    def rows(self, screen: MainScreen, width: int) -> list[Row]:
        """What there is to show above the outcome of one's own request."""
        if screen.is_capture:
            return []
        book = self._controller.session.incoming
        return incoming_rows(book.ringing, book.missed, width, editing=screen.editing)

    def meant(self, screen: MainScreen, name: str) -> Incoming | None:
        """The invitation that a command's key is meant for.

        Where the one before it has just gone, the key may have been meant for that one: it is said, and the next press
        counts.

        Args:
            screen: says so.
            name: of the command.
        """
        ringing = self._controller.session.incoming.ringing
        if not ringing:
            return None
        first = ringing[0]
        if self._swapped:
            self._swapped = False
            key = key_of(name, editing=screen.editing)
            words = f"The one before is over. {who(first)} {asks(first)}: {key} once more answers that"
            screen.say(words, "sev-warning")
            return None
        return first
