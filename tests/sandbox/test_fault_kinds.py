"""Each kind of fault as it leaves the server, byte by byte."""

from __future__ import annotations

import asyncio
import json
import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from tests.sandbox.mean_place import ROOT, chunks_of, mean, plain, raw, rule, taken_apart
from tests.sandbox.raw_client import RawClient
from ucwa_tui.protocol.body_codec import decode_resource
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.spoiling import HOSTILE, HOSTILE_JSON

JOIN = 'operation = "joinOnlineMeeting"'
EVENTS = 'operation = "events"'
STAND_UP = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP"


async def good() -> bytes:
    """What the root says when nothing is wrong; the port of its links is that of another sandbox."""
    async with mean("") as place:
        return await raw(place)


def body_of(data: bytes) -> bytes:
    return data.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("then", "status", "code", "subcode"),
    [
        ('error = "NotFound/DestinationNotFound"', 404, "NotFound", "DestinationNotFound"),
        ('error = "Conflict/TooManyGroups"', 409, "Conflict", "TooManyGroups"),
        ('error = "ServiceFailure/CallbackChannelError"', 500, "ServiceFailure", "CallbackChannelError"),
        ('error = { status = 599, code = "Own", subcode = "Mine" }', 599, "Own", "Mine"),
    ],
)
async def test_errors_in_the_form_that_is_asked_for(
    then: str, status: int, code: str, subcode: str, payload_format: PayloadFormat
) -> None:
    async with mean(rule(then, JOIN)) as place:
        alice = await place.alice(payload_format)
        answer = await alice.join(STAND_UP)
        assert answer.status == status
        assert (alice.reason(answer).code, alice.reason(answer).subcode) == (code, subcode)
        assert answer.header("X-Sandbox-Shape") is not None
        assert answer.header("X-Sandbox-Fault") == "own/1"


async def test_a_free_error_with_parameters(payload_format: PayloadFormat) -> None:
    then = 'error = { code = "BadRequest", message = "No.", parameters = { subject = "too long" } }'
    async with mean(rule(then, JOIN)) as place:
        alice = await place.alice(payload_format)
        reason = alice.reason(await alice.join(STAND_UP))
        assert (reason.message, reason.parameters) == ("No.", (("subject", "too long"),))


async def test_an_error_of_the_token_service() -> None:
    async with mean(rule('error = "invalid_grant"', 'operation = "token"')) as place:
        answer = await place.visitor().get_token("grant_type=password&username=alice&password=open-sesame-alice")
        assert (answer.status, answer.body) == (400, b'{"error":"invalid_grant"}')


async def test_an_error_without_a_body() -> None:
    async with mean(rule("error = { status = 503 }, retry-after = 7")) as place:
        status, headers, body = taken_apart(await raw(place))
        assert (status, headers["retry-after"], body) == (503, "7", b"")


async def test_retry_after_as_a_date_counts_from_the_date_header() -> None:
    rules = rule('error = "TooManyRequests", retry-after = 90, retry-after-as = "date", skew = -7200')
    async with mean(rules, scale=1) as place:
        status, headers, _ = taken_apart(await raw(place))
        wait = parsedate_to_datetime(headers["retry-after"]) - parsedate_to_datetime(headers["date"])
        assert status == 429
        assert wait.total_seconds() == pytest.approx(90, abs=1)


@pytest.mark.parametrize(("page", "status"), [("proxy", 502), ("login", 200)])
async def test_html_of_a_proxy(page: str, status: int) -> None:
    async with mean(rule(f'page = "{page}"')) as place:
        got, headers, body = taken_apart(await raw(place))
        assert (got, headers["content-type"], headers["via"]) == (
            status,
            "text/html; charset=utf-8",
            "1.1 proxy.sandbox.example",
        )
        assert body.startswith(b"<!DOCTYPE html")


async def test_delay_and_jitter_are_in_sandbox_seconds() -> None:
    async with mean(rule("delay = [30, 40]")) as place:
        clock = place.sandbox.world.clock
        before = clock.now()
        await raw(place)
        assert clock.now() - before >= 30


async def test_events_come_before_the_answer() -> None:
    async with mean(rule("hold = 50", JOIN)) as place:
        alice = await place.alice()
        join = asyncio.ensure_future(alice.join(STAND_UP))
        done = await alice.completed()
        assert done.status == "Success"
        assert not join.done()
        assert (await join).status == 201


@pytest.mark.parametrize(("lost", "carried_out"), [("unread", False), ("before", True)])
async def test_a_connection_reset_before_the_answer(lost: str, carried_out: bool) -> None:
    async with mean(rule(f'lost = "{lost}"', JOIN)) as place:
        alice = await place.alice()
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await alice.join(STAND_UP)
        conversations = sum(len(a.conversations) for a in place.sandbox.world.applications.values())
        assert conversations == carried_out


async def test_a_connection_cut_in_the_middle() -> None:
    whole = await good()
    async with mean(rule('lost = "middle"')) as place:
        data = await raw(place)
        assert data.startswith(b"HTTP/1.1 200 OK\r\n")
        assert 0.6 < len(data) / len(whole) < 0.8
        assert int(taken_apart(data)[1]["content-length"]) > len(body_of(data))


async def test_a_connection_closed_after_the_answer_without_a_word() -> None:
    async with mean(rule('lost = "after"')) as place:
        parts = urlsplit(place.root)
        client = RawClient(str(parts.hostname), parts.port or 0)
        answer = await client.request("GET", ROOT)
        assert (answer.status, answer.header("Connection")) == (200, None)
        assert client.reader is not None
        assert await client.reader.read() == b""
        await client.close()


async def test_an_answer_that_is_sent_twice() -> None:
    async with mean(rule("twice = true")) as place:
        data = await raw(place)
        assert data[: len(data) // 2] == data[len(data) // 2 :]
        assert data.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("payload", "made"),
    [
        ("truncated", lambda body: body[: len(body) * 3 // 5]),
        ("malformed", lambda body: body[: len(body) // 2] + b"</]}" + body[len(body) // 2 :]),
        ("bad-utf-8", lambda body: body[: len(body) // 2] + b"\xff\xfe\xc3(" + body[len(body) // 2 :]),
        ("empty", lambda body: b""),
    ],
)
async def test_payloads_that_are_not_what_they_claim(payload: str, made: object) -> None:
    assert callable(made)
    async with mean(rule(f'payload = "{payload}"', "nth = 2")) as place:
        whole = body_of(await raw(place))
        status, headers, body = taken_apart(await raw(place))
        assert (status, body) == (200, made(whole))
        assert headers["content-length"] == str(len(body))


async def test_a_wrong_content_type() -> None:
    async with mean(rule('content-type = "text/plain"')) as place:
        _, headers, body = taken_apart(await raw(place))
        assert headers["content-type"] == "text/plain"
        assert json.loads(body)["_links"]


async def test_set_and_missing_headers() -> None:
    async with mean(
        rule('without = ["date", "Server"], headers = { Via = "1.1 a", Cache-Control = "public" }')
    ) as place:
        _, headers, _ = taken_apart(await raw(place))
        assert "date" not in headers
        assert "server" not in headers
        assert (headers["via"], headers["cache-control"]) == ("1.1 a", "public")


async def test_a_201_without_location() -> None:
    async with mean(rule('without = "Location"', JOIN)) as place:
        alice = await place.alice()
        answer = await alice.join(STAND_UP)
        assert (answer.status, answer.header("Location")) == (201, None)


async def test_chunks_split_inside_characters() -> None:
    async with mean(rule('chunks = "utf-8"', JOIN) + rule('chunks = "utf-8"')) as place:
        _, headers, body = taken_apart(await raw(place, "/sandbox/meetings"))
        assert "transfer-encoding" not in headers  # what only a sandbox has is left alone
        alice = place.visitor()
        form = b"grant_type=password&username=alice&password=open-sesame-alice"
        data = await raw(place, "/WebTicket/oauthtoken", "POST", form, Content_Type="application/x-www-form-urlencoded")
        _, headers, body = taken_apart(data)
        assert (headers["transfer-encoding"], headers.get("content-length")) == ("chunked", None)
        alice.token = json.loads(b"".join(chunks_of(body)))["access_token"]
        page = await raw(place, "/meet/alice/STAND1UP", Accept="text/html")
        assert len(chunks_of(body_of(page))) >= 2


def test_chunks_end_inside_letters_and_words() -> None:
    from ucwa_tui.sandbox.delivery import Delivery, wire_bytes

    body = 'Größe 🎉 "name"'.encode()
    headers = [("Content-Length", str(len(body))), ("X", "y")]
    sent = wire_bytes(b"HTTP/1.1 200 OK", headers, body, Delivery(chunks="utf-8"))
    assert sent.startswith(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n")
    assert chunks_of(body_of(sent)) == [b"Gr\xc3", b"\xb6\xc3", b"\x9fe \xf0", b'\x9f\x8e\x89 "name"']
    words = chunks_of(body_of(wire_bytes(b"X", headers, b'{"rel":"me"}', Delivery(chunks="tokens"))))
    assert words == [b'{"r', b'el":"m', b'e"}']
    fives = chunks_of(body_of(wire_bytes(b"X", headers, b"0123456789ab", Delivery(chunks="5"))))
    assert fives == [b"01234", b"56789", b"ab"]


async def test_chunks_inside_tokens_and_of_a_size() -> None:
    for word, most in (("tokens", None), ("3", 3)):
        chunks = f'chunks = "{word}"' if most is None else f"chunks = {most}"
        async with mean(rule(chunks)) as place:
            found = chunks_of(body_of(await raw(place)))
            assert json.loads(b"".join(found))["_links"]
            assert len(found) > 20
            if most:
                assert {len(c) for c in found[:-1]} == {most}
            else:
                assert re.search(rb"[a-z]\Z", found[0])
                assert re.match(rb"[a-z]", found[1])


async def test_gzip_that_nobody_asked_for() -> None:
    async with mean(rule("gzip = true")) as place:
        _, headers, body = taken_apart(await raw(place))
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) == len(body)
        assert json.loads(plain(headers, body))["_links"]


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_huge_answer_is_still_a_resource(form: str) -> None:
    async with mean(rule("size = 1")) as place:
        _, headers, body = taken_apart(await raw(place, Accept=f"application/{form}"))
        assert 2**20 < len(body) == int(headers["content-length"]) < 2**20 + 2000
        assert decode_resource(body, PayloadFormat(form)).href("user")


async def test_hostile_text_in_everything_that_people_wrote(payload_format: PayloadFormat) -> None:
    async with mean(rule('text = "hostile"', 'except = "token"')) as place:
        alice = await place.alice(payload_format)
        await alice.joined(STAND_UP)
        wanted = HOSTILE_JSON if payload_format is PayloadFormat.JSON else HOSTILE
        assert alice.latest("conversation").text("subject") == wanted
        assert alice.latest("localParticipant").text("name") == wanted
        titles = {e.link.title for e in alice.seen if e.link.title is not None}
        assert titles == {wanted}


async def test_a_wrong_content_length() -> None:
    async with mean(rule("length = 20, lost = 'after'")) as place:
        _, headers, body = taken_apart(await raw(place))
        assert int(headers["content-length"]) == len(body) + 20
    async with mean(rule("length = -20")) as place:
        _, headers, body = taken_apart(await raw(place))
        assert int(headers["content-length"]) == len(body) - 20


async def test_an_answer_that_trickles() -> None:
    async with mean(rule("trickle = 100"), scale=200) as place:
        parts = urlsplit(place.root)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET {ROOT} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        first = await reader.read(4096)
        assert 0 < len(first) < 200
        rest = await reader.read()
        assert json.loads(body_of(first + rest))["_links"]
        writer.close()


async def test_a_skewed_clock() -> None:
    async with mean("[server]\ndate-skew = -7200\nuser-token = 100\nexpiry-skew = 600\n", scale=1) as place:
        _, headers, _ = taken_apart(await raw(place))
        behind = place.sandbox.world.clock.now() - parsedate_to_datetime(headers["date"]).timestamp()
        assert behind == pytest.approx(7200, abs=2)
        visitor = await place.visitor().sign_in()
        answer = await visitor.get_token("grant_type=password&username=alice&password=open-sesame-alice")
        assert answer.json["expires_in"] == 700
        place.sandbox.world.clock.skip(110)
        assert (await visitor.request("GET", visitor.path)).status == 401


async def test_tokens_and_applications_that_expire_at_a_request() -> None:
    me = 'path = "/**/me"'
    async with mean(rule('expire = "token"', f"{me}, nth = 1") + rule('expire = "application"', me)) as place:
        alice = await place.alice()
        late = await alice.request("GET", f"{alice.path}/me")
        assert (late.status, "28033" in (late.header("X-Ms-diagnostics") or "")) == (401, True)
        answer = await alice.get_token("grant_type=password&username=alice&password=open-sesame-alice")
        alice.token = answer.json["access_token"]
        gone = await alice.request("GET", f"{alice.path}/me")
        assert (gone.status, alice.reason(gone).subcode) == (404, "ApplicationNotFound")


async def test_resync_resume_and_replaced(payload_format: PayloadFormat) -> None:
    rules = "".join(rule(f'channel = "{word}"', f"{EVENTS}, nth = 1") for word in ("resync", "replaced", "resume"))
    async with mean(rules) as place:
        alice = await place.alice(payload_format)
        answer = await alice.poll()
        assert (answer.next, answer.resync) == (None, f"{alice.path}/events?ack=1")
        replaced = await alice.poll_raw()
        assert (replaced.status, alice.reason(replaced).subcode) == (409, "PGetReplaced")
        assert (await alice.join(STAND_UP)).status == 201
        answer = await alice.poll()
        assert (answer.next, answer.resume) == (None, f"{alice.path}/events?ack=2")
        assert all(not a.conversations for a in place.sandbox.world.applications.values())


async def test_events_that_are_delivered_again() -> None:
    async with mean(rule('channel = "again", wait = 5', EVENTS)) as place:
        alice = await place.alice()
        assert (await alice.join(STAND_UP)).status == 201
        answers = [await alice.poll() for _ in range(5)]
        events = [[e for s in answer.senders for e in s.events] for answer in answers]
        assert events[0][0].type == "started"
        assert events[1][: len(events[0])] == events[0]
        every = [e for some in events for e in some]
        assert {every.count(e) for e in every} == {2}
        assert [a.next for a in answers] == [f"{alice.path}/events?ack={n}" for n in range(2, 7)]


async def test_coalescing_brings_events_together() -> None:
    async with mean(rule("coalesce = 60", EVENTS)) as place:
        alice = await place.alice()
        assert (await alice.join(STAND_UP)).status == 201
        answer = await alice.poll()
        types = [e.type for s in answer.senders for e in s.events]
        assert {"started", "completed", "added"} <= set(types)


async def test_a_p_get_that_is_cut_can_be_asked_for_again() -> None:
    async with mean(rule('lost = "middle"', f"{EVENTS}, nth = 1")) as place:
        alice = await place.alice()
        assert (await alice.join(STAND_UP)).status == 201
        with pytest.raises(asyncio.IncompleteReadError):
            await alice.poll_raw()
        await alice.channel.close()
        said = decode_events((await alice.poll_raw()).plain, "application/json")
        assert said.senders[0].events[0].type == "started"


async def test_two_hosts_and_a_rule_go_together() -> None:
    async with mean("[server]\nown-pool = true\n" + rule('page = "proxy"', 'operation = "applications"')) as place:
        visitor = place.visitor()
        answer = await visitor.get_token("grant_type=password&username=alice&password=open-sesame-alice")
        visitor.token = answer.json["access_token"]
        user = await visitor.get((await visitor.get(place.root)).href("user") or "")
        port = urlsplit(user.href("applications") or "").port
        assert port not in (None, urlsplit(place.root).port)
        pool = RawClient("127.0.0.1", port or 0)
        assert (await pool.request("POST", "/ucwa/oauth/v1/applications")).status == 502
        await pool.close()
