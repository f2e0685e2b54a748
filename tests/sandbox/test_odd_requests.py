"""Requests that are no good, or good in a way that few clients use: what each gets, and that nobody hears of it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.conftest import Place
from tests.sandbox.mean_place import ROOT, mean, rule, taken_apart
from tests.sandbox.visitor import Visitor
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.request import make_request
from ucwa_tui.sandbox.request_reader import MAX_BODY
from ucwa_tui.sandbox.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOST = b"Host: h\r\n\r\n"
GOOD = f"GET {ROOT} HTTP/1.1\r\n".encode() + HOST
POST = b"POST / HTTP/1.1\r\nHost: h\r\n"
JSON_PART = "Content-Type: application/http; msgtype=request\r\n\r\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def odd() -> AsyncIterator[Place]:
    """One sandbox for all of this; a rule that asks for chunks is for one page only."""
    rules = rule('chunks = "tokens"', 'operation = "meeting-page"')
    for then, path in (
        ('lost = "unread"', "me"),
        ("gzip = true, twice = true, trickle = 9, skew = 60", "policies"),
        ('channel = "resync", wait = 1', "people"),
        ('payload = "truncated", lost = "middle"', "communication"),
        ("error = { status = 205 }", "missing"),
    ):
        rules += rule(then, f'path = "/ucwa/**/{path}"')
    async with mean(rules) as place:
        yield place


def _port(place: Place) -> int:
    return int(place.root.split("/")[2].split(":")[1])


async def said(place: Place, data: bytes) -> bytes:
    """Everything that comes back until the other end has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", _port(place))
    try:
        writer.write(data)
        if b"Connection: close" in data:
            return await reader.read()
        async with asyncio.timeout(5):
            found = await reader.readuntil(b"\r\n\r\n")
            head = taken_apart(found)[1]
            return found + (await reader.read() if head.get("connection") == "close" else b"")
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("data", "status", "ends"),
    [
        (b"GET http://[/ HTTP/1.1\r\n" + HOST, 400, True),
        (b"GET http://[/ HTTP/1.1\r\nConnection: close\r\n" + HOST, 400, True),  # by h11
        (b"GET http://a:99999999/ HTTP/1.1\r\n" + HOST, 400, True),
        (b"GET http://h/ HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, True),
        (b"\r\n" + GOOD, 200, False),
        (b"\r\n\n\r\n" + GOOD.replace(b"1.1\r\n", b"1.1\r\nConnection: TE\r\n"), 200, False),
        (POST + b"Content-Length: 99999999999999999\r\n\r\n", 413, True),
        (POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413, True),
        (POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, True),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, True),
        (b"GET / HTTP/3.0\r\n" + HOST, 505, True),
        (GOOD.replace(b"GET", b"get"), 405, False),
        (GOOD.replace(b"GET", b"head"), 405, False),
    ],
)
async def test_what_it_gets(odd: Place, data: bytes, status: int, ends: bool) -> None:
    found = taken_apart(await said(odd, data))
    assert (found[0], found[1].get("connection") == "close") == (status, ends)


async def test_absolute_targets_say_which_host_is_meant(odd: Place) -> None:
    line = f"GET http://me@other.example:81{ROOT} HTTP/1.1\r\n".encode()
    data = line + HOST + line + b"Connection: close\r\n" + HOST  # read at once, and by h11
    found = (await said(odd, data)).split(b"HTTP/1.1 200 OK")[1:]
    links = [json.loads(one.partition(b"\r\n\r\n")[2])["_links"]["self"]["href"] for one in found]
    assert [link.partition("?")[0] for link in links] == [f"http://other.example:81{ROOT}"] * 2


async def test_old_clients_get_no_chunks(odd: Place) -> None:
    for version, chunked, label in (("1.0", None, None), ("1.1", "chunked", "own/1")):
        data = f"GET /meet/alice/STAND1UP HTTP/{version}\r\nConnection: close\r\n".encode() + HOST
        _, headers, _ = taken_apart(await said(odd, data))
        assert (headers.get("transfer-encoding"), headers.get("x-sandbox-fault")) == (chunked, label)


async def test_a_client_that_dies_in_the_middle_of_a_request_makes_no_noise(odd: Place) -> None:
    loop, heard = asyncio.get_running_loop(), list[dict[str, Any]]()
    loop.set_exception_handler(lambda _, fault: heard.append(fault))
    try:
        for data in (GOOD[:-2], POST + b"Content-Length: 9\r\n\r\nab"):
            with socket.create_connection(("127.0.0.1", _port(odd))) as own:
                own.sendall(data)
        await said(odd, GOOD)  # whoever came before is being served by now
        for _ in range(1000):
            await asyncio.sleep(0.002)
            if not odd.sandbox.connections:
                break
    finally:
        loop.set_exception_handler(None)
    assert (heard, odd.sandbox.connections) == ([], 0)


async def test_parts_of_a_batch(odd: Place) -> None:
    """A bad address costs its own part; the scheme is the batch's; a fault is named only where it happened."""
    alice = await odd.alice()
    table = (
        ("http://[/", "400", None),
        ("http://elsewhere.example{app}", "200", None),
        ("{app}/me", "200", None),
        ("{app}/policies", "200", None),
        ("{app}/people", "200", None),
        ("{app}/communication", "200", "own/5"),
        ("{app}/missing", "205", "own/6"),
    )
    parts = [f"GET {target.format(app=alice.path)} HTTP/1.1\r\nHost: x\r\n\r\n" for target, _, _ in table]
    body = "".join(f"--b\r\n{JSON_PART}{part}\r\n" for part in parts) + "--b--\r\n"
    kind = {"Content_Type": "multipart/batching; boundary=b", "Accept": "multipart/batching"}
    answer = await alice.request("POST", f"{alice.path}/batch", body, **kind)
    pieces = answer.plain.split(b"HTTP/1.1 ")[1:]
    found = [
        (p[:3].decode(), "own/" + p.split(b"Fault: own/")[1][:1].decode() if b"Fault:" in p else None) for p in pieces
    ]
    assert found == [(status, label) for _, status, label in table]
    assert pieces[6].startswith(b"205 Reset Content\r\n")
    outside = await alice.request("GET", f"{alice.path}/people")
    assert (outside.status, outside.header("X-Sandbox-Fault")) == (200, None)


async def test_a_batch_that_came_encrypted_names_encrypted_addresses(calm: Visitor, odd: Place) -> None:
    lines = {"Host": "h", "Authorization": f"Bearer {calm.token}", "Content-Type": "multipart/batching; boundary=b"}
    body = f"--b\r\n{JSON_PART}GET {ROOT} HTTP/1.1\r\n\r\n--b--\r\n".encode()
    target = f"{calm.path}/batch"
    request = make_request("POST", target, lines.items(), body, fallback_host="h", scheme="https")
    answer = Service(odd.sandbox.world).handle(request)
    assert not isinstance(answer, Answer)
    assert f'"href":"https://h{ROOT}'.encode() in (await answer).body


@pytest.mark.parametrize(
    ("query", "version"),
    [
        ("ack=1_0", ""),
        ("low=5_0", ""),
        ("timeout=%D9%A1%D9%A8%D9%A0", ""),
        ("ack=%2B1", ""),
        ("ack=%201", ""),
        ("ack=1", "nan"),
        ("ack=1", "1_0"),
        ("ack=1", "-1"),
    ],
)
async def test_numbers_as_python_writes_them(calm: Visitor, query: str, version: str) -> None:
    lines = {"X_MS_RequiresMinResourceVersion": version} if version else {}
    assert (await calm.request("GET", f"{calm.path}/events?{query}", **lines)).status == 400


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(odd: Place) -> Visitor:
    """Somebody who is signed in."""
    return await odd.alice()
