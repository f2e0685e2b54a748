"""A connection that says nothing is closed; one that waits for its answer is not; who cancels is heard."""

from __future__ import annotations

import asyncio

import pytest

from tests.sandbox.raw_client import RawClient
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.http_server import HttpServer
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.patience import Patience
from ucwa_tui.sandbox.watched_stream import WatchedStream

SOON = 0.01
IDLE = 0.25
"""Long enough for a request to arrive on a busy machine."""


async def test_each_wait_has_its_own_time() -> None:
    patience = Patience(SOON)
    with patience:
        await asyncio.sleep(0)
    await asyncio.sleep(2 * SOON)  # nobody waits: nothing happens
    for _ in range(2):
        with pytest.raises(TimeoutError), patience:
            await asyncio.Event().wait()
    with pytest.raises(ValueError, match="own"), patience:
        raise ValueError("own")
    patience.close()
    await asyncio.sleep(2 * SOON)


async def test_whoever_cancels_from_outside_is_heard() -> None:
    begun = asyncio.Event()

    async def wait() -> None:
        with Patience(60):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.ensure_future(wait())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_a_silent_connection_is_closed_and_a_waiting_one_is_not() -> None:
    async def slow() -> Answer:
        await asyncio.sleep(1.2 * IDLE)
        return Answer(204)

    server = HttpServer(lambda _: slow(), lambda _, answer: answer, limits=Limits(idle_seconds=IDLE))
    client = RawClient(*await server.start("127.0.0.1", 0))
    try:
        assert (await client.request("GET", "/")).status == 204
        assert client.reader is not None
        async with asyncio.timeout(5):
            assert await client.reader.read() == b""
    finally:
        await client.close()
        await server.stop()


@pytest.mark.parametrize("early", [True, False])
async def test_the_end_of_a_stream_ends_a_wait_for_something_else(early: bool) -> None:
    stream, loop = WatchedStream(loop=asyncio.get_running_loop()), asyncio.get_running_loop()
    if early:
        stream.feed_eof()
    else:
        loop.call_soon(stream.feed_data, b"more")
        loop.call_soon(stream.feed_eof)
    with stream.ending() as gone:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            assert gone()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    assert await stream.read() == (b"" if early else b"more")


async def test_a_broken_stream_ends_it_too_and_nobody_else_does() -> None:
    stream = WatchedStream(loop=asyncio.get_running_loop())
    asyncio.get_running_loop().call_soon(stream.set_exception, ConnectionResetError())
    with stream.ending() as gone, pytest.raises(asyncio.CancelledError):
        await asyncio.Event().wait()
    assert gone()
    other = WatchedStream(loop=asyncio.get_running_loop())
    with other.ending() as gone:
        assert not gone()
