"""How much a sandbox takes: connections, applications, open files, memory."""

from __future__ import annotations

import asyncio

import pytest

from tests.sandbox.raw_client import RawClient
from tests.sandbox.visitor import Visitor
from ucwa_tui.sandbox.application import MAX_FINISHED
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.open_files import SPARE, room_for
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.sandbox.world import MAX_AD_HOC


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
