"""Submitted requests: answers, renewal after a 401, cancelling, and where tokens never go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.harness import driven, get, join_plan, signed_in, target
from tests.support.private_ca import private_ca
from tests.support.raw_server import answer, silent
from tests.support.scripted_server import HTML_401, MEETING, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import NAMESPACE, Res, reason_json
from ucwa_tui.client.answer import LARGEST_RESOURCE
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.network_settings import NetworkSettings, TlsSettings
from ucwa_tui.wire.reports import ExchangeChanged, FailureKind, RequestFinished, SignedIn
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant


def test_a_join_is_answered_with_its_location() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        finished = it.finish(join_plan(fake))
        assert finished.location == fake.pool.url + fake.join_path + "/1"
        assert finished.exchange.status == 201
        assert finished.exchange.operation == "joinOnlineMeeting"
        assert finished.exchange.operation_id == "op-1"
        assert finished.failure is None
        assert finished.resource is None
        running = [r.exchange for r in it.reports.of(ExchangeChanged) if r.exchange.ticket == finished.ticket]
        assert [e.state for e in running] == ["running", "running", "done"]


def test_a_resource_comes_decoded() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        finished = it.finish(get(fake.application_path))
        assert finished.resource is not None
        assert finished.resource.href("events") == fake.application_path + "/events?ack=1"


@pytest.mark.parametrize("status", [200, 404])
def test_a_body_far_beyond_any_resource_is_only_shown(status: int) -> None:
    body = b'{"code":"NotFound","rel":"people","text":"%s"}' % (b"x" * LARGEST_RESOURCE)
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("GET", f"{fake.application_path}/policies", answer(status, body))
        finished = it.finish(get(f"{fake.application_path}/policies"))
        assert (finished.resource, finished.reason) == (None, None)
        assert finished.exchange.response.data.endswith(body)
        fake.on("GET", f"{fake.application_path}/policies", answer(status, body[:32] + b'"}'))
        finished = it.finish(get(f"{fake.application_path}/policies"))
        assert (finished.resource is not None) == (status == 200)
        assert (finished.reason is not None) == (status == 404)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (reason_json("NotFound", "DestinationNotFound", "No such meeting."), "application/json; charset=utf-8"),
        (
            f'<reason xmlns="{NAMESPACE}"><code>NotFound</code><subcode>DestinationNotFound</subcode></reason>',
            "application/vnd.microsoft.com.ucwa+xml",
        ),
    ],
)
def test_a_refusal_comes_with_its_reason(body: bytes | str, kind: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, answer(404, body, kind))
        finished = it.finish(join_plan(fake))
        assert finished.reason is not None
        assert finished.reason.label == "NotFound/DestinationNotFound"
        assert finished.exchange.state is ExchangeState.DONE
        assert finished.failure is None


@pytest.mark.parametrize("body", [(HTML_401, "text/html"), (b"{", "application/json"), (b"", None)])
def test_a_refusal_without_a_ucwa_body_has_no_reason(body: tuple[bytes, str | None]) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, answer(503, body[0], body[1]))
        finished = it.finish(join_plan(fake))
        assert finished.reason is None
        assert finished.exchange.status == 503


def test_redirects_of_operations_are_not_followed() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, answer(307, headers=(("Location", "/elsewhere"),)))
        finished = it.finish(join_plan(fake))
        assert finished.exchange.status == 307
        assert not fake.seen("POST", "/elsewhere")


# --- 401 -----------------------------------------------------------------------------------------------------------


def test_a_401_renews_the_token_and_repeats_the_join_once() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.revoke()
        finished = it.finish(join_plan(fake))
        assert finished.exchange.status == 201
        first, second = fake.seen("POST", fake.join_path)
        assert first.header("Authorization") != second.header("Authorization")
        assert first.body == second.body
        tickets = {e.n for e in it.reports.exchanges if e.ticket == finished.ticket}
        assert len(tickets) == 2


def test_a_second_401_is_the_answer() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, Dynamic(fake.challenge))
        finished = it.finish(join_plan(fake))
        assert finished.exchange.status == 401
        assert len(fake.seen("POST", fake.join_path)) == 2


def test_a_401_without_a_challenge_is_the_answer() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, answer(401, HTML_401, "text/html"))
        assert it.finish(join_plan(fake)).exchange.status == 401
        assert len(fake.seen("POST", fake.join_path)) == 1


def test_a_renewal_that_is_refused_leaves_the_401() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.revoke()
        fake.on("POST", fake.token_path, answer(400, b'{"error":"invalid_grant"}', "application/json"))
        assert it.finish(join_plan(fake)).exchange.status == 401
        assert len(fake.seen("POST", fake.join_path)) == 1


def test_a_given_token_is_not_renewed() -> None:
    with FakeUcwa() as fake:
        fake.accept("cwt=GivenToken-0123456789")
        with signed_in(fake, grant=Grant.BEARER, secret=Secret("cwt=GivenToken-0123456789")) as it:
            fake.on("POST", fake.join_path, Dynamic(fake.challenge))
            assert it.finish(join_plan(fake)).exchange.status == 401
            assert len(fake.seen("POST", fake.join_path)) == 1


def test_an_anonymous_ticket_is_renewed_with_the_old_one() -> None:
    with FakeUcwa() as fake, signed_in(fake, grant=Grant.ANONYMOUS, secret=None, meeting_uri=MEETING) as it:
        (old,) = next(iter(fake.tokens.values()))
        fake.on("POST", fake.join_path, Dynamic(fake.challenge), answer(201))
        assert it.finish(join_plan(fake)).exchange.status == 201
        assert b"ms_rtc_renew=cwt%3D" + old.removeprefix("cwt=").encode() in fake.seen("POST", fake.token_path)[-1].body


# --- where nothing goes --------------------------------------------------------------------------------------------


def test_a_link_to_a_foreign_host_is_not_followed() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as foreign, signed_in(fake) as it:
        finished = it.finish(get(foreign.discovery.url + "/ucwa/x"))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.REFUSED
        assert "127.0.0.2" in finished.failure.headline
        assert finished.failure.exchange == finished.exchange.n
        assert finished.exchange.state is ExchangeState.FAILED
        assert not foreign.requests


def test_a_link_to_the_same_host_over_plain_http_is_told_as_that(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    network = NetworkSettings(TlsSettings(ca.file))
    with FakeUcwa(tls=ca.serving("127.0.0.1")) as fake, signed_in(fake, network=network) as it:
        finished = it.finish(get(fake.discovery.url.replace("https:", "http:") + "/ucwa/x"))
        assert finished.failure is not None
        assert "127.0.0.1 over plain HTTP" in finished.failure.headline
        assert "https://" in finished.failure.way_out
        assert not fake.seen("GET", "/ucwa/x")


def test_the_discovery_host_gets_its_own_token_only() -> None:
    with FakeUcwa(pool_host="127.0.0.2") as fake, signed_in(fake) as it:
        it.finish(get(fake.discovery.url + fake.user_path))
        sent = fake.seen("GET", fake.user_path)[-1].header("Authorization")
        assert sent == "Bearer " + fake.tokens[f"127.0.0.1:{fake.discovery.port}"][0]


@pytest.mark.parametrize("href", ["ftp://x/", "http://[", "javascript:alert(1)"])
def test_hrefs_that_are_no_http_urls(href: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        finished = it.finish(get(href))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.REFUSED


def test_an_application_on_a_host_that_sign_in_did_not_lead_to() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as foreign:
        foreign_href = foreign.discovery.url + "/ucwa/oauth/v1/applications/1"
        whole = Res("application", foreign_href, {"events": foreign_href + "/events?ack=1"}).tree()
        communication = Res("communication", foreign_href, {"joinOnlineMeeting": foreign_href + "/join"})
        created = Res("application", foreign_href, {"events": "/e?ack=1"}, {}, {"communication": communication})
        fake.on("POST", fake.applications_path, answer(201, created.json()))
        with driven() as it:
            it.client.sign_in(target(fake))
            it.reports.wait(SignedIn)
            failure = it.reports.channel_failure()
            assert failure.kind is FailureKind.REFUSED
            assert not foreign.requests
        assert whole["rel"] == "application"


# --- cancelling ----------------------------------------------------------------------------------------------------


def test_cancelling_ends_the_exchange_and_the_request() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, silent)
        ticket = it.client.submit(join_plan(fake))
        fake.wait_for("POST", fake.join_path)
        it.client.cancel(ticket)
        it.client.cancel(ticket)
        finished = it.reports.wait(RequestFinished)
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.CANCELLED
        assert finished.exchange.state is ExchangeState.CANCELLED
        assert it.finish(get(fake.application_path)).exchange.status == 200
        assert len(it.reports.of(RequestFinished)) == 2


def test_cancelling_before_anything_was_sent() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        ticket = it.client.submit(join_plan(fake))
        it.client.cancel(ticket)
        finished = it.reports.wait(RequestFinished)
        assert finished.ticket == ticket


def test_a_request_without_an_application_is_not_sent() -> None:
    with driven() as it:
        finished = it.finish(get("/ucwa/x"))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.SIGN_IN


def test_a_silent_answer_is_bounded() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, silent)
        finished = it.finish(join_plan(fake))
        assert finished.failure is not None
        assert finished.failure.headline == f"127.0.0.1:{fake.pool.port}: no answer within 1 s"
