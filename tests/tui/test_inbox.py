"""Reports from another thread are delivered where widgets can find their application."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from dataclasses import replace

from tests.workbench.builders import event
from ucwa_tui.tui.inbox import PORTION, Inbox
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, EventsArrived, Report

current: contextvars.ContextVar[str] = contextvars.ContextVar("current")


async def test_delivery_happens_in_the_context_of_the_screen() -> None:
    current.set("the application")
    seen: list[tuple[str, int]] = []
    done = asyncio.Event()

    def deliver(reports: list[Report]) -> None:
        seen.append((current.get("nothing"), len(reports)))
        done.set()

    inbox = Inbox(asyncio.get_running_loop(), deliver)
    thread = threading.Thread(target=inbox.put, args=(ChannelChanged(ChannelPhase.WAITING),))
    thread.start()
    await asyncio.wait_for(done.wait(), 5)
    thread.join()
    assert seen == [("the application", 1)]


async def test_a_great_many_events_come_in_portions_and_in_order() -> None:
    loop = asyncio.get_running_loop()
    sizes: list[int] = []
    seen: list[int] = []
    phases: list[int] = []
    done = asyncio.Event()

    def deliver(reports: list[Report]) -> None:
        portion = [e.seq for r in reports if isinstance(r, EventsArrived) for e in r.events]
        seen.extend(portion)
        sizes.append(len(portion))
        phases.extend(len(seen) for r in reports if isinstance(r, ChannelChanged) and r.ack == 2)
        if phases:
            done.set()

    template = event(0, "updated", "presence", "/people/1")
    many = tuple(replace(template, seq=seq) for seq in range(1, 25_001))
    inbox = Inbox(loop, deliver)
    inbox.put(ChannelChanged(ChannelPhase.WAITING, 1))
    for first in range(0, 25_000, 12_500):
        inbox.put(EventsArrived(many[first : first + 12_500]))
    inbox.put(ChannelChanged(ChannelPhase.WAITING, 2))
    await asyncio.wait_for(done.wait(), 5)
    assert seen == list(range(1, 25_001))
    assert max(sizes) == PORTION
    assert phases == [25_000]
