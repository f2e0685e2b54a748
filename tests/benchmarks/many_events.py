"""A great many events in the events pane: how soon they are on the screen, what filters and keys cost, how much memory.

Run `python -m tests.benchmarks.many_events [count]`; 100,000 are the default. The program runs in this process,
without a terminal; a scripted client hands it the events as one report.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Callable

from tests.benchmarks.soak import resident
from tests.tui.desk import PATIENCE, SMALL, Desk, opened
from tests.workbench.builders import arrived, resource
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.wire.reports import ReceivedEvent

KEYS = 40
PEOPLE = 500


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


async def key_cost(desk: Desk) -> float:
    """Median milliseconds of a key until its effect is painted."""
    costs = []
    for number in range(KEYS):
        started = time.perf_counter()
        await desk.press("up" if number < KEYS // 2 else "down")
        costs.append((time.perf_counter() - started) * 1000)
    return statistics.median(costs)


async def main(count: int) -> None:
    """Measure and print."""
    async with opened(SMALL) as desk:
        await desk.press("alt+4")
        view, total = desk.main.events.list, 1_000
        await desk.report(arrived(*make(1, total)))
        few = await key_cost(desk)
        await desk.press("end")
        many = make(total + 1, count)
        gc.collect()
        before = resident()
        desk.client.report(arrived(*many))
        first = await until(lambda: len(view.items) > total)
        rest = await until(lambda: bool(view.items) and view.items[-1] is many[-1])
        await desk.settle()
        print(f"{count:,} events at once: first ones listed after {first:.0f} ms, all after {first + rest:.0f} ms")
        print(f"memory for taking them in, beside the events themselves: {resident() - before:.0f} MB")
        print(f"key at 1,000 events: {few:.1f} ms, with {len(view.items):,}: {await key_cost(desk):.1f} ms")
        for text in ("sender:conversation", "person -rel:participant", "-conversation"):
            started = time.perf_counter()
            desk.main.events.set_filter(text)
            await desk.settle()
            first = (time.perf_counter() - started) * 1000
            cost = await key_cost(desk)
            await until(lambda: "looking" not in desk.main.events.detail)
            whole = (time.perf_counter() - started) * 1000
            print(f"filter {text!r}: first screen {first:.0f} ms, key meanwhile {cost:.1f} ms, all {whole:.0f} ms")
        desk.main.events.show_all()
        print(desk.main.events.detail)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
