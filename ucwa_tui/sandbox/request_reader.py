"""The requests of one connection, one after the other: plain ones at once, all others through h11."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import h11

from ucwa_tui.sandbox.plain_request import PlainHeads
from ucwa_tui.sandbox.request import BadTarget, Request, make_request

if TYPE_CHECKING:
    from ucwa_tui.sandbox.tape import Tape

MAX_HEAD = 64 * 1024
MAX_BODY = 1024 * 1024
_READ = 16 * 1024


class NotTaken(Exception):
    """A request that is refused before anybody looks at what it wants.

    Args:
        status: of the refusal.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class RequestReader:
    """Takes the bytes of a connection apart.

    Args:
        stream: of the connection.
        send: writes what h11 has to say before an answer.
        host: of this end, for a request that names none.
        scheme: http or https.
        memory: of the connection.
    """

    def __init__(
        self,
        stream: asyncio.StreamReader,
        send: Callable[[h11.InformationalResponse], Awaitable[None]],
        host: str,
        scheme: str,
        memory: dict[str, bytes],
    ) -> None:
        self._stream = stream
        self._send = send
        self._host = host
        self._scheme = scheme
        self._memory = memory
        self._held = b""
        self._heads = PlainHeads()
        self.tape: Tape | None = None
        """Records the connection; None: nobody does."""
        self.http: h11.Connection | None = None
        """Rules the exchange that goes on; None: its request was plain."""

    async def next(self) -> Request | None:
        """The next whole request; None when the client closed between requests.

        Raises:
            h11.RemoteProtocolError: this is no HTTP.
            NotTaken: another version of HTTP, a target that is none, a body with two lengths or past the limit.
        """
        data = await self._begun()
        head = self._heads.read(data)
        if head is None or head.headers.body_size > MAX_BODY:
            return await self._careful(data)
        end = head.size + head.headers.body_size
        while len(data) < end:
            more = await self._read()
            if not more:
                return await self._careful(data, over=True)
            data += more
        self._held = data[end:]
        return self._made(head.method, head.target, head.headers.lines, data[head.size : end], head.headers.by_name)

    def done(self) -> bool:
        """The exchange is over; whether there may be another one on this connection."""
        http, self.http = self.http, None
        if http is None:
            return True
        if http.our_state is not h11.DONE or http.their_state is not h11.DONE:
            return False
        self._held = http.trailing_data[0]
        return True

    def _made(
        self,
        method: str,
        target: str,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        by_name: dict[str, str] | None = None,
        version: str = "1.1",
    ) -> Request:
        try:
            request = make_request(
                method,
                target,
                headers,
                body,
                fallback_host=self._host,
                scheme=self._scheme,
                version=version,
                connection=self._memory,
                by_name=by_name,
            )
        except BadTarget:
            raise NotTaken(400) from None
        if self.tape is not None:
            self.tape.asked(request, len(self._held))
        return request

    async def _careful(self, data: bytes, *, over: bool = False) -> Request | None:
        """A request that h11 reads, which has begun with these bytes."""
        http = self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        if data:
            http.receive_data(data)
        if over or not data:
            http.receive_data(b"")
        head = await self._event(http)
        if not isinstance(head, h11.Request):
            return None
        _check(head)
        body = bytearray()
        while True:
            if http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
            event = await self._event(http)
            if isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY:
                    raise NotTaken(413)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return None
        self._held = http.trailing_data[0]
        headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in head.headers.raw_items())
        method, target = head.method.decode("ascii"), head.target.decode("latin-1")
        return self._made(method, target, headers, bytes(body), version=head.http_version.decode("ascii"))

    async def _begun(self) -> bytes:
        """What has come of the next request, without empty lines before it, which some clients send after a body.

        Source: RFC 9112, 2.2.
        """
        data = self._held or await self._read()
        while data[:1] in (b"\r", b"\n"):
            start = data.lstrip(b"\r\n")
            if self.tape is not None:
                self.tape.skipped(len(data) - len(start))
            data = start or await self._read()
        return data

    async def _event(self, http: h11.Connection) -> object:
        while True:
            event = http.next_event()
            if event is not h11.NEED_DATA:
                return event
            http.receive_data(await self._read())

    async def _read(self) -> bytes:
        data = await self._stream.read(_READ)
        if self.tape is not None:
            self.tape.received(data)
        return data


def _check(head: h11.Request) -> None:
    """Raise NotTaken for what no body that may follow can put right; nobody is asked to send one then.

    Source: RFC 9110, 2.5 and 10.1.1; RFC 9112, 6.3.
    """
    told = dict(head.headers)
    if not head.http_version.startswith(b"1."):
        raise NotTaken(505)
    if b"transfer-encoding" in told and b"content-length" in told:
        raise NotTaken(400)
    if int(told.get(b"content-length", b"0")) > MAX_BODY:
        raise NotTaken(413)
