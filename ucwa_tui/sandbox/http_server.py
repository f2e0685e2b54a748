"""HTTP/1.1 on asyncio streams with h11: one task a connection, bounded heads and bodies, exact header spelling."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import h11

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.request import Request, make_request
from ucwa_tui.sandbox.response_head import response_headers, shaped

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape

MAX_HEAD = 64 * 1024
_READ = 16 * 1024
MAX_BODY = 1024 * 1024
MAX_CONNECTIONS = 512
IDLE_SECONDS = 120.0
"""How long a kept connection may be silent, and how long a request may take to arrive (real seconds)."""

PEER = "peer"
"""What the memory of a connection calls the numeric address at its other end."""
Handler: TypeAlias = Callable[[Request], Answer | Awaitable[Answer]]
"""Answers a request. An awaitable answer is cancelled when the client goes away before it is there."""
Taping: TypeAlias = "Callable[[asyncio.StreamWriter], Tape]"
"""Makes the tape that a new connection is recorded on."""


class _BodyTooLarge(Exception):
    """The request body passes the limit."""


class _ClientGone(Exception):
    """The other end closed the connection."""


class HttpServer:
    """Listens, reads requests, hands them to one handler, writes the answers.

    Args:
        handler: called on the loop for every whole request.
        finish: adds the headers that depend on the world (server name, correlation id) to an answer.
        taping: records connections; None: nobody does.
    """

    def __init__(
        self, handler: Handler, finish: Callable[[Request, Answer], Answer], taping: Taping | None = None
    ) -> None:
        self._handler = handler
        self._finish = finish
        self._taping = taping
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; returns the address really bound. Raises OSError where the port cannot be had."""
        if not 0 <= port <= 65535:
            raise OSError(f"port {port} is not between 0 and 65535")
        self._server = await asyncio.start_server(self._connected, host, port, limit=MAX_HEAD)
        name = self._server.sockets[0].getsockname()
        return str(name[0]), int(name[1])

    async def stop(self) -> None:
        """Stop listening and end every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if len(self._tasks) <= MAX_CONNECTIONS:
                tape = self._taping(writer) if self._taping is not None else None
                await _Connection(reader, writer, self._handler, self._finish, tape).serve()
        except (_ClientGone, ConnectionError, TimeoutError):
            pass
        except asyncio.CancelledError:
            # only `stop` cancels; asyncio's own callback would report a cancelled connection as an error
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, TimeoutError):
                await writer.wait_closed()


class _Connection:
    """The requests of one connection, one after the other."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handler: Handler,
        finish: Callable[[Request, Answer], Answer],
        tape: Tape | None = None,
    ) -> None:
        self._tape = tape
        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._finish = finish
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        address = writer.get_extra_info("sockname")
        self._memory: dict[str, bytes] = {PEER: _address_of(writer)}
        self._address = f"{address[0]}:{address[1]}" if address else "127.0.0.1"

    async def serve(self) -> None:
        """Answer until either side wants to close."""
        try:
            await self._serve()
        finally:
            if self._tape is not None:
                self._tape.closed()

    async def _serve(self) -> None:
        while True:
            try:
                request = await self._read_request()
            except h11.RemoteProtocolError as error:
                await self._refuse(error.error_status_hint or 400)
                return
            except _BodyTooLarge:
                await self._refuse(413)
                return
            if request is None:
                return
            answer = self._handler(request)
            if inspect.isawaitable(answer):
                answer = await self._unless_gone(asyncio.ensure_future(answer))
            await self._write(request, answer)
            if self._http.our_state is h11.MUST_CLOSE or answer.close:
                return
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                return
            self._http.start_next_cycle()

    async def _read_request(self) -> Request | None:
        """The next whole request; None when the client closed between requests."""
        async with asyncio.timeout(IDLE_SECONDS):
            head = await self._next_event()
            if not isinstance(head, h11.Request):
                return None
            body = bytearray()
            while True:
                if self._http.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
                event = await self._next_event()
                if isinstance(event, h11.Data):
                    body += event.data
                    if len(body) > MAX_BODY:
                        raise _BodyTooLarge
                elif isinstance(event, h11.EndOfMessage):
                    break
                else:
                    return None
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in head.headers.raw_items()]
        request = make_request(
            head.method.decode("ascii"),
            head.target.decode("latin-1"),
            headers,
            bytes(body),
            fallback_host=self._address,
            connection=self._memory,
        )
        if self._tape is not None:
            self._tape.asked(request, len(self._http.trailing_data[0]))
        return request

    async def _next_event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            data = await self._reader.read(_READ)
            if self._tape is not None:
                self._tape.received(data)
            self._http.receive_data(data)

    async def _unless_gone(self, work: asyncio.Future[Answer]) -> Answer:
        """Wait for an answer that takes its time, and drop it when the client closes meanwhile."""
        watch = asyncio.ensure_future(self._closed())
        both: set[asyncio.Future[Any]] = {work, watch}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            raise _ClientGone
        finally:
            for future in (watch, work):
                future.cancel()
            await asyncio.gather(watch, work, return_exceptions=True)

    async def _closed(self) -> None:
        """Returns when the client has closed its side. A pipelined request is kept for later, within bounds."""
        held = 0
        while held < MAX_HEAD:
            data = await self._reader.read(_READ)
            if self._tape is not None and data:
                self._tape.received(data)
            self._http.receive_data(data)
            if not data:
                return
            held += len(data)
        await asyncio.Event().wait()

    async def _write(self, request: Request, answer: Answer) -> None:
        done = shaped(request, self._finish(request, answer))
        head = h11.Response(status_code=done.status, headers=response_headers(done), reason=reason_phrase(done.status))
        body = done.body if request.method != "HEAD" else b""
        # one write for head and body: a client never sees half an answer
        data = self._http.send(head) or b""
        if body:
            data += self._http.send(h11.Data(data=body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        if answer.cut is not None:
            data = data[: int(len(data) * answer.cut)]
        if self._tape is not None:
            self._tape.answering()
        self._writer.write(data)
        await self._writer.drain()
        if self._tape is not None:
            self._tape.answered(data, whole=answer.cut is None)
        if answer.cut == 0:
            self._reset()
        if answer.cut is not None:
            raise _ClientGone

    def _reset(self) -> None:
        """Have the connection closed by a reset, as a server does that falls over."""
        own: socket.socket = self._writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def _refuse(self, status: int) -> None:
        """Answer something that is no HTTP request, and close."""
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        page = error_page(status, reason_phrase(status).decode())
        headers = response_headers(Answer(status, (("Connection", "close"),), page, "text/html"))
        await self._send(h11.Response(status_code=status, headers=headers, reason=reason_phrase(status)))
        await self._send(h11.Data(data=page))
        await self._send(h11.EndOfMessage())
        # what is still on its way would turn the close into a reset, and the answer might be lost with it
        with contextlib.suppress(TimeoutError, ConnectionError):
            self._writer.write_eof()
            async with asyncio.timeout(0.5):
                while await self._reader.read(_READ):
                    pass

    async def _send(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()


def _address_of(writer: asyncio.StreamWriter) -> bytes:
    """The other end's numeric address; empty where it is gone already."""
    name = writer.get_extra_info("peername")
    return str(name[0]).encode() if name else b""


_PHRASES = {
    200: b"OK",
    201: b"Created",
    204: b"No Content",
    302: b"Found",
    304: b"Not Modified",
    400: b"Bad Request",
    401: b"Unauthorized",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    406: b"Not Acceptable",
    409: b"Conflict",
    410: b"Gone",
    412: b"Precondition Failed",
    413: b"Request Entity Too Large",
    414: b"URI Too Long",
    415: b"Unsupported Media Type",
    428: b"Precondition Required",
    431: b"Request Header Fields Too Large",
    500: b"Internal Server Error",
    501: b"Not Implemented",
    503: b"Service Unavailable",
}


def reason_phrase(status: int) -> bytes:
    """The reason phrase of the status line."""
    return _PHRASES.get(status, b"Unknown")
