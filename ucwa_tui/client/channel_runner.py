"""Carries out what the event channel's state machine wants: sends P-GETs, waits, delivers, reports its health.

Source: UCWA reference, "Event channel details". The rules are in `protocol.channel`; here is only the doing.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.session import Session, Waiting
from ucwa_tui.client.token_desk import Token
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.protocol.channel import Channel, step
from ucwa_tui.protocol.channel_effect import Deliver, Effect, Fail, Note, Poll, Recreate, RenewToken
from ucwa_tui.protocol.channel_input import (
    Answered,
    Closed,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Recreated,
    Refused,
    Reopened,
    Unreadable,
)
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.links import ack_of, add_query
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    EventsArrived,
    Failure,
    FailureKind,
    ReceivedEvent,
    StepChanged,
)

WAYS_OUT = {
    FailureKind.NETWORK: "Reopen the channel when the server can be reached again.",
    FailureKind.REPLACED: "Another client uses this application: end it, or sign in again.",
    FailureKind.APPLICATION_GONE: "The server has ended the application: sign in again.",
}


@dataclass(frozen=True, slots=True)
class ChannelTools:
    """What a channel works with."""

    report: Callable[[ChannelChanged | EventsArrived | StepChanged], None]
    recreate: Callable[[], Awaitable[str]]
    """Creates the application again and returns its events URL; raises ClientFailure."""
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    tuning: Tuning
    numbers: Iterator[int]
    """Counts delivered events from 1."""


class _Abandoned(Exception):
    """The channel cannot go on, for a reason that the state machine does not know."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.headline)
        self.failure = failure


class ChannelRunner:
    """One event channel; `run` ends when it has failed or is cancelled."""

    def __init__(self, session: Session, tools: ChannelTools) -> None:
        self._session = session
        self._tools = tools
        self._channel = Channel()
        self._last: Answer | None = None
        self._used: Token | None = None
        self._arrived = (0.0, 0)
        """When the last answer was complete, and its exchange."""
        self._note = ""
        self._opening = ""
        self._sent = asyncio.Event()

    def operation_posted(self) -> None:
        """An operation is being sent: from now on a lost application is not silently replaced."""
        self._channel, _ = step(self._channel, OperationPosted())

    async def run(self) -> None:
        """Open the channel, and keep it open."""
        self._step("started")
        await self._go_on(Opened(self._session.application.events_url))

    async def reopen(self) -> None:
        """Go on after a failure."""
        await self._go_on(Reopened())

    async def _go_on(self, first: Input) -> None:
        self._report(ChannelPhase.OPENING)
        happened: Input | None = first
        try:
            while happened is not None:
                self._channel, effects = step(self._channel, happened)
                happened = await self._carry_out(effects)
        except _Abandoned as error:
            self._channel, _ = step(self._channel, Closed())
            self._report(ChannelPhase.FAILED, failure=error.failure)

    async def _carry_out(self, effects: tuple[Effect, ...]) -> Input | None:
        """Do all that is wanted, in order; what comes of it, or None where nothing more will."""
        self._note = ", ".join(effect.text for effect in effects if isinstance(effect, Note))
        arrived = self._arrived  # the next answer may be there before the last one's events are delivered
        polling: asyncio.Task[Input] | None = None
        following: Input | None = None
        try:
            for effect in effects:
                match effect:
                    case Poll():
                        polling = self._start(effect)
                        await self._on_the_wire(polling, effect)
                    case Deliver():
                        self._deliver(effect, *arrived)
                    case RenewToken():
                        await self._renew()
                    case Recreate():
                        following = Recreated(await self._recreate())
                    case Fail():
                        self._report(ChannelPhase.FAILED, failure=self._failure(effect))
                    case Note():
                        pass
            return await polling if polling else following
        finally:
            if polling is not None:
                polling.cancel()
                with contextlib.suppress(asyncio.CancelledError, _Abandoned):
                    await polling

    def _start(self, poll: Poll) -> asyncio.Task[Input]:
        self._sent = asyncio.Event()
        return asyncio.get_running_loop().create_task(self._poll(poll))

    async def _on_the_wire(self, polling: asyncio.Task[Input], poll: Poll) -> None:
        """Wait a moment until the P-GET has been sent: delivering comes second."""
        if poll.delay:
            return
        sent = asyncio.get_running_loop().create_task(self._sent.wait())
        try:
            patience = self._tools.tuning.before_processing
            await asyncio.wait((polling, sent), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()

    async def _poll(self, poll: Poll) -> Input:
        if poll.delay:
            if self._note:
                self._report(ChannelPhase.RETRYING, poll.url)
            await self._tools.sleep(poll.delay)
        url = self._with_parameters(poll.url) if poll.with_parameters else poll.url
        form = self._session.target.payload_format
        plan = RequestPlan("GET", url, get_plan(url, form).headers, purpose=Purpose.EVENTS)
        patience = self._timeout + self._tools.tuning.channel_margin
        waiting = Waiting(
            patience,
            patience + self._tools.tuning.total,
            on_sent=self._on_sent(poll.url),
            renew=False,  # the state machine decides about repetitions
            repeat=False,
        )
        began = self._tools.monotonic()
        try:
            self._used = self._session.token_for(url)
            answer = await self._session.request(plan, waiting)
        except ClientFailure as error:
            self._arrived = (self._tools.clock(), error.failure.exchange or 0)
            if error.failure.kind is not FailureKind.NETWORK:
                raise _Abandoned(error.failure) from None
            return ConnectionLost(poll.url, error.failure.headline, self._tools.monotonic() - began)
        self._last = answer
        self._arrived = (self._tools.clock(), answer.exchange.n)
        return _outcome(poll.url, answer, self._tools.monotonic() - began)

    def _on_sent(self, url: str) -> Callable[[], None]:
        def waiting() -> None:
            self._sent.set()
            self._step("done")
            self._report(ChannelPhase.WAITING, url, since=self._tools.clock())

        return waiting

    def _with_parameters(self, url: str) -> str:
        parameters = self._session.target.channel
        for name in ("low", "medium", "timeout", "priority"):
            value = getattr(parameters, name)
            if value is not None:
                url = add_query(url, name, str(value))
        return url

    @property
    def _timeout(self) -> float:
        return max(self._session.target.channel.timeout or 0.0, self._tools.tuning.channel_floor)

    def _deliver(self, deliver: Deliver, at: float, exchange: int) -> None:
        self._tools.report(
            EventsArrived(
                tuple(
                    ReceivedEvent(
                        next(self._tools.numbers),
                        at,
                        deliver.ack,
                        sent.sender_rel,
                        sent.sender_href,
                        sent.event,
                        exchange,
                    )
                    for sent in deliver.events
                )
            )
        )

    async def _renew(self) -> None:
        assert self._last is not None  # the 401
        if not await self._session.renew(self._last, self._used):
            raise _Abandoned(
                Failure(
                    FailureKind.REFUSED,
                    "the event channel's token was refused, and no new one was to be had",
                    "Sign in again.",
                    self._last.exchange.n,
                    self._last.status,
                    diagnostics=self._last.diagnostics,
                )
            )

    async def _recreate(self) -> str:
        try:
            return await self._tools.recreate()
        except ClientFailure as error:
            raise _Abandoned(error.failure) from None

    def _failure(self, fail: Fail) -> Failure:
        kind = FailureKind(fail.kind.value)
        refusal = self._last if fail.status is not None else None
        return Failure(
            kind,
            f"event channel: {fail.why}",
            WAYS_OUT.get(kind, ""),
            self._arrived[1] or None,
            fail.status,
            fail.reason,
            refusal.diagnostics if refusal else None,
        )

    def _step(self, state: str) -> None:
        """The last step of signing in, told once."""
        if self._opening not in (state, "done"):
            self._opening = state
            self._tools.report(StepChanged("events", state))

    def _report(
        self,
        phase: ChannelPhase,
        url: str | None = None,
        *,
        since: float | None = None,
        failure: Failure | None = None,
    ) -> None:
        ack = ack_of(url or self._channel.url or "")
        self._tools.report(ChannelChanged(phase, ack, since, self._timeout, self._note, failure))


def _outcome(url: str, answer: Answer, took: float) -> Input:
    if answer.status != 200:
        return Refused(url, answer.status, answer.reason(), took)
    try:
        return Answered(url, decode_events(answer.body, answer.content_type), took)
    except PayloadError as error:
        return Unreadable(url, f"the answer is not events: {error.text}", took)


def numbers() -> Iterator[int]:
    """What events of one client are numbered with, across applications."""
    return itertools.count(1)
