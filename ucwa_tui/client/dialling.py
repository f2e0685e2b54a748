"""From a host name to a connected socket, with the time that each half took.

Addresses are tried as RFC 8305 ("Happy Eyeballs") wants it: the next one starts when the last has failed or has been
silent for a while, and the first to answer wins.
"""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.client.background import on_daemon_thread
from ucwa_tui.client.recording import Phase, Recording
from ucwa_tui.wire.network_settings import ConnectTo

Address: TypeAlias = tuple[socket.AddressFamily, "tuple[str, int] | tuple[str, int, int, int]"]
LookUp: TypeAlias = Callable[[str, int], Awaitable[Sequence[Address]]]
"""From host and port to the socket addresses to try; raises OSError, `socket.gaierror` for an unknown name."""
_HEAD_START = 0.25
"""Seconds before the next address is tried beside a silent one."""


@dataclass(frozen=True, slots=True)
class Directions:
    """Where a name leads."""

    connect_to: tuple[ConnectTo, ...] = ()
    """Other places to connect to; the first that matches counts."""
    look_up: LookUp | None = None
    """None: the system's resolver."""

    def destination(self, host: str, port: int) -> tuple[str, int]:
        """The host and port to connect to in place of these."""
        rule = next((rule for rule in self.connect_to if rule.matches(host, port)), None)
        return (rule.to_host or host, rule.to_port or port) if rule else (host, port)


_SYSTEM = Directions()


async def dial(host: str, port: int, recording: Recording, directions: Directions = _SYSTEM) -> socket.socket:
    """Look the host up and connect; phases and address go into the recording.

    Raises:
        OSError: neither, with `socket.gaierror` for an unknown name.
    """
    recording.reused = False
    recording.phase = Phase.RESOLVE
    started = recording.now()
    there = directions.destination(host, port)
    addresses: Sequence[Address] = _numeric(*there)
    if not addresses:
        addresses = await (directions.look_up or _look_up)(*there)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        recording.resolve = recording.now() - started
    recording.phase = Phase.CONNECT
    started = recording.now()
    connected = await _race(_interleaved(addresses))
    recording.connect = recording.now() - started
    try:
        recording.address = _address_text(connected, port)
    except OSError:  # reset already
        connected.close()
        raise
    return connected


def _address_text(connected: socket.socket, port: int) -> str:
    """The numeric address, with its port where that is not the URL's."""
    address, real_port = connected.getpeername()[:2]
    if real_port == port:
        return str(address)
    return f"[{address}]:{real_port}" if ":" in address else f"{address}:{real_port}"


def _numeric(host: str, port: int) -> list[Address]:
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        return []
    return [(socket.AF_INET, (host, port))] if version == 4 else [(socket.AF_INET6, (host, port, 0, 0))]


async def _look_up(host: str, port: int) -> list[Address]:
    """Ask the system's resolver."""

    def ask() -> list[Address]:
        addresses: list[Address] = []
        try:
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                if family in (socket.AF_INET, socket.AF_INET6):
                    addresses.append((family, address))  # type: ignore[arg-type]  # the family says which tuple it is
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
        return addresses

    return await on_daemon_thread("ucwa-resolve", ask)


def _interleaved(addresses: Sequence[Address]) -> list[Address]:
    """Address families in turn, the resolver's first choice first."""
    first = [a for a in addresses if a[0] == addresses[0][0]]
    others = [a for a in addresses if a[0] != addresses[0][0]]
    pairs = itertools.zip_longest(first, others)
    return [address for pair in pairs for address in pair if address is not None]


async def _race(addresses: list[Address]) -> socket.socket:
    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[socket.socket]] = set()
    waiting = list(addresses)
    error: BaseException | None = None
    try:
        while waiting or running:
            if waiting:
                running.add(loop.create_task(_connect(waiting.pop(0))))
            done, running = await asyncio.wait(
                running, timeout=_HEAD_START if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            winners = [task for task in done if task.exception() is None]
            for late in winners[1:]:
                late.result().close()
            if winners:
                return winners[0].result()
            error = next((task.exception() for task in done), error)
    finally:
        await _abandon(running)
    raise error or OSError("no address to connect to")


async def _abandon(running: set[asyncio.Task[socket.socket]]) -> None:
    for task in running:
        task.cancel()
    for outcome in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(outcome, socket.socket):
            outcome.close()


async def _connect(address: Address) -> socket.socket:
    family, where = address
    connecting = socket.socket(family, socket.SOCK_STREAM)
    try:
        connecting.setblocking(False)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(connecting, where)
    except BaseException:
        connecting.close()
        raise
    return connecting
