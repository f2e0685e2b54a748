"""No password and no token in anything that leaves the client, whatever a server echoes."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.client.harness import Driven, driven, get, join_plan, signed_in, target
from tests.support.raw_server import answer, chunked
from tests.support.scripted_server import PASSWORD, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import application, events_json, invitation_event, reason_json, sender
from ucwa_tui.client.masking import masked
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import EventsArrived, Failure, FailureKind, SignInFailed
from ucwa_tui.wire.secret import Secret


def assert_no_secret(it: Driven, fake: FakeUcwa) -> None:
    """Look through the repr of every report."""
    tokens = [token for tokens in fake.tokens.values() for token in tokens]
    secrets = [PASSWORD, quote(PASSWORD), base64.b64encode(PASSWORD.encode()).decode(), *tokens]
    everything = "\n".join(map(repr, it.reports.all))
    for secret in secrets:
        assert secret not in everything
        assert secret.removeprefix("cwt=") not in everything


def test_a_whole_session_holds_no_secret() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(join_plan(fake))
        fake.events(answer(200, events_json(fake.application_path, 1, [sender(fake.application_path)])))
        it.client.stop(5)
        assert_no_secret(it, fake)
        assert "[masked]" in repr(it.reports.all)


def echo(fake: FakeUcwa) -> str:
    token = next(iter(fake.tokens.values()))[-1]
    return f"you are {PASSWORD} with {token}"


def test_echoes_in_answers_events_and_errors_are_masked() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        told = echo(fake)
        base = fake.application_path
        fake.on("GET", base, answer(200, json.dumps({"rel": "application", "note": told})))
        fake.on("POST", fake.join_path, answer(403, reason_json("Forbidden", "Denied", told)))
        location = answer(201, headers=(("Location", f"/x?token={quote(told)}"), ("X-Ms-diagnostics", told)))
        fake.on("POST", base + "/more", location)
        resource = it.finish(get(base)).resource
        assert resource is not None
        assert "[masked]" in (resource.text("note") or "")
        reason = it.finish(join_plan(fake)).reason
        assert reason is not None
        assert "[masked]" in (reason.message or "")
        it.finish(join_plan(fake, base + "/more"))
        event = invitation_event(base, 1, status=told)
        fake.events(Dynamic(lambda _: chunked(events_json(base, 1, [sender(base, event)]), zipped=True)))
        it.reports.wait(EventsArrived)
        fake.events(answer(403, reason_json("Forbidden", None, told)))
        it.reports.channel_failure()
        it.client.stop(5)
        assert_no_secret(it, fake)


def test_a_refused_token_request_that_echoes_the_password() -> None:
    with FakeUcwa() as fake, driven() as it:
        body = json.dumps({"error": "invalid_grant", "error_description": f"{PASSWORD} is wrong"})
        diagnostics = (("X-Ms-diagnostics", f'28020;source="fe";reason="{PASSWORD} is wrong"'),)
        fake.on("POST", fake.token_path, answer(400, body, "application/json", diagnostics))
        it.client.sign_in(target(fake))
        it.reports.wait(SignInFailed)
        it.client.stop(5)
        assert_no_secret(it, fake)


def test_a_name_that_echoes_the_token() -> None:
    with FakeUcwa() as fake, driven() as it:

        def named(_: object) -> bytes:
            whole = application("/ucwa/oauth/v1/applications/10390001", display_name=echo(fake))
            return answer(201, whole.json())

        fake.on("POST", fake.applications_path, Dynamic(named))
        assert it.sign_in(target(fake)).user == "you are [masked] with [masked]"
        it.client.stop(5)
        assert_no_secret(it, fake)


@pytest.mark.parametrize("reply", [b"", b"<html>", b'{"access_token":7}'])
def test_token_answers_that_are_none(reply: bytes) -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("POST", fake.token_path, answer(200, reply, "application/json"))
        it.client.sign_in(target(fake))
        it.reports.wait(SignInFailed)
        assert_no_secret(it, fake)


def test_masking_leaves_a_clean_report_alone() -> None:
    redactor = Redactor([Secret("Correct-Horse-7")])
    failure = Failure(FailureKind.NETWORK, "no answer", exchange=3)
    assert masked(failure, redactor) is failure
    dirty = Failure(FailureKind.NETWORK, "Correct-Horse-7 refused", exchange=3)
    assert masked(dirty, redactor) == Failure(FailureKind.NETWORK, "[masked] refused", exchange=3)


COOKIE = "AAEB/cook+ie998=="


def test_a_cookie_and_other_tokens_that_are_echoed_are_masked() -> None:
    handed = {"refresh_token": "refresh-998877/x", "id_token": "identity-998877"}
    secrets = [COOKIE, quote(COOKIE, safe=""), *handed.values()]
    told = " ".join(secrets)
    with FakeUcwa() as fake, driven() as it:
        base = "/ucwa/oauth/v1/applications/10390001"
        cookie = (("Set-Cookie", f"cwt_ucwa={COOKIE}; path={base}/photos; secure; HttpOnly"),)
        whole = application(base, display_name=f"Bob {told}")
        fake.accept("cwt=AAEB-given-998877")
        issued = {"access_token": "cwt=AAEB-given-998877", "expires_in": 900, **handed}
        fake.on("POST", fake.token_path, answer(200, json.dumps(issued), "application/json"))
        fake.on("POST", fake.applications_path, answer(201, whole.json(), headers=cookie))
        assert it.sign_in(target(fake)).user == "Bob [masked] [masked] [masked] [masked]"
        fake.on("POST", fake.join_path, answer(403, reason_json("Forbidden", told, told)))
        it.finish(join_plan(fake))
        it.client.stop(5)
        everything = "\n".join(map(repr, it.reports.all))
        assert [secret for secret in secrets if secret in everything] == []
