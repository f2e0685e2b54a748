"""Blocking work beside the screen's loop: told, raised, and never waited for at the end."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from ucwa_tui.tui.beside import beside


async def test_what_it_gives_and_what_it_raises() -> None:
    assert await beside("sum", lambda: 1 + 1) == 2
    with pytest.raises(OSError, match="full"):
        await beside("fails", _full)


def test_work_that_hangs_does_not_hold_up_the_end() -> None:
    hangs = threading.Event()

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(beside("hangs", lambda: hangs.wait(20)), 0.05)

    since = time.monotonic()
    asyncio.run(leave())  # waits for the threads of the loop's own pool
    took = time.monotonic() - since
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "hangs"]
    assert thread.daemon  # nor does the interpreter wait for it
    assert took < 5
    hangs.set()
    thread.join(5)
    assert not thread.is_alive()


def _full() -> None:
    raise OSError("full")
