"""Start, keys, idle, memory and quit of ucwa-tui against a bare Textual application, as ratios in one run.

Run `python -m tests.benchmarks.screen [runs]`. Runs are interleaved (bare, ours, bare, ours, ...), so that both see
the same machine. Figures are medians; a ratio says how many times the bare application's figure ours is.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.pty.terminal import KEYS, Terminal

OURS = [sys.executable, "-m", "ucwa_tui"]
BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]


@dataclass
class Figures:
    """Samples by name; milliseconds, bytes or megabytes as the name says."""

    samples: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, value: float) -> None:
        """Keep one sample."""
        self.samples[name].append(value)

    def median(self, name: str) -> float:
        """The median of what was kept."""
        return statistics.median(self.samples[name])

    def p95(self, name: str) -> float:
        """The value that 95 of 100 samples stay under."""
        ordered = sorted(self.samples[name])
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def rss_mb(pid: int) -> float:
    """Resident memory of a process in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, of all its threads."""
    return time.clock_gettime((~pid << 3) | 2)  # what clock_getcpuclockid(3) gives


def until_text(terminal: Terminal, pattern: str, started: float, *, patience: float = 20.0) -> float:
    """Milliseconds from `started` until the screen matches; the program ends where that takes `patience` seconds."""
    while not re.search(pattern, terminal.text, re.S):
        terminal.pump(0.002)
        if time.perf_counter() - started > patience:
            raise SystemExit(f"never saw {pattern!r}:\n{terminal.text}")
    return (time.perf_counter() - started) * 1000


def press_timed(
    terminal: Terminal, keys: Sequence[str], figures: Figures, name: str, *, patience: float = 0.25
) -> None:
    """Press keys one by one; for each the time to the last byte before 60 ms of silence, bytes, and processor time.

    The screen is worked out from the bytes afterwards: that takes as long as the program does. `patience` is how many
    seconds the first byte may take; a key that writes nothing by then counts with its processor time alone.
    """
    import os

    for key in keys:
        cpu = cpu_seconds(terminal.process.pid)
        started = time.perf_counter()
        os.write(terminal.master, KEYS.get(key, key.encode()))
        last, size = terminal.read_quietly(patience, 0.06)
        if size:
            figures.add(f"{name} ms", (last - started) * 1000)
        figures.add(f"{name} cpu ms", (cpu_seconds(terminal.process.pid) - cpu) * 1000)
        figures.add(f"{name} bytes", size)


def measure(command: Sequence[str], ready: str, figures: Figures, *, ours: bool) -> None:
    """One run of one program."""
    started = time.perf_counter()
    with Terminal(command) as terminal:
        figures.add("first paint ms", until_text(terminal, r"\S", started))
        figures.add("ready ms", until_text(terminal, ready, started))
        terminal.pump(1.0)
        if ours:
            terminal.press("down")
        press_timed(terminal, list("strategy for next"), figures, "type")
        terminal.pump(0.5)
        before, cpu = len(terminal.raw), cpu_seconds(terminal.process.pid)
        end = time.perf_counter() + 10
        while (left := end - time.perf_counter()) > 0:
            terminal.pump(left)
        figures.add("idle bytes in 10 s", len(terminal.raw) - before)
        figures.add("idle cpu %", (cpu_seconds(terminal.process.pid) - cpu) * 10)
        if ours:
            started = time.perf_counter()
            terminal.press("f5")
            until_text(terminal, r"\b201\b", started)
            figures.add("send to 201 ms", (time.perf_counter() - started) * 1000)
            terminal.wait_for("Connected")
            terminal.pump(0.5)
        figures.add("memory MB", rss_mb(terminal.process.pid))
        started = time.perf_counter()
        terminal.press("ctrl+q")
        terminal.wait_exit()
        figures.add("quit ms", (time.perf_counter() - started) * 1000)


def main(runs: int) -> None:
    """Measure and print the table."""
    bare, ours = Figures(), Figures()
    for _ in range(runs):
        measure(BARE, "bare ready", bare, ours=False)
        measure(OURS, r"sandbox.*ack", ours, ours=True)
    print(f"{'median of ' + str(runs):<24}{'bare':>10}{'ucwa-tui':>10}{'ratio':>8}")
    for name in ours.samples:
        mine = ours.median(name)
        if name in bare.samples:
            base = bare.median(name)
            ratio = f"{mine / base:8.2f}" if base else f"{'-':>8}"
            print(f"{name:<24}{base:>10.1f}{mine:>10.1f}{ratio}")
        else:
            print(f"{name:<24}{'':>10}{mine:>10.1f}")
    print(f"{'type p95 ms':<24}{bare.p95('type ms'):>10.1f}{ours.p95('type ms'):>10.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
