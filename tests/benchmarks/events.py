"""How old an event is when it is on the screen, quiet and in a flood, and what a key costs meanwhile.

Run `python -m tests.benchmarks.events`. A sandbox in this process writes events whose title is the time of writing;
the program follows them in a pty. Lag is the age of the newest event whenever a newer one appears on the screen.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import threading
import time

from tests.pty.terminal import Terminal
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.sandbox.directory import users
from ucwa_tui.sandbox.sandbox import Sandbox

REPAINT = b"\x1b[?2026h"
"""Begins a repaint, in a terminal that has said that it knows synchronized output."""
SYNCHRONIZED = b"\x1b[?2026;2$y"
STAMP = re.compile(r"ts=(\d+\.\d+)")


class Source:
    """A sandbox on a thread, and a pen to write events with."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.sandbox = Sandbox()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.root = asyncio.run_coroutine_threadsafe(self.sandbox.start("127.0.0.1", 0), self.loop).result()

    def write(self, count: int) -> None:
        """Write events to every application's channel."""

        def post() -> None:
            for application in self.sandbox.world.applications.values():
                for number in range(count):
                    link = EventLink("participant", f"/sandbox/benchmark/{number}", f"ts={time.time():.4f}")
                    application.channel.post(("conversation", "/sandbox/benchmark"), Event("added", link))

        self.loop.call_soon_threadsafe(post)

    def flood(self, per_second: int, seconds: float) -> threading.Thread:
        """Write at a steady rate from a thread of its own."""

        def run() -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                self.write(per_second // 100)
                time.sleep(0.01)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread


def newest(terminal: Terminal) -> float:
    """The newest stamp on the screen."""
    return max((float(stamp) for stamp in STAMP.findall(terminal.text)), default=0.0)


def lags(terminal: Terminal, seconds: float, write: Source | None = None) -> list[float]:
    """Milliseconds of lag, sampled whenever a newer event appears."""
    found: list[float] = []
    last = newest(terminal)
    end, due = time.monotonic() + seconds, time.monotonic()
    while time.monotonic() < end:
        if write is not None and time.monotonic() >= due:
            write.write(1)
            due += 0.25
        terminal.pump(0.005)
        stamp = newest(terminal)
        if stamp > last:
            found.append((time.time() - stamp) * 1000)
            last = stamp
    return found


def key_to_screen(terminal: Terminal, count: int = 20) -> float:
    """Median milliseconds from a typed character to its sight in the subject field."""
    found = []
    typed = len(re.findall(r"[~]", terminal.text))
    for number in range(typed + 1, typed + 1 + count):
        started = time.perf_counter()
        os.write(terminal.master, b"~")
        while terminal.text.count("~") < number:
            terminal.pump(0.001)
            if time.perf_counter() - started > 5:
                raise SystemExit(f"a typed character does not show:\n{terminal.text}")
        found.append((time.perf_counter() - started) * 1000)
        terminal.pump(0.05)
    return statistics.median(found)


class Traffic:
    """What a program writes from now on, by the bytes and by the repaint."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._start = len(terminal.raw)
        self._started = time.monotonic()

    def __str__(self) -> str:
        """Bytes and repaints per second until now."""
        seconds = time.monotonic() - self._started
        written = bytes(self._terminal.raw[self._start :])
        return f"{len(written) / seconds:,.0f} B/s, {written.count(REPAINT) / seconds:.1f} repaints/s"


def main() -> None:
    """Measure and print."""
    source = Source()
    user = users()[0]
    command = [sys.executable, "-m", "ucwa_tui", "--root", source.root, "--user", user.name]
    with Terminal(command, env={"UCWA_TUI_PASSWORD": user.password}) as terminal:
        os.write(terminal.master, SYNCHRONIZED)
        terminal.wait_for(r"ack \d")
        terminal.press("\x1b4")
        terminal.pump(0.5)
        quiet = lags(terminal, 8, source)
        thread = source.flood(1000, 6)
        time.sleep(0.5)
        traffic = Traffic(terminal)
        loud = lags(terminal, 5)
        seen = str(traffic)
        thread.join()
        terminal.press("\x1b1", "tab", "tab", "tab", *["backspace"] * 30)
        terminal.pump(1.0)
        quiet_key = key_to_screen(terminal)
        thread = source.flood(1000, 6)
        time.sleep(0.5)
        loud_key = key_to_screen(terminal)
        thread.join()
        print(f"event to screen, quiet:         median {statistics.median(quiet):6.1f} ms of {len(quiet)}")
        print(f"event to screen, 1000 events/s: median {statistics.median(loud):6.1f} ms of {len(loud)}, {seen}")
        print(f"key to screen, quiet:           median {quiet_key:6.1f} ms")
        print(f"key to screen, 1000 events/s:   median {loud_key:6.1f} ms, {loud_key / quiet_key:.1f} x")
        terminal.press("ctrl+q")
        terminal.wait_exit()


if __name__ == "__main__":
    main()
