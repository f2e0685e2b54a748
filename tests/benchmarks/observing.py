"""What watching costs a sandbox: with nobody looking, while it records, and while it is judged.

Requests a second depend on what else the machine does; processor time for a request hardly does.

Run: python -m tests.benchmarks.observing
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection

from tests.sandbox.visitor import Visitor
from ucwa_tui.wire.observed import Observation

SECONDS = 4.0
CONNECTIONS = 8
WAYS = ("nobody looks", "recorded", "judged")


def serve(way: str, told: Connection) -> None:
    """A sandbox, watched in one way, until it is told to stop."""
    from ucwa_tui.sandbox.embedded import EmbeddedSandbox
    from ucwa_tui.workbench.judging import Judge
    from ucwa_tui.workbench.paced import Paced

    box = EmbeddedSandbox(recording=way == "recorded")
    told.send(box.start())
    judge = Judge()

    def look(batch: tuple[Observation, ...], lost: int) -> None:
        judge.take(batch, lost)

    paced = Paced(look, "judge")
    if way == "judged":
        box.observe(paced.put)
    sandbox = box._sandbox
    assert sandbox is not None
    began = time.process_time()
    count = told.recv()
    spent = time.process_time() - began
    told.send((sandbox.observer.last, sandbox.observer.lost, 1000 * spent / count))
    paced.close(10)
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
        ours.send(rate * SECONDS)
        recorded, lost, cost = ours.recv()
        server.join()
        told = f"{recorded} observations, {lost} exchanges left out"
        print(f"{way:14} {rate:6.0f} requests/s  {cost:6.2f} ms of processor time each   {told}")


if __name__ == "__main__":
    main()
