"""Reports activity every few minutes, so that the user's presence does not decay.

Source: UCWA reference, "reportMyActivity".
"""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.client.session import Session
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.wire.reports import KeepActiveChanged


class KeepActive:
    """Off until it is switched on.

    Args:
        report: the sink.
        surroundings: clocks and patience.
        session: the session at the time of asking; None while there is none.
    """

    def __init__(
        self,
        report: Callable[[KeepActiveChanged], None],
        surroundings: Surroundings,
        session: Callable[[], Session | None],
    ) -> None:
        self._report = report
        self._around = surroundings
        self._session = session
        self._on = False

    def switch(self, on: bool) -> None:
        """On or off; tells what came of it, where something changes."""
        if on != self._on:
            self._on = on
            self._report(KeepActiveChanged(on))
