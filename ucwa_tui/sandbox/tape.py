"""The bytes of one connection, cut into requests and answers. Costs nothing while nobody watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from ucwa_tui.sandbox.observer import Observer
    from ucwa_tui.sandbox.request import Request

LONGEST_MESSAGE = 1024 * 1024
"""Bytes of one direction that are kept."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection's facts."""

    number: int
    """From 1."""
    client_address: str
    """Numeric."""
    server_address: str


def wire_of(writer: asyncio.StreamWriter, number: int) -> Wire:
    """The facts of a connection; empty addresses where it is gone already."""
    client, server = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    return Wire(number, str(client[0]) if client else "", str(server[0]) if server else "")


@dataclass(slots=True)
class Tape:
    """Records one connection; made when it opens.

    Args:
        observer: gets what was recorded.
        wire: which connection.
        clock: seconds since the epoch, by the server's own time.
    """

    observer: Observer
    wire: Wire
    clock: Callable[[], float]
    client: int = 0
    """Number of the client that it belongs to; 0: not known yet."""
    exchanges: int = 0
    _bytes: bytearray | None = None
    _began: float = 0.0
    _running: int = 0
    _answering: float = 0.0

    def received(self, data: bytes) -> None:
        """Bytes have come from the client."""
        if not self.observer.active:
            self._bytes = None
            return
        if not self._bytes:
            self._bytes = bytearray()
            self._began = self.clock()
        self._bytes += data

    def skipped(self, size: int) -> None:
        """So many bytes belong to no request: those at the beginning of what was received since the last one."""
        if self._bytes:
            del self._bytes[:size]

    def asked(self, request: Request, ahead: int) -> None:
        """A request is whole.

        Args:
            request: as it was understood.
            ahead: so many bytes received belong to the next one.
        """
        whole, self._bytes = self._bytes, None
        if whole is None or not self.observer.active:
            return
        end = len(whole) - ahead
        now = self.clock()
        self.exchanges += 1
        self._running = self.observer.began(self, request, bytes(whole[:end]), self._began, now)
        if ahead:
            self._bytes, self._began = whole[end:], now

    def answering(self) -> None:
        """The answer begins."""
        if self._running:
            self._answering = self.clock()

    def answered(self, data: bytes, *, whole: bool = True) -> None:
        """The answer has been written.

        Args:
            data: its bytes as they were sent.
            whole: whether they are all of it.
        """
        number, self._running = self._running, 0
        if number:
            now = self.clock()
            self.observer.ended(self, number, data, self._answering or now, now, whole=whole)
        self._answering = 0.0

    def closed(self) -> None:
        """The connection is gone, whoever closed it; a request that waits gets no answer any more."""
        number, self._running = self._running, 0
        if number:
            self.observer.left(number, self.clock())
