"""The client on its own loop: one sign-in, its event channel, the requests that the user submits, signing out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine

from ucwa_tui.client.channel_runner import ChannelRunner
from ucwa_tui.client.channel_tools import ChannelTools, EventNumbers
from ucwa_tui.client.client_failure import ClientFailure, unexpected
from ucwa_tui.client.connections import Connections
from ucwa_tui.client.exchange_log import ExchangeLog, LogSettings
from ucwa_tui.client.keep_active import KeepActive
from ucwa_tui.client.masking import masked
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.replays import Replays
from ucwa_tui.client.resolutions import Resolutions
from ucwa_tui.client.session import Session
from ucwa_tui.client.sign_in import SignIn, SignInTools
from ucwa_tui.client.sign_out import delete_application
from ucwa_tui.client.submissions import Submissions
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.client.vault import Vault
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    ExchangeChanged,
    Report,
    SignedOut,
    SignInFailed,
)
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_BETWEEN_SIGN_INS = 5.0
"""Seconds for deleting the old application before there is a new one."""


class Runtime:
    """Everything that lives on the client's thread. Only `shutdown` is awaited from outside.

    Args:
        report: the sink.
        surroundings: clocks, ids, patience.
    """

    def __init__(self, report: Callable[[Report], None], surroundings: Surroundings) -> None:
        self._sink = report
        self._vault = Vault()
        self._around = surroundings
        self._redactor = Redactor()
        settings = LogSettings(
            self._exchange_changed,
            self._redactor,
            surroundings.clock,
            surroundings.monotonic,
            surroundings.tuning.body_limit,
            self._vault,
        )
        self._log = ExchangeLog(settings)
        self._connections = Connections(self._log, surroundings)
        self._questions = Questions(self._report)
        self._numbers = EventNumbers()
        self._endpoint_id = surroundings.new_id()
        self._loop = asyncio.get_running_loop()
        self._submissions = Submissions(self._report, self._log, lambda: self._session, self._sending)
        self._replays = Replays(
            self._report, self._vault, lambda: self._session, lambda: self._connections.sender(self._network)
        )
        self._network = NetworkSettings()
        """The settings of the latest sign-in."""
        self._keep_active = KeepActive(self._report, surroundings, lambda: self._session)
        self._resolutions = Resolutions(self._report, self._connections.sender, self._questions)
        self._sign_in: SignIn | None = None
        self._main: asyncio.Task[None] | None = None
        """Signing in, and then the event channel."""
        self._session: Session | None = None
        self._channel: ChannelRunner | None = None
        self._stopping = False
        self._left_alive = False
        """Whether the last application was left to another client."""

    # --- what the port asks for --------------------------------------------------------------------------------------

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in, after signing out of what was there before."""
        if not self._stopping:
            self._main = self._spawn(self._connect(target, self._main))

    def submit(self, ticket: int, plan: RequestPlan) -> None:
        """Send a request."""
        self._submissions.submit(ticket, plan)

    def replay(self, ticket: int, replay: Replay) -> None:
        """Send a recorded request again."""
        self._submissions.submit(ticket, self._replays.plan(replay), lambda: self._replays.send(ticket, replay))

    def cancel(self, ticket: int) -> None:
        """Abandon a request, or the resolving of a join URL."""
        self._submissions.cancel(ticket)
        self._resolutions.cancel(ticket)

    def reopen_channel(self) -> None:
        """Go on after the channel has failed."""
        if self._channel is not None and self._main is not None and self._main.done() and not self._stopping:
            self._main = self._spawn(self._channel.reopen())

    def resolve(self, ticket: int, url: str, network: NetworkSettings) -> None:
        """Find out what a join URL stands for."""
        self._resolutions.begin(ticket, url, network)

    def answer(self, question: int, approved: bool) -> None:
        """Answer a question."""
        self._questions.answer(question, approved)

    def keep_active(self, on: bool) -> None:
        """Report activity every few minutes, or stop doing so."""
        self._keep_active.switch(on)

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """The exchange with its secrets, where they are kept. The one thing here that any thread may ask for."""
        return self._vault.reveal(exchange)

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
        await self._connections.close()
        self._vault.forget()
        self._report(SignedOut(clean, self._left_alive))
        return clean

    # --- signing in ------------------------------------------------------------------------------------------------

    async def _connect(self, target: SignInTarget, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BETWEEN_SIGN_INS):
                    await self._leave_before(before)
            self._vault.forget()
        self._left_alive = False
        self._network = target.network
        self._learn_secrets(target)
        self._sign_in = sign_in = SignIn(self._sign_in_tools(target), target)
        try:
            self._connections.check(target.network)
            signed_in = await sign_in.run()
        except ClientFailure as error:
            self._report(SignInFailed(error.failure))
            return
        session = sign_in.session
        assert session is not None  # a sign-in that succeeds has one
        self._session = session
        self._channel = ChannelRunner(session, self._channel_tools(sign_in, session))
        self._report(signed_in)
        self._keep_active.switch(target.keep_active)
        await self._channel.run()

    async def _leave_before(self, before: asyncio.Task[None]) -> None:
        """Leave the session before another sign-in, and say so: who looks on must not take it for the new one."""
        was_in = self._session is not None
        clean = False
        try:
            clean = await self._leave(before)
        finally:
            if was_in:
                self._report(SignedOut(clean, self._left_alive))

    def _learn_secrets(self, target: SignInTarget) -> None:
        if target.secret is not None and target.grant is not Grant.ANONYMOUS:
            self._redactor.add(target.secret, "token" if target.grant is Grant.BEARER else "password")
        network = target.network
        for secret in (network.tls.key_password, network.proxy.password):
            if secret is not None:
                self._redactor.add(secret, "password")

    def _sign_in_tools(self, target: SignInTarget) -> SignInTools:
        around = self._around
        return SignInTools(
            self._connections.sender(target.network),
            self._redactor,
            self._report,
            around.clock,
            around.monotonic,
            target.endpoint_id or self._endpoint_id,
            self._questions,
            around.tuning,
            lambda: self._connections.own_line(target.network),
        )

    def _channel_tools(self, sign_in: SignIn, session: Session) -> ChannelTools:
        async def recreate() -> str:
            self._report(await sign_in.recreate(session))
            return session.application.events_url

        async def delete() -> None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BETWEEN_SIGN_INS):
                    await delete_application(session)

        around = self._around
        return ChannelTools(
            self._report,
            recreate,
            delete,
            around.clock,
            around.monotonic,
            around.sleep,
            around.tuning,
            self._numbers,
            around.chance,
        )

    async def _leave(self, main: asyncio.Task[None] | None) -> bool:
        """Stop what is going on, and delete the application, also one that is just being created.

        One that another client has taken is left alone: deleting it would end that client's calls.
        """
        self._keep_active.switch(False)
        main_busy = [main] if main is not None and not main.done() else []
        busy = [*main_busy, *self._submissions.busy]
        for task in busy:
            task.cancel()
        if busy:
            await asyncio.wait(busy)
        self._left_alive = self._channel is not None and self._channel.is_taken
        sign_in, self._session, self._channel = self._sign_in, None, None
        if sign_in is None:
            return True
        if self._left_alive:
            self._sign_in = None
            return True
        if sign_in.creation is not None:
            await asyncio.wait({sign_in.creation})
        gone = sign_in.session is None or await delete_application(sign_in.session)
        self._sign_in = None
        return gone

    def _sending(self, plan: RequestPlan) -> None:
        if plan.purpose is Purpose.OPERATION and self._channel is not None:
            self._channel.operation_posted()

    # --- tasks and reports -------------------------------------------------------------------------------------------

    def _report(self, report: Report) -> None:
        self._sink(masked(report, self._redactor))

    def _exchange_changed(self, changed: ExchangeChanged) -> None:
        """Exchanges are masked already."""
        self._submissions.exchange_changed(changed.exchange)
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
        failure = unexpected(error)
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
