"""Grants that this program explains in place of carrying them out (a web page, Azure AD), and the servers' reasons."""

from __future__ import annotations

import json

import pytest

from tests.client.harness import driven, target
from tests.support.raw_server import answer
from tests.support.scripted_server import HTML_401, FakeUcwa
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.sign_in_target import Grant

GRANTS = "urn:microsoft.rtc:passive,urn:microsoft.rtc:anonmeeting"
PAGE = "https://fe1.example.test/PassiveAuth/PassiveAuth.aspx"
DIAGNOSTICS = (("X-Ms-diagnostics", '28020;source="fe1.example.test";reason="No valid security token."'),)


def failure_at(fake: FakeUcwa, grant: Grant = Grant.PASSIVE) -> Failure:
    with driven() as it:
        it.client.sign_in(target(fake, grant=grant))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert failure.way_out
        return failure


def test_the_passive_grant_names_the_page_to_visit_and_the_way_back() -> None:
    with FakeUcwa(grants=GRANTS) as fake:
        body = json.dumps({"error": "invalid_grant", "ms_rtc_passiveauthuri": PAGE}).replace("/", "\\/")
        fake.on("POST", fake.token_path, answer(400, body, "application/json", DIAGNOSTICS))
        failure = failure_at(fake)
        assert PAGE in failure.headline
        assert "28020: No valid security token." in failure.headline
        assert "--auth bearer" in failure.way_out
        assert [r.body for r in fake.seen("POST", fake.token_path)] == [b"grant_type=urn%3Amicrosoft.rtc%3Apassive"]


@pytest.mark.parametrize("page", [None, 7, "", "javascript:alert(1)"])
def test_a_passive_answer_without_a_page_is_an_ordinary_refusal(page: object) -> None:
    with FakeUcwa(grants=GRANTS) as fake:
        body = json.dumps({"error": "invalid_grant", "ms_rtc_passiveauthuri": page})
        fake.on("POST", fake.token_path, answer(400, body, "application/json", DIAGNOSTICS))
        failure = failure_at(fake)
        assert "issued no token: 400 invalid_grant" in failure.headline
        assert "28020: No valid security token." in failure.headline


def test_a_relative_page_is_on_the_token_services_host() -> None:
    with FakeUcwa(grants=GRANTS) as fake:
        body = json.dumps({"ms_rtc_passiveauthuri": "/PassiveAuth/PassiveAuth.aspx"})
        fake.on("POST", fake.token_path, answer(400, body, "application/json"))
        assert f"{fake.discovery.url}/PassiveAuth/PassiveAuth.aspx" in failure_at(fake).headline


@pytest.mark.parametrize("grant", [Grant.PASSIVE, Grant.WINDOWS])
def test_what_is_not_offered_comes_with_what_is_and_the_servers_reason(grant: Grant) -> None:
    with FakeUcwa(grants="urn:microsoft.rtc:anonmeeting,password,password") as fake:
        base = f"{fake.discovery.url}{fake.token_path}"
        challenge = f'MsRtcOAuth href="{base}",grant_type="urn:microsoft.rtc:anonmeeting,password,password"'
        refusal = answer(401, HTML_401, "text/html", (("WWW-Authenticate", challenge), *DIAGNOSTICS))
        fake.on("GET", fake.user_path, refusal)
        failure = failure_at(fake, grant)
        assert f"does not offer urn:microsoft.rtc:{grant.value}" in failure.headline
        assert "it offers urn:microsoft.rtc:anonmeeting, password" in failure.headline
        assert "28020: No valid security token." in failure.headline
        assert failure.way_out == "Sign in another way (password, anonymous, bearer)."
        assert not fake.seen("POST", fake.token_path)


def test_azure_alone_is_told_with_the_servers_reason() -> None:
    with FakeUcwa() as fake:
        challenge = 'Bearer client_id="4", authorization_uri="https://login.example.test/common/oauth2/authorize"'
        refusal = answer(401, HTML_401, "text/html", (("WWW-Authenticate", challenge), *DIAGNOSTICS))
        fake.on("GET", fake.user_path, refusal)
        failure = failure_at(fake, Grant.PASSWORD)
        assert "wants a token from Azure AD (login.example.test)" in failure.headline
        assert "28020: No valid security token." in failure.headline
        assert "`bearer`" in failure.way_out


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", FakeUcwa.root_path, 403, HTML_401),
        ("GET", FakeUcwa.root_path, 200, HTML_401),
        ("GET", FakeUcwa.user_path, 401, HTML_401),
        ("GET", FakeUcwa.user_path, 403, HTML_401),
        ("POST", FakeUcwa.token_path, 403, HTML_401),
        ("POST", FakeUcwa.token_path, 400, b'{"error":"invalid_grant"}'),
        ("POST", FakeUcwa.token_path, 500, b""),
        ("POST", FakeUcwa.token_path, 200, HTML_401),
        ("POST", FakeUcwa.applications_path, 403, HTML_401),
        ("POST", FakeUcwa.applications_path, 401, HTML_401),
        ("POST", FakeUcwa.applications_path, 500, b'{"code":"ServiceFailure"}'),
    ],
)
def test_the_servers_own_reason_is_in_every_headline(method: str, path: str, status: int, body: bytes) -> None:
    with FakeUcwa() as fake:
        kind = "application/json" if body.startswith(b"{") else "text/html"
        fake.on(method, path, answer(status, body, kind, DIAGNOSTICS))
        failure = failure_at(fake, Grant.PASSWORD)
        assert "28020: No valid security token." in failure.headline
        assert failure.diagnostics == DIAGNOSTICS[0][1]
        assert failure.status == status
