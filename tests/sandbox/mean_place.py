"""A sandbox with a scenario written in a test, and its answers as bytes."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.sandbox.conftest import Place
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.wire.scenario_toml import read_scenario

ROOT = "/Autodiscover/AutodiscoverService.svc/root"
SCALE = 100.0


@asynccontextmanager
async def mean(
    rules: str, *, seed: int | None = 7, scale: float = SCALE, cast: Cast | None = None
) -> AsyncIterator[Place]:
    """A running sandbox with these rules."""
    scenario = read_scenario(f'about = "made for a test"\n{rules}', "own")
    sandbox = Sandbox(seed=seed, clock_scale=scale, scenario=scenario, cast=cast)
    place = Place(sandbox, await sandbox.start("127.0.0.1", 0))
    try:
        yield place
    finally:
        for visitor in place.visitors:
            for client in (visitor.calls, visitor.channel):
                if client.writer is not None:
                    client.writer.close()
        await sandbox.stop()


def rule(then: str, when: str = "") -> str:
    """One rule in TOML."""
    return f"[[rule]]\nwhen = {{ {when} }}\nthen = {{ {then} }}\n"


async def raw(place: Place, path: str = ROOT, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """Everything that comes back on a connection that is closed after one answer.

    Raises:
        ConnectionResetError: the server reset it.
    """
    parts = urlsplit(place.root)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    lines = {"Host": parts.netloc, "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body or method == "POST":
        lines["Content-Length"] = str(len(body))
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines.items()) + "\r\n"
    try:
        writer.write(head.encode("latin-1") + body)
        return await reader.read()
    finally:
        writer.close()


def taken_apart(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with their names in lower case, and the body as it came."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), {n.lower(): v for n, v in (line.split(": ", 1) for line in lines)}, body


def chunks_of(body: bytes) -> list[bytes]:
    """The chunks of a chunked body; fails where it is none."""
    found: list[bytes] = []
    while True:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        chunk, end = rest[:length], rest[length : length + 2]
        assert (len(chunk), end) == (length, b"\r\n")
        if length == 0:
            assert rest == b"\r\n"
            return found
        found.append(chunk)
        body = rest[length + 2 :]


def plain(headers: dict[str, str], body: bytes) -> bytes:
    """A body without its compression."""
    return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
