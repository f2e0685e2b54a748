"""What the sandbox bears: clients with a pending P-GET each, joins at a rate, memory over many events.

Run `python -m tests.benchmarks.sandbox_load [--clients 1000] [--rate 200] [--seconds 20] [--events 1000000]`.
Server and client are processes of their own on loopback; a join is a POST, the P-GETs until it has completed, and
leaving again. CPU time is the server's own, which is what counts on a machine that others use too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.load_client import LoadClient

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ROUND = 0.02
"""Seconds between looks at whom to let join."""


@dataclass
class Figures:
    """Milliseconds of every whole join."""

    post: list[float] = field(default_factory=list)
    completed: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)

    def add(self, post: float, completed: float, heard: float) -> None:
        """One more."""
        self.post.append(post)
        self.completed.append(completed)
        self.heard.append(heard)

    def forget(self) -> None:
        """Begin anew."""
        for one in (self.post, self.completed, self.heard):
            one.clear()


class Server:
    """The sandbox as a process."""

    def __init__(self, process: subprocess.Popen[str], root: str) -> None:
        self.root = root
        self._pid = process.pid

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, in the program and in the system."""
        return sum(self.cpu_parts)

    @property
    def cpu_parts(self) -> tuple[float, float]:
        """Seconds in the program, seconds in the system."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return int(fields[11]) / _TICKS, int(fields[12]) / _TICKS

    @property
    def rss(self) -> float:
        """Megabytes of memory."""
        return int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * _PAGE / 1e6


@contextmanager
def served(clients: int, findings: str, profile: str) -> Iterator[Server]:
    """A sandbox with so many users, with or without its judge."""
    with tempfile.TemporaryDirectory() as folder:
        users = Path(folder) / "users.toml"
        users.write_text("".join(f'[[user]]\nname = "u{n}"\n' for n in range(clients)))
        python = [sys.executable, *(["-m", "cProfile", "-o", profile] if profile else [])]
        command = [*python, "-m", "ucwa_tui", "sandbox", "--users", str(users), "--seed", "1"]
        command += ["--findings", findings]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            root = process.stdout.readline().split()[-1]
            while "meetings:" not in process.stdout.readline():
                pass
            try:
                yield Server(process, root)
            finally:
                process.terminate()
                process.communicate(timeout=20)


async def measure(server: Server, options: argparse.Namespace) -> None:
    """All phases, and their table."""
    figures = Figures()
    clients = [LoadClient(server.root, f"u{n}", f"open-sesame-u{n}", figures.add) for n in range(options.clients)]
    started, before = time.perf_counter(), server.cpu
    for at in range(0, len(clients), 50):
        await asyncio.gather(*(c.sign_in() for c in clients[at : at + 50]))
    following = [asyncio.ensure_future(c.follow()) for c in clients]
    each = (server.cpu - before) / len(clients) * 1e3
    print(f"{len(clients)} clients signed in, a P-GET pending each: {time.perf_counter() - started:.1f} s, ", end="")
    print(f"{each:.2f} ms CPU each, {server.rss:.0f} MB")
    await asyncio.sleep(1)
    await paced(server, clients, figures, options)
    await million(server, clients, figures, options)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    print(f"faults: {sum(c.faults for c in clients)}")


async def paced(server: Server, clients: list[LoadClient], figures: Figures, options: argparse.Namespace) -> None:
    """Joins at a steady rate."""
    figures.forget()
    before, system, started = server.cpu, server.cpu_parts[1], time.perf_counter()
    own = time.process_time()
    asked = await joins(clients, lambda: (time.perf_counter() - started) * options.rate, options.seconds)
    took, cpu = time.perf_counter() - started, server.cpu - before
    print(f"\n{options.rate} joins/s asked for, {options.seconds} s:")
    print(f"  joins/s done          {len(figures.post) / took:8.1f}   ({asked} begun)")
    done = max(1, len(figures.post))
    print(f"  server CPU            {cpu / took * 100:8.1f} % of one core, {cpu / done * 1e3:.2f} ms a join", end="")
    print(f", {(server.cpu_parts[1] - system) / done * 1e3:.2f} of it in the system")
    print(f"  client CPU            {(time.process_time() - own) / took * 100:8.1f} % of one core")
    table(figures)


async def million(server: Server, clients: list[LoadClient], figures: Figures, options: argparse.Namespace) -> None:
    """Joins as fast as they go, until so many events were delivered or the time is over."""
    figures.forget()
    start = sum(c.events for c in clients)
    before, own, started = server.cpu, time.process_time(), time.perf_counter()
    marks = [(part, options.events * part // 100) for part in (10, 50, 100)]
    print(f"\nas fast as it goes, until {options.events:,} events:")

    def events() -> int:
        return sum(c.events for c in clients) - start

    def tell() -> None:
        while marks and events() >= marks[0][1]:
            part, _ = marks.pop(0)
            print(
                f"  RSS at {part:3} %          {server.rss:8.1f} MB   after {time.perf_counter() - started:.0f} s",
                flush=True,
            )

    def quota() -> float:
        tell()
        return float("inf") if marks else 0

    await joins(clients, quota, options.most, at_once=options.at_once)
    tell()
    took, cpu, done = time.perf_counter() - started, server.cpu - before, max(1, len(figures.post))
    if marks:
        print(f"  RSS when time was up  {server.rss:8.1f} MB   {events():,} events")
    print(f"  joins/s               {done / took:8.1f}")
    print(f"  events/s              {events() / took:8.0f}   {events():,} in all, {events() / done:.1f} a join")
    print(f"  server CPU            {cpu / took * 100:8.1f} % of one core, {cpu / done * 1e3:.2f} ms a join")
    print(f"  client CPU            {(time.process_time() - own) / took * 100:8.1f} % of one core")
    table(figures)


async def joins(clients: list[LoadClient], quota: object, seconds: float, at_once: int = 10_000) -> int:
    """Let clients join, in turn, as many as the quota says by now, for so many seconds; how many were begun."""
    assert callable(quota)
    end, begun, turn = time.perf_counter() + seconds, 0, 0
    running: set[asyncio.Task[None]] = set()
    while time.perf_counter() < end:
        allowed = quota()
        if allowed == 0 and begun:
            break
        tried = 0
        while begun < allowed and len(running) < at_once and tried < len(clients):
            client = clients[turn % len(clients)]
            turn, tried = turn + 1, tried + 1
            if not client.busy:
                client.busy = True
                task = asyncio.ensure_future(client.join())
                running.add(task)
                task.add_done_callback(running.discard)
                begun += 1
        await asyncio.sleep(_ROUND if allowed != float("inf") else 0.002)
    if running:
        await asyncio.wait(running, timeout=20)
    return begun


def table(figures: Figures) -> None:
    """Median and 99th percentile."""
    for name, values in (
        ("POST join", figures.post),
        ("until completed", figures.completed),
        ("leave to its event", figures.heard),
    ):
        if len(values) > 1:
            cuts = statistics.quantiles(values, n=100)
            print(f"  {name:<20}  p50 {cuts[49]:7.1f} ms   p99 {cuts[98]:7.1f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=20, help="of the paced part")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the last part")
    parser.add_argument("--most", type=float, default=900, help="seconds of the last part, at most")
    parser.add_argument("--at-once", type=int, default=50, help="joins on their way in the last part")
    parser.add_argument("--findings", choices=("text", "off"), default="off", help="text: it judges too")
    parser.add_argument("--profile", default="", metavar="FILE", help="write a profile of the server there")
    options = parser.parse_args()
    with served(options.clients, options.findings, options.profile) as server:
        asyncio.run(measure(server, options))


if __name__ == "__main__":
    main()
