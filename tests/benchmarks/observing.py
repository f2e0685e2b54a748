"""What watching costs a sandbox: requests a second with nobody looking, while it records, and while it is judged.

Run: python -m tests.benchmarks.observing
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection

from tests.sandbox.visitor import Visitor

SECONDS = 4.0
CONNECTIONS = 8
WAYS = ("nobody looks", "recorded", "judged")


def serve(way: str, told: Connection) -> None:
    """A sandbox, watched in one way, until it is told to stop."""
    from ucwa_tui.sandbox.embedded import EmbeddedSandbox
    from ucwa_tui.workbench.judging import Judge

    box = EmbeddedSandbox(recording=way == "recorded")
    told.send(box.start())
    judge = Judge()
    counts = [0, 0]
    if way == "judged":

        def hear(batch: tuple[object, ...], lost: int) -> None:
            judge.take(batch, lost)  # type: ignore[arg-type]
            counts[:] = len(batch) + counts[0], lost

        box.observe(hear)
    told.recv()
    sandbox = box._sandbox
    assert sandbox is not None
    told.send((sandbox.observer.last, sandbox.observer.lost))
    box.stop()


async def load(root: str) -> float:
    """Requests a second."""
    visitors = [await Visitor(root).sign_in("alice", endpoint=f"load-{n}") for n in range(CONNECTIONS)]
    ended = time.monotonic() + SECONDS

    async def ask(visitor: Visitor) -> int:
        count = 0
        while time.monotonic() < ended:
            await visitor.get(visitor.path)
            count += 1
        return count

    count = sum(await asyncio.gather(*map(ask, visitors)))
    for visitor in visitors:
        await visitor.close()
    return count / SECONDS


def main() -> None:
    """Print a line for each way."""
    for way in WAYS:
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(way, theirs))
        server.start()
        rate = asyncio.run(load(ours.recv()))
        ours.send("stop")
        recorded, lost = ours.recv()
        server.join()
        print(f"{way:14} {rate:8.0f} requests/s   {recorded} observations, {lost} exchanges left out")


if __name__ == "__main__":
    main()
