"""The client on its own loop: one sign-in, its event channel, the requests that the user submits, signing out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.channel_runner import ChannelRunner, ChannelTools, numbers
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.exchange_log import ExchangeLog, LogSettings
from ucwa_tui.client.masking import masked
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.session import Session, Waiting
from ucwa_tui.client.sign_in import SignIn, SignInTools
from ucwa_tui.client.sign_out import delete_application
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.client.transport import RecordingTransport
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    ExchangeChanged,
    Failure,
    FailureKind,
    Report,
    RequestFinished,
    SignedOut,
    SignInFailed,
)
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_BETWEEN_SIGN_INS = 5.0
"""Seconds for deleting the old application before signing in anew."""


class Runtime:
    """Everything that lives on the client's thread. Only `shutdown` is awaited from outside.

    Args:
        report: the sink.
        surroundings: clocks, ids, patience.
    """

    def __init__(self, report: Callable[[Report], None], surroundings: Surroundings) -> None:
        self._sink = report
        self._around = surroundings
        self._redactor = Redactor()
        settings = LogSettings(
            self._exchange_changed,
            self._redactor,
            surroundings.clock,
            surroundings.monotonic,
            surroundings.tuning.body_limit,
        )
        self._log = ExchangeLog(settings)
        transport = RecordingTransport(surroundings.tls_context)
        self._sender = Sender(transport, self._log, surroundings.tuning, surroundings.monotonic)
        self._numbers = numbers()
        self._endpoint_id = surroundings.new_id()
        self._loop = asyncio.get_running_loop()
        self._by_ticket: dict[int, asyncio.Task[None]] = {}
        self._sign_in: SignIn | None = None
        self._main: asyncio.Task[None] | None = None
        """Signing in, and then the event channel."""
        self._session: Session | None = None
        self._channel: ChannelRunner | None = None
        self._latest: dict[int, Exchange] = {}
        """The newest exchange of each ticket."""
        self._stopping = False

    # --- what the port asks for --------------------------------------------------------------------------------------

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in, after signing out of what was there before."""
        if not self._stopping:
            self._main = self._spawn(self._connect(target, self._main))

    def submit(self, ticket: int, plan: RequestPlan) -> None:
        """Send a request."""
        task = self._loop.create_task(self._carry_out(ticket, plan))
        self._by_ticket[ticket] = task
        task.add_done_callback(lambda done: self._settle(ticket, plan, done))

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        task = self._by_ticket.get(ticket)
        if task is not None:
            task.cancel()

    def reopen_channel(self) -> None:
        """Go on after the channel has failed."""
        if self._channel is not None and self._main is not None and self._main.done() and not self._stopping:
            self._main = self._spawn(self._channel.reopen())

    async def shutdown(self, seconds: float) -> bool:
        """Sign out within a time, close everything; whether the server confirmed or had nothing to delete."""
        self._stopping = True
        clean = False
        try:
            async with asyncio.timeout(seconds):
                clean = await self._leave(self._main)
        except TimeoutError:
            clean = False
        await self._end_tasks()
        await self._sender.close()
        self._report(SignedOut(clean))
        return clean

    # --- signing in ------------------------------------------------------------------------------------------------

    async def _connect(self, target: SignInTarget, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BETWEEN_SIGN_INS):
                    await self._leave(before)
        if target.secret is not None and target.grant is not Grant.ANONYMOUS:
            self._redactor.add(target.secret, "password" if target.grant is Grant.PASSWORD else "token")
        around = self._around
        tools = SignInTools(
            self._sender,
            self._redactor,
            self._report,
            around.clock,
            around.monotonic,
            target.endpoint_id or self._endpoint_id,
        )
        self._sign_in = sign_in = SignIn(tools, target)
        try:
            signed_in = await sign_in.run()
        except ClientFailure as error:
            self._report(SignInFailed(error.failure))
            return
        session = sign_in.session
        assert session is not None  # a sign-in that succeeds has one
        self._session = session
        self._channel = ChannelRunner(session, self._channel_tools(sign_in, session))
        self._report(signed_in)
        await self._channel.run()

    def _channel_tools(self, sign_in: SignIn, session: Session) -> ChannelTools:
        async def recreate() -> str:
            self._report(await sign_in.recreate(session))
            return session.application.events_url

        around = self._around
        return ChannelTools(
            self._report, recreate, around.clock, around.monotonic, around.sleep, around.tuning, self._numbers
        )

    async def _leave(self, main: asyncio.Task[None] | None) -> bool:
        """Stop what is going on, and delete the application, also one that is just being created."""
        busy = [task for task in (main, *self._by_ticket.values()) if task is not None and not task.done()]
        for task in busy:
            task.cancel()
        if busy:
            await asyncio.wait(busy)
        sign_in, self._session, self._channel = self._sign_in, None, None
        if sign_in is None:
            return True
        if sign_in.creation is not None:
            await asyncio.wait({sign_in.creation})
        gone = sign_in.session is None or await delete_application(sign_in.session)
        self._sign_in = None
        return gone

    # --- requests --------------------------------------------------------------------------------------------------

    async def _carry_out(self, ticket: int, plan: RequestPlan) -> None:
        session = self._session
        if session is None:
            nowhere = Failure(FailureKind.SIGN_IN, "not sent: there is no application", "Sign in first.")
            self._fail(ticket, plan, nowhere)
            return
        if plan.purpose is Purpose.OPERATION and self._channel is not None:
            self._channel.operation_posted()
        try:
            answer = await session.request(plan, Waiting(ticket=ticket))
        except ClientFailure as error:
            self._fail(ticket, plan, error.failure)
        else:
            self._report(_finished(ticket, answer))

    def _settle(self, ticket: int, plan: RequestPlan, task: asyncio.Task[None]) -> None:
        """The end of every submitted request, also of one that was cancelled before it began."""
        del self._by_ticket[ticket]
        if task.cancelled():
            self._fail(ticket, plan, Failure(FailureKind.CANCELLED, "given up before the answer was there"))
        elif (error := task.exception()) is not None:
            self._fail(ticket, plan, _unexpected(error))
        self._latest.pop(ticket, None)

    def _fail(self, ticket: int, plan: RequestPlan, failure: Failure) -> None:
        exchange = self._latest.get(ticket)
        if exchange is None:
            base = self._session.application.url if self._session else ""
            exchange = self._log.unsent(plan, resolve(base, plan.href), ticket, failure.headline)
        self._report(RequestFinished(ticket, exchange, failure=replace(failure, exchange=exchange.n)))

    # --- tasks and reports -------------------------------------------------------------------------------------------

    def _report(self, report: Report) -> None:
        self._sink(masked(report, self._redactor))

    def _exchange_changed(self, changed: ExchangeChanged) -> None:
        """Exchanges are masked already."""
        if changed.exchange.ticket is not None:
            self._latest[changed.exchange.ticket] = changed.exchange
        self._sink(changed)

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        task.add_done_callback(self._main_ended)
        return task

    def _main_ended(self, task: asyncio.Task[None]) -> None:
        """A fault of this program is told like any other failure, instead of leaving the owner to wait."""
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        failure = _unexpected(error)
        if self._session is None:
            self._report(SignInFailed(failure))
        else:
            self._report(ChannelChanged(ChannelPhase.FAILED, failure=failure))

    async def _end_tasks(self) -> None:
        """Cancel whatever is left on this loop, and wait for it."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def _unexpected(error: BaseException) -> Failure:
    return Failure(
        FailureKind.NETWORK,
        f"the client stumbled: {type(error).__name__}: {error}",
        "This is a fault of ucwa-tui: please report it.",
    )


def _finished(ticket: int, answer: Answer) -> RequestFinished:
    location = answer.message.header("Location")
    return RequestFinished(
        ticket,
        answer.exchange,
        resolve(answer.url, location) if location else None,
        answer.resource_if_any(),
        answer.reason(),
    )
