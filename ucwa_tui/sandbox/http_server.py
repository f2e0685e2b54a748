"""HTTP/1.1 on asyncio streams: listens, one task a connection, and an end that lets answers go out."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.http_connection import ClientGone, Connection, Desk, Handler
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.request_log import RequestLog
from ucwa_tui.sandbox.request_reader import MAX_HEAD
from ucwa_tui.sandbox.watched_stream import WatchedStream

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape

BACKLOG = 1024
"""Connections that the system holds while the loop is busy."""
GRACE_SECONDS = 1.0
"""How long answers that are due may take to be written when the server stops (real seconds)."""
Taping: TypeAlias = "Callable[[asyncio.StreamWriter], Tape]"
"""Makes the tape that a new connection is recorded on."""


class HttpServer:
    """Listens, reads requests, hands them to one handler, writes the answers.

    Args:
        handler: called on the loop for every whole request.
        finish: adds the headers that depend on the world (server name, correlation id) to an answer.
        limits: of connections and of patience; None: the usual ones.
        tls: certificate and key; None: plain HTTP.
        log: told of every request that is answered; has to be quick.
        taping: records connections; None: nobody does.
    """

    def __init__(
        self,
        handler: Handler,
        finish: Callable[[Request, Answer], Answer],
        *,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        log: RequestLog | None = None,
        taping: Taping | None = None,
    ) -> None:
        self._desk = Desk(handler, finish, limits or Limits(), log)
        self._taping = taping
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], Connection] = {}

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; returns the address really bound. Raises OSError where the port cannot be had."""
        if not 0 <= port <= 65535:
            raise OSError(f"port {port} is not between 0 and 65535")
        loop = asyncio.get_running_loop()

        def protocol() -> asyncio.StreamReaderProtocol:
            return asyncio.StreamReaderProtocol(WatchedStream(MAX_HEAD, loop), self._connected, loop)

        self._server = await loop.create_server(protocol, host, port, backlog=BACKLOG, ssl=self._tls)
        name = self._server.sockets[0].getsockname()
        return str(name[0]), int(name[1])

    async def stop(self) -> None:
        """Stop listening, let answers that are due go out, and end every connection; takes at most two seconds."""
        if self._server is not None:
            self._server.close()
            self._server = None
        busy = [task for task, connection in self._open.items() if connection.leave()]
        if busy:
            await asyncio.wait(busy, timeout=GRACE_SECONDS)
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)

    def drop(self) -> int:
        """Reset every connection but the one that asks for it; how many there were."""
        own = asyncio.current_task()
        dropped = [(task, connection) for task, connection in self._open.items() if task is not own]
        for task, connection in dropped:
            connection.reset()
            task.cancel()
        return len(dropped)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._open)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert isinstance(reader, WatchedStream)
        connection = self._open[task] = Connection(reader, writer, self._desk)
        try:
            if len(self._open) <= self._desk.limits.connections:
                if self._taping is not None:
                    connection.record(self._taping(writer))
                await connection.serve()
            else:
                await connection.turn_away()
        except (ClientGone, ConnectionError, TimeoutError):
            pass
        except asyncio.CancelledError:
            # only `stop` and `drop` cancel; asyncio's own callback would report a cancelled connection as an error
            writer.transport.abort()  # a client that does not read must not hold up the end
        finally:
            del self._open[task]
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):  # TLS errors are OSErrors too
                await writer.wait_closed()
