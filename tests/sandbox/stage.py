"""One sandbox for many tests, with a world that begins anew for each; `scenes` set people into it.

Signing in has tests of its own; here applications are made in the world. What brings a scene about goes over the wire.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.sandbox.conftest import Place
from tests.sandbox.crowd import Given, send
from tests.sandbox.hand_clock import HandClock
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import sandbox as sandbox_module
from ucwa_tui.sandbox.application import Application, Registration
from ucwa_tui.sandbox.application_shapes import application as shape_of
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.meetings import Meeting, assigned_id
from ucwa_tui.sandbox.people import ALICE, BOB, CAROL, Person
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.sandbox.tokens import Identity
from ucwa_tui.sandbox.world import World
from ucwa_tui.wire.scenario import Scenario

PEOPLE: dict[str, Person] = {"alice": ALICE, "bob": BOB, "carol": CAROL}
MEETING = Meeting("TESTR00M", "A meeting for tests", "joins", "made for each test", ALICE)
GUARDED = Meeting("L0CKED00", "A meeting with a lobby", "joins", "made for each test", ALICE, access_level="Locked")


@dataclass
class Stage:
    """The sandbox, who is in it now, and the names by which tests write addresses."""

    place: Place
    clock: HandClock
    usual: frozenset[str]
    """Ids of the meetings that were there at the start."""
    visitors: dict[tuple[str, PayloadFormat], Visitor] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    format: PayloadFormat = PayloadFormat.JSON

    @property
    def world(self) -> World:
        return self.place.sandbox.world

    def reset(self, payload_format: PayloadFormat) -> None:
        """As after a start: nobody is signed in, nothing was changed."""
        world = self.world
        world.adopt(Scenario())
        for application in list(world.applications.values()):
            world.end(application)
        world.tickets = type(world.tickets)(self.clock, world.ids)
        for own in (world.forwarding, world.phones, world.extensions, world.contact_lists):
            own.clear()
        for person in PEOPLE.values():
            for room in world.rooms_of(person):
                if room.meeting.id not in self.usual:
                    world.close_room(room)
        world.open_room(MEETING)
        world.open_room(GUARDED)
        world.archive.clear()
        self.clock.forget()
        self.format = payload_format
        self.names = {name: person.id for name, person in PEOPLE.items()} | {"assigned": assigned_id(ALICE)}

    def enters(self, name: str) -> Visitor:
        """Somebody signs in: a user by name, or `guest` with a ticket for the meeting with a lobby."""
        visitor = self.visitors.get((name, self.format)) or self.place.visitor(self.format)
        self.visitors[name, self.format] = visitor
        tickets = self.world.tickets
        ticket = tickets.for_guest(GUARDED.uri) if name == "guest" else tickets.for_user(PEOPLE[name])
        self._registers(visitor, ticket.token, ticket.identity, name)
        return visitor

    def enters_too(self, name: str) -> Visitor:
        """Another client of a user, which nothing here is named after."""
        visitor, ticket = self.place.visitor(self.format), self.world.tickets.for_user(PEOPLE[name])
        self._registers(visitor, ticket.token, ticket.identity, f"{name} too")
        return visitor

    def _registers(self, visitor: Visitor, token: str, identity: Identity, name: str) -> None:
        made = self.world.create(identity, Registration("en-US", "tests", f"end point of {name}"), self.base)
        visitor.token = token
        visitor.application = shape_of(made)
        visitor.next = made.channel.href
        visitor.seen = []
        self.names[f"{name}_app"] = visitor.path

    @property
    def base(self) -> str:
        return "/".join(self.place.root.split("/")[:3])

    def of(self, name: str) -> Visitor:
        return self.visitors[name, self.format]

    def application(self, name: str) -> Application:
        return self.world.applications[self.of(name).path.rsplit("/", 1)[1]]

    def seat(self, name: str) -> Conversation:
        """The newest conversation of somebody."""
        return list(self.application(name).conversations.values())[-1]

    async def does(self, name: str, method: str, target: str, given: Given | None = None, wanted: int = 204) -> None:
        """Part of a scene: this has to succeed, and everything that it brings about happens."""
        answer = await send(self.of(name), method, target.format(app=self.of(name).path, **self.names), given)
        assert answer.status == wanted, answer
        self.clock.move(2.0)

    async def writes(self, name: str, target: str, text: str) -> str:
        """Part of a scene: a message; its address."""
        answer = await self.of(name).request("POST", target.format(**self.names), text, Content_Type="text/plain")
        assert answer.status == 201, answer
        self.clock.move(2.0)
        return answer.header("Location") or ""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    """One for a whole module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox_module, "Clock", HandClock)
        sandbox = Sandbox(seed=5, cast=Cast(meetings=()))  # every room would be looked at again and again
    assert isinstance(sandbox.world.clock, HandClock)
    place = Place(sandbox, await sandbox.start("127.0.0.1", 0))
    yield Stage(place, sandbox.world.clock, frozenset(room.meeting.id for room in sandbox.world.rooms()))
    for visitor in place.visitors:
        await visitor.close()
    await sandbox.stop()
