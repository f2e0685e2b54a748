"""Days of channel life with random faults, compressed: every event exactly once and in order, memory flat.

Run `python -m tests.benchmarks.soak [events] [seed]`; a million events are the default. The runner and the state
machine are the client's own; server, network and clock are simulated. A lost or doubled event ends the run.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
import time
from pathlib import Path

from tests.support.soak import Figures, Soak

FLAT = 2.0
"""MB by which the memory may grow from the first tenth to the end."""


def resident() -> float:
    """MB in memory now; where the system does not tell, the most that there ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


class Memory:
    """Samples the memory at each tenth of the way."""

    def __init__(self, events: int) -> None:
        self.samples: list[float] = []
        self._tenth = max(events // 10, 1)

    def look(self, delivered: int) -> None:
        """Take a sample where one is due."""
        if delivered // self._tenth > len(self.samples):
            gc.collect()
            self.samples.append(resident())


def main(arguments: list[str]) -> int:
    """Run and print."""
    events = int(arguments[0]) if arguments else 1_000_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    memory = Memory(events)
    before, started = resident(), time.perf_counter()
    figures = asyncio.run(_run(events, seed, memory))
    took = time.perf_counter() - started
    _print(figures, took)
    first, middle, last = memory.samples[0], memory.samples[len(memory.samples) // 2], memory.samples[-1]
    print(f"memory: {before:.1f} MB before, {first:.1f} at a tenth, {middle:.1f} in the middle, {last:.1f} at the end")
    if last - first > FLAT:
        print(f"memory grew by {last - first:.1f} MB", file=sys.stderr)
        return 1
    return 0


async def _run(events: int, seed: int, memory: Memory) -> Figures:
    return await Soak(events, seed, memory.look).run()


def _print(figures: Figures, took: float) -> None:
    print(f"{figures.delivered:,} events, each once and in order, in {figures.polls:,} P-GETs")
    print(f"{figures.days:.1f} days of channel life in {took:.1f} s; {figures.applications} applications")
    print(f"{sum(figures.faults.values()):,} faults: {_counted(figures.faults)}")
    print(f"{sum(figures.gaps.values()):,} gaps: {_counted(figures.gaps)}")
    print(f"gave up and was reopened: {_counted(figures.failures) or 'never'}")
    print(f"{figures.died} events ended with the application that they were in")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
