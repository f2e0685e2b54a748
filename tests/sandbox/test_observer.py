"""What the sandbox records of its clients: exact bytes, masked; who is who; and nothing where nobody looks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawClient
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.client_book import ClientBook, Visit
from ucwa_tui.sandbox.observer import Observer
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.wire.observed_json import observation_line, read_feed
from ucwa_tui.wire.secret import Secret

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FEED = "/sandbox/observed"


class Seen:
    """Everything that was told, as it comes."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.all: list[Observation] = []
        place.sandbox.observer.watch(lambda batch, lost: self.all.extend(batch))

    async def ended(self, count: int) -> list[Observation]:
        """Wait until so many exchanges have ended; those."""
        await self.place.eventually(lambda: sum(o.has_ended for o in self.all) >= count)
        return [o for o in self.all if o.has_ended]


@pytest.fixture
async def raw(place: Place) -> AsyncIterator[RawClient]:
    host, port = place.root.split("/")[2].split(":")
    client = RawClient(host, int(port))
    yield client
    await client.close()


async def test_every_byte_is_recorded_as_it_went(place: Place, raw: RawClient) -> None:
    seen = Seen(place)
    sent = b"GET /?x=%41 HTTP/1.1\r\nhOsT:  127.0.0.1\r\nX-Odd:\tyes\r\nAccept: application/json\r\n\r\n"
    answer = await raw.send(b"\r\n" + sent)  # an empty line before it belongs to no request
    (o,) = await seen.ended(1)
    assert o.exchange.request.data == sent
    assert o.exchange.response.data.endswith(b"\r\n\r\n" + answer.body)
    assert o.exchange.response.data.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (o.exchange.url, o.exchange.status) == ("http://127.0.0.1/?x=%41", 200)
    assert o.exchange.state is ExchangeState.DONE
    assert o.exchange.elapsed is not None
    assert [x.has_ended for x in seen.all] == [False, True]


async def test_requests_that_come_in_one_piece_are_cut_apart(place: Place, raw: RawClient) -> None:
    seen = Seen(place)
    first = b"POST /WebTicket/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b"
    second = b"GET / HTTP/1.1\r\nHost: y\r\n\r\n"
    await raw.send(first + second)
    assert raw.reader is not None
    await raw.receive(raw.reader)
    told = await seen.ended(2)
    assert [o.exchange.request.data for o in told] == [first, second]
    assert told[1].exchange.peer is not None
    assert told[1].exchange.peer.reused


async def test_no_secret_is_in_any_record(place: Place, raw: RawClient) -> None:
    seen = Seen(place)
    visitor = await place.alice()
    await raw.request("GET", f"/?echo={visitor.token}&password=open-sesame-alice", {"User-Agent": visitor.token})
    own = {"Cookie": "FedAuth=CANARY-78; s=CANARY-79", "X-MS-WebTicket": "CANARY-80", "X-Api-Key": "CANARY-81"}
    await raw.request("GET", "/?sig=CANARY-82&operationId=op-1", own)
    await raw.request("POST", "/WebTicket/oauthtoken", FORM, "grant_type=password&username=bob&password=CANARY-77")
    parts = '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nCANARY-78\r\n--b--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    await raw.request("POST", "/WebTicket/oauthtoken", kind, parts)
    await raw.request("GET", "/?said-again=CANARY-78", {})
    told = await seen.ended(9)
    lines = b"".join(map(observation_line, told))
    texts = lines + b"".join(o.exchange.request.data + o.exchange.response.data for o in told)
    for secret in (b"open-sesame-alice", visitor.token.encode(), b"CANARY-"):
        assert secret not in texts
    assert all(visitor.token not in repr(o) for o in told)
    assert any(o.exchange.request.masks for o in told)


async def test_a_client_that_leaves_before_the_answer_is_told_of(place: Place, raw: RawClient) -> None:
    seen = Seen(place)
    visitor = await place.alice()
    count = len(await seen.ended(4))
    _, writer = await raw.open()
    writer.write(
        f"GET {visitor.next} HTTP/1.1\r\nHost: {raw.host}:{raw.port}\r\nAccept: application/json\r\n"
        f"Authorization: Bearer {visitor.token}\r\n\r\n".encode()
    )
    await place.eventually(lambda: len(seen.all) > 2 * count)
    await raw.close()
    last = (await seen.ended(count + 1))[-1].exchange
    assert last.state is ExchangeState.FAILED
    assert last.error == "The client closed the connection before the answer."
    assert last.status is None


async def test_clients_are_told_apart_and_known_by_name(place: Place) -> None:
    seen = Seen(place)
    alice = await place.alice()
    bob = await place.visitor().sign_in("bob")
    again = await place.visitor().sign_in("alice", endpoint="another one")
    for visitor in (alice, bob, again, alice):
        await visitor.get(visitor.path)
    told = await seen.ended(16)
    last = {o.exchange.n: o.client for o in told}
    users = [last[n].user for n in sorted(last)][-4:]
    assert [user.partition(":")[2].partition("@")[0] for user in users] == ["alice", "bob", "alice", "alice"]
    numbers = [last[n].number for n in sorted(last)][-4:]
    assert numbers[0] == numbers[3]
    assert len(set(numbers)) == 3
    assert last[max(last)].endpoint_id.startswith("end point")


async def test_the_sandboxs_own_secret_is_in_no_record(scale: float) -> None:
    canary = "CANARY own secret"
    sandbox = Sandbox(seed=1, cast=Cast().guarded(Secret(canary)))
    root = await sandbox.start("127.0.0.1", 0)
    running = Place(sandbox, root)
    seen = Seen(running)
    host, port = root.split("/")[2].split(":")
    client = RawClient(host, int(port))
    await client.request("GET", "/?who=CANARY%20own%20secret", {"User-Agent": canary, "X-Odd": canary})
    await client.request("GET", "/", {"User-Agent": f"bot/1 {canary}"})
    told = await seen.ended(2)
    assert "CANARY" not in repr(told) + "".join(observation_line(o).decode() for o in told)
    assert all(o.client.user_agent.endswith("[masked]") for o in told)
    await client.close()
    await sandbox.stop()


@pytest.mark.parametrize("scale", [300.0])  # a P-GET that brings nothing ends sooner
async def test_nothing_is_recorded_while_nobody_looks(place: Place) -> None:
    await place.alice()
    assert place.sandbox.observer.last == 0
    seen = Seen(place)
    await (await place.visitor().sign_in("bob")).poll_raw()
    assert {o.client.user for o in await seen.ended(4)} >= {"sip:bob@sandbox.example"}
    later: list[Observation] = []
    place.sandbox.observer.watch(lambda batch, lost: later.extend(batch))
    assert [o.seq for o in later] == [o.seq for o in seen.all][: len(later)]
    assert len(later) >= 8


async def test_what_is_kept_is_bounded(scale: float) -> None:
    sandbox = Sandbox(seed=1)
    sandbox.observer = sandbox.world.observer = Observer(sandbox.world, keep_bytes=20_000)
    root = await sandbox.start("127.0.0.1", 0)
    host, port = root.split("/")[2].split(":")
    client = RawClient(host, int(port))
    sandbox.observer.record()
    for _ in range(40):
        await client.request("GET", "/")
    await client.close()
    await sandbox.stop()
    assert sandbox.observer.last == 80
    kept, forgotten = sandbox.observer.kept_after(0, 10**9)
    assert 1 < len(kept) < 15
    assert forgotten == 80 - len(kept)
    assert kept[-1].seq == 80


async def test_the_feed_tells_neighbours_what_was_observed(place: Place, raw: RawClient) -> None:
    first = await raw.request("GET", f"{FEED}?wait=0")
    head, none = read_feed(first.body)
    assert (none, head.last) == ((), 0)
    visitor = await place.alice()
    found: list[Observation] = []
    while sum(o.has_ended for o in found) < 4:
        head, more = read_feed((await raw.request("GET", f"{FEED}?after={head.last}")).body)
        found += more
    assert [o.seq for o in found] == list(range(1, len(found) + 1))
    assert found[-1].client.user == "sip:alice@sandbox.example"
    assert all(FEED not in o.exchange.url for o in found)
    assert visitor.token not in json.dumps([str(o) for o in found])


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"Host": "evil.example"}, "", 403),
        ({"Host": "127.0.0.1.evil.example"}, "", 403),
        ({"Origin": "http://127.0.0.1"}, "", 403),
        ({"Sec-Fetch-Site": "same-origin"}, "?wait=0", 403),
        ({"X-Ms-Origin": "http://evil.example"}, "?wait=0", 403),
        ({"Sec-Fetch-Site": "none"}, "?wait=0", 200),
        ({}, "?after=-1", 400),
        ({}, "?after=x", 400),
        ({"Host": "localhost"}, "?wait=0", 200),
        ({"Host": "[::1]:8080"}, "?wait=0", 200),
    ],
)
async def test_the_feed_is_for_this_machine_only(
    raw: RawClient, place: Place, headers: dict[str, str], query: str, status: int
) -> None:
    assert (await raw.request("GET", FEED + query, headers)).status == status
    assert place.sandbox.observer.active is (status == 200)


async def test_a_watcher_that_asks_too_early_waits(place: Place, raw: RawClient) -> None:
    place.sandbox.observer.record()
    waiting = asyncio.ensure_future(raw.request("GET", FEED))
    await asyncio.sleep(0)
    assert not waiting.done()
    await place.alice()
    assert len(read_feed((await waiting).body)[1]) > 0


def visit(agent: str = "bot", **more: Any) -> Visit:
    return Visit("127.0.0.1", agent, **more)


def signed_in(book: ClientBook, agent: str, token: str, user: str) -> ObservedClient:
    """Somebody finds the server and gets a token."""
    newcomer = book.of(visit(agent))
    assert book.of(visit(agent, gets_token=True)).number == newcomer.number
    return book.got_token(newcomer.number, visit(agent), token, user, guest=False)


def test_two_runs_of_one_program_are_two_clients() -> None:
    book = ClientBook()
    one = signed_in(book, "bot", "t1", "sip:a@x")
    two = signed_in(book, "bot", "t2", "sip:b@x")
    assert (one.number, two.number) == (1, 2)
    assert book.of(visit(token="t1")).number == 1
    assert book.of(visit(token="t2")).number == 2
    assert book.of(visit(gets_token=True)).number == 2  # the latest renews; no other is likelier
    assert book.of(visit(gets_token=True, renews="t1")).number == 1
    assert book.of(visit("other")).number == 3


@pytest.mark.parametrize("in_turn", [True, False])
def test_two_programs_that_begin_at_the_same_moment_are_told_apart_by_whom_they_sign_in(*, in_turn: bool) -> None:
    book = ClientBook()
    both = book.of(visit())
    assert book.of(visit()).number == both.number
    known: dict[str, Any] = {"known_as": both.number, "gets_token": True}
    alice = book.of(visit(who="alice", **known))
    if in_turn:
        book.got_token(alice.number, visit(who="alice"), "t1", "sip:alice@x", guest=False)
    bob, guest = book.of(visit(who="bob", **known)), book.of(visit(who="guest", **known))
    if not in_turn:
        book.got_token(alice.number, visit(who="alice"), "t1", "sip:alice@x", guest=False)
    book.got_token(bob.number, visit(who="bob"), "t2", "sip:bob@x", guest=False)
    book.got_token(guest.number, visit(who="guest"), "t3", "sip:g1@x", guest=True)
    assert len({alice.number, bob.number, guest.number}) == 3
    assert [book.of(visit(token=t, known_as=1)).user for t in ("t1", "t2", "t3")] == [
        "sip:alice@x",
        "sip:bob@x",
        "sip:g1@x",
    ]
    assert book.of(visit(who="bob", **known)).number == bob.number  # it renews on the connection that found the server


def test_whoever_misspells_a_name_stays_one_client() -> None:
    book = ClientBook()
    first = book.of(visit(gets_token=True, who="alicce"))
    book.refused(first.number)
    assert book.of(visit(gets_token=True, who="alice")).number == first.number


def test_one_token_with_two_applications_is_two_clients() -> None:
    book = ClientBook()
    one = signed_in(book, "bot", "t1", "sip:a@x")
    book.got_application(one.number, "t1", "app1", "end1")
    two = book.got_application(one.number, "t1", "app2", "end2")
    assert two.number != one.number
    assert book.of(visit(token="t1", application="app1")).number == one.number
    assert book.of(visit(token="t1", application="app2")).number == two.number
    assert book.of(visit(token="bogus", application="app2")).number == two.number


def test_an_application_shared_by_two_is_no_reason_to_mix_them_up() -> None:
    book = ClientBook()
    one = signed_in(book, "bot", "t1", "sip:a@x")
    book.got_application(one.number, "t1", "app1", "end")
    two = signed_in(book, "bot", "t2", "sip:a@x")
    book.got_application(two.number, "t2", "app1", "end")
    assert book.of(visit(token="t1", application="app1")).number == one.number
    assert book.of(visit(token="t2", application="app1")).number == two.number


@pytest.mark.parametrize(("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_letters(number: int, letter: str) -> None:
    assert ObservedClient(number).letter == letter


def test_names_are_short_and_safe() -> None:
    client = ObservedClient(2, "evil\x1b[31m" + "x" * 99 + "/1 (more)", "sip:al\u202eice@x")
    assert "\x1b" not in client.title
    assert "\u202e" not in client.title
    assert len(client.title) < 60
