"""Carries out what the event channel's state machine wants: sends P-GETs, waits, delivers, reports its health.

Source: UCWA reference, "Event channel details". The rules are in `protocol.channel`; here is only the doing.
"""

from __future__ import annotations

import asyncio

from ucwa_tui.client.channel_get import ChannelGet
from ucwa_tui.client.channel_tools import ChannelTools
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.renewal import not_renewed
from ucwa_tui.client.session import Session
from ucwa_tui.protocol.channel import step
from ucwa_tui.protocol.channel_effect import Deliver, Effect, Fail, Gap, Note, Poll, Recreate, RenewToken
from ucwa_tui.protocol.channel_input import (
    Closed,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Outcome,
    Recreated,
    RecreationLost,
    Reopened,
)
from ucwa_tui.protocol.channel_patience import Temper
from ucwa_tui.protocol.channel_state import Channel
from ucwa_tui.protocol.links import ack_of
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelGap,
    ChannelPhase,
    EventsArrived,
    Failure,
    FailureKind,
    ReceivedEvent,
    StepChanged,
)

WAYS_OUT = {
    FailureKind.NETWORK: "Try again when the server can be reached.",
    FailureKind.REPLACED: "Another client uses this application.",
    FailureKind.REFUSED: "Sign in again.",
    FailureKind.APPLICATION_GONE: "The server has ended the application: sign in again.",
}
_JITTER = 0.25
"""So much longer than wanted a repetition waits at most, as a part of the delay."""


class ChannelRunner:
    """One event channel; `run` ends when it has failed or is cancelled."""

    def __init__(self, session: Session, tools: ChannelTools) -> None:
        self._session = session
        self._tools = tools
        self._channel = Channel()
        self._get = ChannelGet(session, tools, self._waiting)
        self._note = ""
        self._asked = ""
        """The note from when the P-GET is on the wire."""
        self._opening = ""
        self._sent = asyncio.Event()

    @property
    def is_taken(self) -> bool:
        """Whether another client has the channel, and with it the application, and nobody has taken it back."""
        return self._channel.is_taken

    def operation_posted(self) -> None:
        """An operation is being sent: from now on a brief channel does not silently replace a lost application."""
        self._channel, _ = step(self._channel, OperationPosted())

    async def run(self) -> None:
        """Open the channel, and keep it open."""
        self._step("started")
        temper = Temper.STEADY if self._session.target.steady else Temper.BRIEF
        await self._go_on(Opened(self._session.application.events_url, temper))

    async def reopen(self) -> None:
        """Go on after a failure; where another client has taken the channel, take it over."""
        await self._go_on(Reopened())

    async def _go_on(self, first: Input) -> None:
        self._report(ChannelPhase.OPENING)
        happened: Input | None = first
        try:
            while happened is not None:
                self._channel, effects = step(self._channel, happened)
                happened = await self._carry_out(effects)
        except ClientFailure as error:
            self._channel, _ = step(self._channel, Closed())
            self._report(ChannelPhase.FAILED, failure=error.failure)

    async def _carry_out(self, effects: tuple[Effect, ...]) -> Input | None:
        """Do all that is wanted, in order; what comes of it, or None where nothing more will."""
        notes = [effect for effect in effects if isinstance(effect, Note)]
        self._note = ", ".join(note.text for note in notes)
        self._asked = ", ".join(note.text if note.asked is None else note.asked for note in notes)
        arrived = self._get.ended  # the next answer may be there before the last one's events are delivered
        polling: asyncio.Task[Outcome] | None = None
        following: Input | None = None
        try:
            for effect in effects:
                match effect:
                    case Poll():
                        polling = self._start(effect)
                        await self._on_the_wire(polling, effect)
                    case Deliver():
                        self._deliver(effect, *arrived)
                    case RenewToken(url):
                        failed = await self._renew(url)
                        if failed is not None:
                            return failed
                    case Recreate():
                        following = await self._recreate(effect)
                    case Fail():
                        self._report(ChannelPhase.FAILED, failure=self._failure(effect))
                    case Gap(kind, why):
                        last = self._tools.numbers.last
                        self._tools.report(ChannelGap(self._tools.clock(), kind.value, why, last))
                    case Note():
                        pass
            return await polling if polling else following
        finally:
            if polling is not None and not polling.done():
                polling.cancel()
                await asyncio.wait((polling,))

    def _start(self, poll: Poll) -> asyncio.Task[Outcome]:
        self._sent = asyncio.Event()
        return asyncio.get_running_loop().create_task(self._poll(poll))

    async def _on_the_wire(self, polling: asyncio.Task[Outcome], poll: Poll) -> None:
        """Wait a moment until the P-GET has been sent: delivering comes second."""
        if poll.delay:
            return
        sent = asyncio.get_running_loop().create_task(self._sent.wait())
        try:
            patience = self._tools.tuning.before_processing
            await asyncio.wait((polling, sent), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()

    async def _poll(self, poll: Poll) -> Outcome:
        if poll.delay:
            if self._note:
                self._report(ChannelPhase.RETRYING, poll.url)
            await self._rest(poll.delay)
        return await self._get.send(poll)

    async def _rest(self, seconds: float) -> None:
        """Clients of one server do not come back all at once after it has failed."""
        await self._tools.sleep(seconds * (1 + _JITTER * self._tools.chance()))

    def _waiting(self, url: str) -> None:
        self._sent.set()
        self._note = self._asked
        self._step("done")
        self._report(ChannelPhase.WAITING, url, since=self._tools.clock())

    def _deliver(self, deliver: Deliver, at: float, exchange: int) -> None:
        take = self._tools.numbers.take
        received = (
            ReceivedEvent(take(), at, deliver.ack, sent.sender_rel, sent.sender_href, sent.event, exchange)
            for sent in deliver.events
        )
        self._tools.report(EventsArrived(tuple(received)))

    async def _renew(self, url: str) -> ConnectionLost | None:
        """Get a new token; what became of the P-GET instead, where a steady channel may try again later."""
        refusal = self._get.last
        assert refusal is not None  # the 401
        began = self._tools.monotonic()
        if await self._session.renew(refusal, self._get.token):
            return None
        failure = not_renewed(refusal, self._session.renewal_failure(refusal.url))
        if self._session.target.steady and self._session.may_renew_later(url):
            return ConnectionLost(url, failure.headline, self._tools.monotonic() - began)
        raise ClientFailure(failure)

    async def _recreate(self, wanted: Recreate) -> Input:
        self._report(ChannelPhase.RETRYING)
        if wanted.delay:
            await self._rest(wanted.delay)
        if wanted.old_may_live:
            await self._tools.delete()
        began = self._tools.monotonic()
        try:
            return Recreated(await self._tools.recreate())
        except ClientFailure as error:
            if not (self._session.target.steady and _may_pass(error.failure)):
                raise
            self._get.ended = (self._tools.clock(), error.failure.exchange or 0)
            return RecreationLost(error.failure.headline, self._tools.monotonic() - began)

    def _failure(self, fail: Fail) -> Failure:
        kind = FailureKind(fail.kind.value)
        refusal = self._get.last if fail.status is not None else None
        return Failure(
            kind,
            f"event channel: {fail.why}",
            _way_out(kind, fail),
            self._get.ended[1] or None,
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
        channel = self._channel
        self._tools.report(
            ChannelChanged(phase, ack, since, self._get.timeout, self._note, failure, channel.answered, channel.trouble)
        )


def _may_pass(failure: Failure) -> bool:
    """Whether creating the application may work a little later."""
    status = failure.status or 0
    return failure.kind is FailureKind.NETWORK or status == 429 or status >= 500


def _way_out(kind: FailureKind, fail: Fail) -> str:
    if kind not in (FailureKind.APPLICATION_GONE, FailureKind.REFUSED) or fail.reason is None:
        return WAYS_OUT.get(kind, "")
    from ucwa_tui.protocol.errors import explain

    explained = explain(fail.status, fail.reason.code, fail.reason.subcode)
    return f"{explained.meaning} {explained.next_step or WAYS_OUT[kind]}".strip()
