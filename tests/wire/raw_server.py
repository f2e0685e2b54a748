"""A server that keeps the bytes of each request that it gets, and answers 200 to everything."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from ucwa_tui.wire.http1 import HttpMessage, parse_request

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class RawServer:
    """Listens on loopback; a request ends where its head says so."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.requests: list[bytes] = []
        threading.Thread(target=self._serve, name="raw-server", daemon=True).start()

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def take(self) -> HttpMessage:
        """The request that came last; the list is empty afterwards."""
        data = self.requests.pop()
        self.requests.clear()
        return parse_request(data)

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with connection, suppress(OSError):
                    self._one(connection)

    def _one(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        data = b""
        continued = False
        while not parse_request(data).complete:
            if b"100-continue" in data and not continued:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                continued = True
            more = connection.recv(65536)
            if not more:
                return
            data += more
        self.requests.append(data)
        connection.sendall(ANSWER)
