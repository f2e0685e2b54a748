"""GET /sandbox/observed: what was observed, as JSON lines, for a watcher on this machine. Long-polled.

Others could read along what clients send, so only loopback is answered, and only under a loopback name: a page in a
browser reaches neither by a name that it makes point here, nor through the sandbox's own XFrame page.
"""

from __future__ import annotations

import asyncio
import ipaddress
from urllib.parse import urlsplit

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.control_gate import is_from_a_page
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.http_connection import PEER
from ucwa_tui.sandbox.observer import Observer
from ucwa_tui.sandbox.request import Request
from ucwa_tui.wire.observed_json import FeedHead, head_line, observation_line

PATIENCE = 20.0
"""Real seconds that an answer waits for something to tell."""
LOOKS = 0.1
"""Real seconds between two looks while it waits."""
MOST_BYTES = 512 * 1024
"""Of messages in one answer, about."""
JSON_LINES = "application/x-ndjson"


async def get_observed(call: Call) -> Answer:
    """Observations after `after`; waits while there are none."""
    request, observer = call.request, call.world.observer
    if observer is None or not _is_neighbour(request):
        page = error_page(403, "Forbidden", "What clients do is told on this machine only, under a loopback name.")
        return Answer(403, (), page, "text/html")
    after = _number(request.parameter("after"))
    if after is None:
        page = error_page(400, "Bad Request", "after has to be the number of an observation, or 0.")
        return Answer(400, (), page, "text/html")
    observer.record()
    await _something(observer, after, 0.0 if request.parameter("wait") == "0" else PATIENCE)
    body = await asyncio.to_thread(_body, observer, after)
    return Answer(200, (), body, JSON_LINES)


def _body(observer: Observer, after: int) -> bytes:
    found, skipped = observer.kept_after(after, MOST_BYTES)
    last = found[-1].seq if found else min(after, observer.last)
    head = FeedHead(last, observer.lost, skipped, observer.run)
    return b"".join([head_line(head), *map(observation_line, found)])


async def _something(observer: Observer, after: int, patience: float) -> None:
    """Wait until there is something to tell."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while observer.last <= after and loop.time() < deadline:  # noqa: ASYNC110  # it grows on another thread
        await asyncio.sleep(LOOKS)


def _is_neighbour(request: Request) -> bool:
    try:
        peer = ipaddress.ip_address(request.connection.get(PEER, b"").decode())
    except ValueError:
        return False
    return peer.is_loopback and _is_loopback_name(request.host) and not is_from_a_page(request)


def _is_loopback_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name.lower() == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _number(text: str | None) -> int | None:
    if text is None:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None
