"""How much a sandbox takes: connections, applications, open files, memory."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.raw_client import RawClient
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.sandbox.application import MAX_FINISHED
from ucwa_tui.sandbox.event_channel import MAX_QUEUED
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.open_files import SPARE, room_for
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.sandbox.world import MAX_AD_HOC

ROOT = Path(__file__).parents[2]


async def test_one_connection_too_many_is_told_so() -> None:
    sandbox = Sandbox(limits=Limits(connections=2))
    root = await sandbox.start("127.0.0.1", 0)
    port = int(root.split("/")[2].split(":")[1])
    clients = [RawClient("127.0.0.1", port) for _ in range(3)]
    try:
        for client in clients[:2]:
            assert (await client.request("GET", "/")).status == 200
        reader, _ = await clients[2].open()
        assert (await clients[2].receive(reader)).status == 503
        await clients[0].close()
        await clients[2].close()
        for _ in range(500):
            if sandbox.connections < 2:
                break
            await asyncio.sleep(0.01)
        assert (await clients[2].request("GET", "/")).status == 200
    finally:
        for client in clients:
            await client.close()
        await sandbox.stop()


async def test_applications_of_one_user() -> None:
    sandbox = Sandbox(limits=Limits(applications_per_user=2))
    root = await sandbox.start("127.0.0.1", 0)
    alice, bob = Visitor(root), Visitor(root)
    try:
        await alice.sign_in("alice", endpoint="one")
        applications = "/ucwa/oauth/v1/applications"
        await alice.create(applications, "two")
        body = alice.input(culture="en-US", userAgent="visitor", endpointId="three")
        refused = await alice.request("POST", applications, body)
        assert alice.reason(refused).subcode == "TooManyApplications"
        assert (await alice.create(applications, "one")).path  # one that runs is found again
        await bob.sign_in("bob")
        sandbox.world.end(next(a for a in sandbox.world.applications.values() if a.owner.person.name[0] == "A"))
        assert (await alice.request("POST", applications, body)).status == 201
    finally:
        await alice.close()
        await bob.close()
        await sandbox.stop()


async def test_what_is_over_is_forgotten() -> None:
    """A client that joins and leaves for ever fills nothing: no rooms, no invitations, no conversations."""
    sandbox = Sandbox(seed=1, clock_scale=1000.0)
    visitor = Visitor(await sandbox.start("127.0.0.1", 0))
    try:
        await visitor.sign_in("alice")
        (application,) = sandbox.world.applications.values()
        meetings = len(list(sandbox.world.rooms()))
        for _ in range(MAX_FINISHED + 5):
            await visitor.joined("adhoc")
            (conversation,) = application.conversations.values()
            assert (await visitor.request("DELETE", conversation.path)).status == 204
            visitor.seen.clear()
        assert len(application.invitations) <= MAX_FINISHED + 1
        assert not application.conversations
        alice = application.owner.person
        stay = [sandbox.world.new_room(alice, "stays") for _ in range(3)]
        for room in stay:
            room.guest_arrives(alice)
        for _ in range(2 * MAX_AD_HOC):
            sandbox.world.new_room(alice, "goes")
        rooms = list(sandbox.world.rooms())
        assert len(rooms) <= meetings + MAX_AD_HOC + 2
        assert all(room in rooms for room in stay)
    finally:
        await visitor.close()
        await sandbox.stop()


def test_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    limits = [100, 1000]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.__setitem__(0, both[0]))
    assert room_for(10) == 10
    assert limits[0] == 100
    assert room_for(500) == 500
    assert limits[0] == 500 + SPARE
    assert room_for(5000) == 1000 - SPARE
    assert limits[0] == 1000


async def test_a_client_that_never_asks_for_its_events_fills_nothing() -> None:
    sandbox = Sandbox(seed=1, clock_scale=60.0)
    visitor = Visitor(await sandbox.start("127.0.0.1", 0))
    try:
        await visitor.sign_in("alice")
        (application,) = sandbox.world.applications.values()
        link = EventLink("participant", "/p")
        for _ in range(MAX_QUEUED + 10):
            application.channel.post(("conversation", "/c"), Event("added", link))
        assert application.channel.drained
        answer = await visitor.poll()
        assert answer.resume
        application.channel.post(("conversation", "/c"), Event("added", link))
        assert [e.link.href for s in (await visitor.poll()).senders for e in s.events] == ["/p"]
    finally:
        await visitor.close()
        await sandbox.stop()


async def test_a_client_that_is_killed_leaves_nothing_behind() -> None:
    """kill -9 while it is in a meeting with a pending P-GET: after the time-outs nobody sees it any more."""
    sandbox = Sandbox(seed=1, clock_scale=600.0)
    root = await sandbox.start("127.0.0.1", 0)
    other = Visitor(root)
    code = (
        "import asyncio, sys\n"
        "from tests.sandbox.visitor import Visitor\n"
        "async def stay():\n"
        "    bob = await Visitor(sys.argv[1]).sign_in('bob')\n"
        "    await bob.joined(sys.argv[2])\n"
        "    while True:\n"
        "        await bob.poll()\n"
        "asyncio.run(stay())\n"
    )
    room = next(r for r in sandbox.world.rooms() if r.meeting.behaviour == "joins")
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, root, room.meeting.uri, cwd=ROOT)
    try:
        await _until(lambda: "bob@sandbox.example" in room.members)
        bob = next(a for a in sandbox.world.applications.values() if a.owner.person.name == "Bob Brandt")
        await _until(lambda: bob.channel.waiting)
        await (await other.sign_in("alice")).joined(room.meeting.uri)
        child.kill()
        await child.wait()
        gone = await other.until(lambda e: e.type == "deleted" and "/bob@" in e.link.href)
        assert gone.link.rel == "participant"
        assert bob.ended
        assert "bob@sandbox.example" not in room.members
        assert [a.owner.person.name for a in sandbox.world.applications.values()] == ["Alice Arnold"]
        await other.close()
        await _until(lambda: sandbox.connections == 0)
        await _until(lambda: not sandbox.world.applications)
        assert not any(m.seats for m in room.members.values())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        await other.close()
        await sandbox.stop()


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")
