"""A small HTTP/1.1 server on loopback whose every byte the test decides.

One thread accepts, one thread serves each connection. A handler gets the parsed request and answers with bytes, or
with a function that does as it likes with the connection: sends half an answer, waits, resets.
"""

from __future__ import annotations

import contextlib
import gzip
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Received:
    """A request as it came off the socket."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    raw: bytes
    connection: int
    """Counts accepted connections from 1, per server."""
    address: tuple[str, int]
    """The server's own host and port that it came in on."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target's query, empty where there is none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first header of that name, compared without case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


@dataclass
class Connection:
    """The server's end of a connection, for replies that are more than bytes."""

    socket: socket.socket
    stopped: threading.Event
    open: bool = True

    def send(self, data: bytes) -> None:
        """Send bytes; a client that has gone away is no error."""
        with contextlib.suppress(OSError):
            self.socket.sendall(data)

    def close(self) -> None:
        """End the connection in an orderly way."""
        self.open = False
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Drop the connection with a reset."""
        self.open = False
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def is_gone(self) -> bool:
        """Whether the client has hung up or the server is stopping; does not wait."""
        if self.open and not self.stopped.is_set():
            readable, _, _ = select.select([self.socket], [], [], 0)
            if not readable:
                return False
            with contextlib.suppress(OSError):
                if not isinstance(self.socket, ssl.SSLSocket) and self.socket.recv(1, socket.MSG_PEEK):
                    return False
        self.open = False
        return True

    def hold(self, seconds: float = 30.0) -> None:
        """Keep silent until the client hangs up, the server stops, or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.is_gone():
            self.stopped.wait(0.02)
        self.open = False


Reply: TypeAlias = bytes | Callable[[Connection], None]
Handler: TypeAlias = Callable[[Received], Reply]


def silent(connection: Connection) -> None:
    """A reply that never comes."""
    connection.hold()


def hang_up(connection: Connection) -> None:
    """A reply that is a closed connection."""
    connection.close()


def cut_short(data: bytes) -> Reply:
    """Send these bytes, then close."""

    def reply(connection: Connection) -> None:
        connection.send(data)
        connection.close()

    return reply


def answer(
    status: int = 200,
    body: bytes | str = b"",
    content_type: str | None = "application/json; charset=utf-8",
    headers: tuple[tuple[str, str], ...] = (),
    reason: str = "Whatever",
    length: int | None = None,
) -> bytes:
    """A whole answer with Content-Length; `length` lies about it."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} {reason}"]
    if content_type is not None and data:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name}: {value}" for name, value in headers]
    if status not in (204, 304):
        lines.append(f"Content-Length: {len(data) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def chunked(body: bytes, *, size: int = 7, last: bool = True, zipped: bool = False, status: int = 200) -> bytes:
    """A whole answer in chunks, gzipped on request, the closing chunk left out on request."""
    data = gzip.compress(body, mtime=0) if zipped else body
    head = f"HTTP/1.1 {status} OK\r\ncontent-TYPE: application/json\r\nTransfer-Encoding: chunked\r\n"
    head += "Content-Encoding: gzip\r\n\r\n" if zipped else "\r\n"
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    framed = b"".join(b"%X\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head.encode() + framed + (b"0\r\n\r\n" if last else b"")


@dataclass
class RawServer:
    """Listens from construction on, on an ephemeral port; `stop` ends every thread."""

    handler: Handler
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    connections: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)
    _sockets: list[socket.socket] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._spawn(self._accept)

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def stop(self) -> None:
        """Close everything and wait for the threads."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
        self._listener.close()
        for open_socket in list(self._sockets):
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    def _spawn(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True, name="scripted-server")
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            number = self.connections
            self._sockets.append(accepted)
            self._spawn(lambda taken=accepted, n=number: self._serve(taken, n))  # type: ignore[misc]

    def _serve(self, accepted: socket.socket, number: int) -> None:
        accepted.settimeout(30)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            stream = self.tls.wrap_socket(accepted, server_side=True) if self.tls else accepted
        except OSError:
            accepted.close()
            return
        connection = Connection(stream, self._stopped)
        buffer = b""
        with contextlib.suppress(OSError):
            while connection.open and not self._stopped.is_set():
                received, buffer = self._read(stream, buffer, number)
                if received is None:
                    break
                reply = self.handler(received)
                if isinstance(reply, bytes):
                    connection.send(reply)
                else:
                    reply(connection)
                stream.settimeout(30) if connection.open else None
        with contextlib.suppress(OSError):
            stream.close()

    def _read(self, stream: socket.socket, buffer: bytes, number: int) -> tuple[Received | None, bytes]:
        while b"\r\n\r\n" not in buffer:
            data = stream.recv(65536)
            if not data:
                return None, b""
            buffer += data
        head, _, rest = buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        length = next((int(v) for k, v in headers if k.lower() == "content-length"), 0)
        while len(rest) < length:
            data = stream.recv(65536)
            if not data:
                return None, b""
            rest += data
        body, rest = rest[:length], rest[length:]
        raw = head + b"\r\n\r\n" + body
        return Received(method, target, headers, body, raw, number, (self.host, self.port)), rest
