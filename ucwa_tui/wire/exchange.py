"""An HTTP exchange as an immutable record: the exact bytes both ways, with secrets already masked.

The client makes these, everything else only reads them. `http1` turns the bytes into messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ucwa_tui.protocol.request_plan import Purpose


class ExchangeState(StrEnum):
    """How far an exchange has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """The connection failed, or the answer did not arrive whole; `error` says why."""
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    """It was under way when the capture that it comes out of was saved; nobody knows what came of it."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Phases in seconds; None where a phase did not happen (a reused connection) or was not reached."""

    resolve: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    """From the last byte sent to the first byte received."""
    receive: float | None = None


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A certificate above the server's own, as the server sent it. Hostile text."""

    subject: str
    issuer: str
    not_before: str
    not_after: str
    serial: str
    """Hexadecimal."""
    fingerprint: str
    """SHA-256, as `AB:CD:…`."""


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What TLS settled on."""

    version: str
    cipher: str
    subject: str
    """The certificate's subject (common name and alternative names), as one line."""
    issuer: str = ""
    not_after: str = ""
    verified: bool = True
    """False: the certificate was not checked, or not found good."""
    alternative_names: tuple[str, ...] = ()
    """`DNS:…` and `IP:…`."""
    not_before: str = ""
    serial: str = ""
    """Hexadecimal."""
    fingerprint: str = ""
    """SHA-256 of the certificate, as `AB:CD:…`."""
    chain: tuple[ChainLink, ...] = ()
    """The certificates that came after the server's own, in the order of the handshake."""
    chain_known: bool = False
    """False: this Python cannot tell which certificates came after the server's own."""
    alpn: str = ""
    """The protocol that was agreed on in the handshake; empty: none was."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of the connection."""

    host: str
    port: int
    address: str = ""
    """Numeric address that was really connected to."""
    reused: bool = False
    tls: TlsFacts | None = None
    proxy: str = ""
    """`host:port` of the proxy in between; `address` is then the proxy's. Empty: none."""
    connection: int = 0
    """Number of the connection within this run, from 1; 0: not known."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A place in the masked bytes that stands for a secret."""

    offset: int
    length: int
    """Length of the mask in the stored bytes."""
    original_length: int
    kind: str
    """password, token, cookie, negotiate."""


@dataclass(frozen=True, slots=True)
class CapturedMessage:
    """One direction of an exchange: exact bytes but for masks."""

    data: bytes = b""
    masks: tuple[Mask, ...] = ()
    reconstructed: bool = False
    """True where the bytes are not the wire's: a secret sat inside compressed or chunked bytes, the body grew too large
    when it was decompressed, or it comes out of a capture that holds no wire bytes."""
    dropped: int = 0
    """Bytes that went over the wire after these and were not kept, as there were too many."""
    revealed: bool = False
    """The masks stand where the secrets themselves are, for one view in memory: never to be stored or copied."""

    def __repr__(self) -> str:
        if self.revealed:
            return f"CapturedMessage({len(self.data)} bytes, secrets revealed)"
        return f"CapturedMessage(data={self.data!r}, masks={self.masks!r}, reconstructed={self.reconstructed!r})"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it. `n` counts starts from 1 and never repeats within a run."""

    n: int
    purpose: Purpose
    method: str
    url: str
    """Absolute, without userinfo, secrets masked."""
    started_at: float
    """Seconds since the epoch."""
    state: ExchangeState = ExchangeState.RUNNING
    request: CapturedMessage = field(default_factory=CapturedMessage)
    response: CapturedMessage = field(default_factory=CapturedMessage)
    status: int | None = None
    elapsed: float | None = None
    """Seconds from start to the last byte, or to the failure."""
    timings: Timings = field(default_factory=Timings)
    peer: Peer | None = None
    error: str | None = None
    """Why it failed, in words fit for the screen: cause, host, and for TLS the certificate's subject."""
    operation: str | None = None
    operation_id: str | None = None
    ticket: int | None = None
    """The number that `ClientPort.submit` gave out for it, if the user asked for it."""
    front_end: str = ""
    """`X-MS-Server-Fqdn` of the answer: which server behind a load balancer it was. Hostile text."""
