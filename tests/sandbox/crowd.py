"""One sandbox for a whole module, with three visitors in each format: one available, one who is not, and a guest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest_asyncio

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.body_codec import decode_resource, encode_input
from ucwa_tui.protocol.payload import Property, Resource, Value
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.directory import meetings
from ucwa_tui.sandbox.sandbox import Sandbox

SENTENCE = "please pass this in a PUT request"
FORMATS = tuple(PayloadFormat)
Given = Mapping[str, "str | bool | Sequence[str]"]
GUEST_MEETING = next(m.uri for m in meetings() if m.behaviour == "joins")


@dataclass
class Crowd:
    """The visitors by name and format: `alice` is available, `bob` is not, `guest` has an anonymous ticket."""

    place: Place
    visitors: dict[tuple[str, PayloadFormat], Visitor] = field(default_factory=dict)

    async def get(self, name: str, payload_format: PayloadFormat) -> Visitor:
        key = (name, payload_format)
        if key not in self.visitors:
            visitor = self.place.visitor(payload_format)
            if name == "guest":
                await visitor.sign_in(meeting=GUEST_MEETING)
            else:
                await visitor.sign_in(name)
            if name == "alice":
                answer = await send(visitor, "POST", "{app}/me/makeMeAvailable", {"supportedModalities": ["Messaging"]})
                assert answer.status == 204
            self.visitors[key] = visitor
        return self.visitors[key]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd() -> AsyncIterator[Crowd]:
    sandbox = Sandbox(seed=11, clock_scale=60.0)
    place = Place(sandbox, await sandbox.start("127.0.0.1", 0))
    yield Crowd(place)
    for visitor in place.visitors:
        await visitor.close()
    await sandbox.stop()


def body_of(visitor: Visitor, given: Given) -> bytes:
    """An input in the visitor's format."""
    properties = tuple(Property(k, v if isinstance(v, str | bool) else tuple(v)) for k, v in given.items())
    return encode_input(Resource(properties=properties), visitor.format)


async def send(visitor: Visitor, method: str, target: str, given: Given | None = None, **headers: str) -> RawAnswer:
    """A request; `{app}` in the target is the visitor's application."""
    body = body_of(visitor, given) if given is not None else b""
    return await visitor.request(method, target.replace("{app}", visitor.path), body, **headers)


def read(visitor: Visitor, answer: RawAnswer) -> Resource:
    """The resource in an answer."""
    return decode_resource(answer.plain, visitor.format)


def label_of(visitor: Visitor, answer: RawAnswer) -> str:
    """Status, code and subcode of a refusal, or the status alone."""
    if answer.status < 400:
        return str(answer.status)
    return f"{answer.status} {visitor.reason(answer).label}"


def put_property(resource: Resource) -> str:
    """The name of the property that a PUT has to bring back."""
    return next(p.name for p in resource.properties if p.value == SENTENCE)


def texts(value: Value) -> list[str]:
    """A list property."""
    assert isinstance(value, tuple)
    return [v for v in value if isinstance(v, str)]
