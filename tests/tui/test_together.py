"""Two people at their own screens and a program without one, in one meeting of one sandbox, over real sockets."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.support.launching import launch
from tests.tui.desk import SHELF, SMALL, WIDE, Desk, at_work
from tests.tui.fakes import ScriptedSandbox
from tests.tui.test_meeting import on
from ucwa_tui.client.engine import Client
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.wire.secret import Secret

INTERVIEW = next(m for m in MEETINGS if m.behaviour == "waiting-guest")
"""Alice organizes it, Bob leads it too, and guests wait."""
BESIDE = Path(__file__).resolve().parents[2]


@pytest.fixture
def sandbox() -> Iterator[EmbeddedSandbox]:
    server = EmbeddedSandbox(clock_scale=10)
    server.start()
    yield server
    server.stop()
    assert server.faults == []


@asynccontextmanager
async def seated(root: str, user: str, size: tuple[int, int], payload_format: PayloadFormat) -> AsyncIterator[Desk]:
    """Somebody at a screen, signed in, with the meeting in the form."""
    ids = itertools.count(1)
    options = launch(
        root_url=root,
        user=f"{user}@sandbox.example",
        secret=Secret(f"open-sesame-{user}"),
        meeting=INTERVIEW.uri,
        payload_format=payload_format,
    )
    app = UcwaApp(options, SHELF, client=Client, sandbox=ScriptedSandbox, new_id=lambda: f"{user}-{next(ids)}")
    async with at_work(app, size) as desk:
        yield desk


@asynccontextmanager
async def without_a_screen(root: str) -> AsyncIterator[Process]:
    """`ucwa-tui join` as a guest, in a process of its own."""
    arguments = ("--auth", "anonymous", "--display-name", "Hanna Headless", "--timeout", "30", "--output", "jsonl")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ucwa_tui", "join", "--root", root, "--meeting", INTERVIEW.uri, *arguments),
        cwd=BESIDE,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def sees(desk: Desk, words: str) -> None:
    """Look now and then: reading a whole screen takes time that the others need."""
    for _ in range(600):
        if words in desk.words:
            await desk.settle()
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"nobody says {words!r}:\n{desk.text}")


async def write(desk: Desk, text: str) -> None:
    await desk.type(text)
    await desk.press("enter")


async def test_two_screens_and_a_program_without_one_meet(sandbox: EmbeddedSandbox) -> None:
    root = sandbox.start()
    async with AsyncExitStack() as stack:
        alice = await stack.enter_async_context(seated(root, "alice", WIDE, PayloadFormat.JSON))
        bob = await stack.enter_async_context(seated(root, "bob", SMALL, PayloadFormat.XML))
        screens = (alice, bob)
        for desk in screens:
            await desk.press("f5")
            await sees(desk, "✓ joined")
            await desk.press("alt+5")
        await sees(alice, "Bob Brandt")
        await sees(bob, "Alice Arnold")

        guest = await stack.enter_async_context(without_a_screen(root))
        for desk in screens:
            await sees(desk, "Hanna Headless")
            await sees(desk, "waiting in the lobby: 2")  # the other one is scripted
        await on(alice, "Hanna Headless")
        await alice.press("a")
        out, err = await asyncio.wait_for(guest.communicate(), 20)
        assert guest.returncode == 0, err.decode()
        lines = [json.loads(line) for line in out.splitlines()]
        assert lines[-1]["state"] == "Connected"
        states = [e["resource"]["state"] for e in lines if e["kind"] == "event" and e["rel"] == "conversation"]
        assert "InLobby" in states
        for desk in screens:
            await sees(desk, "attendees: 1")

        for desk in screens:
            await desk.press("m", "enter")
            await sees(desk, "Message to")
        await write(alice, "Shall we begin?")
        await sees(bob, "Alice Arnold: Shall we begin?")
        await write(bob, "One moment")
        await sees(alice, "Bob Brandt: One moment")
