"""Work that blocks, beside the screen's loop, and that never holds up leaving the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def beside(name: str, work: Callable[[], T]) -> T:
    """Do work on a daemon thread; asyncio's own pool is waited for when the program ends.

    Given up, the work goes on by itself, and nobody hears of its end.

    Args:
        name: of the thread.
        work: may block; what it raises is raised here.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(tell: Callable[[], None]) -> None:
        if not outcome.done():  # else it was given up
            tell()

    def run() -> None:
        try:
            tell = partial(outcome.set_result, work())
        except BaseException as error:  # noqa: BLE001  # raised where it is awaited
            tell = partial(outcome.set_exception, error)
        with suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(settle, tell)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await outcome
