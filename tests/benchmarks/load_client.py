"""A client for load: as little work as possible for each request, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")
_NEXT = re.compile(rb'"next":\{"href":"([^"]+)"')
_CONVERSATION = re.compile(rb'"rel":"conversation","href":"([^"]+)"')
_JOIN = re.compile(rb'"joinOnlineMeeting":\{"href":"([^"]+)"')
_EVENTS = re.compile(rb'"events":\{"href":"([^"]+)"')
_SELF = re.compile(rb'"self":\{"href":"([^"]+)"')
_JSON = b"Content-Type: application/json\r\n"


class Wire(asyncio.Protocol):
    """One kept connection; one request at a time."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._need = -1
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._held += data
        if self._need < 0:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._held, 0, end + 2)
            self._need = end + 4 + (int(length[1]) if length else 0)
        if len(self._held) >= self._need and self._answer is not None:
            whole = bytes(self._held[: self._need])
            del self._held[: self._need]
            self._need = -1
            if not self._answer.done():
                self._answer.set_result((int(whole[9:12]), whole))

    async def ask(self, method: bytes, target: bytes, head: bytes, body: bytes = b"") -> tuple[int, bytes]:
        """Status, and the whole answer."""
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        length = b"Content-Length: %d\r\n" % len(body) if body or method == b"POST" else b""
        self.transport.write(b"%s %s HTTP/1.1\r\n%s%s\r\n%s" % (method, target, head, length, body))
        return await self._answer


class LoadClient:
    """Signs in, keeps a P-GET pending, joins a new meeting when told, leaves it when it is in.

    Args:
        root: URL of the sandbox's autodiscover root.
        user: sign-in name.
        password: of the user.
        in_it: called after each whole join with the milliseconds of the POST, until completed, and of the event that
            follows leaving.
    """

    def __init__(self, root: str, user: str, password: str, in_it: Callable[[float, float, float], None]) -> None:
        parts = urlsplit(root)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._user, self._password, self._in_it = user, password, in_it
        self._head = b"Host: %s\r\nAccept: application/json\r\n" % parts.netloc.encode()
        self._calls, self._channel = Wire(), Wire()
        self._join = self._events = self._path = b""
        self._seen = asyncio.Event()
        self._conversation = b""
        self._wanted = b""
        self._joins = 0
        self.events = 0
        self.answers = 0
        self.faults = 0
        self.busy = False

    async def sign_in(self) -> None:
        """Token and application."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._calls, self._host, self._port)
        await loop.create_connection(lambda: self._channel, self._host, self._port)
        form = f"grant_type=password&username={self._user}&password={self._password}".encode()
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        status, answer = await self._calls.ask(b"POST", b"/WebTicket/oauthtoken", self._head + kind, form)
        if status != 200:
            raise SystemExit(f"no token for {self._user}: {answer!r}")
        token = json.loads(answer.split(b"\r\n\r\n", 1)[1])["access_token"]
        self._head += f"Authorization: Bearer {token}\r\n".encode()
        body = json.dumps({"culture": "en-US", "userAgent": "load", "endpointId": self._user}).encode()
        status, answer = await self._calls.ask(b"POST", b"/ucwa/oauth/v1/applications", self._head + _JSON, body)
        if status not in (200, 201):
            raise SystemExit(f"no application for {self._user}: {answer!r}")
        self._join, self._events, self._path = (_found(pattern, answer) for pattern in (_JOIN, _EVENTS, _SELF))

    async def follow(self) -> None:
        """Keep a P-GET pending, for ever."""
        while True:
            status, answer = await self._channel.ask(b"GET", self._events, self._head)
            if status != 200:
                self.faults += 1
                return
            self._events = _found(_NEXT, answer)
            self.answers += 1
            self.events += answer.count(b'"type":')
            found = _CONVERSATION.search(answer)
            if found:
                self._conversation = found[1]
            if self._wanted and self._wanted in answer:
                self._seen.set()

    async def join(self) -> None:
        """One join from the POST to the end of leaving."""
        self.busy = True
        try:
            self._expect(b'"status":"Success"')
            started = time.perf_counter()
            self._joins += 1
            body = b'{"operationId":"load-%d"}' % self._joins
            status, _ = await self._calls.ask(b"POST", self._join, self._head + _JSON, body)
            posted = time.perf_counter()
            if status != 201:
                self.faults += 1
                return
            await self._seen.wait()
            completed = time.perf_counter()
            self._expect(b'"Disconnected"')
            status, _ = await self._calls.ask(b"DELETE", self._conversation, self._head)
            await self._seen.wait()
            heard = time.perf_counter()
            self.faults += status != 204
            self._in_it((posted - started) * 1e3, (completed - started) * 1e3, (heard - completed) * 1e3)
        finally:
            self.busy = False

    def _expect(self, sign: bytes) -> None:
        self._wanted = sign
        self._seen.clear()


def _found(pattern: re.Pattern[bytes], answer: bytes) -> bytes:
    found = pattern.search(answer)
    if found is None:
        raise SystemExit(f"there is no {pattern.pattern!r} in {answer!r}")
    return found[1]
