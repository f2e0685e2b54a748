"""A client that vanishes without a word: after the documented 15 minutes nothing is left of it, and others know.

The clock runs fast, and jumps over the part of the quarter of an hour in which nothing happens.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from asyncio.subprocess import DEVNULL
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.test_people_in_a_meeting import about, add_messaging
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event
from ucwa_tui.sandbox.application import IDLE_LIMIT, Application

UriOf = Callable[[str], str]
MARGIN = 40.0
"""Sandbox seconds that really pass before the limit."""
BESIDE = Path(__file__).resolve().parents[2]


async def over_a_quarter_of_an_hour(place: Place, watcher: Visitor, wanted: Callable[[Event], bool]) -> None:
    """Somebody who stays keeps asking for events, and is told within the sweep after the limit."""
    world = place.sandbox.world
    started_at = world.clock.now()
    channel = world.applications[watcher.path.rsplit("/", 1)[1]].channel
    told = asyncio.ensure_future(watcher.until(wanted))
    await place.eventually(lambda: channel.waiting)
    world.clock.skip(IDLE_LIMIT - MARGIN)
    world.sweep()
    assert not told.done()
    await told
    assert world.clock.now() - started_at >= IDLE_LIMIT


async def waiting_for_events(place: Place, visitor: Visitor) -> asyncio.Task[object]:
    """A P-GET that is outstanding."""
    task: asyncio.Task[object] = asyncio.ensure_future(visitor.poll_raw())
    channel = place.sandbox.world.applications[visitor.path.rsplit("/", 1)[1]].channel
    await place.eventually(lambda: channel.waiting)
    return task


def waits(application: Application, wanted: bool = True) -> Callable[[], bool]:
    """Whether a P-GET is outstanding, or none is."""
    return lambda: application.channel.waiting == wanted


def freed(memory: weakref.ref[Application]) -> bool:
    """Whether the server has let go of it: a client more each minute must not fill it."""
    gc.collect()
    return memory() is None


async def test_a_killed_process_leaves_the_lobby(place: Place, uri_of: UriOf) -> None:
    uri, world = uri_of("waiting-guest"), place.sandbox.world
    alice = await (await place.alice()).joined(uri)
    arguments = ("--auth", "anonymous", "--display-name", "Hanna", "--meeting", uri, "--timeout", "600")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ucwa_tui", "join", "--root", place.root, *arguments),
        cwd=BESIDE,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        await alice.until(about("added", "Hanna", "lobby"))
        hers = next(a for a in world.applications.values() if a.owner.anonymous)
        await place.eventually(waits(hers))
    finally:
        process.kill()
        await process.wait()
    await place.eventually(waits(hers, False))
    await over_a_quarter_of_an_hour(place, alice, about("deleted", "Hanna", "lobby"))
    assert hers.ended
    assert hers.id not in world.applications
    assert hers.conversations == {}
    room = world.room(uri)
    assert room is not None
    assert [m.person.name for m in room.members.values() if m.seats] == ["Alice Arnold"]
    memory = weakref.ref(hers)
    del hers
    await place.eventually(lambda: freed(memory))


async def test_a_dropped_connection_leaves_the_meeting(place: Place, uri_of: UriOf) -> None:
    uri, world = uri_of("joins"), place.sandbox.world
    alice = await (await place.alice()).joined(uri)
    bob = await (await place.visitor().sign_in("bob")).joined(uri)
    await add_messaging(bob)
    his = world.applications[bob.path.rsplit("/", 1)[1]]
    task = await waiting_for_events(place, bob)
    await bob.close()
    with pytest.raises(asyncio.IncompleteReadError):
        await task
    await alice.until(about("added", "Bob Brandt"))
    assert his.id in world.applications  # until the time is up
    await over_a_quarter_of_an_hour(place, alice, about("deleted", "Bob Brandt"))
    assert (his.conversations, his.invitations, his.past) == ({}, {}, {})
    assert his.id not in world.applications
    memory = weakref.ref(his)
    del his
    await place.eventually(lambda: freed(memory))


@pytest.mark.parametrize("scale", [1.0])
async def test_whoever_comes_back_in_time_stays(place: Place, uri_of: UriOf) -> None:
    uri, world = uri_of("joins"), place.sandbox.world
    bob = await (await place.visitor().sign_in("bob")).joined(uri)
    await add_messaging(bob)
    task = await waiting_for_events(place, bob)
    await bob.close()
    with pytest.raises(asyncio.IncompleteReadError):
        await task
    world.clock.skip(200)
    world.sweep()
    messages = bob.latest("messaging").href("sendMessage") or ""
    assert (await bob.request("POST", messages, "Back again", Content_Type="text/plain")).status == 201
    assert (await bob.until(lambda e: e.link.rel == "message")).status == "Success"


async def test_a_client_that_never_asked_for_events_goes_too(place: Place, uri_of: UriOf) -> None:
    world = place.sandbox.world
    bob = await place.visitor().sign_in("bob")
    assert (await bob.join(uri_of("joins"))).status == 201
    room = world.room(uri_of("joins"))
    assert room is not None
    await place.eventually(lambda: any(m.person.name == "Bob Brandt" for m in room.members.values()))
    await bob.close()
    world.clock.skip(IDLE_LIMIT + 1)
    await place.eventually(lambda: not world.applications)
    assert all(not m.seats for m in room.members.values())
