"""What sign-in fails with: the step, the host and the real cause, never a traceback."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, driven, target
from tests.support.raw_server import answer, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, MEETING, FakeUcwa
from tests.support.ucwa_bodies import Res, application, reason_json
from ucwa_tui.wire.reports import Failure, FailureKind, SignInFailed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


def failure_at(fake: FakeUcwa, **changes: object) -> Failure:
    """Sign in and fail; whatever was created is deleted again."""
    with driven() as it:
        it.client.sign_in(target(fake, **changes))
        failure = it.reports.failure()
        assert it.reports.steps[-1][1] == "failed"
        it.client.stop(5)
        assert len(fake.deleted) == fake.created
        return failure


def failed_with(fake: FakeUcwa, kind: FailureKind, *words: str, **changes: object) -> Failure:
    failure = failure_at(fake, **changes)
    assert failure.kind is kind
    for word in words:
        assert word in failure.headline
    return failure


def test_wrong_credentials_are_sent_once_and_explained() -> None:
    with FakeUcwa() as fake:
        failure = failed_with(
            fake, FailureKind.SIGN_IN, "token:", "127.0.0.1", "invalid_grant", secret=Secret("Wrong-Pass-1")
        )
        assert len(fake.seen("POST", fake.token_path)) == 1
        assert failure.status == 400
        assert failure.diagnostics == '28020;source="fe1.example.test";reason="No valid security token."'
        assert "No valid security token." in failure.headline
        assert "Wrong-Pass-1" not in repr(failure)


def test_a_grant_that_is_not_offered_is_named_with_those_that_are() -> None:
    with FakeUcwa(grants="urn:microsoft.rtc:windows,urn:microsoft.rtc:passive") as fake:
        failed_with(fake, FailureKind.SIGN_IN, "challenge:", "password", "urn:microsoft.rtc:passive")
        assert not fake.seen("POST", fake.token_path)


def test_a_401_without_a_challenge_shows_the_diagnostics() -> None:
    with FakeUcwa() as fake:
        told = (("X-Ms-diagnostics", '28000;source="fe";reason="User is not SIP enabled."'),)
        fake.on("GET", fake.user_path, answer(403, HTML_401, "text/html", told))
        failure = failed_with(fake, FailureKind.SIGN_IN, "challenge:", "403", "User is not SIP enabled.")
        assert failure.status == 403


def test_azure_only_is_told_apart() -> None:
    with FakeUcwa() as fake:
        azure = (("WWW-Authenticate", 'Bearer client_id="x", authorization_uri="https://login.example.test/"'),)
        fake.on("GET", fake.user_path, answer(401, HTML_401, "text/html", azure))
        assert "Azure AD" in failed_with(fake, FailureKind.SIGN_IN, "401").way_out


@pytest.mark.parametrize(
    ("root", "words"),
    [
        (b'{"_links":{"self":{"href":"/root"}}}', ("root:", "`user`", "`redirect`")),
        (b'{"_links":{"user":', ("root:", "root resource")),
        (b"[1]", ("root:", "root resource")),
        (b"", ("root:", "empty")),
    ],
)
def test_a_root_without_a_way_on(root: bytes, words: tuple[str, ...]) -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.root_path, answer(200, root))
        failed_with(fake, FailureKind.SIGN_IN, "127.0.0.1", *words)


def test_an_html_page_instead_of_the_root_is_called_that() -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.root_path, answer(200, "<html>Welcome</html>", "text/html"))
        failure = failed_with(fake, FailureKind.SIGN_IN, "root:", "200", "text/html")
        assert failure.status == 200


def test_a_missing_root_names_the_status() -> None:
    with FakeUcwa() as fake:
        failed_with(fake, FailureKind.SIGN_IN, "root:", "404", root_url=fake.discovery.url + "/nowhere")


def test_a_user_without_applications() -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.user_path, answer(200, Res("user", "/user").json()))
        failed_with(fake, FailureKind.SIGN_IN, "user:", "`applications`")


def without(rel: str) -> bytes:
    whole = application("/ucwa/oauth/v1/applications/10390001")
    communication = whole.embedded["communication"]
    links = {name: href for name, href in communication.links.items() if name != rel}
    return replace(
        whole,
        links={name: href for name, href in whole.links.items() if name != rel},
        embedded={} if rel == "communication" else {"communication": replace(communication, links=links)},
    ).json()


def test_a_user_who_may_not_join_meetings_is_signed_in_all_the_same() -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("POST", fake.applications_path, answer(201, without("joinOnlineMeeting")))
        (communication,) = it.sign_in(target(fake)).application.embeds("communication")
        assert communication.href("joinOnlineMeeting") is None


@pytest.mark.parametrize("rel", ["events", "communication"])
def test_an_application_without_a_link_that_everything_needs_is_deleted_again(rel: str) -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("POST", fake.applications_path, answer(201, without(rel)))
        it.client.sign_in(target(fake))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert f"`{rel}`" in failure.headline
        assert it.client.stop(5)
        assert fake.deleted == ["/ucwa/oauth/v1/applications/10390001"]


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (403, reason_json("Forbidden", "MobileNotAllowed", "Mobile is not allowed."), "Mobile is not allowed."),
        (410, reason_json("Gone", "TooManyApplications", "Too many."), "Gone/TooManyApplications"),
        (503, b"", "503"),
    ],
)
def test_a_refused_application(status: int, body: bytes, word: str) -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.applications_path, answer(status, body))
        failure = failed_with(fake, FailureKind.SIGN_IN, "applications:", word)
        assert failure.status == status
        assert len(fake.seen("POST", fake.applications_path)) == 1


def test_an_application_that_is_html() -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.applications_path, answer(201, "<html>", "text/html"))
        failed_with(fake, FailureKind.SIGN_IN, "applications:", "text/html")


@pytest.mark.parametrize(
    ("body", "content_type", "where"),
    [
        (b'{"access_token":"cwt=AA', "application/json", "broken at line 1, column 17"),
        (b'{\n"access_token"}', "application/json; charset=utf-8", "broken at line 2, column 15"),
        (b'{"access_token":', "text/plain", "broken at line 1"),
        (b'{"access_token":"\xff"}', "application/json", "not in UTF-8"),
        (b"[" * 100_000, "application/json", "nested too deeply"),
        (b"<html>", "text/html", "text/html, not a JSON token"),
        (b"", "application/json", "empty, not a JSON token"),
    ],
)
def test_a_token_answer_that_is_broken_says_where(body: bytes, content_type: str, where: str) -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.token_path, answer(200, body, content_type))
        failure = failed_with(fake, FailureKind.SIGN_IN, "token: 127.0.0.1", where)
        assert "cwt=" not in failure.headline


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_service_that_wants_other_credentials_is_not_told_as_a_missing_token(status: int) -> None:
    with FakeUcwa() as fake:
        ntlm = (("WWW-Authenticate", "NTLM"),)
        fake.on("POST", fake.token_path, answer(status, HTML_401, "text/html", ntlm))
        failure = failed_with(fake, FailureKind.SIGN_IN, "token:", "issued no token", "token service")
        assert "no valid token" not in failure.headline
        assert failure.way_out


@pytest.mark.parametrize(
    "body", [b"not json", b'{"token":"x"}', b'{"access_token":""}', b"[]", b'{"access_token":"two words"}']
)
def test_a_token_answer_without_a_usable_token(body: bytes) -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.token_path, answer(200, body, "application/json"))
        failed_with(fake, FailureKind.SIGN_IN, "token:", "token")


def test_a_given_token_that_is_refused() -> None:
    with FakeUcwa() as fake:
        failure = failed_with(
            fake, FailureKind.SIGN_IN, "user:", "401", grant=Grant.BEARER, secret=Secret("cwt=NotAccepted99")
        )
        assert "given token" in failure.way_out
        assert len(fake.seen("GET", fake.user_path)) == 1


def test_an_anonymous_ticket_for_another_meeting() -> None:
    with FakeUcwa() as fake:
        other = MEETING.replace("K7Q2M4XN", "ZZZZ9999")
        failed_with(fake, FailureKind.SIGN_IN, "token:", grant=Grant.ANONYMOUS, secret=None, meeting_uri=other)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"user": ""}, "user name"),
        ({"secret": None}, "password"),
        ({"grant": Grant.BEARER, "secret": None}, "token"),
        ({"grant": Grant.ANONYMOUS, "meeting_uri": "sip:dana@example.test"}, "conference URI"),
        ({"root_url": "lyncdiscover.example.test"}, "http"),
        ({"root_url": "http://"}, "host"),
    ],
)
def test_a_target_that_cannot_work_sends_nothing(changes: dict[str, object], word: str) -> None:
    with FakeUcwa() as fake:
        failed_with(fake, FailureKind.SIGN_IN, word, **changes)
        assert not fake.requests


# --- redirects -----------------------------------------------------------------------------------------------------


def test_a_302_to_another_host_is_refused_naming_both() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as other:
        fake.on("GET", fake.root_path, answer(302, headers=(("Location", other.root_url),)))
        failure = failed_with(fake, FailureKind.SIGN_IN, "127.0.0.1", "127.0.0.2")
        assert failure.status == 302
        assert not other.requests


def test_redirects_are_bounded() -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.root_path, answer(302, headers=(("Location", fake.root_path),)))
        failed_with(fake, FailureKind.SIGN_IN, "again and again")
        assert len(fake.seen("GET", fake.root_path)) == 6


def test_a_302_without_location_is_not_followed() -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.root_path, answer(302))
        failed_with(fake, FailureKind.SIGN_IN, "302")


@pytest.mark.parametrize("rel", ["redirect", "user"])
def test_a_link_to_plain_http_outside_the_domain_is_refused(rel: str) -> None:
    with FakeUcwa() as fake:
        fake.on("GET", fake.root_path, answer(200, Res("root", "/", {rel: "http://evil.example.net/root"}).json()))
        failed_with(fake, FailureKind.SIGN_IN, "127.0.0.1", "evil.example.net", "plain HTTP", "example.test")


def test_a_circle_of_redirect_links_ends() -> None:
    with FakeUcwa() as one, FakeUcwa("127.0.0.2") as two:
        one.on("GET", one.root_path, answer(200, Res("root", "/", {"redirect": two.root_url}).json()))
        two.on("GET", two.root_path, answer(200, Res("root", "/", {"redirect": one.root_url}).json()))
        failed_with(one, FailureKind.SIGN_IN, "circle")


def test_a_token_service_on_another_host_over_http_never_sees_the_password() -> None:
    with FakeUcwa() as fake:
        challenge = 'MsRtcOAuth href="http://tokens.example.test/oauth",grant_type="password"'
        refusal = answer(401, HTML_401, "text/html", (("WWW-Authenticate", challenge),))
        fake.on("GET", fake.user_path, refusal)
        failed_with(fake, FailureKind.SIGN_IN, "tokens.example.test", "plain HTTP")


# --- network -------------------------------------------------------------------------------------------------------


def test_a_silent_server_is_bounded_by_the_connect_timeout() -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.token_path, silent)
        failed_with(fake, FailureKind.NETWORK, "token:", "127.0.0.1", "0.2 s", connect_timeout=0.2)


def test_nothing_listens() -> None:
    with FakeUcwa() as fake:
        url = fake.root_url
    with driven() as it:
        it.client.sign_in(SignInTarget(url, user="dana@example.test", secret=Secret("Correct-Horse-7")))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert "root: 127.0.0.1:" in failure.headline
        assert "connection refused" in failure.headline
        assert it.client.stop(5)


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with driven() as it:
        it.client.sign_in(SignInTarget("https://lync.invalid/", user="d@example.test", secret=Secret("Correct-7")))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert failure.headline == "root: lync.invalid: the name cannot be looked up: Name or service not known"


@pytest.mark.parametrize("path", ["root_path", "user_path", "token_path", "applications_path"])
def test_an_answer_that_does_not_arrive(path: str) -> None:
    with FakeUcwa() as fake:
        method = "POST" if path in ("token_path", "applications_path") else "GET"
        fake.on(method, getattr(fake, path), hang_up)
        failed_with(fake, FailureKind.NETWORK, "127.0.0.1", "closed the connection")


def test_a_truncated_answer_keeps_what_arrived() -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("GET", fake.root_path, cut_short(answer(200, b'{"_links":{}}', length=500)))
        it.client.sign_in(target(fake))
        failure = it.reports.wait(SignInFailed).failure
        assert failure.kind is FailureKind.NETWORK
        assert "broke off" in failure.headline
        (exchange,) = it.reports.exchanges
        assert exchange.response.data.endswith(b'{"_links":{}}')
        assert exchange.state == "failed"
        assert exchange.status == 200
        assert exchange.error is not None


def test_an_answer_longer_than_the_limit() -> None:
    with FakeUcwa() as fake, driven(tuning=replace(TUNING, body_limit=5000)) as it:
        fake.on("GET", fake.root_path, answer(200, b" " * 20000))
        it.client.sign_in(target(fake))
        assert "longer than" in it.reports.failure().headline
