"""Asks an HTTP proxy for a way through to a host.

Source: RFC 9110, "CONNECT". None of this is part of the exchange that the tunnel is for, so nothing is recorded.
"""

from __future__ import annotations

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.network_errors import ProxyBroken, ProxyRefused
from ucwa_tui.client.proxy import Proxy
from ucwa_tui.protocol.challenge import parse_challenges
from ucwa_tui.protocol.compose import USER_AGENT
from ucwa_tui.wire.http1 import HttpMessage, parse_response

_LONGEST_HEAD = 64 * 1024


async def open_tunnel(stream: ByteStream, proxy: Proxy, host: str, port: int) -> None:
    """Have the proxy connect to a host; afterwards the stream's other end is that host.

    Raises:
        ProxyRefused: the proxy will not, or cannot.
        ProxyBroken: it hung up, or what it says is not HTTP.
        OSError: the connection to the proxy broke.
    """
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", f"User-Agent: {USER_AGENT}"]
    if proxy.authorization is not None:
        lines.append(f"Proxy-Authorization: {proxy.authorization.reveal()}")
    await stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
    message = await _answer(stream)
    if message.status is None or not 200 <= message.status < 300:
        raise proxy_refusal(message, proxy)


def proxy_refusal(message: HttpMessage, proxy: Proxy) -> ProxyRefused:
    """What a proxy's own refusal says."""
    schemes = [c.scheme for c in parse_challenges(message.headers_named("Proxy-Authenticate"))]
    return ProxyRefused(message.status or 0, message.reason or "", tuple(schemes), proxy.credentials is not None)


async def _answer(stream: ByteStream) -> HttpMessage:
    head = b""
    while b"\r\n\r\n" not in head:
        data = await stream.read(_LONGEST_HEAD)
        head += data
        if not data or len(head) > _LONGEST_HEAD:
            raise ProxyBroken("it hung up" if not data else "its answer never ends")
    message = parse_response(head, "CONNECT")
    if message.status is None:
        raise ProxyBroken("its answer is not HTTP")
    if 200 <= message.status < 300 and message.head_length < len(head):
        raise ProxyBroken("it sent bytes of its own into the tunnel")
    return message
