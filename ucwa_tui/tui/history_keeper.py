"""Hands the exchanges of this program to the history, each under the run that it began in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ucwa_tui import __version__
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.history_entries import HistoryRun
from ucwa_tui.workbench.history_writer import HistoryWriter

if TYPE_CHECKING:
    from ucwa_tui.tui.presenter import Presenter
    from ucwa_tui.workbench.controller import Controller


class HistoryKeeper:
    """One for the life of the program. A run is one server and one user.

    Args:
        path: of the history file.
        max_bytes: what it may take.
        clock: seconds since the epoch.
        tell: gets a sentence about trouble, on some thread.
    """

    def __init__(
        self, path: Path, max_bytes: int, clock: Callable[[], float], tell: Callable[[str], None] = lambda text: None
    ) -> None:
        self._clock = clock
        self.writer = HistoryWriter(path, max_bytes, tell)
        self._run: HistoryRun | None = None
        self._under_way: dict[int, HistoryRun | None] = {}
        """The runs of exchanges that have not ended; None where one is not to be kept."""

    @property
    def run(self) -> str:
        """Uid of the run that goes on; empty: nothing has been kept yet."""
        return self._run.uid if self._run is not None else ""

    def heard(self, exchange: Exchange, controller: Controller, presenter: Presenter, *, wanted: bool) -> None:
        """An exchange has begun, got on, or ended.

        Args:
            exchange: as it is now.
            controller, presenter: know who talks to which server.
            wanted: whether the profile in use lets it be kept.
        """
        if exchange.n not in self._under_way:
            self._under_way[exchange.n] = self._run_of(controller, presenter) if wanted else None
        if exchange.state is not ExchangeState.RUNNING:
            run = self._under_way.pop(exchange.n)
            if run is not None:
                self.writer.put(run, exchange)

    def heard_last(self, exchange: Exchange) -> None:
        """The same while the program is ended: only what was begun in a run, or belongs to the last one, is kept."""
        run = self._under_way.get(exchange.n, self._run)
        if run is not None and exchange.state is not ExchangeState.RUNNING:
            self.writer.put(run, exchange)

    def _run_of(self, controller: Controller, presenter: Presenter) -> HistoryRun:
        target = controller.target
        server = ""
        user = ""
        if target is not None:
            url = target.root_url or target.applications_url
            server = urlsplit(url).netloc or url or target.domain
            user = "guest" if target.grant is Grant.ANONYMOUS else target.user
        run = self._run
        same = run is not None and (run.profile, run.server, run.user, run.sandbox) == (
            presenter.profile,
            server,
            user,
            presenter.sandbox,
        )
        if run is None or not same:
            run = HistoryRun(
                uuid.uuid4().hex, self._clock(), presenter.profile, server, user, presenter.sandbox, __version__
            )
            self._run = run
        return run
