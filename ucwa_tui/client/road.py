"""How a connection to a host comes about: straight, or through a proxy."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.dialling import Directions, dial
from ucwa_tui.client.network_errors import TlsFailed, Unreachable
from ucwa_tui.client.proxy import Proxy
from ucwa_tui.client.recording import Phase, Recording
from ucwa_tui.client.tunnel import open_tunnel


@dataclass(frozen=True, slots=True)
class Road:
    """The way to the hosts of one scheme, with one set of network settings."""

    scheme: str
    """http or https."""
    directions: Directions
    find_proxy: Callable[[str, str, int], Proxy | None]
    """`(scheme, host, port)`; raises ClientFailure where what names the proxy cannot be used."""
    proxy_tls: Callable[[], ssl.SSLContext]
    """The context for a proxy whose own URL is https."""

    def proxy(self, host: str, port: int) -> Proxy | None:
        """The proxy in between, if there is one.

        Raises:
            ClientFailure: SIGN_IN; what names it cannot be used.
        """
        return self.find_proxy(self.scheme, *self.directions.destination(host, port))

    def forwarder(self, host: str, port: int) -> Proxy | None:
        """The proxy that takes requests themselves, with an absolute URL, in place of opening a tunnel: for plain HTTP,
        unless it is to lead somewhere else than the URL says."""
        if self.scheme != "http" or self.directions.destination(host, port) != (host, port):
            return None
        return self.proxy(host, port)

    async def open(self, host: str, port: int, recording: Recording) -> ByteStream:
        """A connection on which the host (or a forwarding proxy) awaits the first byte.

        Raises:
            httpcore.ConnectError: there is none; `network_errors` keep the cause.
            TimeoutError: the operating system gave up.
            ClientFailure: SIGN_IN; what names the proxy cannot be used.
        """
        proxy = self.proxy(host, port)
        recording.proxy = proxy.name if proxy else ""
        try:
            if proxy is None:
                return await ByteStream.over(await dial(host, port, recording, self.directions))
            straight = replace(self.directions, connect_to=())
            stream = await ByteStream.over(await dial(proxy.host, proxy.port, recording, straight))
        except TimeoutError:
            raise
        except OSError as error:
            raise Unreachable(error) from error
        try:
            await self._through(stream, proxy, host, port, recording)
        except BaseException:
            await stream.close()
            raise
        return stream

    async def _through(self, stream: ByteStream, proxy: Proxy, host: str, port: int, recording: Recording) -> None:
        recording.phase = Phase.PROXY
        started = recording.now()
        try:
            if proxy.tls:
                await self._secure(stream, proxy)
            if self.forwarder(host, port) is None:
                await open_tunnel(stream, proxy, *self.directions.destination(host, port))
        except TimeoutError:
            raise
        except OSError as error:
            raise Unreachable(error) from error
        finally:
            recording.connect = (recording.connect or 0.0) + recording.now() - started

    async def _secure(self, stream: ByteStream, proxy: Proxy) -> None:
        try:
            await stream.start_tls(self.proxy_tls(), proxy.host)
        except TimeoutError:
            raise
        except OSError as error:
            raise TlsFailed(error, None) from error
