"""A forward proxy on loopback: tunnels (CONNECT), forwards absolute URLs, asks for a password, refuses."""

from __future__ import annotations

import base64
import contextlib
import http.client
import select
import socket
import ssl
from types import TracebackType
from urllib.parse import urlsplit

from tests.support.raw_server import Connection, RawServer, Received, Reply, answer

_HOP_BY_HOP = ("proxy-authorization", "transfer-encoding", "connection", "content-length")


class ForwardProxy:
    """Listens from construction on.

    Args:
        names: hosts that lead somewhere else, so that no name has to be looked up.
        credentials: `user:password` that it wants.
        refusal: what it answers to everything.
        tls: its own way is HTTPS.
    """

    def __init__(
        self,
        names: dict[str, str] | None = None,
        *,
        credentials: str = "",
        refusal: Reply | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._names = names or {}
        self._credentials = credentials
        self._refusal = refusal
        self.requests: list[Received] = []
        self._asked: set[http.client.HTTPConnection] = set()
        """Servers whose answers are awaited."""
        self.server = RawServer(self._handle, tls=tls)

    def __enter__(self) -> ForwardProxy:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for there in tuple(self._asked):  # a P-GET may be held for minutes
            if there.sock is not None:
                with contextlib.suppress(OSError):
                    there.sock.shutdown(socket.SHUT_RDWR)
        self.server.stop()

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    @property
    def tunnels(self) -> list[str]:
        """What tunnels were asked for."""
        return [r.target for r in self.requests if r.method == "CONNECT"]

    @property
    def forwarded(self) -> list[str]:
        """The URLs of what was forwarded."""
        return [r.target for r in self.requests if r.method != "CONNECT"]

    def _handle(self, received: Received) -> Reply:
        self.requests.append(received)
        if self._refusal is not None:
            return self._refusal
        if self._credentials:
            wanted = "Basic " + base64.b64encode(self._credentials.encode()).decode()
            if received.header("Proxy-Authorization") != wanted:
                return answer(407, b"who?", "text/plain", (("Proxy-Authenticate", 'Basic realm="way out"'),))
        return self._tunnel(received) if received.method == "CONNECT" else self._forward(received)

    def _tunnel(self, received: Received) -> Reply:
        host, _, port = received.target.rpartition(":")

        def reply(connection: Connection) -> None:
            with socket.create_connection((self._names.get(host, host), int(port))) as there:
                connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _relay(connection, there)
            connection.open = False

        return reply

    def _forward(self, received: Received) -> Reply:
        parts = urlsplit(received.target)
        assert parts.hostname is not None, "a forwarding proxy gets whole URLs"
        there = http.client.HTTPConnection(self._names.get(parts.hostname, parts.hostname), parts.port or 80)
        headers = {name: value for name, value in received.headers if name.lower() not in _HOP_BY_HOP}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self._asked.add(there)
        with contextlib.closing(there):
            try:
                there.request(received.method, target, received.body or None, headers)
                told = there.getresponse()
            except OSError:  # the proxy is being stopped
                return Connection.close
            finally:
                self._asked.discard(there)
            kept = tuple(h for h in told.getheaders() if h[0].lower() not in (*_HOP_BY_HOP, "content-type"))
            return answer(told.status, told.read(), told.headers.get("Content-Type"), kept)


def _relay(connection: Connection, there: socket.socket) -> None:
    here = connection.socket
    while not connection.stopped.is_set():
        pending = isinstance(here, ssl.SSLSocket) and here.pending()
        readable = [here] if pending else select.select([here, there], [], [], 0.02)[0]
        for source in readable:
            data = source.recv(65536)
            if not data:
                return
            (there if source is here else here).sendall(data)
