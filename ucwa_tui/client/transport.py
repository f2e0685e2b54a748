"""An httpx transport over httpcore's connection pool whose sockets are recorded.

Requests go out byte for byte as they were built: no redirects, no cookies, no header added. The one exception is plain
HTTP by way of a proxy, which gets the whole URL, and the user's credentials if there are any.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpcore
import httpx

from ucwa_tui.client.network import RecordingBackend
from ucwa_tui.client.proxy import Proxy
from ucwa_tui.client.road import Road
from ucwa_tui.client.tunnel import proxy_refusal
from ucwa_tui.wire.http1 import HttpMessage

_KEEP_ALIVE = 60.0
"""Seconds after which an idle connection is not used again."""
_PROXY_AUTHENTICATION_REQUIRED = 407


@dataclass(frozen=True, slots=True)
class _Way:
    """The connections of one scheme."""

    road: Road
    pool: httpcore.AsyncConnectionPool


class RecordingTransport(httpx.AsyncBaseTransport):
    """One pool for http and one for https, the latter made when first needed: loading certificates takes time.

    Raises httpcore's exceptions as they are (`failures` puts them into words), and ClientFailure for settings that
    cannot be used.

    Args:
        road: the way to the hosts of a scheme.
        tls_context: makes the context for https.
    """

    def __init__(self, road: Callable[[str], Road], tls_context: Callable[[], ssl.SSLContext]) -> None:
        self._road = road
        self._tls_context = tls_context
        self._ways: dict[str, _Way] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is streamed."""
        way = self._way(request.url.scheme)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.extensions["target"],
        )
        port = url.origin.port
        assert port is not None  # of http and https, httpcore knows it
        proxy = way.road.forwarder(request.url.raw_host.decode("ascii"), port)
        headers, extensions = request.headers.raw, dict(request.extensions)
        if proxy is not None:
            url.target = b"http://" + request.headers["Host"].encode("ascii") + url.target
            extensions["target"] = url.target  # counts, where there is one
            if proxy.authorization is not None:
                headers = [*headers, (b"Proxy-Authorization", proxy.authorization.reveal().encode("ascii"))]
        answer = await way.pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=url,
                headers=headers,
                content=request.stream,
                extensions=extensions,
            )
        )
        if proxy is not None and answer.status == _PROXY_AUTHENTICATION_REQUIRED:
            await _refuse(answer, proxy)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.pool.aclose()

    def _way(self, scheme: str) -> _Way:
        if scheme not in self._ways:
            road = self._road(scheme)
            pool = httpcore.AsyncConnectionPool(
                ssl_context=self._tls_context() if scheme == "https" else None,
                network_backend=RecordingBackend(road),
                max_connections=None,
                keepalive_expiry=_KEEP_ALIVE,
            )
            self._ways[scheme] = _Way(road, pool)
        return self._ways[scheme]


async def _refuse(answer: httpcore.Response, proxy: Proxy) -> None:
    """The proxy's own answer, not the host's."""
    await answer.aclose()
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
    reason = answer.extensions.get("reason_phrase", b"")
    message = HttpMessage("", headers, status=answer.status, reason=reason.decode("latin-1"))
    raise proxy_refusal(message, proxy)


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
