"""Work that blocks, beside the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def on_daemon_thread(name: str, work: Callable[[], T]) -> T:
    """Do work on a daemon thread: asyncio's own thread pool would hold up the program's exit.

    Given up, the work goes on by itself, and nobody hears of its end.

    Args:
        name: of the thread.
        work: may block; what it raises is raised here.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def succeed(result: T) -> None:
        if not outcome.done():
            outcome.set_result(result)

    def fail(error: BaseException) -> None:
        if not outcome.done():
            outcome.set_exception(error)

    def run() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001  # raised where it is awaited
                loop.call_soon_threadsafe(fail, error)
            else:
                loop.call_soon_threadsafe(succeed, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await outcome
