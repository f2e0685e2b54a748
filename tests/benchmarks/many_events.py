"""A great many events in the events pane: how soon they are on the screen, what filters and keys cost, how much memory.

Run `python -m tests.benchmarks.many_events [count]`; 1,000,000 are the default. The program runs in this process,
without a terminal; a scripted client hands it the events, a hundred thousand of them at once.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Callable

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from tests.benchmarks.soak import resident
from tests.tui.desk import PATIENCE, SMALL, Desk, opened
from tests.workbench.builders import arrived, resource
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.tui.compat import lean_update
from ucwa_tui.wire.reports import ReceivedEvent

KEYS = 40
PAGES = ["pageup"] * 10 + ["pagedown"] * 10
ENDS = ["home", "end"] * 5
PEOPLE = 500
NOTHING_AFTER = 0.1
"""Seconds after which a key has changed nothing."""
BURST, REPORT = 100_000, 10_000


def make(first: int, count: int) -> list[ReceivedEvent]:
    """Presence and participants in turn, as a busy account would get them."""
    made = []
    for seq in range(first, first + count):
        person = seq % PEOPLE
        if seq % 4:
            link = EventLink("contactPresence", f"/people/{person}/presence", f"Person {person}")
            told, sender = Event("updated", link), "people"
        else:
            body = resource({"rel": "participant", "name": f"Person {person}", "state": "Connected"})
            link = EventLink("participant", f"/conversations/1/participants/{person}")
            told, sender = Event("updated", link, resource=body), "conversation"
        made.append(ReceivedEvent(seq, 1000.0 + seq / 1000, 1, sender, f"/{sender}", told, 4))
    return made


async def until(done: Callable[[], bool]) -> float:
    """Milliseconds until something is so; meanwhile the program runs."""
    started = time.perf_counter()
    while not done():
        assert time.perf_counter() < started + PATIENCE, "did not happen"
        await asyncio.sleep(0.001)
    return (time.perf_counter() - started) * 1000


class Paints:
    """What the screen writes from now on; there is no terminal, but the bytes for it are made all the same."""

    def __init__(self, desk: Desk) -> None:
        self.count = self.bytes = 0
        self._console = desk.app.console
        self._display = desk.app._display
        vars(desk.app)["_display"] = self._take

    def _take(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        self._display(screen, renderable)
        update: object = lean_update(renderable)
        if isinstance(update, CompositorUpdate):
            self.bytes += len(update.render_segments(self._console).encode())
            self.count += 1


async def key_cost(desk: Desk, *keys: str) -> str:
    """Median milliseconds of keys, each until its effect is painted; of processor time too, and the bytes painted."""
    walls, cpus, sizes = [], [], []
    paints = Paints(desk)
    for key in keys or ["up"] * (KEYS // 2) + ["down"] * (KEYS // 2):
        before, size = paints.count, paints.bytes
        started, cpu = time.perf_counter(), time.process_time()
        desk.send(key, None)
        while paints.count == before and time.perf_counter() < started + NOTHING_AFTER:  # noqa: ASYNC110
            await asyncio.sleep(0)  # the next round of the loop
        if paints.count > before:
            walls.append((time.perf_counter() - started) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        await desk.settle()
        sizes.append(paints.bytes - size)
    vars(desk.app).pop("_display")
    painted = f"{statistics.median(walls):.1f} ms (processor {statistics.median(cpus):.1f} ms)" if walls else "nothing"
    return f"{painted}, {statistics.median(sizes):,.0f} bytes"


async def flood(desk: Desk, first: int, count: int) -> float:
    """Deliver events in reports of ten thousand, the next when the last has been listed; milliseconds."""
    view = desk.main.events.list
    started = time.perf_counter()
    for at in range(first, first + count, REPORT):
        goal = min(at + REPORT, first + count)
        desk.client.report(arrived(*make(at, goal - at)))
        while view.row_count() < goal - 1:  # noqa: ASYNC110  # no event tells of it
            await asyncio.sleep(0.001)
    return (time.perf_counter() - started) * 1000


async def main(count: int) -> None:
    """Measure and print."""
    async with opened(SMALL) as desk:
        await desk.press("alt+4")
        log, total = desk.app.controller.session.event_log, 1_000
        await desk.report(arrived(*make(1, total)))
        few, few_pages = await key_cost(desk), await key_cost(desk, *PAGES)
        few_ends = await key_cost(desk, *ENDS)
        await desk.press("end")
        gc.collect()
        before = resident()
        burst = [arrived(*make(total + 1 + at, REPORT)) for at in range(0, BURST, REPORT)]
        view = desk.main.events.list
        gc.collect()
        desk.client.report(*burst)
        first = await until(lambda: view.row_count() > total)
        rest = await until(lambda: view.row_count() == total + BURST)
        await desk.settle()
        burst.clear()
        print(f"{BURST:,} events at once: first ones listed after {first:.0f} ms, all after {first + rest:.0f} ms")
        total += BURST
        if count > total:
            took = await flood(desk, total + 1, count - total)
            print(f"{count - total:,} more, as fast as they can be made: {took:.0f} ms")
        log.settle()
        gc.collect()
        print(f"memory: {before:.0f} MB with 1,000 events, {resident():.0f} MB with {len(log):,}")
        print(f"up, down at 1,000 events: {few}; with {view.row_count():,}: {await key_cost(desk)}")
        print(f"page up, page down at 1,000 events: {few_pages}; now: {await key_cost(desk, *PAGES)}")
        print(f"home, end at 1,000 events: {few_ends}; now: {await key_cost(desk, *ENDS)}")
        await desk.press("g")
        print(f"up, down at the oldest ones: {await key_cost(desk)}")
        for text in ("sender:conversation", "person -rel:participant", "-conversation", '"person 499"', "nowhere"):
            started = time.perf_counter()
            desk.main.events.set_filter(text)
            await desk.settle()
            first = (time.perf_counter() - started) * 1000
            cost = await key_cost(desk)
            await until(lambda: "looking" not in desk.main.events.detail)
            whole = (time.perf_counter() - started) * 1000
            rows = desk.main.events.list.row_count()
            print(f"filter {text!r}: first {first:.0f} ms, key meanwhile {cost}, all {rows:,} {whole:.0f} ms")
            desk.main.events.show_all()
            await desk.settle()
        print(f"memory at the end: {resident():.0f} MB; {desk.main.events.detail}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
