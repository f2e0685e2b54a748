"""The sandbox put together: a world, the service over it, the server before it. Runs on the current loop."""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
from typing import TYPE_CHECKING

from ucwa_tui.sandbox.autodiscover import ROOT_PATH
from ucwa_tui.sandbox.call import Site
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.control import Control
from ucwa_tui.sandbox.control_gate import ControlGate
from ucwa_tui.sandbox.http_server import HttpServer
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.mishaps import Mishap, befall
from ucwa_tui.sandbox.observer import Observer
from ucwa_tui.sandbox.request_log import RequestLog
from ucwa_tui.sandbox.service import Service
from ucwa_tui.sandbox.tape import Tape, wire_of
from ucwa_tui.sandbox.world import SWEEP_SECONDS, World
from ucwa_tui.wire.sandbox_scenarios import find_scenario
from ucwa_tui.wire.scenario import Scenario

if TYPE_CHECKING:
    import ssl

SEEDED_START = 1_767_603_600.0
"""The first instant of a seeded sandbox: 5 January 2026, 09:00 UTC."""
_ONE_OF_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""An address that a client can use, for one that means all of them."""


class Sandbox:
    """One UCWA server.

    Args:
        seed: the same seed gives the same identifiers, the same faults and the same first instant; None: fresh ones.
        clock_scale: sandbox seconds per real second.
        scenario: what the server does to everybody, by the name of a scenario or of its file; empty: nothing unusual.
        cast: people and meetings; None: those that every sandbox has. Its secret is also what orders over HTTP have to
            bring along; without one they are taken on loopback only.
        limits: how much there may be of everything; None: enough for everybody.
        tls: certificate and key; None: plain HTTP.
        log: told of every request that is answered.

    Raises:
        ValueError: no scenario has that name, or its file cannot be used.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        clock_scale: float = 1.0,
        scenario: str | Scenario = "",
        cast: Cast | None = None,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        log: RequestLog | None = None,
    ) -> None:
        clock = Clock(clock_scale, None if seed is None else SEEDED_START)
        chosen = scenario if isinstance(scenario, Scenario) else find_scenario(scenario)
        secret = cast.secret if cast is not None else None
        ids = Ids(seed, guarded=secret is not None)
        self.world = World(clock, ids, chosen, seed, cast, limits)
        self._tls = tls
        self._log = log
        self._gate = ControlGate(secret=secret.reveal() if secret is not None else None)
        self._control = Control(self, self._gate)
        self.observer = self.world.observer = Observer(self.world)
        self._wires = itertools.count(1)
        self._front = Site()
        self._server = self._serving(self._front)
        self._pool: HttpServer | None = None
        self._pool_port = 0
        self._host = ""
        self._sweeper: asyncio.TimerHandle | None = None

    @property
    def scenario(self) -> Scenario:
        """What the server does to everybody now."""
        return self.world.scenario

    async def adopt(self, scenario: Scenario) -> None:
        """Another scenario from now on; everything that runs goes on.

        Raises:
            OSError: no port can be had for the applications.
        """
        if scenario.server.own_pool and self._pool is None:
            pool = self._serving(Site("pool"))
            _, self._pool_port = await pool.start(self._host, 0)
            self._pool = pool
        self._front.name = "front" if scenario.server.own_pool else ""
        self._front.pool_port = self._pool_port if scenario.server.own_pool else None
        self.world.adopt(scenario)

    def happen(self, mishap: Mishap) -> int:
        """Let a mishap happen at once; to how many."""
        if mishap.name == "drop-connections":
            return self._server.drop() + (self._pool.drop() if self._pool is not None else 0)
        return befall(self.world, mishap)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return self._server.connections + (self._pool.connections if self._pool else 0)

    async def start(self, host: str, port: int) -> str:
        """Listen; returns the URL of the autodiscover root. Raises OSError where the port cannot be had."""
        address, bound = await self._server.start(host, port)
        self._host = host
        self._gate.loopback = _is_loopback(address)
        try:
            await self.adopt(self.world.scenario)
        except OSError:
            await self._server.stop()
            raise
        self._sweep()
        scheme = "http" if self._tls is None else "https"
        address = _ONE_OF_ALL.get(address, address)
        shown = f"[{address}]" if ":" in address else address
        return f"{scheme}://{shown}:{bound}{ROOT_PATH}"

    async def stop(self) -> None:
        """End every application, which answers the P-GETs that wait, then every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for application in list(self.world.applications.values()):
            self.world.end(application)
        await asyncio.gather(self._server.stop(), *([self._pool.stop()] if self._pool is not None else []))
        self.observer.close()

    def _sweep(self) -> None:
        self.world.sweep()
        self._sweeper = self.world.clock.later(SWEEP_SECONDS, self._sweep)

    def _serving(self, site: Site) -> HttpServer:
        service = Service(self.world, site, self._control)
        limits, tls, log = self.world.limits, self._tls, self._log
        return HttpServer(service.handle, service.finish, limits=limits, tls=tls, log=log, taping=self._tape)

    def _tape(self, writer: asyncio.StreamWriter) -> Tape:
        return Tape(self.observer, wire_of(writer, next(self._wires)), self.world.clock.now)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
