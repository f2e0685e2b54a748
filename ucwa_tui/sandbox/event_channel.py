"""The event channel of one application: what is queued, what is unacknowledged, who waits.

Source: UCWA reference, "Event channel details" and "events". A request for `ack=k` confirms everything before k and
waits for package k; a package is sent again until the request for the next one shows that it arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.protocol.events import Event, EventsAnswer, Sender
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Refusal
from ucwa_tui.sandbox.channel_settings import ChannelSettings, Urgency
from ucwa_tui.sandbox.clock import Clock

RESUME_AFTER = 300.0
"""Seconds without a P-GET after which conversations are dropped and the channel says `resume`."""


MAX_QUEUED = 5000
"""Events that wait for a client that does not ask for them; with one more the channel starts anew, as after a long
absence, and says `resume`."""


@dataclass(frozen=True, slots=True)
class _Queued:
    sender: tuple[str, str]
    event: Event
    urgency: Urgency
    at: float
    fetched: Callable[[], None] | None
    repeated: bool = False
    """Whether it has been delivered before, and is delivered again on purpose."""


@dataclass(eq=False, slots=True)
class _Waiter:
    priority: int
    refusal: Refusal | None = None
    _bell: asyncio.Future[None] | None = None

    def release(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.wake()

    def wake(self) -> None:
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    async def sleep(self, seconds: float) -> None:
        """Until somebody wakes it, or so many real seconds have passed."""
        loop = asyncio.get_running_loop()
        self._bell = loop.create_future()
        timer = loop.call_later(seconds, self.wake)
        try:
            await self._bell
        finally:
            timer.cancel()
            self._bell = None


class EventChannel:
    """Queues events and answers P-GETs.

    Args:
        path: the path of the `events` resource, without a query.
        clock: sandbox time.
        forget: called when a client comes back after a long absence; drops conversations and subscriptions.
    """

    def __init__(self, path: str, clock: Clock, forget: Callable[[], None]) -> None:
        self._path = path
        self._clock = clock
        self._forget = forget
        self._queue: list[_Queued] = []
        self._next_ack = 1
        self._unconfirmed: EventsAnswer | None = None
        self._waiter: _Waiter | None = None
        self._closed = False
        self._misled = False
        self._overflowed = False
        self.settings = ChannelSettings()
        self.released_at: float | None = None
        """When the last P-GET was answered or dropped; None before the first one."""

    @property
    def waiting(self) -> bool:
        """Whether a P-GET is outstanding."""
        return self._waiter is not None

    @property
    def first_unconfirmed(self) -> int:
        """The ack that a client has to ask for to miss nothing."""
        return self._next_ack if self._unconfirmed is None else self._next_ack - 1

    @property
    def href(self) -> str:
        """The `events` link."""
        return self._href(self.first_unconfirmed)

    @property
    def drained(self) -> bool:
        """Whether nothing waits to be sent."""
        return not self._queue

    def post(
        self,
        sender: tuple[str, str],
        event: Event,
        urgency: Urgency = Urgency.HIGH,
        fetched: Callable[[], None] | None = None,
    ) -> None:
        """Queue an event. An earlier update of the same thing that nobody has seen yet merges into this one.

        Args:
            sender: rel and path of the event's sender.
            event: the event.
            urgency: how long it may wait for others.
            fetched: called when a P-GET takes it, which may be never.
        """
        if self._closed:
            return
        if len(self._queue) >= MAX_QUEUED and self._waiter is None:
            self._queue.clear()
            self._overflowed = True
        if self._overflowed:
            return  # until the client comes back, which is told to look at everything again
        if event.type == "updated":
            self._queue = [q for q in self._queue if not _superseded(q, event)]
        self._queue.append(_Queued(sender, event, urgency, self._clock.now(), fetched))
        if self._waiter is not None:
            self._waiter.wake()

    def close(self) -> None:
        """The application has ended; a waiting P-GET learns it."""
        self._closed = True
        self._queue.clear()
        if self._waiter is not None:
            self._waiter.release(errors.application_not_found())

    def seize(self) -> None:
        """Another client asks for events: a waiting P-GET is replaced, and the next one replaces that client's."""
        if not self._closed:
            self._take_place(self.settings.priority)
            self._waiter = _Waiter(self.settings.priority)

    def mislead(self) -> None:
        """The next P-GET, or the one that waits, is answered with a resync."""
        self._misled = True
        if self._waiter is not None:
            self._waiter.wake()

    def resync(self, ack: int | None) -> EventsAnswer:
        """Send the client to the first package that it has not confirmed."""
        if ack == self._next_ack:
            self._unconfirmed = None
        return EventsAnswer(self._href(ack or 0), None, resync=self._href(self.first_unconfirmed))

    async def poll(
        self,
        ack: int | None,
        settings: ChannelSettings,
        patience: float | None = None,
        *,
        least: float = 0.0,
        again: bool = False,
        anew: bool = False,
    ) -> EventsAnswer:
        """Answer a P-GET.

        Args:
            ack: of the URL; None where there was none.
            settings: the remembered ones with this request's changes.
            patience: seconds after which to answer in any case; None: as the settings say.
            least: seconds before which not to answer.
            again: whether what is delivered now is delivered once more with the next package.
            anew: whether to treat the client as one that was away for long.

        Raises:
            Refusal: PGetReplaced, or ApplicationNotFound when the application ends meanwhile.
        """
        if ack == self._next_ack - 1 and self._unconfirmed is not None:
            self.released_at = self._clock.now()
            return self._unconfirmed
        if ack != self._next_ack:
            return self.resync(ack)
        self._take_place(settings.priority)
        self.settings = settings
        self._unconfirmed = None
        if anew or self._overflowed or self._long_absent():
            return self._start_anew()
        waiter = self._waiter = _Waiter(settings.priority)
        try:
            await self._until_due(waiter, settings.timeout if patience is None else patience, least)
        finally:
            if self._waiter is waiter:
                self._waiter = None
                self.released_at = self._clock.now()
        if self._misled:
            self._misled = False
            return self.resync(ack)
        kept = [replace(q, fetched=None, repeated=True) for q in self._queue if again and not q.repeated]
        package = self._package()
        self._queue = kept
        return package

    def _take_place(self, priority: int) -> None:
        if self._waiter is None:
            return
        if priority < self._waiter.priority:
            raise errors.replaced()
        self._waiter.release(errors.replaced())
        self._waiter = None

    async def _until_due(self, waiter: _Waiter, patience: float, least: float) -> None:
        began = self._clock.now()
        deadline = began + patience
        while True:
            if waiter.refusal is not None:
                raise waiter.refusal
            if self._misled:
                return
            due = min(deadline, *(self._due(q) for q in self._queue)) if self._queue else deadline
            left = max(due, began + least) - self._clock.now()
            if left <= 0:
                return
            await waiter.sleep(self._clock.real(left))

    def _due(self, queued: _Queued) -> float:
        match queued.urgency:
            case Urgency.HIGH:
                return queued.at
            case Urgency.MEDIUM:
                return queued.at + self.settings.medium
            case Urgency.LOW:
                return queued.at + self.settings.low

    def _package(self) -> EventsAnswer:
        senders: list[Sender] = []
        for queued in self._queue:
            rel, href = queued.sender
            if senders and (senders[-1].rel, senders[-1].href) == queued.sender:
                senders[-1] = Sender(rel, href, (*senders[-1].events, queued.event))
            else:
                senders.append(Sender(rel, href, (queued.event,)))
        told = [queued.fetched for queued in self._queue if queued.fetched is not None]
        self._queue.clear()
        answer = self._sent(
            EventsAnswer(self._href(self._next_ack), self._href(self._next_ack + 1), senders=tuple(senders))
        )
        for fetched in told:
            fetched()
        return answer

    def _long_absent(self) -> bool:
        return self.released_at is not None and self._clock.now() - self.released_at > RESUME_AFTER

    def _start_anew(self) -> EventsAnswer:
        self._forget()
        self._overflowed = False
        self._queue.clear()
        self.settings = ChannelSettings()
        self.released_at = self._clock.now()
        return self._sent(EventsAnswer(self._href(self._next_ack), None, resume=self._href(self._next_ack + 1)))

    def _sent(self, answer: EventsAnswer) -> EventsAnswer:
        self._unconfirmed = answer
        self._next_ack += 1
        return answer

    def _href(self, ack: int) -> str:
        return f"{self._path}?ack={ack}"


def _superseded(queued: _Queued, event: Event) -> bool:
    """Whether a newer update of the same resource makes a queued one old news. One with a reason stays."""
    old = queued.event
    return (
        old.type == "updated"
        and old.reason is None
        and (old.link.rel, old.link.href) == (event.link.rel, event.link.href)
    )
