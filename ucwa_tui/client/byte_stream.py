"""A connected socket on the event loop: reads what has come, writes with flow control, notices the other end's close.

asyncio's own streams do not tell whether a kept-alive connection has been closed or has unasked-for bytes; this does.
"""

from __future__ import annotations

import asyncio
import socket
import ssl

_READ_AHEAD = 512 * 1024


class ByteStream(asyncio.Protocol):
    """The application's side of a transport; made by `over`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._ended = False
        self._error: Exception | None = None
        self._paused_reading = False
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._closed = asyncio.Event()

    @classmethod
    async def over(cls, connected: socket.socket) -> ByteStream:
        """A stream over a connected socket, which is the stream's from now on."""
        _, stream = await asyncio.get_running_loop().create_connection(cls, sock=connected)
        return stream

    # --- called by the event loop -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer.extend(data)
        if len(self._buffer) > _READ_AHEAD and self._transport and not self._paused_reading:
            self._paused_reading = True
            self._transport.pause_reading()
        self._arrived.set()

    def eof_received(self) -> bool:
        self._ended = True
        self._arrived.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._error = exc
        self._arrived.set()
        self._writable.set()
        self._closed.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # --- for the client ---------------------------------------------------------------------------------------------

    async def read(self, max_bytes: int) -> bytes:
        """Wait for bytes; empty at the end of the stream.

        Raises:
            OSError: the connection broke.
        """
        while not self._buffer:
            if self._ended:
                if self._error:
                    raise self._error
                return b""
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        if self._paused_reading and self._transport and not self._closed.is_set():
            self._paused_reading = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait while the other end does not take them.

        Raises:
            OSError: the connection is closed or broke.
        """
        if self._transport is None or self._closed.is_set() or self._transport.is_closing():
            raise self._error or ConnectionResetError("the connection is closed")
        self._transport.write(data)
        await self._writable.wait()

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from now on, also inside TLS. A stream whose handshake fails is closed.

        Raises:
            OSError: the handshake failed; `ssl.SSLCertVerificationError` where the certificate is not trusted.
        """
        if self._transport is None or self._ended:
            raise self._error or ConnectionResetError("the connection is closed")
        try:
            upgraded = await self._loop.start_tls(self._transport, self, context, server_hostname=host)
        except BaseException:
            self._transport.abort()
            self._closed.set()  # asyncio tells nobody of a connection that is lost in the handshake
            raise
        if upgraded is None:
            raise ConnectionResetError("the connection is closed")
        self._transport = upgraded

    @property
    def is_stale(self) -> bool:
        """Whether an idle connection must not be used again: closed, or with bytes that nobody asked for."""
        return self._ended or bool(self._buffer)

    def extra(self, name: str) -> object:
        """A fact about the transport, such as `ssl_object`."""
        return self._transport.get_extra_info(name) if self._transport else None

    async def close(self) -> None:
        """Drop the connection; everything that was sent has been answered or is not wanted."""
        if self._transport is not None and not self._closed.is_set():
            self._transport.abort()
            await self._closed.wait()
