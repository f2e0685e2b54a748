"""The sandbox put together: a world, the service over it, the server before it. Runs on the current loop."""

from __future__ import annotations

import asyncio

from ucwa_tui.sandbox.autodiscover import ROOT_PATH
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.http_server import HttpServer
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.service import Service
from ucwa_tui.sandbox.world import SWEEP_SECONDS, World

SEEDED_START = 1_767_603_600.0
"""The first instant of a seeded sandbox: 5 January 2026, 09:00 UTC."""


class Sandbox:
    """One UCWA server.

    Args:
        seed: the same seed gives the same identifiers and the same first instant; None gives fresh ones.
        clock_scale: sandbox seconds per real second.
    """

    def __init__(self, *, seed: int | None = None, clock_scale: float = 1.0) -> None:
        clock = Clock(clock_scale, None if seed is None else SEEDED_START)
        self.world = World(clock, Ids(seed))
        service = Service(self.world)
        self._server = HttpServer(service.handle, service.finish)
        self._sweeper: asyncio.TimerHandle | None = None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return self._server.connections

    async def start(self, host: str, port: int) -> str:
        """Listen; returns the URL of the autodiscover root. Raises OSError where the port cannot be had."""
        address, bound = await self._server.start(host, port)
        self._sweep()
        shown = f"[{address}]" if ":" in address else address
        return f"http://{shown}:{bound}{ROOT_PATH}"

    async def stop(self) -> None:
        """End every application, then every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for application in list(self.world.applications.values()):
            self.world.end(application)
        await self._server.stop()

    def _sweep(self) -> None:
        self.world.sweep()
        self._sweeper = self.world.clock.later(SWEEP_SECONDS, self._sweep)
