"""One HTTP/1.1 connection on asyncio streams with h11: bounded heads and bodies, exact header spelling."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import h11

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.delivery import Delivery, pieces, plain_bytes, wire_bytes
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.patience import Patience
from ucwa_tui.sandbox.reason_phrases import reason_phrase
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.request_log import RequestLog, Served
from ucwa_tui.sandbox.request_reader import NotTaken, RequestReader
from ucwa_tui.sandbox.response_head import response_headers, shaped
from ucwa_tui.sandbox.watched_stream import WatchedStream

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape

_READ = 16 * 1024
PEER = "peer"
"""What the memory of a connection calls the numeric address at its other end."""
Handler: TypeAlias = Callable[[Request], Answer | Awaitable[Answer]]
"""Answers a request. An awaitable answer is cancelled when the client goes away before it is there."""


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

    def __init__(self, reader: WatchedStream, writer: asyncio.StreamWriter, desk: Desk) -> None:
        self._reader = reader
        self._writer = writer
        self._desk = desk
        self._busy = False
        self._leaving = False
        self._client = _address(writer.get_extra_info("peername"))
        self._requests = RequestReader(
            reader,
            self._send,
            _address(writer.get_extra_info("sockname")),
            "http" if writer.get_extra_info("ssl_object") is None else "https",
            {PEER: _host(writer.get_extra_info("peername"))},
        )
        self._tape: Tape | None = None

    def record(self, tape: Tape) -> None:
        """Have the connection recorded."""
        self._tape = self._requests.tape = tape

    async def serve(self) -> None:
        """Answer until either side wants to close."""
        patience = Patience(self._desk.limits.idle_seconds)
        try:
            await self._serve(patience)
        finally:
            patience.close()
            if self._tape is not None:
                self._tape.closed()

    async def _serve(self, patience: Patience) -> None:
        while True:
            try:
                with patience:
                    request = await self._requests.next()
            except h11.RemoteProtocolError as error:
                await self._refuse(error.error_status_hint or 400)
                return
            except NotTaken as error:
                await self._refuse(error.status)
                return
            if request is None:
                return
            answer = await self._answered(request)
            if answer.close or self._leaving or not self._requests.done():
                return

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
            if not isinstance(answer, Answer):
                answer = await self._unless_gone(answer)
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

    async def _unless_gone(self, work: Awaitable[Answer]) -> Answer:
        """Wait for an answer that takes its time, and drop it when the client closes meanwhile."""
        with self._reader.ending() as gone:
            try:
                return await work
            except asyncio.CancelledError:
                if gone():
                    raise ClientGone from None
                raise

    async def _write(self, request: Request, answer: Answer, note: Callable[[int, int], None]) -> None:
        """Send the answer. The log has it first: a client that has its answer finds itself there."""
        done = shaped(request, self._desk.finish(request, answer))
        headers, body = response_headers(done), done.body if request.method != "HEAD" else b""
        line = b"HTTP/1.1 %d %s" % (done.status, reason_phrase(done.status))
        if answer.delivery is not None:
            spoiled = wire_bytes(line, headers, body, answer.delivery)
            note(done.status, len(spoiled))
            await self._deliver(spoiled, answer.delivery)
            return
        # one write for head and body: a client never sees half an answer
        if self._requests.http is None:
            data = plain_bytes(line, headers, body)
        else:
            data = _by_h11(self._requests.http, done.status, headers, body)
        note(done.status, len(data))
        if self._tape is not None:
            self._tape.answering()
        self._writer.write(data)
        await self._writer.drain()
        if self._tape is not None:
            self._tape.answered(data)

    async def _deliver(self, data: bytes, delivery: Delivery) -> None:
        """Send bytes in the way of a delivery, which h11 would not."""
        if self._tape is not None:
            self._tape.answering()
        for piece in pieces(data, delivery.piece):
            self._writer.write(piece)
            await self._writer.drain()
            if delivery.pause:
                await asyncio.sleep(delivery.pause)
        if self._tape is not None:
            self._tape.answered(data, whole=delivery.part == 1)
        if delivery.reset:
            reset_on_close(self._writer)
        if delivery.ends_connection:
            raise ClientGone

    async def _refuse(self, status: int) -> None:
        """Answer something that is no HTTP request, and close."""
        http = self._requests.http
        if http is not None and http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        phrase = reason_phrase(status)
        page = error_page(status, phrase.decode())
        headers = response_headers(Answer(status, (("Connection", "close"),), page, "text/html"))
        self._writer.write(plain_bytes(b"HTTP/1.1 %d %s" % (status, phrase), headers, page))
        await self._writer.drain()
        # what is still on its way would turn the close into a reset, and the answer might be lost with it; a client
        # that is gone gives ENOTCONN, which is a plain OSError
        with contextlib.suppress(OSError):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            async with asyncio.timeout(0.5):
                while await self._reader.read(_READ):
                    pass

    async def _send(self, event: h11.InformationalResponse) -> None:
        http = self._requests.http
        self._writer.write((http.send(event) if http is not None else None) or b"")
        await self._writer.drain()


def _by_h11(http: h11.Connection, status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """An answer to a request that h11 has read; it knows whether the connection goes on."""
    head = h11.Response(status_code=status, headers=headers, reason=reason_phrase(status))
    data = http.send(head) or b""
    if body:
        data += http.send(h11.Data(data=body)) or b""
    return data + (http.send(h11.EndOfMessage()) or b"")


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
