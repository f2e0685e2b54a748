"""One HTTP/1.1 connection on asyncio streams with h11: bounded heads and bodies, exact header spelling."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import h11

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.delivery import Delivery, pieces, wire_bytes
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.reason_phrases import reason_phrase
from ucwa_tui.sandbox.request import Request, make_request
from ucwa_tui.sandbox.request_log import RequestLog, Served
from ucwa_tui.sandbox.response_head import response_headers, shaped

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape

MAX_HEAD = 64 * 1024
_READ = 16 * 1024
MAX_BODY = 1024 * 1024
PEER = "peer"
"""What the memory of a connection calls the numeric address at its other end."""
Handler: TypeAlias = Callable[[Request], Answer | Awaitable[Answer]]
"""Answers a request. An awaitable answer is cancelled when the client goes away before it is there."""


class _BodyTooLarge(Exception):
    """The request body passes the limit."""


class ClientGone(Exception):
    """The other end closed the connection, or is to think so."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all connections of a server have in common."""

    handler: Handler
    finish: Callable[[Request, Answer], Answer]
    limits: Limits
    log: RequestLog | None


class Connection:
    """The requests of one connection, one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, desk: Desk) -> None:
        self._reader = reader
        self._writer = writer
        self._desk = desk
        self._busy = False
        self._leaving = False
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self.tape: Tape | None = None
        """Records the connection; None: nobody does."""
        self._memory: dict[str, bytes] = {PEER: _host(writer.get_extra_info("peername"))}
        self._address = _address(writer.get_extra_info("sockname"))
        self._client = _address(writer.get_extra_info("peername"))
        self._scheme = "http" if writer.get_extra_info("ssl_object") is None else "https"

    async def serve(self) -> None:
        """Answer until either side wants to close."""
        try:
            await self._serve()
        finally:
            if self.tape is not None:
                self.tape.closed()

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
            answer = await self._answered(request)
            if self._http.our_state is h11.MUST_CLOSE or answer.close or self._leaving:
                return
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                return
            self._http.start_next_cycle()

    def leave(self) -> bool:
        """The server stops: end after the answer that is due; False where none is."""
        self._leaving = True
        return self._busy

    def reset(self) -> None:
        """Its end is going to be a reset."""
        reset_on_close(self._writer)

    async def turn_away(self) -> None:
        """One connection too many: say so, whatever it wants."""
        await self._refuse(503)

    async def _answered(self, request: Request) -> Answer:
        """Have the request answered, and tell whoever keeps a log of it."""
        arrived, started = time.time(), time.monotonic()

        def note(status: int | None, size: int) -> None:
            if self._desk.log is not None:
                took = time.monotonic() - started
                self._desk.log(Served(arrived, self._client, request.method, request.target, status, took, size))

        self._busy = True
        try:
            answer = self._desk.handler(request)
            if inspect.isawaitable(answer):
                answer = await self._unless_gone(asyncio.ensure_future(answer))
            if self._leaving:
                answer = replace(answer, close=True)
        except (ClientGone, asyncio.CancelledError):
            note(None, 0)
            raise
        try:
            await self._write(request, answer, note)
        finally:
            self._busy = False
        return answer

    async def _read_request(self) -> Request | None:
        """The next whole request; None when the client closed between requests."""
        async with asyncio.timeout(self._desk.limits.idle_seconds):
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
            scheme=self._scheme,
            connection=self._memory,
        )
        if self.tape is not None:
            self.tape.asked(request, len(self._http.trailing_data[0]))
        return request

    async def _next_event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            data = await self._reader.read(_READ)
            if self.tape is not None:
                self.tape.received(data)
            self._http.receive_data(data)

    async def _unless_gone(self, work: asyncio.Future[Answer]) -> Answer:
        """Wait for an answer that takes its time, and drop it when the client closes meanwhile."""
        watch = asyncio.ensure_future(self._closed())
        both: set[asyncio.Future[Any]] = {work, watch}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            raise ClientGone
        finally:
            for future in (watch, work):
                future.cancel()
            await asyncio.gather(watch, work, return_exceptions=True)

    async def _closed(self) -> None:
        """Returns when the client has closed its side. A pipelined request is kept for later, within bounds."""
        held = 0
        while held < MAX_HEAD:
            data = await self._reader.read(_READ)
            if self.tape is not None and data:
                self.tape.received(data)
            self._http.receive_data(data)
            if not data:
                return
            held += len(data)
        await asyncio.Event().wait()

    async def _write(self, request: Request, answer: Answer, note: Callable[[int, int], None]) -> None:
        """Send the answer. The log has it first: a client that has its answer finds itself there."""
        done = shaped(request, self._desk.finish(request, answer))
        head = h11.Response(status_code=done.status, headers=response_headers(done), reason=reason_phrase(done.status))
        body = done.body if request.method != "HEAD" else b""
        # one write for head and body: a client never sees half an answer
        data = self._http.send(head) or b""
        if body:
            data += self._http.send(h11.Data(data=body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        if answer.delivery is not None:
            line = b"HTTP/1.1 %d %s" % (done.status, reason_phrase(done.status))
            spoiled = wire_bytes(line, response_headers(done), body, answer.delivery)
            note(done.status, len(spoiled))
            await self._deliver(spoiled, answer.delivery)
            return
        note(done.status, len(data))
        if self.tape is not None:
            self.tape.answering()
        self._writer.write(data)
        await self._writer.drain()
        if self.tape is not None:
            self.tape.answered(data)

    async def _deliver(self, data: bytes, delivery: Delivery) -> None:
        """Send bytes in the way of a delivery, which h11 would not."""
        if self.tape is not None:
            self.tape.answering()
        for piece in pieces(data, delivery.piece):
            self._writer.write(piece)
            await self._writer.drain()
            if delivery.pause:
                await asyncio.sleep(delivery.pause)
        if self.tape is not None:
            self.tape.answered(data, whole=delivery.part == 1)
        if delivery.reset:
            reset_on_close(self._writer)
        if delivery.ends_connection:
            raise ClientGone

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


def _address(name: object) -> str:
    """`host:port` of a socket's name."""
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else "127.0.0.1"


def _host(name: object) -> bytes:
    """The numeric address of a socket's name; empty where it is gone already."""
    return str(name[0]).encode() if isinstance(name, tuple) else b""


def reset_on_close(writer: asyncio.StreamWriter) -> None:
    """Have the connection closed by a reset, as a server does that falls over."""
    own = writer.get_extra_info("socket")
    if own is not None:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
