"""The rules of the event channel, over real sockets: ack, timers, competition, loss, absence, the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawClient
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.channel_settings import Urgency

UriOf = Callable[[str], str]


def application(place: Place, visitor: Visitor) -> Application:
    return place.sandbox.world.applications[visitor.path.rsplit("/", 1)[1]]


def say(place: Place, visitor: Visitor, name: str, urgency: Urgency = Urgency.HIGH, kind: str = "added") -> None:
    """Put an event into a visitor's channel."""
    channel = application(place, visitor).channel
    channel.post(("test", "/t"), Event(kind, EventLink(name, f"/t/{name}")), urgency)


async def rels(visitor: Visitor) -> list[str]:
    return [e.link.rel for s in (await visitor.poll()).senders for e in s.events]


async def waiting(place: Place, visitor: Visitor) -> None:
    """Until a P-GET is outstanding."""
    channel = application(place, visitor).channel
    await place.eventually(lambda: channel.waiting)


async def test_links_count_up(place: Place) -> None:
    alice = await place.alice()
    for number in (1, 2, 3):
        say(place, alice, f"e{number}")
        answer = await alice.poll()
        assert answer.href == f"{alice.path}/events?ack={number}"
        assert answer.next == f"{alice.path}/events?ack={number + 1}"


async def test_what_is_pending_comes_in_one_answer_in_order(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    for name in "abc":
        say(place, alice, name)
    assert await rels(alice) == ["a", "b", "c"]


async def test_a_package_is_sent_again_until_it_is_confirmed(place: Place) -> None:
    alice = await place.alice()
    say(place, alice, "first")
    here = alice.next
    once = await alice.poll_raw(here)
    say(place, alice, "second")
    again = await alice.poll_raw(here)
    assert (again.status, again.body) == (200, once.body)
    assert await rels(alice) == ["first"]
    assert await rels(alice) == ["second"]


async def test_an_answer_lost_on_the_way_is_sent_again(place: Place) -> None:
    alice = await place.alice()
    lost = RawClient(alice.calls.host, alice.calls.port)
    _, writer = await lost.open()
    request = f"GET {alice.next} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.token}\r\n\r\n"
    writer.write(request.encode())
    await waiting(place, alice)
    say(place, alice, "precious")
    await lost.close()
    assert await rels(alice) == ["precious"]


@pytest.mark.parametrize("ack", ["?ack=7", "?ack=0", ""])
async def test_wrong_ack_leads_to_resync(place: Place, ack: str, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    say(place, alice, "kept")
    first = alice.next
    await alice.poll()
    alice.next = alice.next.split("?")[0] + ack
    answer = await alice.poll()
    assert (answer.next, answer.resync, answer.is_empty) == (None, first, True)
    assert await rels(alice) == ["kept"]


async def test_medium_waits_for_its_timer(place: Place) -> None:
    alice = await place.alice()
    say(place, alice, "calm", Urgency.MEDIUM)
    clock = place.sandbox.world.clock
    began = clock.now()
    assert await rels(alice) == ["calm"]
    assert clock.now() - began >= 5


class TestHigh:
    @pytest.fixture
    def scale(self) -> float:
        return 1.0

    async def test_releases_at_once_with_everything_queued(self, place: Place) -> None:
        alice = await place.alice()
        polled = asyncio.ensure_future(alice.poll())
        await waiting(place, alice)
        say(place, alice, "calm", Urgency.MEDIUM)
        say(place, alice, "calmer", Urgency.LOW)
        await asyncio.sleep(0.02)
        assert not polled.done()
        began = place.sandbox.world.clock.now()
        say(place, alice, "urgent")
        await polled
        assert [e.link.rel for e in alice.seen] == ["calm", "calmer", "urgent"]
        assert place.sandbox.world.clock.now() - began < 4


async def test_timers_are_remembered_until_changed(place: Place) -> None:
    alice = await place.alice()
    channel = application(place, alice).channel
    say(place, alice, "a")
    alice.next += "&low=40&medium=30&timeout=200&priority=3"
    await alice.poll()
    say(place, alice, "b")
    alice.next += "&medium=31"
    await alice.poll()
    settings = channel.settings
    assert (settings.low, settings.medium, settings.timeout, settings.priority) == (40, 31, 200, 3)


@pytest.mark.parametrize(
    "parameter", ["low=4", "low=1801", "medium=4", "medium=x", "timeout=179", "timeout=1801", "ack=-1", "priority=9e9"]
)
async def test_out_of_range(place: Place, parameter: str) -> None:
    alice = await place.alice()
    answer = await alice.poll_raw(f"{alice.path}/events?{parameter}")
    reason = alice.reason(answer)
    assert (answer.status, reason.subcode) == (400, "ParameterValidationFailure")
    assert [name for name, _ in reason.parameters] == [parameter.split("=")[0]]


async def test_updates_of_one_thing_merge(place: Place) -> None:
    alice = await place.alice()
    for name in ("a", "b", "a"):
        say(place, alice, name, kind="updated")
    assert await rels(alice) == ["b", "a"]


class TestTimeout:
    @pytest.fixture
    def scale(self) -> float:
        return 3000.0

    async def test_empty_answer(self, place: Place, payload_format: PayloadFormat) -> None:
        alice = await place.alice(payload_format)
        began = place.sandbox.world.clock.now()
        raw = await alice.poll_raw()
        assert place.sandbox.world.clock.now() - began >= 180
        answer = decode_events(raw.body, raw.header("Content-Type"))
        assert answer.is_empty
        assert answer.next == f"{alice.path}/events?ack=2"
        if payload_format is PayloadFormat.JSON:
            assert raw.json["sender"] == []


class TestAbsence:
    async def test_long_absence_resumes(self, place: Place, uri_of: UriOf) -> None:
        alice = await (await place.alice()).joined(uri_of("joins"))
        alice.next += "&medium=30"
        say(place, alice, "a")
        await alice.poll()
        place.sandbox.world.clock.skip(301)
        answer = await alice.poll()
        assert (answer.next, answer.resume) == (None, alice.next)
        assert not application(place, alice).conversations
        assert application(place, alice).channel.settings.medium == 5
        say(place, alice, "after")
        assert await rels(alice) == ["after"]

    async def test_expires_without_a_p_get(self, place: Place) -> None:
        alice = await place.alice()
        say(place, alice, "a")
        await alice.poll()
        place.sandbox.world.clock.skip(901)
        answer = await alice.poll_raw()
        assert (answer.status, alice.reason(answer).label) == (404, "NotFound/ApplicationNotFound")

    async def test_a_waiting_p_get_keeps_it_alive(self, place: Place) -> None:
        alice = await place.alice()
        polled = asyncio.ensure_future(alice.poll_raw(alice.next + "&timeout=1800"))
        await waiting(place, alice)
        place.sandbox.world.clock.skip(1500)
        place.sandbox.world.sweep()
        say(place, alice, "a")
        assert (await polled).status == 200


async def second_poll(visitor: Visitor, suffix: str = "") -> tuple[RawClient, asyncio.Task[int]]:
    other = RawClient(visitor.calls.host, visitor.calls.port)

    async def poll() -> int:
        return (await visitor.request("GET", visitor.next + suffix, b"", other)).status

    return other, asyncio.ensure_future(poll())


@pytest.mark.parametrize(("first", "second", "replaced"), [("", "", True), ("1", "1", True), ("1", "0", False)])
async def test_competition(
    place: Place, first: str, second: str, replaced: bool, payload_format: PayloadFormat
) -> None:
    alice = await place.alice(payload_format)
    older = asyncio.ensure_future(alice.poll_raw(alice.next + (f"&priority={first}" if first else "")))
    await waiting(place, alice)
    other, newer = await second_poll(alice, f"&priority={second}" if second else "")
    try:
        if replaced:
            answer = await older
            assert (answer.status, alice.reason(answer).label) == (409, "Conflict/PGetReplaced")
            assert answer.header("X-Sandbox-Shape") is not None
            say(place, alice, "for the newcomer")
            assert await newer == 200
        else:
            assert await newer == 409
            say(place, alice, "for the elder")
            assert (await older).status == 200
    finally:
        await other.close()


async def test_a_wrong_ack_does_not_disturb_the_waiting_one(place: Place) -> None:
    alice = await place.alice()
    older = asyncio.ensure_future(alice.poll_raw())
    await waiting(place, alice)
    other = await alice.request("GET", f"{alice.path}/events?ack=5")
    assert "resync" in other.json["_links"]
    say(place, alice, "x")
    assert (await older).status == 200


async def test_delete_releases_a_waiting_p_get(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    polled = asyncio.ensure_future(alice.poll_raw())
    await waiting(place, alice)
    assert (await alice.request("DELETE", alice.path)).status == 204
    answer = await polled
    assert (answer.status, alice.reason(answer).label) == (404, "NotFound/ApplicationNotFound")
    assert (await alice.request("GET", alice.path)).status == 404


async def test_a_client_that_vanishes_leaves_nothing_waiting(place: Place) -> None:
    alice = await place.alice()
    gone = RawClient(alice.calls.host, alice.calls.port)
    _, writer = await gone.open()
    writer.write(f"GET {alice.next} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.token}\r\n\r\n".encode())
    await waiting(place, alice)
    before = place.sandbox.connections
    await gone.close()
    channel = application(place, alice).channel
    await place.eventually(lambda: not channel.waiting and place.sandbox.connections < before)
    say(place, alice, "later")
    assert await rels(alice) == ["later"]


async def test_form_is_chosen_by_each_p_get(place: Place) -> None:
    alice = await place.alice()
    say(place, alice, "a")
    raw = await alice.request("GET", alice.next, b"", alice.channel, Accept="application/vnd.microsoft.com.ucwa+xml")
    assert raw.header("Content-Type") == "application/vnd.microsoft.com.ucwa+xml; charset=utf-8"
    assert raw.body.startswith(b"<?xml")
    say(place, alice, "b")
    raw = await alice.poll_raw(f"{alice.path}/events?ack=2")
    assert raw.header("Content-Type") == "application/json; charset=utf-8"


async def test_the_end_of_a_meeting_invitation_is_labelled(place: Place, uri_of: UriOf) -> None:
    alice = await place.alice()
    await alice.join(uri_of("completed-only"))
    raw = await alice.poll_raw()
    assert raw.header("X-Sandbox-Shape") == "from the documentation, never captured"
    say(place, alice, "plain")
    plain = await alice.poll_raw(f"{alice.path}/events?ack=2")
    assert plain.header("X-Sandbox-Shape") is None


async def test_application_shows_the_link_to_go_on_with(place: Place) -> None:
    alice = await place.alice()
    say(place, alice, "a")
    await alice.poll()
    assert (await alice.get(alice.path)).href("events") == f"{alice.path}/events?ack=1"
    say(place, alice, "b")
    await alice.poll()
    assert (await alice.get(alice.path)).href("events") == f"{alice.path}/events?ack=2"
