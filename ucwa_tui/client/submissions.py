"""Requests that the owner submits: each is a task, and each ends in exactly one RequestFinished."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, unexpected
from ucwa_tui.client.exchange_log import ExchangeLog
from ucwa_tui.client.session import Session, Waiting
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import Failure, FailureKind, RequestFinished


class Submissions:
    """The submitted requests by their ticket.

    Args:
        report: the sink.
        log: takes in requests that could not be sent at all.
        session: the session at the time of asking; None while there is none.
        sending: called with each plan before it is sent in a session.
    """

    def __init__(
        self,
        report: Callable[[RequestFinished], None],
        log: ExchangeLog,
        session: Callable[[], Session | None],
        sending: Callable[[RequestPlan], None],
    ) -> None:
        self._report = report
        self._log = log
        self._session = session
        self._sending = sending
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._latest: dict[int, Exchange] = {}
        """The newest exchange of each ticket."""

    @property
    def busy(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [task for task in self._tasks.values() if not task.done()]

    def submit(self, ticket: int, plan: RequestPlan, send: Callable[[], Awaitable[Answer]] | None = None) -> None:
        """Send a request.

        Args:
            ticket: that it was given.
            plan: the request.
            send: sends it in another way than in the session.
        """
        task = asyncio.get_running_loop().create_task(self._carry_out(ticket, plan, send))
        self._tasks[ticket] = task
        task.add_done_callback(lambda done: self._settle(ticket, plan, done))

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        task = self._tasks.get(ticket)
        if task is not None:
            task.cancel()

    def exchange_changed(self, exchange: Exchange) -> None:
        """An exchange has made progress."""
        if exchange.ticket is not None and exchange.ticket in self._tasks:
            self._latest[exchange.ticket] = exchange

    async def _carry_out(self, ticket: int, plan: RequestPlan, send: Callable[[], Awaitable[Answer]] | None) -> None:
        session = self._session()
        if session is None and send is None:
            nowhere = Failure(FailureKind.SIGN_IN, "not sent: there is no application", "Sign in first.")
            self._fail(ticket, plan, nowhere)
            return
        self._sending(plan)
        try:
            if send is not None:
                answer = await send()
            else:
                assert session is not None  # looked at above
                answer = await session.request(plan, Waiting(ticket=ticket))
        except ClientFailure as error:
            self._fail(ticket, plan, error.failure)
        else:
            self._report(_finished(ticket, answer))

    def _settle(self, ticket: int, plan: RequestPlan, task: asyncio.Task[None]) -> None:
        """The end of every submitted request, also of one that was cancelled before it began."""
        del self._tasks[ticket]
        if task.cancelled():
            self._fail(ticket, plan, Failure(FailureKind.CANCELLED, "given up before the answer was there"))
        elif (error := task.exception()) is not None:
            self._fail(ticket, plan, unexpected(error))
        self._latest.pop(ticket, None)

    def _fail(self, ticket: int, plan: RequestPlan, failure: Failure) -> None:
        exchange = self._latest.get(ticket)
        if exchange is None:
            session = self._session()
            base = session.application.url if session else ""
            exchange = self._log.unsent(plan, resolve(base, plan.href), ticket, failure.headline)
        self._report(RequestFinished(ticket, exchange, failure=replace(failure, exchange=exchange.n)))


def _finished(ticket: int, answer: Answer) -> RequestFinished:
    location = answer.message.header("Location")
    return RequestFinished(
        ticket,
        answer.exchange,
        resolve(answer.url, location) if location else None,
        answer.resource_if_any(),
        answer.reason(),
    )
