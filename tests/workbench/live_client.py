"""The client of the lint tests before a sandbox that watches: its clock is the sandbox's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.workbench.lint_client import START, LintClient
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.tape import Tape
from ucwa_tui.wire.observed import Observation

PATIENCE = 20.0
"""Seconds after which something that ought to be observed was not."""


class LiveClient(LintClient):
    """Time goes on by itself, and jumps where the client says that it waits."""

    ready = False
    _ahead = 0.0

    def before_jump(self) -> None:
        """The server has to have noted when its last answer was sent."""

    @property
    def now(self) -> float:
        return START + time.monotonic() + self._ahead

    @now.setter
    def now(self, moment: float) -> None:
        if self.ready and moment - self.now > 5:
            self.before_jump()
        self._ahead += moment - self.now if self.ready else 0.0


class Watched:
    """A sandbox, and what it has seen."""

    def __init__(self, box: EmbeddedSandbox, root: str) -> None:
        self.box = box
        self.root = root
        self.seen: list[Observation] = []
        self._news = threading.Condition()

    def hear(self, batch: tuple[Observation, ...], lost: int) -> None:
        assert lost == 0
        with self._news:
            self.seen += batch
            self._news.notify_all()

    def client(self, clock: list[LiveClient]) -> LiveClient:
        """A client that the sandbox's clock goes by from now on."""
        client = LiveClient(self.root)
        client.ready = True
        client.before_jump = lambda: self._wait(len(client.sessions))  # type: ignore[method-assign]
        clock[:] = [client]
        return client

    def _wait(self, count: int) -> None:
        self.until_ended(count)

    def until_ended(self, count: int) -> list[Observation]:
        """Wait until so many exchanges have ended; everything that was seen until then."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while sum(o.has_ended for o in self.seen) < count:
                assert self._news.wait(deadline - time.monotonic()), f"only {len(self.seen)} were seen"
            return list(self.seen)


@contextmanager
def watched(clock: list[LiveClient], *, seed: int = 3, clock_scale: float = 200.0) -> Iterator[Watched]:
    """A sandbox whose observer goes by the clock of the client at hand."""
    box = EmbeddedSandbox(seed=seed, clock_scale=clock_scale)
    root = box.start()
    sandbox = box._sandbox
    assert sandbox is not None
    make = sandbox._tape

    def tape(*given: object) -> Tape:
        made = make(*given)  # type: ignore[arg-type]
        made.clock = lambda: clock[-1].now if clock else START
        return made

    sandbox._server._taping = tape
    seen = Watched(box, root)
    box.observe(seen.hear)
    try:
        yield seen
    finally:
        box.stop()
        assert box.faults == []
