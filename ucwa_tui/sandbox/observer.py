"""Watches the sandbox's clients: what goes over each connection becomes masked records, on a thread of its own.

The server's loop only hands bytes over; masking, numbering and telling cost it nothing. Where more comes than can be
worked off, exchanges are left out and counted, and the server goes on at full speed.
"""

from __future__ import annotations

import queue
import threading
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ucwa_tui.sandbox.client_book import ClientBook, Visit
from ucwa_tui.sandbox.observing import Asked, Developer, Ended
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.request_traits import (
    Kind,
    application_in,
    asked_for,
    bearer_of,
    issued_token,
    kind_of,
    renewed_token,
    url_of,
)
from ucwa_tui.wire.observed import Observation, ObservationSink, ObservedClient

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape
    from ucwa_tui.sandbox.world import World

KEEP_BYTES = 32 * 1024 * 1024
"""What is kept for watchers that come later."""
MOST_WAITING = 16 * 1024 * 1024
"""Bytes that may wait to be worked off."""
_COST = 1500
"""What a record weighs beside its bytes, about."""
_SILENT = "sandbox"
"""First step of the paths that are the sandbox's own, and no business of a protocol."""


@dataclass(slots=True)
class _Running:
    client: ObservedClient
    visit: Visit
    kind: Kind


class Observer:
    """Records exchanges and tells sinks of them.

    Args:
        world: knows whose tokens and applications they are.
        keep_bytes: how much is kept for those that begin to watch later; the oldest is forgotten.
    """

    def __init__(self, world: World, *, keep_bytes: int = KEEP_BYTES) -> None:
        self._world = world
        self._keep = keep_bytes
        self.active = False
        """Whether anything is recorded."""
        self.run = uuid.uuid4().hex
        """Another one for each sandbox: with it, numbers begin again."""
        self.lost = 0
        """So many exchanges were left out, as too many came at once."""
        self._numbers = 0
        self._running: dict[int, _Running] = {}
        self._book = ClientBook()
        self._queue: queue.SimpleQueue[Asked | Ended | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._sinks: list[ObservationSink] = []
        self._kept: deque[Observation] = deque()
        self._kept_bytes = 0
        self._seq = 0
        self._thread: threading.Thread | None = None

    # On the server's loop ---------------------------------------------------------------------------------------------

    def record(self) -> None:
        """Begin to record; it goes on until `close`. Idempotent."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="sandbox-observer", daemon=True)
            self._thread.start()
        self.active = True

    def began(self, tape: Tape, request: Request, data: bytes, began: float, arrived: float) -> int:
        """A request is whole; the exchange's number, 0 where it is not recorded."""
        if request.under(_SILENT):
            return 0
        if self._waiting > MOST_WAITING:
            self.lost += 1
            return 0
        self._numbers += 1
        token = bearer_of(request)
        kind = kind_of(request)
        form = request.header("Content-Type")
        visit = Visit(
            tape.wire.client_address,
            request.header("User-Agent") or "",
            tape.client,
            token,
            application_in(request),
            kind is Kind.TOKEN,
            asked_for(form, request.body) if kind is Kind.TOKEN else "",
            renewed_token(form, request.body) if kind is Kind.TOKEN else "",
        )
        client = self._known(self._book.of(visit), token)
        tape.client = client.number
        n, url = self._numbers, url_of(request)
        self._running[n] = _Running(client, visit, kind)
        self._hand_over(
            Asked(n, client, request.method, url, data, began, arrived, tape.wire, tape.exchanges), len(data)
        )
        return n

    def ended(self, tape: Tape, number: int, data: bytes, answering: float, sent: float, *, whole: bool) -> None:
        """An answer was written."""
        running = self._running.pop(number, None)
        if running is None:
            return
        client, issued = self._learn(running, data)
        tape.client = client.number
        error = "" if whole else "The sandbox broke the answer off here, as its scenario wants."
        self._hand_over(Ended(number, client, data, answering, sent, error, issued), len(data))

    def left(self, number: int, at: float) -> None:
        """The client went away before it was answered."""
        running = self._running.pop(number, None)
        if running is not None:
            if running.kind is Kind.TOKEN:
                self._book.refused(running.client.number)
            error = "The client closed the connection before the answer."
            self._hand_over(Ended(number, running.client, b"", at, at, error, ""), 0)

    def _known(self, client: ObservedClient, token: str) -> ObservedClient:
        """With whom its token stands for, where that was given out before anybody watched."""
        if token and not client.user:
            identity = self._world.tickets.identity(token)
            if identity is not None:
                return self._book.signed_in(client.number, identity.person.uri, guest=identity.anonymous)
        return client

    def _learn(self, running: _Running, answer: bytes) -> tuple[ObservedClient, str]:
        """What the answer says about the client: who it is now, and the token that it got."""
        number, visit = running.client.number, running.visit
        client, token = self._book.clients.get(number, running.client), ""
        status = answer[9:12]
        if running.kind is Kind.TOKEN and status == b"200":
            token = issued_token(answer)
            identity = self._world.tickets.identity(token) if token else None
            if identity is not None:
                client = self._book.got_token(number, visit, token, identity.person.uri, guest=identity.anonymous)
        elif running.kind is Kind.TOKEN:
            self._book.refused(number)
        elif running.kind is Kind.APPLICATIONS and status in (b"200", b"201"):
            found = self._application_of(answer)
            if found is not None:
                client = self._book.got_application(number, visit.token, *found)
        return client, token

    def _application_of(self, answer: bytes) -> tuple[str, str] | None:
        named = Developer.application_in(answer)
        application = self._world.applications.get(named) if named else None
        return (application.id, application.registration.endpoint_id) if application is not None else None

    def _hand_over(self, item: Asked | Ended, size: int) -> None:
        with self._lock:
            self._waiting += size + _COST
        self._queue.put(item)

    # From any thread --------------------------------------------------------------------------------------------------

    def watch(self, sink: ObservationSink) -> Callable[[], None]:
        """Tell a sink of everything that is kept, then of everything that comes.

        Args:
            sink: called on the observer's thread, one call after the other.

        Returns:
            Ends it.
        """
        with self._lock:
            kept = tuple(self._kept)
            if kept:
                sink(kept, self.lost)
            self._sinks.append(sink)
        self.record()

        def stop() -> None:
            with self._lock:
                if sink in self._sinks:
                    self._sinks.remove(sink)

        return stop

    def kept_after(self, seq: int, most_bytes: int) -> tuple[tuple[Observation, ...], int]:
        """Observations after a number, as many as fit; and how many after it are forgotten."""
        with self._lock:
            first = self._kept[0].seq if self._kept else self._seq + 1
            found: list[Observation] = []
            size = 0
            for observation in self._kept:
                if observation.seq > seq:
                    size += _weight(observation)
                    if found and size > most_bytes:
                        break
                    found.append(observation)
        return tuple(found), max(0, first - 1 - max(seq, 0))

    @property
    def last(self) -> int:
        """Number of the newest observation."""
        return self._seq

    def close(self, deadline: float = 2.0) -> None:
        """Work off what waits, then end the thread."""
        self.active = False
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(deadline)

    # On the observer's thread -----------------------------------------------------------------------------------------

    def _work(self) -> None:
        developer = Developer(self._world.cast.secret)
        ended = False
        while not ended:
            items = [self._queue.get()]
            while len(items) < 200 and not self._queue.empty():
                items.append(self._queue.get())
            ended = None in items
            found = [o for item in items if item is not None and (o := developer.develop(item)) is not None]
            self._tell(found, sum(_COST + len(item.data) for item in items if item is not None))

    def _tell(self, found: list[Observation], size: int) -> None:
        with self._lock:
            self._waiting -= size
            numbered = []
            for observation in found:
                self._seq += 1
                numbered.append(replace(observation, seq=self._seq))
            self._kept.extend(numbered)
            self._kept_bytes += sum(map(_weight, numbered))
            while self._kept_bytes > self._keep and self._kept:
                self._kept_bytes -= _weight(self._kept.popleft())
            sinks = tuple(self._sinks)
        if numbered:
            for sink in sinks:
                sink(tuple(numbered), self.lost)


def _weight(observation: Observation) -> int:
    exchange = observation.exchange
    return len(exchange.request.data) + len(exchange.response.data) + _COST
