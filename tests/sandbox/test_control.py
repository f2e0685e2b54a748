"""Orders over HTTP: who may give them, another scenario while P-GETs wait, and mishaps at once."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.mean_place import ROOT, mean, raw, rule, taken_apart
from tests.sandbox.raw_client import RawAnswer
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.control_gate import HEADER, ControlGate
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.request import make_request
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.wire.observed_json import SECRET_HEADER
from ucwa_tui.wire.sandbox_mishaps import MISHAPS
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS
from ucwa_tui.wire.secret import Secret

STAND_UP = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP"
ORDER = {HEADER: "1"}


async def order(
    place: Place, path: str, body: object = None, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> RawAnswer:
    data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {**(ORDER if headers is None else headers), **({"Content-Type": kind} if data else {})}
    client = place.visitor().calls
    return await client.request("POST" if data else "GET", path, lines, data)


async def test_the_list_and_another_scenario(place: Place) -> None:
    told = (await order(place, "/sandbox/scenario")).json
    assert told["scenario"] == "calm"
    assert [s["name"] for s in told["scenarios"]] == list(SCENARIOS)
    assert told["scenarios"][1]["about"] == SCENARIOS["short-tokens"]
    changed = await order(place, "/Sandbox/Scenario", {"name": "Proxy"})
    assert (changed.status, changed.json["scenario"]) == (200, "proxy")
    assert changed.json["lesson"].startswith("You see HTML")
    assert changed.header("Access-Control-Allow-Origin") is None
    assert place.sandbox.scenario.name == "proxy"


@pytest.mark.parametrize("kind", ["text/plain", "application/toml; charset=utf-8"])
async def test_a_scenario_as_toml(place: Place, kind: str) -> None:
    source = f'about = "own"\n{rule("page = " + chr(34) + "proxy" + chr(34))}'.encode()
    assert (await order(place, "/sandbox/scenario", source, kind=kind)).json["about"] == "own"
    assert taken_apart(await raw(place, ROOT))[0] == 502
    assert (await order(place, "/sandbox/scenario", {"name": "calm"})).status == 200
    assert taken_apart(await raw(place, ROOT))[0] == 200


@pytest.mark.parametrize(
    ("path", "body", "kind", "message"),
    [
        ("scenario", {"name": "clam"}, "application/json", "there is no scenario 'clam'; did you mean calm?"),
        (
            "scenario",
            {"name": "/etc/passwd"},
            "application/json",
            "a file cannot be named here: send its text as application/toml",
        ),
        (
            "scenario",
            {"name": 1},
            "application/json",
            'the body has to be an object whose values are texts; write {"name": "stormy"}',
        ),
        ("scenario", b"[" * 100_000, "application/json", 'the body is no JSON; write {"name": "stormy"}'),
        (
            "scenario",
            {"scenario": "stormy"},
            "application/json",
            '\'scenario\' means nothing here; there is name; write {"name": "stormy"}',
        ),
        ("scenario", {}, "application/json", 'no scenario is named; write {"name": "stormy"}'),
        (
            "do",
            {"do": "resync", "usr": "alice"},
            "application/json",
            '\'usr\' means nothing here; there is do, user, application; write {"do": "resync"}',
        ),
        (
            "do",
            {"do": "resync", "user": ""},
            "application/json",
            'user is empty; leave it away, or fill it in; write {"do": "resync"}',
        ),
        (
            "do",
            {"do": "drop-connections", "user": "alice"},
            "application/json",
            "drop-connections cannot be done for one user; leave user away to do it for everybody",
        ),
        (
            "do",
            {"do": "expire-tokens", "application": "1"},
            "application/json",
            "expire-tokens cannot be done for one application; leave application away to do it for everybody",
        ),
        ("scenario", b"\xff", "text/plain", "the body is not UTF-8"),
        ("scenario", b"about = 1", "text/plain", 'body:1: about has to be a text. Put it in quotes: "…".'),
        (
            "do",
            {"do": "expire-token"},
            "application/json",
            "there is no 'expire-token' to do; did you mean expire-tokens?",
        ),
        ("do", b"x", "application/json", 'the body is no JSON; write {"do": "resync"}'),
    ],
)
async def test_orders_that_cannot_be(place: Place, path: str, body: object, kind: str, message: str) -> None:
    answer = await order(place, f"/sandbox/{path}", body, kind=kind)
    assert (answer.status, answer.json) == (400, {"error": message})
    assert place.sandbox.scenario.name == "calm"


async def test_another_method_is_refused(place: Place) -> None:
    assert (await order(place, "/sandbox/do")).status == 405


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "send the header X-Sandbox-Control: 1"),
        ({**ORDER, "Host": "evil.example"}, "Host has to be localhost or a loopback address such as 127.0.0.1"),
        (
            {**ORDER, "Host": "127.0.0.1.evil.example:80"},
            "Host has to be localhost or a loopback address such as 127.0.0.1",
        ),
        ({**ORDER, "Origin": "http://evil.example"}, "a web page cannot give orders"),
        ({**ORDER, "Origin": "null"}, "a web page cannot give orders"),
        ({**ORDER, "Sec-Fetch-Site": "cross-site"}, "a web page cannot give orders"),
        ({**ORDER, "X-Ms-Origin": "http://evil.example"}, "a web page cannot give orders"),
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/scenario", "//SANDBOX//do/"])
async def test_other_hosts_browsers_are_kept_out(place: Place, headers: dict[str, str], why: str, path: str) -> None:
    for body in (None, {"name": "stormy", "do": "resync"}):
        answer = await order(place, path, body, headers)
        assert (answer.status, answer.json) == (403, {"error": why})
    assert place.sandbox.scenario.name == "calm"


@pytest.mark.parametrize("host", ["127.0.0.1:99", "127.0.0.2:80", "localhost", "[::1]:80"])
async def test_names_of_this_machine(place: Place, host: str) -> None:
    assert (await order(place, "/sandbox/scenario", None, {**ORDER, "Host": host})).status == 200


def gated(gate: ControlGate, **headers: str) -> int:
    lines = [("Host", "box.lan:80"), *((n.replace("_", "-"), v) for n, v in headers.items())]
    refusal = gate.refusal(make_request("GET", "/sandbox/scenario", lines, b"", fallback_host="x"))
    return 200 if refusal is None else refusal.status


def test_beyond_loopback_only_the_secret_opens() -> None:
    open_gate, guarded = ControlGate(loopback=False), ControlGate(loopback=False, secret="größe")
    assert gated(open_gate, X_Sandbox_Control="1") == 403
    assert gated(open_gate, X_Sandbox_Secret="") == 403
    assert gated(guarded, X_Sandbox_Control="1") == 403
    assert gated(guarded, X_Sandbox_Secret="wrong") == 403
    assert gated(guarded, X_Sandbox_Secret="größe") == 200
    assert gated(guarded, X_Sandbox_Secret="größe", Origin="http://x") == 403


async def test_a_secret_is_wanted_on_loopback_too_where_there_is_one() -> None:
    async with mean("", cast=Cast(secret=Secret("s3cret"))) as place:
        assert (await order(place, "/sandbox/scenario")).status == 403
        assert (await order(place, "/sandbox/scenario", None, {SECRET_HEADER: "s3cret"})).status == 200


async def test_a_sandbox_on_all_addresses_takes_no_orders() -> None:
    sandbox = Sandbox(seed=1)
    root = await sandbox.start("0.0.0.0", 0)
    place = Place(sandbox, f"http://127.0.0.1:{urlsplit(root).port}{ROOT}")
    try:
        answer = await order(place, "/sandbox/scenario")
        assert answer.status == 403
        assert "takes orders only with a secret" in answer.json["error"]
    finally:
        for visitor in place.visitors:
            await visitor.close()
        await sandbox.stop()


@pytest.mark.parametrize("scale", [300.0])  # a P-GET that brings nothing ends sooner
async def test_switching_leaves_waiting_p_gets_and_the_world_alone(place: Place) -> None:
    alice = await (await place.alice()).joined(STAND_UP)
    await alice.poll()
    waiting = asyncio.ensure_future(alice.poll_raw())
    await place.eventually(lambda: place.sandbox.world.application(alice.path.rsplit("/", 1)[1]).channel.waiting)  # type: ignore[union-attr]
    assert (await order(place, "/sandbox/scenario", {"name": "busy-join"})).status == 200
    assert not waiting.done()
    refused = await alice.join(STAND_UP, "op-2")
    assert (refused.status, refused.header("Retry-After") is not None) == (429, True)
    assert not waiting.done()
    await order(place, "/sandbox/scenario", {"name": "calm"})
    assert (await alice.join(STAND_UP, "op-3")).status == 201
    assert (await waiting).status == 200


@pytest.mark.parametrize("scale", [300.0])
async def test_switching_gives_running_applications_the_new_fate(place: Place) -> None:
    alice = await place.alice()
    waiting = asyncio.ensure_future(alice.poll_raw())
    await order(place, "/sandbox/scenario", {"name": "forgetful"})
    gone = await waiting
    assert (gone.status, alice.reason(gone).subcode) == (404, "ApplicationNotFound")


@pytest.mark.parametrize("scale", [300.0])
async def test_a_fate_ends_with_its_scenario(place: Place) -> None:
    await order(place, "/sandbox/scenario", {"name": "forgetful"})
    alice = await place.alice()
    await order(place, "/sandbox/scenario", {"name": "calm"})
    await place.sandbox.world.clock.sleep(62)
    assert (await alice.request("GET", alice.path)).status == 200


async def test_a_pool_comes_and_goes(place: Place) -> None:
    async def port() -> int | None:
        visitor = place.visitor()
        answer = await visitor.get_token("grant_type=password&username=alice&password=open-sesame-alice")
        visitor.token = answer.json["access_token"]
        user = await visitor.get((await visitor.get(place.root)).href("user") or "")
        return urlsplit(user.href("applications") or "").port

    front = urlsplit(place.root).port
    assert await port() == front
    await order(place, "/sandbox/scenario", {"name": "two-hosts"})
    assert await port() not in (front, None)
    await order(place, "/sandbox/scenario", {"name": "calm"})
    assert await port() == front


async def test_expired_tokens_of_one_user(place: Place) -> None:
    alice, bob = await place.alice(), await place.visitor().sign_in("bob")
    answer = await order(place, "/sandbox/do", {"do": "expire-tokens", "user": "alice"})
    assert answer.json == {"done": "expire-tokens", "affected": 1}
    assert (await alice.request("GET", alice.path)).status == 401
    assert (await bob.request("GET", bob.path)).status == 200


async def test_applications_end(place: Place) -> None:
    alice, bob = await place.alice(), await place.visitor().sign_in("bob")
    number = alice.path.rsplit("/", 1)[1]
    answer = await order(place, "/sandbox/do", {"do": "end-applications", "application": number})
    assert answer.json["affected"] == 1
    assert (await alice.request("GET", alice.path)).status == 404
    assert (await order(place, "/sandbox/do", {"do": "end-applications"})).json["affected"] == 1
    assert (await bob.request("GET", bob.path)).status == 404


async def test_everybody_resyncs(place: Place) -> None:
    alice = await place.alice()
    waiting = asyncio.ensure_future(alice.poll())
    await place.eventually(lambda: all(a.channel.waiting for a in place.sandbox.world.applications.values()))
    assert (await order(place, "/sandbox/do", {"do": "resync"})).json["affected"] == 1
    said = await waiting
    assert (said.next, said.resync) == (None, f"{alice.path}/events?ack=1")
    await alice.joined(STAND_UP)


async def test_everybody_is_replaced(place: Place) -> None:
    alice = await place.alice()
    waiting = asyncio.ensure_future(alice.poll_raw())
    await place.eventually(lambda: all(a.channel.waiting for a in place.sandbox.world.applications.values()))
    await order(place, "/sandbox/do", {"do": "replace"})
    assert (await waiting).status == 409
    await alice.joined(STAND_UP)


async def test_all_connections_are_reset_but_that_of_the_order(place: Place) -> None:
    alice = await place.alice()
    waiting = asyncio.ensure_future(alice.poll_raw())
    await place.eventually(lambda: all(a.channel.waiting for a in place.sandbox.world.applications.values()))
    answer = await order(place, "/sandbox/do", {"do": "drop-connections"})
    assert answer.json == {"done": "drop-connections", "affected": 2}
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await waiting
    for client in (alice.calls, alice.channel):
        assert client.writer is not None
        client.writer.close()
        client.reader = client.writer = None
    await alice.joined(STAND_UP)


@pytest.mark.parametrize("mishap", MISHAPS)
async def test_a_mishap_without_anybody(place: Place, mishap: str) -> None:
    assert (await order(place, "/sandbox/do", {"do": mishap})).json["affected"] == 0


def test_the_embedded_one_is_switched_and_befallen_from_another_thread() -> None:
    box = EmbeddedSandbox(seed=1)
    box.switch("stormy")
    assert (box.scenario, box.happen("resync")) == ("stormy", 0)
    box.start()
    try:
        assert box.scenario == "stormy"
        box.switch("two-hosts")
        assert box.scenario == "two-hosts"
        assert box.happen("drop-connections") == 0
        with pytest.raises(ValueError, match="did you mean resync"):
            box.happen("resnyc")
        with pytest.raises(ValueError, match="no scenario"):
            box.switch("sunny")
        assert box.scenario == "two-hosts"
    finally:
        box.stop()
    assert box.faults == []
