"""makeMeAvailable and what it unlocks; PUT communication and its conditions."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.body_codec import encode_input
from ucwa_tui.protocol.payload import Property, Resource
from ucwa_tui.protocol.request_plan import PayloadFormat

SENTENCE = "please pass this in a PUT request"


async def make_available(visitor: Visitor, body: str = '{"SupportedModalities":["Messaging"]}') -> None:
    href = visitor.application.embeds("me")[0].href("makeMeAvailable") or ""
    answer = await visitor.request("POST", href, body, Content_Type="application/json")
    assert (answer.status, answer.body) == (204, b"")


async def test_make_me_available(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    await make_available(alice)
    await alice.poll()
    assert alice.story() == [
        ("updated", "me", None),
        ("added", "presence", None),
        ("added", "note", None),
        ("added", "location", None),
        ("updated", "communication", None),
    ]
    assert alice.latest("communication").get("supportedModalities") == ("Messaging",)
    me = (await alice.get(alice.path)).embeds("me")[0]
    assert me.href("makeMeAvailable") is None
    for rel in ("note", "presence", "location"):
        assert (await alice.get(me.href(rel) or "")).rel == rel
    for href in (me.href("reportMyActivity") or "", f"{alice.path}/reportMyActivity"):
        assert (await alice.request("POST", href)).status == 204


async def test_twice(place: Place) -> None:
    alice = await place.alice()
    await make_available(alice, "")
    again = await alice.request("POST", f"{alice.path}/me/makeMeAvailable")
    assert alice.reason(again).label == "Conflict/AlreadyExists"


@pytest.mark.parametrize("what", ["me/note", "me/presence", "me/location", "me/reportMyActivity"])
async def test_before(place: Place, what: str) -> None:
    alice = await place.alice()
    answer = await alice.request("POST", f"{alice.path}/{what}")
    assert alice.reason(answer).label == "Conflict/MakeMeAvailableRequired"


@pytest.mark.parametrize(
    ("body", "status", "bad"),
    [
        ({"signInAs": "Nowhere"}, 400, {"signInAs"}),
        ({"supportedModalities": ["Telepathy"]}, 400, {"supportedModalities"}),
        (
            {"supportedMessageFormats": ["Rtf"], "inactiveTimeout": "soon"},
            400,
            {"supportedMessageFormats", "inactiveTimeout"},
        ),
        ({"phoneNumber": "1" * 101}, 400, {"phoneNumber"}),
        ({"supportedModalities": ["Video"]}, 403, set()),
    ],
)
async def test_refused(place: Place, body: dict[str, object], status: int, bad: set[str]) -> None:
    alice = await place.alice()
    answer = await alice.request("POST", f"{alice.path}/me/makeMeAvailable", json.dumps(body))
    assert answer.status == status
    assert dict(alice.reason(answer).parameters).keys() == bad
    assert (await alice.get(f"{alice.path}/me")).href("makeMeAvailable") is not None


async def test_publishing(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    await make_available(alice, '{"signInAs":"Busy","inactiveTimeout":"PT10M"}')
    assert (await alice.get(f"{alice.path}/me/presence")).text("availability") == "Busy"
    await alice.post(f"{alice.path}/me/note", message="back soon")
    await alice.post(f"{alice.path}/me/location", location="Room 7")
    await alice.post(f"{alice.path}/me/presence", availability="away")
    assert (await alice.get(f"{alice.path}/me/note")).text("message") == "back soon"
    assert (await alice.get(f"{alice.path}/me/location")).text("location") == "Room 7"
    assert (await alice.get(f"{alice.path}/me/presence")).text("availability") == "Away"
    too_long = await alice.post(f"{alice.path}/me/location", location="x" * 61)
    assert dict(alice.reason(too_long).parameters).keys() == {"location"}


async def put(visitor: Visitor, properties: dict[str, str], **headers: str) -> tuple[int, str]:
    body = encode_input(Resource(properties=tuple(Property(k, v) for k, v in properties.items())), visitor.format)
    answer = await visitor.request("PUT", f"{visitor.path}/communication", body, **headers)
    return answer.status, "" if answer.status < 300 else visitor.reason(answer).label


async def test_put(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    before = await alice.get(f"{alice.path}/communication")
    etag = before.text("etag") or ""
    name = next(p.name for p in before.properties if p.value == SENTENCE)
    good = {name: SENTENCE, "audioPreference": "PhoneAudio"}
    assert await put(alice, good) == (428, "PreconditionRequired")
    assert await put(alice, good, If_Match='"1"') == (412, "PreconditionFailed")
    missing = await put(alice, {"audioPreference": "PhoneAudio"}, If_Match=f'"{etag}"')
    assert missing == (400, "BadRequest/ParameterValidationFailure")
    assert await put(alice, good, If_Match=f'"{etag}"') == (204, "")
    after = await alice.get(f"{alice.path}/communication")
    assert after.text("audioPreference") == "PhoneAudio"
    assert after.text("etag") != etag
    assert await put(alice, good, If_Match=etag) == (412, "PreconditionFailed")
    assert await put(alice, good, If_Match=after.text("etag") or "") == (204, "")
    await alice.poll()
    assert alice.story() == [("updated", "communication", None)]


async def test_a_whole_resource_can_be_put_back(place: Place) -> None:
    alice = await place.alice()
    raw = await alice.request("GET", f"{alice.path}/communication")
    answer = await alice.request(
        "PUT",
        f"{alice.path}/communication",
        raw.body,
        If_Match=raw.header("ETag") or "",
        Content_Type="application/json",
    )
    assert answer.status == 204


async def test_unsupported_operations_say_so(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.request("POST", f"{alice.path}/communication/messagingInvitations")
    assert (answer.status, alice.reason(answer).label) == (409, "Conflict")
