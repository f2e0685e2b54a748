"""Signing in over real sockets: each grant, both forms, one host and two."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from tests.client.harness import driven, request_of, response_of, signed_in, target
from tests.support.raw_server import answer
from tests.support.scripted_server import MEETING, PASSWORD, USER, FakeUcwa
from tests.support.ucwa_bodies import Res, application, reason_json
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, SignedIn
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant

STEPS = [
    ("root", "started"),
    ("root", "done"),
    ("user", "started"),
    ("user", "done"),
    ("challenge", "started"),
    ("challenge", "done"),
    ("token", "started"),
    ("token", "done"),
    ("user", "started"),
    ("user", "done"),
    ("applications", "started"),
    ("applications", "done"),
    ("events", "started"),
    ("events", "done"),
]


@pytest.mark.parametrize("form", list(PayloadFormat))
def test_password_sign_in_in_both_forms(form: PayloadFormat) -> None:
    with FakeUcwa() as fake, signed_in(fake, payload_format=form) as it:
        told = it.reports.wait(SignedIn)
        assert told.user == "Dana Reyes"
        assert told.url == fake.pool.url + fake.application_path
        assert told.grant == "password"
        assert not told.anonymous
        assert not told.recreated
        assert told.application.embeds("communication")[0].href("joinOnlineMeeting") == fake.join_path
        assert it.reports.steps == STEPS
        purposes = [e.purpose for e in it.reports.exchanges]
        assert purposes == [
            Purpose.ROOT,
            Purpose.USER,
            Purpose.TOKEN,
            Purpose.USER,
            Purpose.APPLICATIONS,
            Purpose.EVENTS,
        ]
        assert [e.status for e in it.reports.exchanges] == [200, 401, 200, 200, 201, None]
        assert it.reports.threads == {"ucwa-client"}
        posted = fake.seen("POST", fake.applications_path)[0]
        assert posted.header("Accept") == posted.header("Content-Type") == form.media_type
        for name in ("culture", "endpointId", "userAgent"):
            assert name.encode() in posted.body


def test_the_application_is_asked_for_with_the_targets_names() -> None:
    with FakeUcwa() as fake, signed_in(fake, culture="de-DE", user_agent="probe/1"):
        body = json.loads(fake.seen("POST", fake.applications_path)[0].body)
        assert body == {"culture": "de-DE", "endpointId": "endpoint-1", "userAgent": "probe/1"}


def test_the_password_form_is_encoded_and_sent_once() -> None:
    with FakeUcwa() as fake, signed_in(fake):
        (posted,) = fake.seen("POST", fake.token_path)
        assert posted.header("Content-Type") == "application/x-www-form-urlencoded;charset=UTF-8"
        assert parse_qs(posted.body.decode()) == {
            "grant_type": ["password"],
            "username": [USER],
            "password": [PASSWORD],
        }
        assert posted.header("Authorization") is None


def test_expiry_comes_from_expires_in() -> None:
    with FakeUcwa() as fake, driven(clock=lambda: 1000.0) as it:
        assert it.sign_in(target(fake)).token_expires_at == 29364.0


def test_anonymous_sign_in_asks_for_a_ticket_of_one_meeting() -> None:
    with FakeUcwa() as fake, signed_in(fake, grant=Grant.ANONYMOUS, user="", secret=None, meeting_uri=MEETING) as it:
        told = it.reports.wait(SignedIn)
        assert told.anonymous
        assert told.grant == "anonymous"
        (posted,) = fake.seen("POST", fake.token_path)
        assert parse_qs(posted.body.decode()) == {
            "grant_type": ["urn:microsoft.rtc:anonmeeting"],
            "password": ["K7Q2M4XN"],
            "ms_rtc_conferenceuri": [MEETING],
        }


def test_a_given_token_needs_no_token_service() -> None:
    with FakeUcwa(pool_host="127.0.0.2") as fake:
        fake.accept("cwt=GivenToken-0123456789")
        with signed_in(fake, grant=Grant.BEARER, user="", secret=Secret("cwt=GivenToken-0123456789")) as it:
            assert it.reports.wait(SignedIn).grant == "bearer"
            assert not fake.seen("POST", fake.token_path)
            assert fake.seen("GET", fake.root_path)[0].header("Authorization") is None
            assert fake.seen("GET", fake.user_path)[0].header("Authorization") == "Bearer cwt=GivenToken-0123456789"


def test_each_host_gets_a_token_of_its_own() -> None:
    with FakeUcwa(pool_host="127.0.0.2") as fake, signed_in(fake):
        first, second = (tokens[0] for tokens in fake.tokens.values())
        for request in fake.requests:
            sent = (request.header("Authorization") or "").removeprefix("Bearer ")
            expected = first if request.address[0] == "127.0.0.1" else second
            assert sent in ("", expected)
        assert len(fake.seen("POST", fake.token_path)) == 2


def test_a_403_with_a_challenge_from_the_pool_gets_its_own_token() -> None:
    with FakeUcwa() as fake:
        first = fake.discovery
        told = (("X-Ms-diagnostics", '28055;source="fe";reason="The OAuth token is invalid."'),)
        challenge = f'MsRtcOAuth href="{first.url}{fake.token_path}",grant_type="password"'
        refusal = answer(403, b"<html>", "text/html", (("WWW-Authenticate", challenge), *told))
        created = answer(201, application("/ucwa/oauth/v1/applications/10390001").json())
        fake.on("POST", fake.applications_path, refusal, created)
        with signed_in(fake):
            assert len(fake.seen("POST", fake.applications_path)) == 2
            assert len(fake.seen("POST", fake.token_path)) == 2


def test_an_existing_application_is_fine() -> None:
    with FakeUcwa() as fake:
        fake.on("POST", fake.applications_path, answer(200, application("/ucwa/oauth/v1/applications/10390001").json()))
        with signed_in(fake) as it:
            assert it.reports.wait(SignedIn).url.endswith("/10390001")


def test_redirect_links_lead_to_the_home_host() -> None:
    with FakeUcwa() as away, FakeUcwa("127.0.0.2") as home:
        away.on("GET", away.root_path, answer(200, Res("root", away.root_url, {"redirect": home.root_url}).json()))
        with signed_in(away) as it:
            assert it.reports.wait(SignedIn).url.startswith(home.pool.url)
            assert not away.seen("POST", away.token_path)


def test_a_redirect_after_authentication_begins_anew_there() -> None:
    with FakeUcwa() as away, FakeUcwa("127.0.0.2") as home:
        homed = Res("user", away.root_url, {"redirect": home.discovery.url + home.user_path})
        away.on("GET", away.user_path, answer(200, homed.json()))
        with signed_in(away) as it:
            assert it.reports.wait(SignedIn).url.startswith(home.pool.url)
            assert len(home.seen("POST", home.token_path)) == 1


def test_a_same_host_302_is_followed_as_an_exchange_of_its_own() -> None:
    with FakeUcwa() as fake:
        fake.on("GET", "/", answer(302, headers=(("Location", fake.root_path),)))
        with signed_in(fake, root_url=fake.discovery.url) as it:
            first, second = it.reports.exchanges[:2]
            assert (first.status, first.url) == (302, fake.discovery.url + "/")
            assert (second.status, second.url) == (200, fake.root_url)


def test_make_me_available_when_asked_then_the_application_again() -> None:
    with FakeUcwa() as fake, signed_in(fake, make_me_available=True) as it:
        (posted,) = fake.seen("POST", fake.application_path + "/me/makeMeAvailable")
        assert json.loads(posted.body) == {"supportedModalities": ["Messaging"]}
        assert len(fake.seen("GET", fake.application_path)) == 1
        assert ("makeMeAvailable", "done") in it.reports.steps


def test_a_refused_make_me_available_does_not_stop_sign_in() -> None:
    with FakeUcwa() as fake:
        path = "/ucwa/oauth/v1/applications/10390001/me/makeMeAvailable"
        fake.on("POST", path, answer(403, reason_json("Forbidden", "LimitExceeded")))
        with signed_in(fake, make_me_available=True) as it:
            assert ("makeMeAvailable", "failed") in it.reports.steps


def test_nobody_is_made_available_unasked() -> None:
    with FakeUcwa() as fake, signed_in(fake):
        assert not fake.seen("POST", fake.application_path + "/me/makeMeAvailable")


def test_communication_may_be_a_link() -> None:
    with FakeUcwa() as fake:
        base = "/ucwa/oauth/v1/applications/10390001"
        whole = application(base)
        communication = whole.embedded["communication"]
        bare = Res(whole.rel, base, {**whole.links, "communication": f"{base}/communication"}, whole.properties)
        fake.on("POST", fake.applications_path, answer(201, bare.json()))
        fake.on("GET", f"{base}/communication", answer(200, communication.json()))
        with signed_in(fake) as it:
            told = it.reports.wait(SignedIn).application
            assert told.embeds("communication")[0].href("joinOnlineMeeting")


def test_channel_parameters_go_with_the_first_p_get() -> None:
    with FakeUcwa() as fake, signed_in(fake, channel=ChannelParameters(low=6, timeout=200)) as it:
        (asked,) = fake.wait_for("GET", fake.events_path)
        assert asked.query == "ack=1&low=6&timeout=200"
        waiting = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)
        assert (waiting.ack, waiting.timeout) == (1, 200.0)


def test_signing_in_again_deletes_the_first_application() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.client.sign_in(target(fake))
        it.reports.wait(SignedIn, lambda r: r.url.endswith("10390002"))
        assert fake.deleted == ["/ucwa/oauth/v1/applications/10390001"]


def test_every_step_is_an_exchange_with_its_messages() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        root, challenged, token = it.reports.exchanges[:3]
        assert request_of(root).target == fake.root_path
        assert response_of(challenged).headers_named("www-authenticate")[1].startswith("MsRtcOAuth href=")
        assert response_of(challenged).body.startswith(b"<!DOCTYPE html>")
        assert token.state is ExchangeState.DONE
        assert b"[masked]" in token.request.data
        assert b"[masked]" in token.response.data
