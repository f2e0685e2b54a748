"""Stands in for the client until it has been loaded, so that the first screen need not wait for it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace

from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import ExchangeChanged, JoinUrlResolved, Replayed, Report, RequestFinished
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.ports import ClientPort, Sink


class LateClient:
    """A `ClientPort` that passes everything on, as soon as there is somebody to pass it to.

    What is asked for before gets a ticket of its own, below zero; reports about it come under that one.
    """

    def __init__(self) -> None:
        self._client: ClientPort | None = None
        self._waiting: list[Callable[[ClientPort], None]] = []
        self._early = itertools.count(-1, -1)
        self._given: dict[int, int] = {}
        """An early ticket -> the client's."""
        self._early_of: dict[int, int] = {}
        """The client's -> the early ticket."""
        self._pairing = threading.RLock()
        """Held while a client's ticket is being noted, so that its thread cannot report under it before."""

    def attach(self, client: ClientPort) -> None:
        """The client is there: do what was asked meanwhile."""
        self._client = client
        waiting, self._waiting = self._waiting, []
        for ask in waiting:
            ask(client)

    def start(self, sink: Sink) -> None:
        """Start it now or later."""
        self._ask(lambda client: client.start(lambda report: sink(self._as_asked(report))))

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in now or later."""
        self._ask(lambda client: client.sign_in(target))

    def submit(self, plan: RequestPlan) -> int:
        """Send a request now or later."""
        return self._ask_for_ticket(lambda client: client.submit(plan))

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        self._ask(lambda client: client.cancel(self._given.get(ticket, ticket)))

    def reopen_channel(self) -> None:
        """Open the event channel again."""
        if self._client is not None:
            self._client.reopen_channel()

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Resolve a join URL now or later."""
        return self._ask_for_ticket(lambda client: client.resolve(url, network))

    def replay(self, replay: Replay) -> int:
        """Send a recorded request again now or later."""
        return self._ask_for_ticket(lambda client: client.replay(replay))

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """The exchange with its secrets, where the client has them."""
        return self._client.reveal(exchange) if self._client is not None else None

    def answer(self, question: int, approved: bool) -> None:
        """Answer a question."""
        if self._client is not None:
            self._client.answer(question, approved)

    def keep_active(self, on: bool) -> None:
        """Report activity, or stop doing so."""
        self._ask(lambda client: client.keep_active(on))

    @property
    def is_there(self) -> bool:
        """Whether the client has been loaded."""
        return self._client is not None

    def stop(self, deadline: float) -> bool:
        """Stop it, if it ever came."""
        self._waiting.clear()
        return self._client.stop(deadline) if self._client is not None else True

    def _ask(self, ask: Callable[[ClientPort], None]) -> None:
        if self._client is None:
            self._waiting.append(ask)
        else:
            ask(self._client)

    def _ask_for_ticket(self, ask: Callable[[ClientPort], int]) -> int:
        if self._client is not None:
            return ask(self._client)
        early = next(self._early)

        def asked(client: ClientPort) -> None:
            with self._pairing:
                ticket = ask(client)
                self._given[early], self._early_of[ticket] = ticket, early

        self._waiting.append(asked)
        return early

    def _as_asked(self, report: Report) -> Report:
        """On the client's thread: the report, under the ticket that was handed out."""
        if not isinstance(report, ExchangeChanged | RequestFinished | Replayed | JoinUrlResolved):
            return report
        with self._pairing:
            ticket = report.exchange.ticket if isinstance(report, ExchangeChanged) else report.ticket
            early = self._early_of.get(ticket) if ticket is not None else None
        if early is None:
            return report
        if isinstance(report, JoinUrlResolved | Replayed):
            return replace(report, ticket=early)
        exchange = replace(report.exchange, ticket=early)
        if isinstance(report, ExchangeChanged):
            return ExchangeChanged(exchange)
        return replace(report, ticket=early, exchange=exchange)
