"""Call forwarding and telephone numbers: what is set is told, under the conditions of a PUT."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, Given, crowd, label_of, put_property, send
from ucwa_tui.protocol.payload import Number
from ucwa_tui.protocol.request_plan import PayloadFormat

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
BASE = "{app}/me/callForwardingSettings"
SENTENCE = "please pass this in a PUT request"


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("setting", "given", "shown"),
    [
        ("", {"activePeriod": "Workhours", "activeSetting": "ImmediateForward"}, {"activePeriod": "Workhours"}),
        ("/simultaneousRingSettings", {"target": "Contact", "ringDelay": "10"}, {"target": "Contact"}),
        ("/unansweredCallSettings", {"target": "None", "ringDelay": "30"}, {"target": "None"}),
    ],
)
async def test_put(
    crowd: Crowd, payload_format: PayloadFormat, setting: str, given: dict[str, str], shown: dict[str, str]
) -> None:
    alice = await crowd.get("alice", payload_format)
    path = f"{BASE}{setting}"
    before = await alice.get(path.replace("{app}", alice.path))
    etag, name = before.text("etag") or "", put_property(before)
    body: Given = {**given, name: SENTENCE}
    assert label_of(alice, await send(alice, "PUT", path, body)) == "428 PreconditionRequired"
    assert label_of(alice, await send(alice, "PUT", path, body, If_Match="1")) == "412 PreconditionFailed"
    missing = await send(alice, "PUT", path, given, If_Match=etag)
    assert label_of(alice, missing) == "400 BadRequest/ParameterValidationFailure"
    bad = await send(alice, "PUT", path, {**body, "target": "Moon", "activePeriod": "Never"}, If_Match=etag)
    assert label_of(alice, bad) == "400 BadRequest/ParameterValidationFailure"
    answer = await send(alice, "PUT", path, body, If_Match=f'"{etag}"')
    assert (answer.status, answer.body) == (200, b"")
    after = await alice.get(path.replace("{app}", alice.path))
    assert {n: after.text(n) for n in shown} == shown
    again = await send(alice, "PUT", path, {name: SENTENCE}, If_Match=after.text("etag") or "")
    assert again.status == 200


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("verb", "given", "setting", "target"),
    [
        (
            "immediateForwardSettings/immediateForwardToContact",
            {"target": "sip:bob@sandbox.example"},
            "immediateForwardSettings",
            "Contact",
        ),
        ("immediateForwardSettings/immediateForwardToVoicemail", {}, "immediateForwardSettings", "Voicemail"),
        ("turnOffCallForwarding", {}, "immediateForwardSettings", "None"),
        (
            "simultaneousRingSettings/simultaneousRingToContact",
            {"target": "tel:+1", "ringDelay": "5"},
            "simultaneousRingSettings",
            "Contact",
        ),
        (
            "unansweredCallSettings/unansweredCallToContact",
            {"target": "tel:+1", "ringDelay": "5"},
            "unansweredCallSettings",
            "Contact",
        ),
        (
            "unansweredCallSettings/unansweredCallToVoicemail",
            {"ringDelay": "60"},
            "unansweredCallSettings",
            "Voicemail",
        ),
        ("unansweredCallSettings/resetUnansweredCallSettings", {}, "unansweredCallSettings", "Voicemail"),
    ],
)
async def test_verbs(
    crowd: Crowd, payload_format: PayloadFormat, verb: str, given: Given, setting: str, target: str
) -> None:
    alice = await crowd.get("alice", payload_format)
    assert (await send(alice, "POST", f"{BASE}/{verb}", given)).status == 204
    whole = await alice.get(BASE.replace("{app}", alice.path))
    assert whole.embeds(setting)[0].text("target") == target
    assert label_of(alice, await send(alice, "GET", f"{BASE}/{verb}")) == "405 MethodNotAllowed"
    for refused in ("none", "immediateForwardSettings/none"):
        answer = await send(alice, "POST", f"{BASE}/{refused}")
        assert label_of(alice, answer) in ("404 NotFound", "405 MethodNotAllowed")


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_phones(crowd: Crowd, payload_format: PayloadFormat) -> None:
    alice = await crowd.get("alice", payload_format)
    listed = await alice.get(f"{alice.path}/me/phones")
    phones = {p.text("type"): p for p in listed.embeds("phone")}
    assert set(phones) == {"work", "mobile", "home", "other"}
    mobile = phones["mobile"]
    change, show = mobile.href("changeNumber") or "", mobile.href("changeVisibility") or ""
    given: Given = {"number": "+49 170 5550 0199", "includeInContactCard": "true"}
    assert (await send(alice, "POST", change, given)).status == 204
    after = await alice.get(mobile.href() or "")
    assert (after.text("number"), after.get("includeInContactCard")) == ("tel:+49 170 5550 0199", True)
    assert (await send(alice, "POST", f"{show}?includeInContactCard=False")).status == 204
    assert (await alice.get(mobile.href() or "")).get("includeInContactCard") is False
    assert (await send(alice, "POST", change, {"number": ""})).status == 204
    assert (await alice.get(mobile.href() or "")).text("number") == ""


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_delays_are_numbers(crowd: Crowd, payload_format: PayloadFormat) -> None:
    alice = await crowd.get("alice", payload_format)
    found = await alice.get(f"{alice.path}/me/callForwardingSettings/unansweredCallSettings")
    assert isinstance(found.get("ringDelay"), Number)
