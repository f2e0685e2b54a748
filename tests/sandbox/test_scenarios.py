"""What the whole server does to everybody, by the name of a scenario."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from tests.sandbox.conftest import SCALE, Place
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.announcement import announcement
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.sandbox import Sandbox

UriOf = Callable[[str], str]
MakePlace = Callable[[str], Awaitable[Place]]
MARK = "X-Sandbox-Shape"
SCALES = {"forgetful": 200.0, "takeover": 200.0, "stormy": 600.0, "short-tokens": 1.0}


@pytest.fixture
async def place_with() -> AsyncIterator[MakePlace]:
    async with AsyncExitStack() as stack:

        async def make(scenario: str) -> Place:
            sandbox = Sandbox(seed=7, clock_scale=SCALES.get(scenario, SCALE), scenario=scenario)
            place = Place(sandbox, await sandbox.start("127.0.0.1", 0))
            stack.push_async_callback(sandbox.stop)
            stack.push_async_callback(close, place)
            return place

        yield make


async def close(place: Place) -> None:
    for visitor in place.visitors:
        await visitor.close()


@pytest.mark.parametrize("make", [Sandbox, EmbeddedSandbox])
def test_an_unknown_name_is_refused_at_once(make: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"no scenario 'sunny'; there are calm, short-tokens, forgetful"):
        make(scenario="sunny")


def test_the_announcement_names_the_scenario_and_the_join_urls() -> None:
    lines = list(announcement("http://127.0.0.1:7/root", "forgetful"))
    assert lines[1].startswith("scenario: forgetful: an application is gone")
    assert any(line.strip() == "http://127.0.0.1:7/meet/alice/STAND1UP" for line in lines)


@pytest.mark.parametrize(("meeting", "lifetime"), [(None, 100), ("joins", 60)])
async def test_short_tokens(
    place_with: MakePlace, uri_of: UriOf, meeting: str | None, lifetime: int, payload_format: PayloadFormat
) -> None:
    place = await place_with("short-tokens")
    visitor = place.visitor(payload_format)
    uri = uri_of(meeting) if meeting else None
    await visitor.sign_in(meeting=uri)
    form = "grant_type=password&username=alice&password=open-sesame-alice"
    if uri:
        form = f"grant_type=urn:microsoft.rtc:anonmeeting&password=STAND1UP&ms_rtc_conferenceuri={uri}"
        form += f"&ms_rtc_renew={visitor.token}"
    place.sandbox.world.clock.skip(lifetime - 5)
    assert (await visitor.request("GET", visitor.path)).status == 200
    place.sandbox.world.clock.skip(10)
    late = await visitor.request("GET", visitor.path)
    assert late.status == 401
    assert "28033" in (late.header("X-Ms-diagnostics") or "")
    renewed = await visitor.get_token(form)
    assert json.loads(renewed.body)["expires_in"] == lifetime
    visitor.token = json.loads(renewed.body)["access_token"]
    assert (await visitor.request("GET", visitor.path)).status == 200


async def test_forgetful(place_with: MakePlace, payload_format: PayloadFormat) -> None:
    place = await place_with("forgetful")
    alice = await place.alice(payload_format)
    answer = await alice.poll_raw()
    assert (answer.status, alice.reason(answer).subcode) == (404, "ApplicationNotFound")
    assert alice.path not in {a.path for a in place.sandbox.world.applications.values()}
    applications = alice.path.rsplit("/", 1)[0]
    before = alice.path
    assert (await alice.create(applications, "again")).path != before


async def test_throttled(place_with: MakePlace) -> None:
    place = await place_with("throttled")
    visitor = await place.visitor().sign_in()
    answers = [await visitor.request("GET", visitor.path) for _ in range(10)]
    assert [a.status for a in answers] == [200] * 4 + [503] + [200] * 4 + [503]
    assert answers[4].header("Retry-After") == "2"
    assert answers[4].header(MARK) is not None
    assert visitor.reason(answers[4]).code == "ServiceUnavailable"
    assert answers[0].header("Retry-After") is None


async def test_throttling_does_not_count_p_gets(place_with: MakePlace) -> None:
    place = await place_with("throttled")
    visitor = await place.visitor().sign_in()
    for _ in range(4):
        for _ in range(3):
            assert (await visitor.request("GET", f"{visitor.path}/events?ack=9")).status == 200
        assert (await visitor.request("GET", visitor.path)).status == 200
        assert (await visitor.request("GET", place.root)).status == 200
    assert (await visitor.request("GET", visitor.path)).status == 503
    assert (await visitor.request("GET", visitor.path)).status == 200


async def test_takeover(place_with: MakePlace, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    place = await place_with("takeover")
    alice = await place.alice(payload_format)
    replaced = await alice.poll_raw()
    assert (replaced.status, alice.reason(replaced).subcode) == (409, "PGetReplaced")
    assert replaced.header(MARK) is not None
    await alice.joined(uri_of("joins"))  # asking again takes the channel back, for good
    assert alice.story()[0][:2] == ("started", "onlineMeetingInvitation")


async def test_takeover_between_two_p_gets(place_with: MakePlace, uri_of: UriOf) -> None:
    place = await place_with("takeover")
    alice = await place.alice()
    place.sandbox.world.applications[alice.path.rsplit("/", 1)[1]].channel.seize()
    await alice.joined(uri_of("joins"))


async def test_two_hosts(place_with: MakePlace, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    place = await place_with("two-hosts")
    front = place.visitor(payload_format)
    form = "grant_type=password&username=alice&password=open-sesame-alice"
    front.token = json.loads((await front.get_token(form)).body)["access_token"]
    root = await front.get(place.root)
    applications = (await front.get(root.href("user") or "")).href("applications") or ""
    assert urlsplit(applications).hostname == "127.0.0.1"
    assert urlsplit(applications).port not in (None, urlsplit(place.root).port)
    pool = Visitor(applications, payload_format)
    place.visitors.append(pool)
    body = pool.input(culture="en-US", userAgent="visitor", endpointId="1")
    bare = await pool.request("POST", applications, body)
    assert (bare.status, bare.header("X-Ms-diagnostics")) == (401, None)
    assert f"http://{urlsplit(applications).netloc}/WebTicket" in bare.headers("WWW-Authenticate")[0]
    pool.token = front.token
    foreign = await pool.request("POST", applications, body)
    assert foreign.status == 401
    assert "28055" in (foreign.header("X-Ms-diagnostics") or "")
    pool.token = json.loads((await pool.get_token(form)).body)["access_token"]
    await (await pool.create(applications, "1")).joined(uri_of("joins"))
    url = pool.latest("onlineMeeting").text("joinUrl") or ""
    assert url.startswith(f"http://{urlsplit(applications).netloc}/meet/")


async def test_http_redirect(place_with: MakePlace, payload_format: PayloadFormat) -> None:
    place = await place_with("http-redirect")
    visitor = place.visitor(payload_format)
    moved = await visitor.request("GET", "/")
    assert moved.status == 302
    assert moved.header(MARK) is not None
    root = await visitor.get(moved.header("Location") or "")
    assert root.href("user") is None
    home = await visitor.get(root.href("redirect") or "")
    assert home.href("redirect") is None
    assert (await visitor.request("GET", home.href("user") or "")).status == 401


async def test_a_storm_loses_nothing(place_with: MakePlace, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    place = await place_with("stormy")
    alice = await place.alice(payload_format)
    assert (await alice.join(uri_of("waiting-guest"))).status == 201
    met: set[str] = set()
    for _ in range(60):
        met.add(await one_poll(alice))
    assert met >= {"events", "empty", "503", "broken", "resync"}
    joins = [e for e in alice.seen if e.type == "completed" and e.link.rel == "onlineMeetingInvitation"]
    assert [e.status for e in joins] == ["Success"]
    hrefs = [(e.type, e.link.href, e.in_.rel if e.in_ else None) for e in alice.seen if e.type == "added"]
    assert len(hrefs) == len(set(hrefs))
    assert sum(e.link.title == "Gus Guest" and e.type == "added" and e.in_ is not None for e in alice.seen) == 1


async def one_poll(visitor: Visitor) -> str:
    """One P-GET as a patient client does it: what has not arrived whole is asked for again."""
    try:
        answer: RawAnswer = await visitor.poll_raw()
    except (asyncio.IncompleteReadError, ConnectionResetError):
        await close_quietly(visitor)
        return "broken"
    if answer.status == 503:
        return "503"
    assert answer.status == 200
    said = decode_events(answer.plain, answer.header("Content-Type"))
    visitor.next = said.next or said.resync or ""
    visitor.seen.extend(e for s in said.senders for e in s.events)
    return "resync" if said.resync else "events" if said.senders else "empty"


async def close_quietly(visitor: Visitor) -> None:
    try:
        await visitor.channel.close()
    except ConnectionResetError:
        visitor.channel.reader = visitor.channel.writer = None
