"""Each mistake planted into a capture made at the sandbox is found, and nothing else; a right client has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.captures import entry, har, headers
from tests.workbench.builders import exchange
from tests.workbench.lint_client import LintClient
from ucwa_tui.sandbox.directory import meetings
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.imported import TokenTrail
from ucwa_tui.workbench.capture_reading import CaptureReading, Step, place_of_url, step_of
from ucwa_tui.workbench.capture_replay import session_of
from ucwa_tui.workbench.lint.applications import Applications
from ucwa_tui.workbench.lint.finding import LintFinding
from ucwa_tui.workbench.lint.run import RULES, lint

URI = next(m.uri for m in meetings() if m.behaviour == "joins")
OTHER = next(m.uri for m in meetings() if m.behaviour == "lobby")
PASSWORD = "grant_type=password&username=alice@sandbox.example&password=open-sesame-alice"


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    box = EmbeddedSandbox(seed=3, clock_scale=200.0)
    yield box.start()
    box.stop()
    assert box.faults == []


def linted(client: LintClient) -> list[LintFinding]:
    read = read_capture(client.saz(), "x.saz")
    assert read.problems == ()
    return lint(read)


def joined(client: LintClient) -> None:
    client.sign_in()
    assert client.join(URI).status == 201
    client.follow()


def built_url(client: LintClient) -> None:
    joined(client)
    client.get(client.application_url + "/communication/joinOnlineMeeting")


def built_applications(client: LintClient) -> None:
    client.get_token(PASSWORD, client.find())
    user = client.get(client.user)
    url = client.link(user.json, "applications", client.user).replace("/oauth/", "/elsewhere/")
    client.post(url, {"culture": "en-US", "endpointId": "e", "userAgent": "lint"})


def lost_query(client: LintClient) -> None:
    joined(client)
    client.get(client.link(client.communication, "conversations").partition("?")[0])


def user_self(client: LintClient) -> None:
    client.get_token(PASSWORD, client.find())
    user = client.get(client.user)
    client.get(client.link(user.json, "self", client.user))


def lost_next(client: LintClient) -> None:
    client.sign_in()
    first = client.next
    assert client.join(URI).status == 201
    client.follow()
    client.next = first
    client.poll()


def two_p_gets(client: LintClient) -> None:
    client.sign_in()
    client.two_polls()


def late_p_get(client: LintClient) -> None:
    joined(client)
    client.now += 16 * 60
    client.poll()


def slow_p_get(client: LintClient) -> None:
    joined(client)
    client.now += 45
    client.poll()


def nobody_listens(client: LintClient) -> None:
    client.sign_in()
    client.join(URI)


def no_operation_id(client: LintClient) -> None:
    client.sign_in()
    client.post(client.link(client.communication, "joinOnlineMeeting"), {"onlineMeetingUri": URI})
    client.poll()


def reused_operation_id(client: LintClient) -> None:
    joined(client)
    client.operations = 0
    client.join(OTHER)


def long_operation_id(client: LintClient) -> None:
    client.sign_in()
    client.join(URI, operationId="x" * 51)


def join_url(client: LintClient) -> None:
    client.sign_in()
    client.join("https://meet.sandbox.example/alice/STAND1UP")


def nameless_guest(client: LintClient) -> None:
    client.guest(URI)
    client.join(URI)


def strayed_guest(client: LintClient) -> None:
    client.guest(URI)
    client.join(OTHER, anonymousDisplayName="Gus")


def forgetful_guest(client: LintClient) -> None:
    client.guest(URI)
    service = urljoin(client.root, "/WebTicket/oauthtoken")
    key = URI.rpartition(":")[2]
    mine = client.token
    client.get_token(f"grant_type=urn:microsoft.rtc:anonmeeting&password={key}&ms_rtc_conferenceuri={URI}", service)
    client.token = mine  # the new one is somebody else's, who cannot delete the application


def wrong_host(client: LintClient) -> None:
    joined(client)
    client.get(client.application_url.replace("127.0.0.1", "localhost"))


def not_renewed(client: LintClient) -> None:
    joined(client)
    client.token = "cwt=expired-long-ago"
    for _ in range(4):
        assert client.get(client.application_url).status == 401


def in_clear(client: LintClient) -> None:
    service = client.find().replace("127.0.0.1", "pool.sandbox.example")
    assert client.get_token(PASSWORD, service).status == 200


def in_clear_in_parts(client: LintClient) -> None:
    service = client.find().replace("127.0.0.1", "pool.sandbox.example")
    named = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    form = "".join(named.format(*pair.split("=")) for pair in PASSWORD.split("&")) + "--b--\r\n"
    assert client.get_token(form, service, "multipart/form-data; boundary=b").status == 200


def secret_in_url(client: LintClient) -> None:
    joined(client)
    client.get(f"{client.application_url}?access_token={client.token}")


def wrong_media_type(client: LintClient) -> None:
    client.sign_in()
    client.post(client.link(client.communication, "joinOnlineMeeting"), {"operationId": "1"}, Content_Type="text/json")


def json_named_xml(client: LintClient) -> None:
    client.sign_in()
    client.post(
        client.link(client.communication, "joinOnlineMeeting"),
        {"operationId": "1"},
        Content_Type="application/xml",
        Accept="application/xml",
    )


def token_as_json(client: LintClient) -> None:
    client.get_token('{"grant_type":"password"}', client.find(), "application/json")


def accept_mismatch(client: LintClient) -> None:
    joined(client)
    client.join(OTHER, importance="Normal")
    client.post(
        client.link(client.communication, "joinOnlineMeeting"),
        {"operationId": "77", "onlineMeetingUri": URI},
        Accept="application/xml",
    )


def put(client: LintClient, *, guid: bool, match: bool) -> None:
    client.sign_in()
    held = client.get(client.link(client.communication, "self"))
    values = {k: v for k, v in held.json.items() if not k.startswith("_")}
    if not guid:
        values = {k: v for k, v in values.items() if "PUT request" not in str(v)}
    headers = client.signed(Accept="application/json") | {"Content-Type": "application/json"}
    if match:
        headers["If-Match"] = f'"{held.json["etag"]}"'
    answer = client.ask("PUT", client.link(client.communication, "self"), headers, json.dumps(values).encode())
    assert (answer.status == 204) is (guid and match)


def no_if_match(client: LintClient) -> None:
    put(client, guid=True, match=False)


def no_put_property(client: LintClient) -> None:
    put(client, guid=False, match=True)


def not_available(client: LintClient) -> None:
    client.sign_in()
    # The link of an earlier application, as somebody would keep it who has seen it once.
    assert client.get(client.link(client.me, "self") + "/presence").status == 409


def available_twice(client: LintClient) -> None:
    client.sign_in()
    for _ in range(2):
        client.post(client.link(client.me, "makeMeAvailable"), {"supportedModalities": ["Messaging"]})


def inactive(client: LintClient) -> None:
    client.sign_in()
    client.post(client.link(client.me, "makeMeAvailable"), {"supportedModalities": ["Messaging"]})
    client.read_again()
    client.now += 200
    client.post(client.link(client.me, "reportMyActivity"))
    client.now += 400
    client.read_again()


def wrong_password(client: LintClient) -> None:
    service = client.find()
    for _ in range(4):
        assert client.get_token(PASSWORD + "-not", service).status == 400
    assert client.get_token(PASSWORD, service).status == 200


def wrong_method(client: LintClient) -> None:
    joined(client)
    assert client.ask("PATCH", client.application_url, client.signed()).status == 405


def wrong_accept(client: LintClient) -> None:
    joined(client)
    assert client.ask("GET", client.application_url, client.signed(Accept="text/html")).status == 406


def basic(client: LintClient) -> None:
    joined(client)
    basic = {"Authorization": "Basic YWxpY2U6b3Blbi1zZXNhbWU=", "Accept": "application/json"}
    assert client.ask("GET", client.application_url, basic).status == 401


PLANTED: list[tuple[Callable[[LintClient], None], set[str]]] = [
    (built_url, {"built-url"}),
    (built_applications, {"built-url"}),
    (lost_query, {"lost-query"}),
    (user_self, {"user-self"}),
    (lost_next, {"lost-next"}),
    (two_p_gets, {"two-p-gets"}),
    (late_p_get, {"late-p-get"}),
    (slow_p_get, {"slow-p-get"}),
    (nobody_listens, {"nobody-listens"}),
    (no_operation_id, {"operation-id-missing"}),
    (reused_operation_id, {"operation-id-reused"}),
    (long_operation_id, {"operation-id-too-long"}),
    (join_url, {"join-url-as-uri"}),
    (nameless_guest, {"anonymous-without-name"}),
    (strayed_guest, {"anonymous-other-meeting"}),
    (forgetful_guest, {"anonymous-renewal"}),
    (wrong_host, {"token-wrong-host", "built-url"}),
    (not_renewed, {"token-not-renewed"}),
    (in_clear, {"credentials-in-clear"}),
    (in_clear_in_parts, {"credentials-in-clear", "wrong-media-type"}),
    (secret_in_url, {"secret-in-url"}),
    (wrong_media_type, {"wrong-media-type"}),
    (json_named_xml, {"wrong-media-type"}),
    (token_as_json, {"wrong-media-type"}),
    (accept_mismatch, {"accept-mismatch"}),
    (no_if_match, {"put-without-if-match"}),
    (no_put_property, {"put-without-property"}),
    (not_available, {"make-me-available-missing", "built-url"}),
    (available_twice, {"make-me-available-twice"}),
    (inactive, {"activity-silence"}),
    (wrong_password, {"password-refused-again"}),
    (wrong_method, {"wrong-method"}),
    (wrong_accept, {"wrong-accept"}),
    (basic, {"not-bearer"}),
]


@pytest.mark.parametrize(("plant", "expected"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_mistake_is_found_and_nothing_else(
    root: str, plant: Callable[[LintClient], None], expected: set[str]
) -> None:
    client = LintClient(root)
    plant(client)
    if client.application_url and client.token and plant is not not_renewed:
        client.leave()
    elif plant is not_renewed:
        expected = expected | {"application-not-deleted"}
    found = linted(client)
    if plant is wrong_host:
        found = [finding for finding in found if finding.rule.name != "built-url"]
        expected = {"token-wrong-host"}
    assert {finding.rule.name for finding in found} == expected, found
    assert all(0 < finding.n <= len(client.sessions) for finding in found)


def test_a_right_client_has_no_findings(root: str) -> None:
    client = LintClient(root)
    joined(client)
    client.post(client.link(client.me, "makeMeAvailable"), {"supportedModalities": ["Messaging"]})
    client.read_again()
    client.post(client.link(client.me, "reportMyActivity"))
    client.poll()
    client.leave()
    assert linted(client) == []


def test_a_right_guest_has_no_findings(root: str) -> None:
    client = LintClient(root)
    client.guest(URI)
    assert client.join(URI, anonymousDisplayName="Gus").status == 201
    client.follow()
    client.leave()
    assert linted(client) == []


def test_an_application_left_behind_is_a_hint(root: str) -> None:
    client = LintClient(root)
    joined(client)
    assert [(f.rule.name, f.severity) for f in linted(client)] == [("application-not-deleted", "hint")]


def test_rules_have_names_of_their_own_and_say_what_to_do() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.advice.endswith(".")
        assert rule.source
        assert not rule.title.endswith(".")


def test_a_token_carried_along_by_a_redirect() -> None:
    bearer = headers(Authorization="Bearer cwt=somebodys-token")
    moved = entry("GET", "https://a.example/x", request_headers=bearer, response_status=302)
    moved["response"]["headers"] = headers(Location="https://b.example/y")
    followed = entry("GET", "https://b.example/y", request_headers=bearer)
    found = lint(read_capture(har(moved, followed), "x.har"))
    assert [(f.rule.name, f.n) for f in found] == [("token-after-redirect", 2)]
    within = entry("GET", "https://a.example/y", request_headers=bearer)
    moved["response"]["headers"] = headers(Location="/y")
    assert lint(read_capture(har(moved, within), "x.har")) == []


def test_a_channel_that_somebody_else_took() -> None:
    said = {"code": "Conflict", "subcode": "PGetReplaced"}
    url = "https://h.example/ucwa/oauth/v1/applications/1/events?ack=4"
    kind = headers(Content_Type="application/json")
    content = {"text": json.dumps(said)}
    polled = entry("GET", url, response_status=409, response_headers=kind, response_content=content)
    assert [f.rule.name for f in lint(read_capture(har(polled), "x.har"))] == ["channel-taken"]


def test_every_rule_is_tried() -> None:
    tried = set().union(*(names for _, names in PLANTED)) | {"token-after-redirect", "channel-taken"}
    assert tried | {"application-not-deleted"} == {rule.name for rule in RULES}


def ucwa(path: str, method: str = "GET", answer: object = None, **parts: Any) -> dict[str, Any]:
    """An entry of a client that speaks to one application."""
    told = {"response_content": {"text": json.dumps(answer)}} if answer is not None else {}
    kind = headers(Content_Type="application/json")
    url = f"https://h.example/ucwa/oauth/v1/applications{path}"
    return entry(method, url, response_headers=kind, **told, **parts)


APPLICATION = {
    "_links": {
        "self": {"href": "//ucwa/oauth/v1/applications/1"},
        "batch": {"href": "/ucwa/oauth/v1/applications/1/batch"},
    },
    "rel": "application",
}


def test_what_a_batch_offered_is_offered() -> None:
    made = ucwa("", "POST", APPLICATION, response_status=201)
    body = json.dumps({"_links": {"self": {"href": "/ucwa/oauth/v1/applications/1/me"}}}).replace("/", "\\/")
    part = f"--b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{body}\r\n--b--"
    batch = ucwa("/1/batch", "POST", response_content={"text": part})
    batch["response"]["headers"] = headers(Content_Type="multipart/batching; boundary=b")
    gone = ucwa("/1", "DELETE", response_status=204)
    asked = [made, batch, ucwa("/1/me", answer={}), gone]
    assert lint(read_capture(har(*asked), "x")) == []
    del asked[1]
    assert [(f.rule.name, f.n) for f in lint(read_capture(har(*asked), "x"))] == [("built-url", 2)]


def test_what_takes_text() -> None:
    made = ucwa("", "POST", APPLICATION, response_status=201)
    rels = ("sendMessage", "message", "stopMessaging")
    links = {rel: {"href": f"/ucwa/oauth/v1/applications/1/{rel}"} for rel in rels}
    offered = ucwa("/1", answer={**APPLICATION, "_links": APPLICATION["_links"] | links})  # type: ignore[operator]
    said = {"request_headers": headers(Content_Type="text/plain"), "request_postData": {"text": "hello"}}
    sent = [ucwa(f"/1/{rel}", "POST", response_status=201, **said) for rel in rels]
    gone = ucwa("/1", "DELETE", response_status=204)
    found = lint(read_capture(har(made, offered, *sent, gone), "x"))
    assert [(f.rule.name, f.n) for f in found if f.rule.name != "nobody-listens"] == [("wrong-media-type", 5)]


def test_where_bodies_are_missing_nobody_knows_what_was_offered() -> None:
    made = ucwa("", "POST", APPLICATION, response_status=201)
    gone = ucwa("/1", "DELETE", response_status=204)
    assert lint(read_capture(har(made, ucwa("/1"), ucwa("/1/me"), gone), "x")) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["_links", "_embedded", "self", "next", "href", "sender", "events", "link"]), inner
        )
    ),
    max_leaves=15,
)
PATHS = st.sampled_from(["", "/1", "/1/events?ack=1", "/1/events", "/1/me/makeMeAvailable", "/1/x?[", "/1/\x1b\u202e"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PATHS, st.sampled_from(["GET", "POST", "PUT", "DELETE"]), JSON), max_size=5))
def test_nothing_in_a_capture_is_a_fault_of_ours(told: list[tuple[str, str, object]]) -> None:
    entries = [ucwa(path, method, answer) for path, method, answer in told]
    read = read_capture(har(ucwa("", "POST", APPLICATION, response_status=201), *entries), "x")
    assert len(read.exchanges) + len(read.problems) > 0
    lint(read)
    session_of(read)


_URLS = st.sampled_from(["", "/", "/a", "/A", "/a/", "/a/b", "/ab", "/a/b/c", "/a//b", "[x/a", "/a/b?c"]).map(
    "https://h".__add__
)


@given(st.lists(st.tuples(_URLS, st.integers(0, 3), st.none() | _URLS), max_size=8))
def test_a_request_belongs_to_the_latest_application_above_it(sent: list[tuple[str, int, str | None]]) -> None:
    ordered = sorted(sent, key=lambda each: each[1])
    steps = [step_of(exchange(n, url=url, started_at=at)) for n, (url, at, _) in enumerate(ordered, 1)]
    created = tuple((step, href) for step, (_, _, href) in zip(steps, ordered, strict=True) if href is not None)
    applications = Applications(CaptureReading(tuple(steps), TokenTrail(), created))
    for step in steps:
        above = [made for made, href in created if made.began <= step.began and _is_below(step, href)]
        assert applications.of(step) is (above[-1] if above else None)
        assert applications.hold(step) == any(made is not step for made in above)


def _is_below(step: Step, href: str) -> bool:
    own, place = step.place, place_of_url(href)
    return own[0] == place[0] and (own[1] == place[1] or own[1].startswith(place[1] + "/"))
