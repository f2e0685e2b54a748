"""The socket layer underneath the connection pool: dials, speaks TLS, and records every plaintext byte."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable

import httpcore

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.certificate import Certificate, read_certificate
from ucwa_tui.client.dialling import Directions, dial
from ucwa_tui.client.network_errors import Broken, TlsFailed, TooLarge, Unreachable
from ucwa_tui.client.recording import CURRENT, Phase, Recording
from ucwa_tui.wire.exchange import TlsFacts

_LOOK_AT_CERTIFICATE = 5.0
"""Seconds for a second handshake that only reads the certificate that was not trusted."""


def _recording() -> Recording:
    recording = CURRENT.get()
    assert recording is not None, "the pool is only used by the sender, which sets a recording"
    return recording


class RecordingBackend(httpcore.AsyncNetworkBackend):
    """What the connection pool opens its connections with.

    Args:
        directions: where names lead.
    """

    def __init__(self, directions: Directions) -> None:
        self._directions = directions

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect; `local_address` and `socket_options` are never set by this program's pool."""
        recording = _recording()
        try:
            async with asyncio.timeout(timeout):
                connected = await dial(host, port, recording, self._directions)
            return RecordingStream(connected, recording.address)
        except TimeoutError as error:  # also the operating system's own, ETIMEDOUT
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise Unreachable(error) from error

    async def sleep(self, seconds: float) -> None:
        """Wait; the pool only does so between retries, which are off."""
        await asyncio.sleep(seconds)


class RecordingStream(httpcore.AsyncNetworkStream):
    """One connection. The transport is made at the first use, when it is known whether it speaks TLS."""

    def __init__(self, connected: socket.socket, address: str) -> None:
        self._socket = connected
        self._peer: tuple[str, int] = connected.getpeername()[:2]
        self._address = address
        self._stream: ByteStream | None = None
        self._tls: TlsFacts | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive plaintext bytes, and record them."""
        recording = _recording()
        recording.waiting()
        stream = await self._opened()
        try:
            async with asyncio.timeout(timeout):
                data = await stream.read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise Broken(error) from error
        if not recording.received(data):
            raise TooLarge
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Record plaintext bytes, and send them."""
        if not buffer:
            return
        recording = _recording()
        recording.adopt(self._address, self._tls)
        stream = await self._opened()
        try:
            async with asyncio.timeout(timeout):
                await stream.write(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error
        recording.sent(buffer)

    async def aclose(self) -> None:
        """Close the connection."""
        if self._stream is None:
            self._socket.close()
        else:
            await self._stream.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Speak TLS from now on."""
        recording = _recording()
        recording.phase = Phase.TLS
        started = recording.now()
        try:
            async with asyncio.timeout(timeout):
                self._stream = await _handshake(self._socket, ssl_context, server_hostname)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except ssl.SSLCertVerificationError as error:
            certificate = await _untrusted_certificate(*self._peer, server_hostname)
            recording.tls = _untrusted_facts(certificate)
            raise TlsFailed(error, certificate) from error
        except OSError as error:
            raise TlsFailed(error, None) from error
        finally:
            recording.handshake = recording.now() - started
            if self._stream is None:
                self._socket.close()
        self._tls = recording.tls = _facts(self._stream)
        return self

    def get_extra_info(self, info: str) -> object:
        """What the pool asks for: `ssl_object`, and `is_readable` of an idle connection."""
        if self._stream is None:
            return None
        return self._stream.is_stale if info == "is_readable" else self._stream.extra(info)

    async def _opened(self) -> ByteStream:
        if self._stream is None:
            loop = asyncio.get_running_loop()
            _, self._stream = await loop.create_connection(ByteStream, sock=self._socket)
        return self._stream


async def _handshake(connected: socket.socket, context: ssl.SSLContext, host: str | None) -> ByteStream:
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(ByteStream, sock=connected, ssl=context, server_hostname=host or "")
    return stream


def _facts(stream: ByteStream) -> TlsFacts:
    connection = stream.extra("ssl_object")
    assert isinstance(connection, ssl.SSLObject)
    certificate = read_certificate(connection.getpeercert(binary_form=True) or b"")
    cipher = connection.cipher()
    verified = connection.context.verify_mode is not ssl.CERT_NONE
    return TlsFacts(
        connection.version() or "",
        cipher[0] if cipher else "",
        certificate.subject,
        certificate.issuer,
        certificate.not_after,
        verified,
    )


def _untrusted_facts(certificate: Certificate | None) -> TlsFacts | None:
    if certificate is None:
        return None
    return TlsFacts("", "", certificate.subject, certificate.issuer, certificate.not_after, verified=False)


async def _untrusted_certificate(address: str, port: int, host: str | None) -> Certificate | None:
    """What the server shows for a certificate. Nothing but a handshake goes over this connection."""
    looking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_LOOK_AT_CERTIFICATE):
            _, stream = await loop.create_connection(
                ByteStream, address, port, ssl=looking, server_hostname=host or address
            )
            connection = stream.extra("ssl_object")
            assert isinstance(connection, ssl.SSLObject)
            certificate = read_certificate(connection.getpeercert(binary_form=True) or b"")
            await stream.close()
    except OSError:  # TimeoutError is one too
        return None
    return certificate
