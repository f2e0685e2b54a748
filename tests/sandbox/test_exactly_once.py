"""Whatever a client does between two packages, it gets every event, in order, and a package never changes."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer
from ucwa_tui.protocol.links import ack_of
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.event_channel import EventChannel

MOVES = st.lists(
    st.sampled_from(("post", "post two", "poll", "lose the answer", "ask again", "wrong ack")), max_size=30
)


class Reader:
    """A client that remembers the ack of what it has processed."""

    def __init__(self, channel: EventChannel) -> None:
        self.channel = channel
        self.ack = 1
        self.got: list[str] = []
        self.packages: dict[int, EventsAnswer] = {}

    async def ask(self, ack: int) -> EventsAnswer:
        answer = await self.channel.poll(ack, self.channel.settings)
        if answer.resync is None:
            assert self.packages.setdefault(ack, answer) == answer
        return answer

    async def poll(self) -> None:
        answer = await self.ask(self.ack)
        self.got.extend(e.link.rel for s in answer.senders for e in s.events)
        self.ack = ack_of(answer.next or answer.resync or "") or 0


async def play(moves: list[str]) -> None:
    channel = EventChannel("/events", Clock(), lambda: None)
    reader = Reader(channel)
    posted: list[str] = []

    def post() -> None:
        posted.append(f"e{len(posted)}")
        channel.post((f"s{len(posted) % 2}", "/s"), Event("added", EventLink(posted[-1], "/x")))

    for move in moves:
        match move:
            case "post":
                post()
            case "post two":
                post()
                post()
            case "poll" if len(posted) > len(reader.got):
                await reader.poll()
            case "lose the answer" if len(posted) > len(reader.got):
                await reader.ask(reader.ack)
            case "ask again" if reader.ack - 1 in reader.packages and not channel.drained:
                if channel.first_unconfirmed == reader.ack - 1:
                    await reader.ask(reader.ack - 1)
            case "wrong ack":
                answer = await reader.ask(reader.ack + 5)
                assert answer.resync is not None
                assert answer.is_empty
    while len(reader.got) < len(posted):
        await reader.poll()
    assert reader.got == posted


@given(MOVES)
@settings(max_examples=60, deadline=None)
def test_exactly_once(moves: list[str]) -> None:
    asyncio.run(play(moves))
