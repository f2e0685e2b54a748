"""OPTIONS, HEAD, versions, spellings of addresses, and what else HTTP lets a client ask for."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, crowd, label_of, read, send, texts
from ucwa_tui.protocol.body_codec import decode_resource
from ucwa_tui.protocol.payload import Record, Resource
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.preconditions import matches, tagged
from ucwa_tui.sandbox.xframe import XFRAME

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
APPLICATIONS = "/ucwa/oauth/v1/applications"


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("path", "names"),
    [
        (APPLICATIONS, ["culture", "endpointId", "instanceId", "type", "userAgent"]),
        ("/ucwa/v1/applications", ["culture", "endpointId", "instanceId", "type", "userAgent"]),
        ("/ucwa/oauth/v1/anonApplications", ["culture", "userAgent"]),
    ],
)
async def test_options(crowd: Crowd, payload_format: PayloadFormat, path: str, names: list[str]) -> None:
    alice = await crowd.get("alice", payload_format)
    answer = await alice.request("OPTIONS", path)
    assert answer.status == 200
    if payload_format is PayloadFormat.XML:
        assert b"<optionsMetadata" in answer.plain
    metadata = decode_resource(answer.plain, payload_format).get("metadata")
    assert isinstance(metadata, tuple)
    method = metadata[0]
    assert isinstance(method, Record)
    members = dict(method.members)
    assert members["httpMethod"] == "POST"
    parameters = members["parameters"]
    assert isinstance(parameters, tuple)
    assert [dict(p.members)["name"] for p in parameters if isinstance(p, Record)] == names


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_options_elsewhere_and_without_a_token(crowd: Crowd, payload_format: PayloadFormat) -> None:
    alice = await crowd.get("alice", payload_format)
    assert label_of(alice, await send(alice, "OPTIONS", "{app}/me")) == "405 MethodNotAllowed"
    assert (await alice.calls.request("OPTIONS", APPLICATIONS)).status == 401


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_anonymous_applications_can_be_made_at_both_addresses(
    crowd: Crowd, payload_format: PayloadFormat
) -> None:
    guest = await crowd.get("guest", payload_format)
    for path in ("/ucwa/oauth/v1/anonApplications", "/UCWA/v1/AnonApplications", APPLICATIONS):
        answer = await send(guest, "POST", path, {"culture": "de-DE", "userAgent": "x"})
        assert (answer.status, read(guest, answer).rel) == (201, "application")


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("1", "200"),
        ("2", "200"),
        ("2.0", "200"),
        ("3", "404 NotFound/APIVersionNotSupported"),
        ("new", "400 BadRequest/ParameterValidationFailure"),
    ],
)
async def test_versions(crowd: Crowd, payload_format: PayloadFormat, asked: str, wanted: str) -> None:
    alice = await crowd.get("alice", payload_format)
    answer = await send(alice, "GET", "{app}/people", X_MS_RequiresMinResourceVersion=asked)
    assert label_of(alice, answer) == wanted
    assert answer.header("X-MS-UcwaVersion") == "2.0"


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_links_name_their_revision_to_those_who_demand_one(crowd: Crowd, payload_format: PayloadFormat) -> None:
    bob = await crowd.get("bob", payload_format)
    for asked, told in (("1", None), ("2", "2"), ("2.0", "2")):
        shown = read(bob, await send(bob, "GET", "{app}", X_MS_RequiresMinResourceVersion=asked))
        me, people = shown.embeds("me")[0], shown.embeds("people")[0]
        for resource, rel in ((me, "makeMeAvailable"), (people, "myGroups"), (people, "search")):
            link = resource.link(rel)
            assert link is not None
            assert dict(link.attributes).get("revision") == told
        contacts = people.link("myContacts")
        assert contacts is not None
        assert contacts.attributes == ()


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_makeMeAvailable2_takes_what_it_can(crowd: Crowd, payload_format: PayloadFormat) -> None:
    carol = await crowd.place.visitor(payload_format).sign_in("carol")
    given = {"supportedModalities": ["Video", "Messaging"], "supportedMessageFormats": ["Html"]}
    target = "{app}/me/makeMeAvailable"
    assert (await send(carol, "POST", target, given)).status == 403
    answer = await send(carol, "POST", target, given, X_MS_RequiresMinResourceVersion="2")
    assert (answer.status, answer.header("Location")) == (201, f"{carol.path}/me")
    assert texts(read(carol, answer).get("supportedModalities")) == ["Messaging"]
    assert texts(read(carol, await send(carol, "GET", "{app}/communication")).get("supportedModalities")) == [
        "Messaging"
    ]


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_user_sees_the_applications_that_run(crowd: Crowd, payload_format: PayloadFormat) -> None:
    one = await crowd.place.visitor(payload_format).sign_in("carol")
    other = await crowd.place.visitor(payload_format).sign_in("carol")
    shown = read(one, await send(one, "GET", APPLICATIONS))
    mine = _applications(shown)
    assert {one.path, other.path} <= mine
    await send(other, "DELETE", "{app}")
    assert _applications(read(one, await send(one, "GET", APPLICATIONS))) == mine - {other.path}


def _applications(shown: Resource) -> set[str | None]:
    return {link.href for group in shown.links if group.rel == "application" for link in group.links}


async def test_head(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    page = await alice.calls.request("HEAD", "/Autodiscover/XFrame/XFrame.html")
    assert (page.status, page.header("Content-Length"), page.body) == (200, str(len(XFRAME)), b"")
    assert (await send(alice, "HEAD", "{app}/me")).status == 405


async def test_the_passive_answer_leads_to_a_page(crowd: Crowd) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    refused = await alice.get_token("grant_type=urn:microsoft.rtc:passive")
    assert refused.status == 400
    uri = refused.json["ms_rtc_passiveauthuri"]
    page = await alice.calls.request("GET", uri)
    assert (page.status, page.header("Content-Type")) == (200, "text/html")
    assert page.header("X-Sandbox-Shape") is not None


async def test_the_frame_spells_headers_as_clients_look_them_up() -> None:
    page = XFRAME.decode("ascii")
    for name in ("WWW-Authenticate", "ETag", "X-Ms-diagnostics"):
        assert f'"{name.lower()}": "{name}"' in page
    for member in ("messageId", "status", "statusText", "headers", "responseText"):
        assert f"{member}: " in page
    for key in ("accepts", "cache", "contentType", "data", "headers", "processData", "type", "url", "xhrFields"):
        assert f"order.{key}" in page


@pytest.mark.parametrize(
    ("header", "found"),
    [('"7"', True), ("7", True), ('W/"7"', True), ('"6", "7"', True), ("*", True), ('"77"', False), ("", False)],
)
async def test_entity_tags(header: str, found: bool) -> None:
    assert matches(header, "7") is found


async def test_an_etag_is_made_of_what_a_resource_says() -> None:
    one, two = tagged(Resource("a")), tagged(Resource("a", embedded=()))
    assert one == two
    assert len(one.text("etag") or "") == 10
