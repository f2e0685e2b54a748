"""The sandbox put together: a world, the service over it, the server before it. Runs on the current loop."""

from __future__ import annotations

import asyncio
import itertools

from ucwa_tui.sandbox.autodiscover import ROOT_PATH
from ucwa_tui.sandbox.call import Site
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.http_server import HttpServer
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.observer import Observer
from ucwa_tui.sandbox.scenarios import scenario_named
from ucwa_tui.sandbox.service import Service
from ucwa_tui.sandbox.tape import Tape, wire_of
from ucwa_tui.sandbox.weather import Weather
from ucwa_tui.sandbox.world import SWEEP_SECONDS, World

SEEDED_START = 1_767_603_600.0
"""The first instant of a seeded sandbox: 5 January 2026, 09:00 UTC."""


class Sandbox:
    """One UCWA server.

    Args:
        seed: the same seed gives the same identifiers and the same first instant; None gives fresh ones.
        clock_scale: sandbox seconds per real second.
        scenario: name of what the server does to everybody; empty: nothing unusual.

    Raises:
        ValueError: no scenario has that name.
    """

    def __init__(self, *, seed: int | None = None, clock_scale: float = 1.0, scenario: str = "") -> None:
        clock = Clock(clock_scale, None if seed is None else SEEDED_START)
        chosen = scenario_named(scenario)
        self.world = World(clock, Ids(seed), chosen, Weather(chosen, seed))
        self.observer = self.world.observer = Observer(self.world)
        self._wires = itertools.count(1)
        self._front = Site("front" if chosen.own_pool else "")
        self._server = self._serving(self._front)
        self._pool = self._serving(Site("pool")) if chosen.own_pool else None
        self._sweeper: asyncio.TimerHandle | None = None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return self._server.connections + (self._pool.connections if self._pool else 0)

    async def start(self, host: str, port: int) -> str:
        """Listen; returns the URL of the autodiscover root. Raises OSError where the port cannot be had."""
        address, bound = await self._server.start(host, port)
        if self._pool is not None:
            try:
                _, self._front.pool_port = await self._pool.start(host, 0)
            except OSError:
                await self._server.stop()
                raise
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
        if self._pool is not None:
            await self._pool.stop()
        self.observer.close()

    def _serving(self, site: Site) -> HttpServer:
        service = Service(self.world, site)
        return HttpServer(service.handle, service.finish, self._tape)

    def _tape(self, writer: asyncio.StreamWriter) -> Tape:
        return Tape(self.observer, wire_of(writer, next(self._wires)), self.world.clock.now)

    def _sweep(self) -> None:
        self.world.sweep()
        self._sweeper = self.world.clock.later(SWEEP_SECONDS, self._sweep)
