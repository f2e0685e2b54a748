"""An httpx transport over httpcore's connection pool whose sockets are recorded.

Requests go out byte for byte as they were built: no redirects, no cookies, no proxies, no header added.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable

import httpcore
import httpx

from ucwa_tui.client.dialling import Directions
from ucwa_tui.client.network import RecordingBackend

_KEEP_ALIVE = 60.0
"""Seconds after which an idle connection is not used again."""


class RecordingTransport(httpx.AsyncBaseTransport):
    """One pool for http and one for https, the latter made when first needed: loading certificates takes time.

    Raises httpcore's exceptions as they are; `failures` puts them into words.

    Args:
        tls_context: makes the context for https.
        directions: where names lead.
    """

    def __init__(self, tls_context: Callable[[], ssl.SSLContext], directions: Directions) -> None:
        self._tls_context = tls_context
        self._backend = RecordingBackend(directions)
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is streamed."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.extensions["target"],
        )
        answer = await self._pool(request.url.scheme).handle_async_request(
            httpcore.Request(
                method=request.method,
                url=url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, scheme: str) -> httpcore.AsyncConnectionPool:
        if scheme not in self._pools:
            self._pools[scheme] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls_context() if scheme == "https" else None,
                network_backend=self._backend,
                max_connections=None,
                keepalive_expiry=_KEEP_ALIVE,
            )
        return self._pools[scheme]


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
