"""Shapes that real servers were seen to send on the way to an application, with data of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.client.harness import TUNING, Driven, driven
from tests.support.named_sites import (
    APPLICATION,
    APPLICATIONS,
    MEETING,
    PAGE,
    PASSWORD,
    ROOT,
    TOKEN,
    USER,
    USER_PATH,
    Names,
    Site,
)
from tests.support.raw_server import Received, answer
from tests.support.scripted_server import Dynamic, eventually
from tests.support.ucwa_bodies import reason_json
from ucwa_tui.wire.reports import Challenged, ChannelChanged, ChannelPhase, Failure, FailureKind, SignedIn, StepChanged
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

LYNC = "lync.orchard.test"
WINDOWS, PASSIVE, GUEST = "urn:microsoft.rtc:windows", "urn:microsoft.rtc:passive", "urn:microsoft.rtc:anonmeeting"
QUICK = replace(TUNING, probe=2.0, probe_grace=0.05)
CLIENT_ID = 'client_id="00000004-0000-0ff1-ce00-000000000000"'
BEARER = f'Bearer trusted_issuers="00000002-0000-0ff1-ce00-000000000000@orchard.test", {CLIENT_ID}'
IIS = (
    ("cache-control", "no-cache"),
    ("pragma", "no-cache"),
    ("expires", "-1"),
    ("server", "Microsoft-IIS/8.5"),
    ("x-aspnet-version", "4.0.30319"),
    ("x-ms-server-fqdn", "PLUM07.orchard.test"),
    ("x-content-type-options", "nosniff"),
)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


@pytest.fixture
def lync(names: Names) -> Site:
    return names.site(LYNC)


def target(names: Names, **changes: object) -> SignInTarget:
    whole = SignInTarget(f"https://{LYNC}{ROOT}", user=USER, secret=Secret(PASSWORD), network=names.network)
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields by name


def told(body: dict[str, Any], status: int = 200, content_type: str = "application/json") -> bytes:
    return answer(status, json.dumps(body), content_type, IIS)


def links(**hrefs: str) -> dict[str, Any]:
    return {rel: {"href": href} for rel, href in hrefs.items()}


def failure_of(names: Names, **changes: object) -> tuple[Failure, list[Challenged]]:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, **changes))
        return it.reports.failure(), it.reports.of(Challenged)


def until_waiting(it: Driven) -> None:
    it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)


# --- the root ------------------------------------------------------------------------------------------------------


def test_a_root_on_premises_has_no_rel_and_leads_to_another_host(names: Names, lync: Site) -> None:
    front = names.site("lyncdiscover.orchard.test")
    query = "?originalDomain=orchard.test"
    body = {
        "_links": links(
            self=f"{lync.url}{ROOT}{query}",
            user=f"{lync.url}{USER_PATH}{query}",
            xframe=f"{lync.url}/Autodiscover/XFrame/XFrame.html",
        )
    }
    front.on("GET", "/", told(body))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names, root_url="", domain="orchard.test"))
        assert [r.query for r in lync.seen("GET", USER_PATH)] == [query[1:]] * 2
        assert it.reports.exchanges[-1].url.startswith(lync.url)


def test_a_root_online_redirects_to_another_region_and_spells_its_host_in_two_ways(names: Names) -> None:
    wrong, right = names.site("webdir0c.online.plum.test"), names.site("webdir2d.online.plum.test")
    shouted = "https://webdir2D.online.plum.test"
    wrong.on(
        "GET",
        ROOT,
        told(
            {
                "_links": links(
                    self=f"{wrong.url}{ROOT}?originalDomain=orchard.test",
                    xframe=f"{shouted}{ROOT}/xframe",
                    redirect=f"{shouted}{ROOT}?originalDomain=orchard.test",
                )
            }
        ),
    )
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, root_url=wrong.url + ROOT)).url == right.url + APPLICATION
        assert right.seen("GET", ROOT)[0].query == "originalDomain=orchard.test"
        assert wrong.targets == [("GET", ROOT)]
        assert len(right.tokens) == 1


# --- the challenge ---------------------------------------------------------------------------------------------------

OWN = f'MsRtcOAuth href="https://{LYNC}{TOKEN}",grant_type="{WINDOWS},{GUEST},password"'
CHALLENGES = {
    "two lines": ((BEARER, OWN), (WINDOWS, GUEST, "password")),
    "two lines the other way round": ((OWN, BEARER), (WINDOWS, GUEST, "password")),
    "joined in one line": ((f"{BEARER}, {OWN}",), (WINDOWS, GUEST, "password")),
    "joined without a blank": ((f"{BEARER},{OWN}",), (WINDOWS, GUEST, "password")),
    "a grant twice": (
        (BEARER, f'MsRtcOAuth href="https://{LYNC}{TOKEN}",grant_type="{WINDOWS},{WINDOWS},{GUEST},password"'),
        (WINDOWS, GUEST, "password"),
    ),
    "no issuers": ((f'Bearer trusted_issuers="", {CLIENT_ID}, {OWN}',), (WINDOWS, GUEST, "password")),
    "href without quotes": (
        (BEARER, f'MsRtcOAuth href=https://{LYNC}{TOKEN},grant_type="{GUEST},password"'),
        (GUEST, "password"),
    ),
    "nothing in quotes": ((f"MsRtcOAuth href=https://{LYNC}{TOKEN},grant_type={GUEST},password",), (GUEST, "password")),
    "other case": (
        (f'msrtcoauth HREF="https://{LYNC.upper()}{TOKEN}", Grant_Type="Password"',),
        ("Password",),
    ),
    "empty values first": (
        (f'MsRtcOAuth href="",grant_type="", href="https://{LYNC}{TOKEN}", grant_type="password"',),
        ("password",),
    ),
    "a path for href": ((f'MsRtcOAuth href="{TOKEN}",grant_type="password"',), ("password",)),
    "beside Negotiate and NTLM": (("Negotiate", "NTLM", BEARER, OWN), (WINDOWS, GUEST, "password")),
}


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("form", list(CHALLENGES))
def test_a_challenge_is_understood(names: Names, lync: Site, form: str, status: int) -> None:
    lines, grants = CHALLENGES[form]
    headers = (*(("www-authenticate", line) for line in lines), ("X-Ms-diagnostics", "28032;source;reason"))
    refusal = answer(status, PAGE, "text/html", headers)
    lync.on("GET", USER_PATH, refusal, lync.resource("user", lync.user_links))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        first = it.reports.wait(Challenged)
        assert (first.host, first.grants, first.chosen.lower()) == (LYNC, grants, "password")
        assert first.token_url.lower() == f"https://{LYNC}{TOKEN}".lower()
        assert first.why.startswith("asked for by --auth password")
        assert first.why.endswith("the only grant on offer") is (len(grants) == 1)
        assert first.exchange == it.reports.wait(StepChanged, lambda s: s.name == "challenge").exchange


def test_an_online_challenge_offers_no_password(names: Names, lync: Site) -> None:
    online = f'{BEARER}, authorization_uri="https://login.plum.test/common/oauth2/authorize"'
    own = f'MsRtcOAuth href="https://{LYNC}{TOKEN}",grant_type="{PASSIVE},{GUEST}"'
    headers = (("WWW-Authenticate", online), ("WWW-Authenticate", own))
    lync.on("GET", USER_PATH, answer(401, PAGE, "text/html", headers))
    failure, (challenged,) = failure_of(names)
    assert failure.kind is FailureKind.SIGN_IN
    assert failure.headline.startswith(f"challenge: {LYNC} does not offer password")
    assert PASSIVE in failure.headline
    assert challenged.grants == (PASSIVE, GUEST)
    assert challenged.chosen == ""
    assert challenged.token_url == f"https://{LYNC}{TOKEN}"
    assert challenged.why == (
        f"--auth password is not on offer; on offer: {PASSIVE} (--auth passive), {GUEST} (--auth anonymous)"
    )
    assert lync.seen("POST", TOKEN) == []


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "it names no token service"),
        (('Bearer authorization_uri="https://login.plum.test/authorize"',), "Azure AD"),
        (("Negotiate", "NTLM"), "it names no token service"),
        (('Basic realm="proxy"',), "it names no token service"),
    ],
)
def test_a_challenge_without_a_token_service(names: Names, lync: Site, lines: tuple[str, ...], why: str) -> None:
    headers = tuple(("WWW-Authenticate", line) for line in lines)
    lync.on("GET", USER_PATH, answer(401, PAGE, "text/html", headers))
    failure, (challenged,) = failure_of(names)
    assert failure.kind is FailureKind.SIGN_IN
    assert failure.status == 401
    assert challenged.grants == ()
    assert why in challenged.why


def test_an_unknown_grant_is_shown_as_it_is(names: Names, lync: Site) -> None:
    own = f'MsRtcOAuth href="https://{LYNC}{TOKEN}",grant_type="urn:plum:fingerprint"'
    lync.on("GET", USER_PATH, answer(401, PAGE, "text/html", (("WWW-Authenticate", own),)))
    _, (challenged,) = failure_of(names)
    assert challenged.why.endswith("urn:plum:fingerprint (not known to this program)")


def test_a_given_token_that_is_refused_still_shows_what_is_on_offer(names: Names, lync: Site) -> None:
    failure, (challenged,) = failure_of(names, grant=Grant.BEARER, secret=Secret("cwt=GivenButOld-000"))
    assert "given token" in failure.way_out
    assert challenged.grants == (WINDOWS, GUEST, "password")
    assert challenged.why.startswith("the given token is not accepted here; on offer: ")
    assert "password (--auth password)" in challenged.why
    assert lync.seen("POST", TOKEN) == []


def test_a_token_service_on_plain_http_is_told_as_the_reason(names: Names, lync: Site) -> None:
    own = f'MsRtcOAuth href="http://{LYNC}{TOKEN}",grant_type="password"'
    lync.on("GET", USER_PATH, answer(401, PAGE, "text/html", (("WWW-Authenticate", own),)))
    _, (challenged,) = failure_of(names)
    assert challenged.why.startswith("--auth password is on offer, but: ")
    assert "plain HTTP" in challenged.why


# --- the token -----------------------------------------------------------------------------------------------------


def test_a_user_token_with_its_scope_and_its_eight_hours(names: Names, lync: Site) -> None:
    body = {"access_token": "cwt=AQEBhA_-~+/=", "expires_in": 28341, "ms_rtc_identityscope": "local"}
    lync.tokens.append("cwt=AQEBhA_-~+/=")
    lync.on("POST", TOKEN, told({**body, "token_type": "Bearer"}))
    with driven(tuning=QUICK, clock=lambda: 50_000.0, **names.surroundings) as it:
        assert it.sign_in(target(names)).token_expires_at == 78_341.0
        assert lync.seen("GET", USER_PATH)[1].header("Authorization") == "Bearer cwt=AQEBhA_-~+/="


def test_a_guest_ticket_has_no_scope_and_one_hour(names: Names, lync: Site) -> None:
    lync.tokens.append("cwt=AAIDguest")
    lync.on("POST", TOKEN, told({"access_token": "cwt=AAIDguest", "expires_in": 3541, "token_type": "Bearer"}))
    guest = target(names, grant=Grant.ANONYMOUS, user="", secret=None, meeting_uri=MEETING)
    with driven(tuning=QUICK, clock=lambda: 50_000.0, **names.surroundings) as it:
        signed_in = it.sign_in(guest)
        assert signed_in.anonymous
        assert signed_in.token_expires_at == 53_541.0
        (posted,) = lync.seen("POST", TOKEN)
        assert parse_qs(posted.body.decode()) == {
            "grant_type": [GUEST],
            "password": ["H4PX92QD"],
            "ms_rtc_conferenceuri": [MEETING],
        }


def test_the_form_says_its_charset_and_encodes_every_value(names: Names, lync: Site) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        (posted,) = lync.seen("POST", TOKEN)
        assert posted.header("Content-Type") == "application/x-www-form-urlencoded;charset=UTF-8"
        assert b"username=ruth%40orchard.test" in posted.body


# --- the user ------------------------------------------------------------------------------------------------------


def test_the_users_self_leads_nowhere_and_is_never_followed(names: Names, lync: Site) -> None:
    body = {
        "_links": {
            **links(self=f"{lync.url}{ROOT}/user", xframe=f"{lync.url}/Autodiscover/XFrame/XFrame.html"),
            "applications": {"href": lync.url + APPLICATIONS, "revision": "2"},
        }
    }
    lync.on("GET", USER_PATH, lync.challenge(), told(body))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        assert lync.seen("GET", f"{ROOT}/user") == []


# --- the application -----------------------------------------------------------------------------------------------


def created(events: str, **more: Any) -> dict[str, Any]:
    """An application as real servers write it: GUID property, no Location, join where invitations are made."""
    communication = {
        "8c1e5f0a-66b0-4b7e-9c55-0f3a7d1c2b90": "please pass this in a PUT request",
        "supportedModalities": [],
        "supportedMessageFormats": ["Plain"],
        "_links": {
            "self": {"href": f"{APPLICATION}/communication"},
            "startOnlineMeeting": {
                "href": f"{APPLICATION}/communication/onlineMeetingInvitations?onlineMeetingUri=adhoc"
            },
            "joinOnlineMeeting": {"href": f"{APPLICATION}/communication/onlineMeetingInvitations"},
        },
        "rel": "communication",
        "etag": "2718281828",
    }
    me = {"name": "Ruth Vance", "uri": f"sip:{USER}", "_links": links(self=f"{APPLICATION}/me"), "rel": "me"}
    return {
        "culture": "en-US",
        "userAgent": "ucwa-tui",
        **more,
        "_links": links(self=APPLICATION, policies=f"{APPLICATION}/policies", events=events),
        "_embedded": {"me": me, "communication": communication},
        "rel": "application",
    }


ONLINE = {
    "type": "Browser",
    "endpointId": "endpoint-1",
    "id": "10457728391",
    "etag": "31415926",
    "expires": "/Date(1795000000123)/",
}


@pytest.mark.parametrize("status", [201, 200])
def test_an_application_without_location_new_or_known(names: Names, lync: Site, status: int) -> None:
    body = told(created(f"{APPLICATION}/events?ack=1"), status, "application/json; charset=utf-8")
    lync.on("POST", APPLICATIONS, lync.challenge(), body)
    with driven(tuning=QUICK, **names.surroundings) as it:
        signed_in = it.sign_in(target(names))
        assert signed_in.url == lync.url + APPLICATION
        assert signed_in.user == "Ruth Vance"
        join = signed_in.application.embeds("communication")[0].href("joinOnlineMeeting")
        assert join == f"{APPLICATION}/communication/onlineMeetingInvitations"


def test_the_online_events_link_keeps_its_key_on_the_wire(names: Names, lync: Site) -> None:
    key = "c2lwOnJ1dGhAb3JjaGFyZC50ZXN0%3D-10457728391-"
    whole = json.dumps(created(f"{APPLICATION}/events?ack=1&key={key}", **ONLINE)).replace("&", "\\u0026")
    whole = whole.replace('"/Date(1795000000123)/"', '"\\/Date(1795000000123)\\/"')
    lync.on("POST", APPLICATIONS, lync.challenge(), answer(201, whole, "application/json; charset=utf-8", IIS))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        until_waiting(it)
        eventually(lambda: lync.seen("GET", f"{APPLICATION}/events"))
        assert lync.seen("GET", f"{APPLICATION}/events")[0].target == f"{APPLICATION}/events?ack=1&key={key}"


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (
            403,
            (
                ("Warning", '120 PLUM07.infra.orchard.test "InvalidToken"'),
                (
                    "X-Ms-diagnostics",
                    '28055;source="PLUM07.infra.orchard.test";reason="The OAuth token is invalid.";'
                    'faultcode="wsse:FailedAuthentication"',
                ),
            ),
            ("403", "The OAuth token is invalid."),
        ),
        (
            403,
            (
                (
                    "X-Ms-diagnostics",
                    '28033;source="plum07";reason="Service does not allow a cross domain request from this origin."',
                ),
            ),
            ("403", "cross domain request"),
        ),
        (
            403,
            (("X-Ms-diagnostics", '28000;source="plum07";reason="User is not SIP enabled.";fault="wsse:x"'),),
            ("403", "User is not SIP enabled."),
        ),
        (401, (), ("401",)),
        (500, (("X-Ms-diagnostics", '28001;source="plum07";reason="Internal error while processing."'),), ("500",)),
    ],
)
def test_an_html_refusal_of_the_application_is_explained_by_its_headers(
    names: Names, lync: Site, status: int, headers: tuple[tuple[str, str], ...], words: tuple[str, ...]
) -> None:
    lync.on("POST", APPLICATIONS, answer(status, PAGE, "text/html", (*headers, *IIS)))
    failure, _ = failure_of(names)
    assert failure.headline.startswith(f"applications: {LYNC} answered")
    for word in words:
        assert word in failure.headline
    assert failure.status == status
    assert "<html" not in failure.headline
    assert failure.way_out
    assert len(lync.seen("POST", APPLICATIONS)) == 1


def test_a_403_with_both_challenges_on_the_pool_gets_a_token_of_the_pool(names: Names, lync: Site) -> None:
    pool = names.site("pool7.orchard.test", address="127.0.0.2")
    lync.user_links = {"applications": pool.url + APPLICATIONS}
    diagnostics = '28055;source="pool7.orchard.test";reason="The OAuth token is invalid."'
    refusal = pool.challenge(403, (("X-Ms-diagnostics", diagnostics),))

    def once_challenged(received: Received) -> bytes:
        known = (received.header("Authorization") or "").removeprefix("Bearer ") in pool.tokens
        return told(created(f"{APPLICATION}/events?ack=1"), 201) if known else refusal

    pool.on("POST", APPLICATIONS, Dynamic(once_challenged))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == pool.url + APPLICATION
        assert [report.host for report in it.reports.of(Challenged)] == [LYNC, "pool7.orchard.test"]
        for site in (lync, pool):
            assert len(site.tokens) == 1
            assert {r.header("Authorization") for r in site.requests} == {None, f"Bearer {site.tokens[0]}"}


def test_a_pool_that_refuses_its_own_token_too_ends_it(names: Names, lync: Site) -> None:
    told_why = (("X-Ms-diagnostics", '28055;source="fe7";reason="The OAuth token is invalid."'),)
    lync.on("POST", APPLICATIONS, lync.challenge(403, told_why))
    failure, challenges = failure_of(names)
    assert "The OAuth token is invalid." in failure.headline
    assert len(lync.seen("POST", APPLICATIONS)) == 2
    assert len(challenges) == 2


@pytest.mark.parametrize(
    ("status", "code", "subcode", "word"),
    [
        (410, "Gone", "TooManyApplications", "TooManyApplications"),
        (410, "Gone", "UserAgentNotAllowed", "UserAgentNotAllowed"),
        (404, "NotFound", "APIVersionNotSupported", "APIVersionNotSupported"),
        (503, "ServiceUnavailable", None, "ServiceUnavailable"),
    ],
)
def test_a_refusal_of_ucwas_own_is_explained(
    names: Names, lync: Site, status: int, code: str, subcode: str | None, word: str
) -> None:
    lync.on("POST", APPLICATIONS, answer(status, reason_json(code, subcode, "")))
    failure, _ = failure_of(names)
    assert word in failure.headline
    assert failure.reason is not None
    assert failure.reason.code == code
    assert failure.way_out


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("method", "path", "step"),
    [("GET", ROOT, "challenge"), ("GET", USER_PATH, "challenge"), ("POST", APPLICATIONS, "applications")],
)
def test_html_401_and_403_without_a_challenge(
    names: Names, lync: Site, status: int, method: str, path: str, step: str
) -> None:
    reason = (("X-Ms-diagnostics", f'28{status};source="fe7.orchard.test";reason="Not today."'),)
    lync.on(method, path, answer(status, PAGE, "text/html", reason))
    failure, _ = failure_of(names)
    assert failure.kind is FailureKind.SIGN_IN
    assert failure.headline.startswith(f"{step}: {LYNC} answered {status}")
    assert "Not today." in failure.headline
    assert failure.diagnostics == reason[0][1]


def test_one_host_serves_all_with_one_token(names: Names, lync: Site) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        assert it.reports.of(SignedIn)[0].grant == "password"
        assert len(lync.seen("POST", TOKEN)) == 1
        assert len(it.reports.of(Challenged)) == 1
