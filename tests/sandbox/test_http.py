"""What the bytes look like: header spelling, lengths, kept connections, compression, bounds, nonsense."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawAnswer, RawClient
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.http_server import HttpServer
from ucwa_tui.sandbox.request_reader import MAX_BODY

ROOT = "/Autodiscover/AutodiscoverService.svc/root"


@pytest.fixture
async def client(place: Place) -> AsyncIterator[RawClient]:
    parts = urlsplit(place.root)
    assert parts.hostname is not None
    assert parts.port is not None
    client = RawClient(parts.hostname, parts.port)
    yield client
    await client.close()


async def test_header_spelling(place: Place, client: RawClient) -> None:
    alice = await place.alice()
    answer = await alice.request("GET", alice.path, client_request_id="abc-1")
    names = [name for name, _ in answer.lines]
    for name in (
        "Cache-Control",
        "Date",
        "Content-Length",
        "Content-Type",
        "ETag",
        "Set-Cookie",
        "X-MS-Server-Fqdn",
        "X-MS-Correlation-Id",
        "X-MS-UcwaVersion",
        "client-request-id",
    ):
        assert names.count(name) == 1
    assert answer.header("Cache-Control") == "no-cache"
    assert (answer.header("Date") or "").startswith("Mon, 05 Jan 2026 09:00:0")
    assert answer.header("Content-Type") == "application/json; charset=utf-8"
    assert answer.header("client-request-id") == "abc-1"
    assert "Transfer-Encoding" not in names
    cookie = answer.header("Set-Cookie") or ""
    assert cookie.startswith("cwt_ucwa=")
    assert cookie.endswith(f"; path={alice.path}/photos; secure; HttpOnly")
    assert b'": ' not in answer.body


async def test_connection_is_kept(client: RawClient) -> None:
    await client.request("GET", ROOT)
    writer = client.writer
    for method in ("GET", "HEAD", "POST", "GET"):
        await client.request(method, ROOT, body=b"ignored" if method == "POST" else b"")
    assert client.writer is writer


async def test_connection_is_closed_when_asked(client: RawClient) -> None:
    answer = await client.request("GET", ROOT, {"Connection": "close"})
    assert answer.status == 200
    assert client.reader is not None
    assert await client.reader.read() == b""


async def test_http_1_0_without_host(client: RawClient) -> None:
    answer = await client.send(f"GET {ROOT} HTTP/1.0\r\n\r\n".encode())
    assert answer.json["_links"]["self"]["href"].startswith(f"http://{client.host}:{client.port}{ROOT}")


@pytest.mark.parametrize("host", ["lyncdiscover.sandbox.example", "[::1]:8080", "10.0.0.1:80"])
async def test_absolute_links_follow_the_host_header(client: RawClient, host: str) -> None:
    answer = await client.request("GET", ROOT, {"Host": host})
    for link in answer.json["_links"].values():
        assert link["href"].startswith(f"http://{host}/")


@pytest.mark.parametrize("host", ["a b", 'x"y', "evil/path"])
async def test_bad_host(client: RawClient, host: str) -> None:
    assert (await client.request("GET", ROOT, {"Host": host})).status == 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate, gzip;q=0.5", "*"])
async def test_gzip_when_asked(client: RawClient, encoding: str) -> None:
    plain = await client.request("GET", ROOT)
    packed = await client.request("GET", ROOT, {"Accept-Encoding": encoding})
    assert packed.header("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.header("Content-Encoding") is None


@pytest.mark.parametrize("encoding", ["identity", "gzip;q=0", "gzip;q=1_0", "gzip;q=nan", ""])
async def test_no_gzip_when_not_asked(client: RawClient, encoding: str) -> None:
    assert (await client.request("GET", ROOT, {"Accept-Encoding": encoding})).header("Content-Encoding") is None


@pytest.mark.parametrize(
    "target", [ROOT.lower(), ROOT.upper(), f"/{ROOT}", f"{ROOT}/", f"{ROOT}?sipuri=sip:a@b", "/", f"http://h{ROOT}"]
)
async def test_paths_are_tolerant(client: RawClient, target: str) -> None:
    answer = await client.request("GET", target)
    assert (answer.status, answer.json["rel"]) == (200, "root")


async def test_expect_100_continue(place: Place, client: RawClient) -> None:
    reader, writer = await client.open()
    body = b"grant_type=nothing"
    head = f"POST /WebTicket/oauthtoken HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n"
    writer.write(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 ")
    writer.write(body)
    assert (await client.receive(reader)).json == {"error": "unsupported_grant_type"}


async def test_chunked_request_body(client: RawClient) -> None:
    data = (
        b"POST /WebTicket/oauthtoken HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n7\r\ngrant_t\r\n8\r\nype=nope\r\n0\r\n\r\n"
    )
    assert (await client.send(data)).json == {"error": "unsupported_grant_type"}


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: many\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
async def test_malformed(place: Place, client: RawClient, data: bytes) -> None:
    answer = await client.send(data)
    assert (answer.status, answer.header("Content-Type"), answer.header("Connection")) == (400, "text/html", "close")
    await client.close()
    assert (await client.request("GET", ROOT)).status == 200


async def test_head_is_bounded(client: RawClient) -> None:
    answer = await client.send(b"GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n")
    assert answer.status in (400, 431)


async def test_body_is_bounded(client: RawClient) -> None:
    answer = await client.send(
        f"POST {ROOT} HTTP/1.1\r\nHost: h\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n".encode() + b"x" * (MAX_BODY + 1)
    )
    assert (answer.status, answer.header("Connection")) == (413, "close")


async def test_pipelined_requests_are_answered_in_order(client: RawClient) -> None:
    reader, writer = await client.open()
    one = f"GET {ROOT} HTTP/1.1\r\nHost: first\r\n\r\nGET {ROOT} HTTP/1.1\r\nHost: second\r\n\r\n"
    writer.write(one.encode())
    for host in ("first", "second"):
        assert f"http://{host}/" in (await client.receive(reader)).body.decode()


@pytest.mark.parametrize(("method", "allow"), [("DELETE", "GET"), ("HEAD", "GET"), ("OPTIONS", "GET")])
async def test_wrong_method(client: RawClient, method: str, allow: str) -> None:
    answer = await client.request(method, ROOT)
    assert (answer.status, answer.header("Allow")) == (405, allow)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/json; charset=utf-8"),
        ("application/xml", "application/xml; charset=utf-8"),
        ("application/vnd.microsoft.com.ucwa+json", "application/vnd.microsoft.com.ucwa+json; charset=utf-8"),
        ("application/vnd.microsoft.com.ucwa+xml", "application/vnd.microsoft.com.ucwa+xml; charset=utf-8"),
        ("application/vnd.microsoft.ucwa+xml", "application/vnd.microsoft.ucwa+xml; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml; charset=utf-8"),
        ("application/json;q=0, application/xml", "application/xml; charset=utf-8"),
    ],
)
async def test_negotiation(place: Place, accept: str, content_type: str) -> None:
    alice = await place.alice()
    answer = await alice.request("GET", alice.path, Accept=accept)
    assert (answer.status, answer.header("Content-Type")) == (200, content_type)


async def test_without_accept_it_is_json(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.calls.request("GET", alice.path, {"Authorization": f"Bearer {alice.token}"})
    assert answer.json["rel"] == "application"


async def test_not_acceptable(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.request("GET", alice.path, Accept="text/html")
    assert (answer.status, alice.reason(answer).code) == (406, "NotAcceptable")


async def test_not_modified(place: Place) -> None:
    alice = await place.alice()
    etag = (await alice.request("GET", alice.path)).header("ETag") or ""
    answer = await alice.request("GET", alice.path, If_None_Match=etag)
    assert (answer.status, answer.body, answer.header("Content-Length")) == (304, b"", None)
    assert (await alice.request("GET", alice.path, If_None_Match='"1"')).status == 200


@pytest.mark.parametrize("version", ["2", "2.0", "1"])
async def test_resource_version_that_there_is(place: Place, version: str) -> None:
    alice = await place.alice()
    assert (await alice.request("GET", alice.path, X_MS_RequiresMinResourceVersion=version)).status == 200


@pytest.mark.parametrize(("version", "row"), [("9", (404, "APIVersionNotSupported")), ("x", (400, None))])
async def test_resource_version_too_high(place: Place, version: str, row: tuple[int, str | None]) -> None:
    alice = await place.alice()
    answer = await alice.request("GET", alice.path, X_MS_RequiresMinResourceVersion=version)
    assert answer.status == row[0]
    if row[1]:
        assert alice.reason(answer).subcode == row[1]


async def test_unknown_paths(place: Place, client: RawClient) -> None:
    outside = await client.request("GET", "/nowhere")
    assert (outside.status, outside.header("Content-Type")) == (404, "text/html")
    inside = await client.request("GET", "/ucwa/nowhere")
    assert inside.json["code"] == "NotFound"


async def test_a_slow_answer_is_dropped_when_the_client_goes() -> None:
    started, dropped = asyncio.Event(), asyncio.Event()

    async def slow() -> Answer:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            dropped.set()
        return Answer(200)

    server = HttpServer(lambda request: slow(), lambda request, answer: answer)
    client = RawClient(*await server.start("127.0.0.1", 0))
    _, writer = await client.open()
    writer.write(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    await started.wait()
    await client.close()
    async with asyncio.timeout(2):
        await dropped.wait()
    await server.stop()


async def test_every_answer_names_its_front_end(client: RawClient) -> None:
    seen: list[RawAnswer] = [await client.request("GET", t) for t in (ROOT, "/nowhere", "/ucwa/x")]
    assert all(a.header("X-MS-Server-Fqdn") == "fe1.sandbox.example" for a in seen)
    assert len({a.header("X-MS-Correlation-Id") for a in seen}) == len(seen)


def test_same_seed_same_world(uri_of: Callable[[str], str]) -> None:
    from ucwa_tui.sandbox.ids import Ids

    first, second = Ids(3), Ids(3)
    assert [first.guid(), first.application(), first.meeting()] == [
        second.guid(),
        second.application(),
        second.meeting(),
    ]
    assert 11 <= len(Ids().application()) <= 12
