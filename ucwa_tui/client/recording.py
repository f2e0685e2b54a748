"""What one exchange's connection shows: bytes with their times, phases, the other end.

The exchange's own task carries its recording in a context variable, so that the socket underneath the connection pool
knows for whom it sends and receives.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum

from ucwa_tui.client.exact_head import exact_head
from ucwa_tui.wire.capture import Capture, Direction
from ucwa_tui.wire.exchange import Peer, Timings, TlsFacts

CURRENT: ContextVar[Recording | None] = ContextVar("CURRENT", default=None)


class Phase(StrEnum):
    """What an exchange is doing, told in failures."""

    RESOLVE = "looking up the name"
    CONNECT = "connecting"
    PROXY = "asking the proxy for the way"
    TLS = "the TLS handshake"
    SEND = "sending"
    WAIT = "waiting for the answer"
    RECEIVE = "receiving the answer"


class Recording:
    """Grows while an exchange runs. Times are of one monotonic clock.

    Args:
        monotonic: that clock.
        limit: most bytes kept of each direction.
        on_sent: called once, when the whole request is on its way.
    """

    def __init__(self, monotonic: Callable[[], float], limit: int, on_sent: Callable[[], None]) -> None:
        self._monotonic = monotonic
        self._on_sent = on_sent
        self._limit = limit
        self._capture = Capture(limit)
        self._ready_at = monotonic()
        self._waiting = False
        self._adopted = False
        self.exact_head: bytes | None = None
        """The head that is to go out, byte for byte, in place of the one that the HTTP library writes; until it has."""
        self.phase = Phase.SEND
        self.address = ""
        self.proxy = ""
        """`host:port` of the proxy in between, to which `address` belongs."""
        self.connection = 0
        """Number of the connection within this run; 0: there is none yet."""
        self.reused = True
        """False as soon as this exchange opens a connection of its own."""
        self.tls: TlsFacts | None = None
        self.certificate = b""
        """The server's, in DER form."""
        self.resolve: float | None = None
        self.connect: float | None = None
        self.handshake: float | None = None

    def now(self) -> float:
        """The clock of this recording."""
        return self._monotonic()

    def adopt(self, address: str, tls: TlsFacts | None, proxy: str, connection: int = 0) -> None:
        """A connection is ready for this exchange: from here on the time counts as sending."""
        if not self._adopted:
            self._adopted = True
            self.address, self.tls, self.proxy = address, tls, proxy
            self.connection = connection
            self._ready_at = self._monotonic()
            self.phase = Phase.SEND

    def outgoing(self, data: bytes) -> bytes:
        """What is to be written in place of these bytes: the library writes a head first, and at once."""
        if self.exact_head is None:
            return data
        wanted, self.exact_head = self.exact_head, None
        return exact_head(wanted, data)

    def sent(self, data: bytes) -> None:
        """Bytes went out."""
        self._capture.append(self._monotonic(), Direction.SENT, data)

    def waiting(self) -> None:
        """The connection is being read: the request is out."""
        if not self._waiting:
            self._waiting = True
            self.phase = Phase.WAIT
            self._on_sent()

    def received(self, data: bytes) -> bool:
        """Bytes came in; False where there are more of them than an answer may have."""
        self._capture.append(self._monotonic(), Direction.RECEIVED, data)
        if data:
            self.phase = Phase.RECEIVE
        return self._capture.total(Direction.RECEIVED) <= self._limit

    @property
    def request(self) -> bytes:
        """What was sent so far."""
        return self._capture.sent

    @property
    def response(self) -> bytes:
        """What was received so far."""
        return self._capture.received

    @property
    def size(self) -> int:
        """How many bytes came back so far."""
        return self._capture.total(Direction.RECEIVED)

    def dropped(self, direction: Direction) -> int:
        """How many bytes of a direction were too many to be kept."""
        return self._capture.dropped(direction)

    @property
    def on_kept_connection(self) -> bool:
        """Whether the request went over a connection that an earlier exchange had opened."""
        return self.reused and self._adopted

    def timings(self) -> Timings:
        """The phases so far."""
        phases = self._capture.phases(self._ready_at)
        return Timings(self.resolve, self.connect, self.handshake, phases.send, phases.wait, phases.receive)

    def peer(self, host: str, port: int) -> Peer:
        """The other end, as far as it is known."""
        return Peer(host, port, self.address, self.on_kept_connection, self.tls, self.proxy, self.connection)
