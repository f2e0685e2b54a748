"""The socket layer underneath the connection pool: connects, speaks TLS, and records every plaintext byte."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Iterable

import httpcore

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.handshake import certificate_of, tls_facts, untrusted_certificate, untrusted_facts
from ucwa_tui.client.network_errors import Broken, TlsFailed, TooLarge
from ucwa_tui.client.recording import CURRENT, Phase, Recording
from ucwa_tui.client.road import Road
from ucwa_tui.wire.exchange import TlsFacts

_NUMBERS = itertools.count(1)
"""Of the connections of this run: which exchanges share one is told by it."""


def _recording() -> Recording:
    recording = CURRENT.get()
    assert recording is not None, "the pool is only used by the sender, which sets a recording"
    return recording


class RecordingBackend(httpcore.AsyncNetworkBackend):
    """What the connection pool opens its connections with.

    Args:
        road: leads to hosts.
    """

    def __init__(self, road: Road) -> None:
        self._road = road

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
                stream = await self._road.open(host, port, recording)
        except TimeoutError as error:  # also the operating system's own, ETIMEDOUT
            raise httpcore.ConnectTimeout(str(error)) from error
        return RecordingStream(stream, self._road, (host, port), recording)

    async def sleep(self, seconds: float) -> None:
        """Wait; the pool only does so between retries, which are off."""
        await asyncio.sleep(seconds)


class RecordingStream(httpcore.AsyncNetworkStream):
    """One connection.

    Args:
        stream: its bytes.
        road: the way that it took.
        place: host and port at the end of the road.
        recording: of the exchange that it was opened for.
    """

    def __init__(self, stream: ByteStream, road: Road, place: tuple[str, int], recording: Recording) -> None:
        self._stream = stream
        self._road = road
        self._place = place
        self._address = recording.address
        self._proxy = recording.proxy
        self._tls: TlsFacts | None = None
        self._certificate = b""
        self._number = recording.connection = next(_NUMBERS)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive plaintext bytes, and record them."""
        recording = _recording()
        recording.waiting()
        try:
            async with asyncio.timeout(timeout):
                data = await self._stream.read(max_bytes)
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
        recording.adopt(self._address, self._tls, self._proxy, self._number)
        recording.certificate = self._certificate
        buffer = recording.outgoing(buffer)
        try:
            async with asyncio.timeout(timeout):
                await self._stream.write(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error
        recording.sent(buffer)

    async def aclose(self) -> None:
        """Close the connection."""
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
        host = server_hostname or self._place[0]
        try:
            async with asyncio.timeout(timeout):
                await self._stream.start_tls(ssl_context, host)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except ssl.SSLCertVerificationError as error:
            certificate = await untrusted_certificate(self._road, self._place, host)
            recording.tls = untrusted_facts(certificate)
            raise TlsFailed(error, certificate) from error
        except OSError as error:
            raise TlsFailed(error, None) from error
        finally:
            recording.handshake = recording.now() - started
        self._tls = recording.tls = tls_facts(self._stream)
        self._certificate = certificate_of(self._stream)
        return self

    def get_extra_info(self, info: str) -> object:
        """What the pool asks for: `ssl_object`, and `is_readable` of an idle connection."""
        return self._stream.is_stale if info == "is_readable" else self._stream.extra(info)
