"""Whether the secrets of the exchange that is read are shown: of one exchange, for one view, in memory only."""

from __future__ import annotations

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller


class Reveal:
    """Off when the program starts, and off again with every other exchange and every other session.

    Args:
        controller: asks the client for the secrets.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._n: int | None = None
        self._session = 0

    def turn_on(self, exchange: Exchange) -> bool:
        """Show the secrets of this one; False where they are not kept."""
        if self._controller.reveal(exchange) is None:
            return False
        self._n, self._session = exchange.n, self._controller.session.first_exchange
        return True

    def turn_off(self) -> bool:
        """Show no secrets; whether some were shown."""
        before, self._n = self._n, None
        return before is not None

    def is_on(self, exchange: Exchange | None) -> bool:
        """Whether the secrets of this one are shown."""
        if self._n is None or exchange is None:
            return False
        return exchange.n == self._n and self._session == self._controller.session.first_exchange

    def copy_of(self, exchange: Exchange) -> Exchange | None:
        """The exchange with its secrets, where they are to be shown; any other exchange turns that off."""
        copy = self._controller.reveal(exchange) if self.is_on(exchange) else None
        if copy is None:
            self.turn_off()
        return copy
