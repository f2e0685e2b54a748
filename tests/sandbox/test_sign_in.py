"""Discovery, challenge, tokens, the application: what a client meets on its way in."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.visitor import FORM
from ucwa_tui.protocol.challenge import parse_challenges
from ucwa_tui.protocol.request_plan import PayloadFormat

UriOf = Callable[[str], str]
USER = "/Autodiscover/AutodiscoverService.svc/root/oauth/user?originalDomain=sandbox.example"
APPLICATIONS = "/ucwa/oauth/v1/applications"
ALICE = "grant_type=password&username=alice@sandbox.example&password=open-sesame-alice"


async def test_root(place: Place, payload_format: PayloadFormat) -> None:
    visitor = place.visitor(payload_format)
    answer = await visitor.request("GET", place.root)
    assert answer.header("Content-Type") == payload_format.media_type
    root = await visitor.get(place.root)
    base = place.root.split("/Autodiscover")[0]
    assert root.href() == f"{place.root}?originalDomain=sandbox.example"
    assert root.href("user") == base + USER
    assert root.href("xframe") == f"{base}/Autodiscover/XFrame/XFrame.html"


async def test_challenge(place: Place) -> None:
    visitor = place.visitor()
    answer = await visitor.request("GET", USER)
    assert (answer.status, answer.header("Content-Type")) == (401, "text/html")
    assert answer.body.startswith(b"<!DOCTYPE html")
    lines = answer.headers("WWW-Authenticate")
    assert len(lines) == 2
    ticket, bearer = parse_challenges(lines)
    assert (ticket.scheme, bearer.scheme) == ("MsRtcOAuth", "Bearer")
    assert {"trusted_issuers", "client_id", "authorization_uri"} <= dict(bearer.parameters).keys()
    assert ticket.href == f"{place.root.split('/Autodiscover')[0]}/WebTicket/oauthtoken"
    grants = ("urn:microsoft.rtc:windows", "urn:microsoft.rtc:passive", "urn:microsoft.rtc:anonmeeting", "password")
    assert ticket.grant_types == grants
    assert lines[0].startswith('MsRtcOAuth href="')
    assert lines[0].endswith('password"')


@pytest.mark.parametrize("name", ["alice", "alice%40sandbox.example", "SANDBOX%5Calice", "sip:alice@sandbox.example"])
async def test_password_grant(place: Place, name: str) -> None:
    form = f"grant_type=password&username={name}&password=open-sesame-alice&charset=utf-8"
    answer = await place.visitor().get_token(form)
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    assert (answer.header("Cache-Control"), answer.header("Pragma")) == ("no-store", "no-cache")
    body = answer.json
    assert body["access_token"].startswith("cwt=")
    assert 28_000 < body["expires_in"] < 28_800
    assert (body["token_type"], body["ms_rtc_identityscope"]) == ("Bearer", "local")


@pytest.mark.parametrize(
    ("form", "error", "number"),
    [
        ("grant_type=password&username=alice&password=wrong", "invalid_grant", "28020"),
        ("grant_type=password&username=nobody&password=x", "invalid_grant", "28020"),
        ("grant_type=password&username=alice", "invalid_request", None),
        ("username=alice&password=x", "invalid_request", None),
        ("", "invalid_request", None),
        ("grant_type=magic", "unsupported_grant_type", "28029"),
        ("grant_type=urn:microsoft.rtc:windows&username=a&password=b", "invalid_request", None),
        ("grant_type=urn:microsoft.rtc:passive", "invalid_grant", "28020"),
        ("grant_type=urn:microsoft.rtc:anonmeeting&password=X", "invalid_request", None),
        (
            "grant_type=urn:microsoft.rtc:anonmeeting&password=X&ms_rtc_conferenceuri=sip:a@b;id:X",
            "invalid_grant",
            "28020",
        ),
        (f"{ALICE}&scope=everything", "invalid_scope", None),
    ],
)
async def test_token_refused(place: Place, form: str, error: str, number: str | None) -> None:
    answer = await place.visitor().get_token(form)
    assert (answer.status, answer.header("Content-Type"), answer.json["error"]) == (400, "application/json", error)
    cause = answer.header("X-Ms-diagnostics")
    assert (cause or "").split(";")[0] == (number or "")
    assert ("ms_rtc_passiveauthuri" in answer.json) == ("passive" in form)


async def test_token_needs_a_form(place: Place) -> None:
    visitor = place.visitor()
    answer = await visitor.calls.request("POST", "/WebTicket/oauthtoken", {"Content-Type": "application/json"}, ALICE)
    assert answer.json == {"error": "invalid_request"}
    assert (await visitor.calls.request("GET", "/WebTicket/oauthtoken")).status == 405


async def test_wrong_conference_key(place: Place, uri_of: UriOf) -> None:
    uri = quote(uri_of("joins"))
    answer = await place.visitor().get_token(
        f"grant_type=urn:microsoft.rtc:anonmeeting&password=WRONG&ms_rtc_conferenceuri={uri}"
    )
    assert answer.json == {"error": "invalid_grant"}


@pytest.mark.parametrize("target", [USER, APPLICATIONS])
@pytest.mark.parametrize("authorization", [None, "Basic abc", "Bearer cwt=nonsense", "Bearer"])
async def test_without_a_good_token(place: Place, target: str, authorization: str | None) -> None:
    lines = {"Authorization": authorization} if authorization else {}
    answer = await place.visitor().calls.request("POST", target, lines, b"")
    assert answer.status == 401
    assert len(answer.headers("WWW-Authenticate")) == 2
    assert (answer.header("X-Ms-diagnostics") is not None) == (authorization or "").startswith("Bearer")


async def test_expired_token(place: Place) -> None:
    alice = await place.alice()
    place.sandbox.world.clock.skip(8 * 3600)
    answer = await alice.request("GET", USER)
    assert answer.status == 401
    assert "expired" in (answer.header("X-Ms-diagnostics") or "")


async def test_another_users_application(place: Place) -> None:
    alice = await place.alice()
    bob = await place.visitor().sign_in("bob")
    assert (await bob.request("GET", alice.path)).status == 401
    assert (await bob.request("DELETE", alice.path)).status == 401


async def test_user_resource(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    user = await alice.get(USER)
    assert (user.href("applications") or "").endswith(APPLICATIONS)
    own = user.href() or ""
    assert own.endswith("/root/user")
    assert (await alice.request("GET", own)).status == 404
    assert (await alice.request("POST", USER)).status == 200


async def test_application(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    application = alice.application
    assert re.fullmatch(APPLICATIONS + r"/\d{11,12}", alice.path)
    assert application.text("id") == alice.path.rsplit("/", 1)[1]
    assert application.href("events") == f"{alice.path}/events?ack=1"
    communication = application.embeds("communication")[0]
    assert communication.href("joinOnlineMeeting") == f"{alice.path}/communication/onlineMeetingInvitations"
    sentence = "please pass this in a PUT request"
    assert [len(p.name) for p in communication.properties if p.value == sentence] == [36]
    assert application.embeds("me")[0].href("makeMeAvailable") is not None
    assert application.embeds("me")[0].href("note") is None
    for rel in ("people", "onlineMeetings"):
        assert application.embeds(rel)


async def test_same_endpoint_same_application(place: Place) -> None:
    alice = await place.alice()
    names = '{"UserAgent":"a","CULTURE":"de-DE","endpointid":"One","unknown":null,"x":[1,{"y":2}]}'
    first = await alice.request("POST", APPLICATIONS, names)
    again = await alice.request("POST", f"/{APPLICATIONS}".upper(), names.replace("One", "oNE"))
    assert (first.status, again.status) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert first.header("Location") is None
    other = await alice.request("POST", APPLICATIONS, names.replace("One", "Two"))
    assert (other.status, other.json["id"] == first.json["id"]) == (201, False)
    bob = await place.visitor().sign_in("bob", endpoint="One")
    assert bob.application.text("id") != first.json["id"]


@pytest.mark.parametrize(
    ("values", "bad"),
    [
        ({"userAgent": "a", "endpointId": "e"}, {"culture"}),
        ({}, {"culture", "userAgent", "endpointId"}),
        ({"culture": "en-US", "userAgent": "", "endpointId": " "}, {"userAgent", "endpointId"}),
        (
            {"culture": "no culture", "userAgent": "u" * 101, "endpointId": "e" * 101},
            {"culture", "userAgent", "endpointId"},
        ),
        ({"culture": "en-US", "userAgent": "a", "endpointId": "e", "instanceId": "i" * 101}, {"instanceId"}),
    ],
)
async def test_application_refused(
    place: Place, values: dict[str, str], bad: set[str], payload_format: PayloadFormat
) -> None:
    alice = await place.alice(payload_format)
    answer = await alice.request("POST", APPLICATIONS, alice.input(**values) if values else b"")
    reason = alice.reason(answer)
    assert (answer.status, reason.label) == (400, "BadRequest/ParameterValidationFailure")
    assert dict(reason.parameters).keys() == bad


async def test_too_many_applications(place: Place) -> None:
    alice = await place.alice()
    statuses = []
    for number in range(101):
        answer = await alice.request(
            "POST", APPLICATIONS, alice.input(culture="en", userAgent="a", endpointId=str(number))
        )
        statuses.append(answer.status)
    assert statuses[98:] == [201, 410, 410]
    assert alice.reason(answer).subcode == "TooManyApplications"


async def test_delete(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.request("DELETE", alice.path)
    assert (answer.status, answer.body) == (204, b"")
    gone = await alice.request("GET", alice.path)
    assert alice.reason(gone).label == "NotFound/ApplicationNotFound"


async def test_anonymous(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    uri = uri_of("joins")
    guest = await place.visitor(payload_format).sign_in(meeting=uri)
    me = guest.application.embeds("me")[0]
    assert {p.name for p in me.properties} == {"name", "uri"}
    assert [g.rel for g in me.links] in (["self"], [])
    refused = await guest.request("POST", f"{guest.path}/me/makeMeAvailable")
    assert guest.reason(refused).label == "Forbidden/AnonymousNotAllowed"
    unnamed = await guest.join(uri)
    assert dict(guest.reason(unnamed).parameters).keys() == {"anonymousDisplayName"}
    for other in (uri_of("slow"), "adhoc"):
        wrong = await guest.join(other, anonymousDisplayName="Zoë")
        reason = guest.reason(wrong)
        assert (wrong.status, reason.code, reason.subcode) == (403, "Forbidden", None)
        assert "does not match" in (reason.message or "")
        assert wrong.header("X-Sandbox-Shape") is not None
    await guest.joined(uri, anonymousDisplayName="Zoë")
    assert guest.latest("localParticipant").text("name") == "Zoë"


async def test_anonymous_renewal_keeps_the_person(place: Place, uri_of: UriOf) -> None:
    uri = uri_of("joins")
    guest = await place.visitor().sign_in(meeting=uri)
    form = f"grant_type=urn:microsoft.rtc:anonmeeting&password=STAND1UP&ms_rtc_conferenceuri={uri}"
    answer = await guest.get_token(f"{form}&ms_rtc_renew={quote(guest.token)}")
    assert "ms_rtc_identityscope" not in answer.json
    assert answer.json["expires_in"] <= 3600
    guest.token = answer.json["access_token"]
    assert (await guest.request("GET", guest.path)).status == 200
    stranger = (await guest.get_token(form)).json["access_token"]
    guest.token = stranger
    assert (await guest.request("GET", guest.path)).status == 401


async def test_xframe(place: Place) -> None:
    answer = await place.visitor().calls.request("GET", "/Autodiscover/XFrame/XFrame.html")
    assert (answer.status, answer.header("Content-Type")) == (200, "text/html")
    assert b"messageId" in answer.body


async def test_directory(place: Place, payload_format: PayloadFormat) -> None:
    visitor = place.visitor(payload_format)
    href = (await visitor.get(place.root)).href("sandbox:meetings") or ""
    directory = await visitor.get(href)
    listed = directory.embeds("sandbox:meeting")
    assert len(listed) == 18
    assert listed[0].text("behaviour") == "joins"
    assert (listed[0].text("uri") or "").endswith(":STAND1UP")
    assert directory.get("users") == ("alice@sandbox.example", "bob@sandbox.example", "carol@sandbox.example")
    raw = await visitor.request("GET", href)
    assert b"sesame" not in raw.body
    assert (await visitor.get(listed[2].href() or "")).text("subject") == listed[2].text("subject")


def test_form_constant_is_what_wild_clients_send() -> None:
    assert FORM.endswith("charset='utf-8'")
