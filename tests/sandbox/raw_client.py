"""A tiny HTTP client that hides nothing: exact header lines, one connection, no manners."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RawAnswer:
    """An answer with its header lines as they were spelled."""

    status: int
    lines: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.lines if k.lower() == name.lower()), None)

    def headers(self, name: str) -> list[str]:
        return [v for k, v in self.lines if k == name]

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.body) if self.header("Content-Encoding") == "gzip" else self.body

    @property
    def json(self) -> Any:
        return json.loads(self.plain)


class RawClient:
    """One connection, reopened when it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.reader is None or self.writer is None or self.reader.at_eof():
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self.reader, self.writer

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            await self.writer.wait_closed()
        self.reader = self.writer = None

    async def request(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes | str = b""
    ) -> RawAnswer:
        data = body.encode() if isinstance(body, str) else body
        lines = {"Host": f"{self.host}:{self.port}", **(headers or {})}
        if data or method in ("POST", "PUT"):
            lines["Content-Length"] = str(len(data))
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"
        return await self.send(head.encode("latin-1") + data, method)

    async def send(self, data: bytes, method: str = "GET") -> RawAnswer:
        reader, writer = await self.open()
        writer.write(data)
        await writer.drain()
        return await self.receive(reader, method)

    async def receive(self, reader: asyncio.StreamReader, method: str = "GET") -> RawAnswer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        pairs = [line.split(": ", 1) for line in head[1:] if line]
        lines = tuple((name, value) for name, value in pairs)
        length = next((int(v) for k, v in lines if k == "Content-Length"), 0)
        body = await reader.readexactly(0 if method == "HEAD" else length)
        return RawAnswer(status, lines, body)
