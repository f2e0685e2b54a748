"""A sandbox on the test's own loop, fast enough that nothing has to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.directory import meetings
from ucwa_tui.sandbox.sandbox import Sandbox

SCALE = 60.0
"""Sandbox seconds per second: a lobby of 3 s takes 50 ms."""


class Place:
    """A running sandbox and the visitors in it."""

    def __init__(self, sandbox: Sandbox, root: str) -> None:
        self.sandbox = sandbox
        self.root = root
        self.visitors: list[Visitor] = []

    def visitor(self, payload_format: PayloadFormat = PayloadFormat.JSON) -> Visitor:
        visitor = Visitor(self.root, payload_format)
        self.visitors.append(visitor)
        return visitor

    async def eventually(self, condition: Callable[[], bool]) -> None:
        """Wait until something has happened on the loop."""
        for _ in range(3000):
            if condition():
                return
            await asyncio.sleep(0.001)
        raise AssertionError("it did not happen")

    async def alice(self, payload_format: PayloadFormat = PayloadFormat.JSON) -> Visitor:
        return await self.visitor(payload_format).sign_in("alice")


@pytest.fixture
def scale() -> float:
    return SCALE


@pytest.fixture
async def place(scale: float) -> AsyncIterator[Place]:
    sandbox = Sandbox(seed=7, clock_scale=scale)
    running = Place(sandbox, await sandbox.start("127.0.0.1", 0))
    yield running
    for visitor in running.visitors:
        await visitor.close()
    await sandbox.stop()


@pytest.fixture
def uri_of() -> Callable[[str], str]:
    """The conference URI of a behaviour."""
    by_word = {m.behaviour: m.uri for m in meetings()}
    return lambda word: by_word[word]


@pytest.fixture(params=list(PayloadFormat))
def payload_format(request: pytest.FixtureRequest) -> PayloadFormat:
    chosen = request.param
    assert isinstance(chosen, PayloadFormat)
    return chosen
