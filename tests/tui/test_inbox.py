"""Reports from another thread are delivered where widgets can find their application."""

from __future__ import annotations

import asyncio
import contextvars
import threading

from ucwa_tui.tui.inbox import Inbox
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, Report

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
