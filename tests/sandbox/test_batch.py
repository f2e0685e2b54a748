"""POST batch: several requests in one, each with its own answer, in order."""

from __future__ import annotations

import json
import re

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, crowd, label_of
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.body_codec import decode_reason, decode_resource
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.batch import MAX_PARTS

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
BOUNDARY = "77f2569d-c005-442b-b856-782305305e5f"
PART = "Content-Type: application/http; msgtype=request\r\n\r\n"


def part(visitor: Visitor, start: str, *lines: str, body: str = "") -> str:
    headers = "".join(f"{line}\r\n" for line in ("Host: elsewhere.example", *lines))
    return f"{PART}{start.replace('{app}', visitor.path)} HTTP/1.1\r\n{headers}\r\n{body}"


def joined(*parts: str, end: str = "--") -> str:
    return "".join(f"--{BOUNDARY}\r\n{p}\r\n" for p in parts) + f"--{BOUNDARY}{end}\r\n"


async def post(visitor: Visitor, body: str, content_type: str = f"multipart/batching;boundary={BOUNDARY}") -> RawAnswer:
    return await visitor.request(
        "POST", f"{visitor.path}/batch", body, Content_Type=content_type, Accept="multipart/batching"
    )


def answers(raw: RawAnswer) -> list[tuple[int, dict[str, str], bytes]]:
    """Taken apart as the captured library does: on line ends, the body on one line of its own."""
    found = re.fullmatch(r'multipart/batching; boundary="([^"]+)"', raw.header("Content-Type") or "")
    assert found is not None
    pieces = raw.plain.split(f"--{found[1]}".encode())
    assert (pieces[0], pieces[-1]) == (b"", b"--\r\n")
    parsed = []
    for piece in pieces[1:-1]:
        outer, inner, body = piece.split(b"\r\n\r\n", 2)
        assert outer == b"\r\nContent-Type: application/http; msgtype=response"
        status, *lines = inner.decode().split("\r\n")
        # that library takes each line after the media type for the body
        assert not any(line.startswith("Content-Type: ") for line in lines[:-1])
        parsed.append((int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body.strip(b"\r\n")))
    return parsed


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_parts_are_answered_in_order(crowd: Crowd, payload_format: PayloadFormat) -> None:
    alice = await crowd.get("alice", payload_format)
    accept = f"Accept: {payload_format.media_type}"
    raw = await post(
        alice, joined(*(part(alice, f"GET {{app}}/{p}", accept) for p in ("people/contacts", "me", "none", "policies")))
    )
    assert raw.status == 200
    assert raw.header("Content-Length") == str(len(raw.body))
    told = answers(raw)
    assert [status for status, _, _ in told] == [200, 200, 404, 200]
    for _, headers, _ in told:
        assert headers["Content-Type"] == f"{payload_format.media_type}; charset=utf-8"
        assert headers["Cache-Control"] == "no-cache"
    rels = [decode_resource(body, payload_format).rel for status, _, body in told if status == 200]
    assert rels == ["myContacts", "me", "policies"]
    reason = decode_reason(told[2][2], told[2][1]["Content-Type"])
    assert reason is not None
    assert reason.code == "NotFound"
    if payload_format is PayloadFormat.JSON:
        assert all(b"\n" not in body for _, _, body in told)


async def test_what_a_part_changes_the_next_one_sees(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    note = json.dumps({"message": "from a batch"})
    json_type = "Content-Type: application/json"
    raw = await post(
        alice,
        joined(
            part(alice, "POST {app}/me/note", json_type, body=note),
            part(alice, "GET {app}/me/note"),
            # the captured library sends what it posts in a header of this name
            part(alice, "POST {app}/me/note", f"Data: {json.dumps({'message': 'data'})}"),
            part(alice, "GET {app}/me/note", 'If-None-Match: "1"'),
            part(alice, "DELETE {app}/me/note"),
        ),
    )
    told = answers(raw)
    assert [status for status, _, _ in told] == [204, 200, 204, 200, 405]
    assert [json.loads(told[n][2])["message"] for n in (1, 3)] == ["from a batch", "data"]
    assert told[4][1]["Allow"] == "GET, POST"


async def test_conditions_and_joins_work_inside(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    meeting = "{app}/onlineMeetings/myOnlineMeetings/STAND1UP"
    etag = (await alice.request("GET", meeting.replace("{app}", alice.path))).header("ETag")
    early = "sip:carol@sandbox.example;gruu;opaque=app:conf:focus:id:EAR1Y201"
    body = json.dumps({"onlineMeetingUri": early, "operationId": "b"})
    raw = await post(
        alice,
        joined(
            part(alice, f"GET {meeting}", f"If-None-Match: {etag}"),
            part(
                alice,
                "POST {app}/communication/onlineMeetingInvitations",
                "Content-Type: application/json",
                body=body,
            ),
        ),
    )
    told = answers(raw)
    assert [status for status, _, _ in told] == [304, 201]
    assert told[0][1]["ETag"] == etag
    assert told[1][1]["Location"].startswith(f"{alice.path}/communication/onlineMeetingInvitations/")


@pytest.mark.parametrize("where", ["batch", "EVENTS?ack=1", "photos/dora@sandbox.example"])
async def test_what_cannot_stand_in_a_batch(crowd: Crowd, where: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    raw = await post(alice, joined(part(alice, f"GET {{app}}/{where}"), part(alice, "GET {app}/me")))
    told = answers(raw)
    assert [status for status, _, _ in told] == [400, 200]
    assert raw.header("X-Sandbox-Shape") is not None


@pytest.mark.parametrize("inner", ["", "hello", "GET /only", f"{PART}", f"{PART}nonsense\r\n\r\n", "\r\n\r\n\r\n\x00"])
async def test_a_part_that_is_no_request(crowd: Crowd, inner: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    raw = await post(alice, joined(inner or "x", part(alice, "GET {app}/me")))
    assert [status for status, _, _ in answers(raw)] == [400, 200]


async def test_spellings_that_clients_use(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    two = [part(alice, "GET {app}/me"), part(alice, "get {app}/people")]
    for body in (joined(*two), joined(*two, end=""), joined(*two).replace("\r\n", "\n"), f"preamble\r\n{joined(*two)}"):
        for content_type in (
            f'MULTIPART/Batching; Boundary="{BOUNDARY}"',
            f"multipart/batching; charset=utf-8; boundary={BOUNDARY}",
        ):
            raw = await post(alice, body, content_type)
            assert [status for status, _, _ in answers(raw)] == [200, 200], (body, content_type)


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("content_type", "body", "wanted"),
    [
        ("application/json", "{}", "415 UnsupportedMediaType"),
        ("multipart/mixed;boundary=b", "--b--", "415 UnsupportedMediaType"),
        ("multipart/batching", "--b--", "400 BadRequest/DeserializationFailure"),
        ("multipart/batching;boundary=b", "", "400 BadRequest/DeserializationFailure"),
        ("multipart/batching;boundary=b", "--b--\r\n", "400 BadRequest/DeserializationFailure"),
    ],
)
async def test_no_batch(crowd: Crowd, payload_format: PayloadFormat, content_type: str, body: str, wanted: str) -> None:
    alice = await crowd.get("alice", payload_format)
    answer = await alice.request("POST", f"{alice.path}/batch", body, Content_Type=content_type)
    assert label_of(alice, answer) == wanted


async def test_too_many_parts_and_none_is_carried_out(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    change = part(alice, "POST {app}/me/note", "Content-Type: application/json", body='{"message":"too many"}')
    raw = await post(alice, joined(*[change] * (MAX_PARTS + 1)))
    assert label_of(alice, raw) == "429 TooManyRequests"
    assert (await alice.get(f"{alice.path}/me/note")).text("message") != "too many"


async def test_a_part_has_no_other_rights_than_its_batch(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    bob = await crowd.get("bob", PayloadFormat.JSON)
    raw = await post(alice, joined(part(bob, "GET {app}/me"), part(alice, "GET {app}/me", "Authorization: Bearer x")))
    assert [status for status, _, _ in answers(raw)] == [401, 401]
