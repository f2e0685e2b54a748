"""The fault table of the event channel as `join` tells it: exit code, outcome, message; no traceback, no secret."""

from __future__ import annotations

import pytest

from tests.cli.harness import JOIN, Cli, Ran, after_post, completed, told
from tests.client.test_channel_faults import FINAL, LOST
from tests.support.raw_server import Received, Reply, answer, hang_up
from tests.support.scripted_server import HTML_401, PASSWORD, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import reason_json

HELD = ("silence", "silence in the body")
"""A P-GET may be silent for minutes: `--timeout` ends these."""


def after_the_post(fake: FakeUcwa, reply: Reply) -> None:
    """Let the channel answer like that, again and again, once the join was posted."""

    def accept(received: Received) -> bytes:
        fake.events(*[reply] * 8)
        return answer(201, headers=(("Location", f"{fake.join_path}/1"),))

    fake.on("POST", fake.join_path, Dynamic(accept))


def ends_cleanly(ran: Ran, fake: FakeUcwa) -> None:
    assert fake.deleted == [fake.application_path]
    tells_no_secret(ran, fake)


def tells_no_secret(ran: Ran, fake: FakeUcwa) -> None:
    told = ran.out + ran.err
    assert "Traceback" not in told
    assert PASSWORD not in told
    assert not [token for tokens in fake.tokens.values() for token in tokens if token in told]


@pytest.mark.parametrize("name", [name for name in LOST if name not in HELD])
def test_answers_that_never_arrive_whole(cli: Cli, fake: FakeUcwa, name: str) -> None:
    fault = LOST[name]
    after_the_post(fake, fault.reply)
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"], ran.result["http_status"]) == (5, "network", 201)
    assert "event channel" in ran.result["message"]
    assert fault.words in ran.result["message"]
    ends_cleanly(ran, fake)


@pytest.mark.parametrize("name", list(FINAL))
def test_answers_that_refuse_for_good(cli: Cli, fake: FakeUcwa, name: str) -> None:
    reply, words = FINAL[name]
    after_the_post(fake, reply)
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert words in ran.result["message"]
    assert not fake.seen("GET", "/elsewhere")
    ends_cleanly(ran, fake)


@pytest.mark.parametrize(
    ("status", "code", "subcode"),
    [
        (404, "NotFound", "ApplicationNotFound"),
        (410, "Gone", "InactiveApplicationExpired"),
        (410, "Gone", "TooManyApplications"),
        (410, "Gone", "UserAgentNotAllowed"),
    ],
)
def test_what_ends_the_wait_for_the_invitation(cli: Cli, fake: FakeUcwa, status: int, code: str, subcode: str) -> None:
    after_the_post(fake, answer(status, reason_json(code, subcode)))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (1, "failed")
    assert (ran.result["code"], ran.result["subcode"]) == (code, subcode)
    ends_cleanly(ran, fake)


def test_a_channel_that_another_client_has_taken(cli: Cli, fake: FakeUcwa) -> None:
    after_the_post(fake, answer(409, reason_json("Conflict", "PGetReplaced")))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"], ran.result["subcode"]) == (1, "failed", "PGetReplaced")
    assert "signed out; the application is left alive: another client uses it" in ran.err
    assert "Alt+C" not in ran.out + ran.err
    assert not fake.deleted
    tells_no_secret(ran, fake)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410])
def test_a_page_of_a_proxy_is_asked_past(cli: Cli, fake: FakeUcwa, status: int) -> None:
    page = answer(status, HTML_401, "text/html")
    after_post(fake, page, page, told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (0, "joined")
    ends_cleanly(ran, fake)


@pytest.mark.parametrize("status", [403, 404, 409, 410])
def test_a_page_of_a_proxy_that_stays_is_named(cli: Cli, fake: FakeUcwa, status: int) -> None:
    after_the_post(fake, answer(status, HTML_401, "text/html"))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert f"HTTP {status} text/html: a proxy or the web server has answered" in ran.result["message"]
    ends_cleanly(ran, fake)


@pytest.mark.parametrize("name", HELD)
def test_silence_ends_with_the_timeout(cli: Cli, fake: FakeUcwa, name: str) -> None:
    after_the_post(fake, LOST[name].reply)
    ran = cli.at(fake, *JOIN, "--timeout", "0.5")
    assert (ran.code, ran.result["outcome"]) == (6, "timeout")
    ends_cleanly(ran, fake)


def test_a_channel_that_comes_back_joins(cli: Cli, fake: FakeUcwa) -> None:
    throttled = answer(503, b"", headers=(("Retry-After", "1"),))
    done = told(fake, 1, completed(fake, status="Success"))
    after_post(fake, *[throttled] * 2, done)
    fake.events(hang_up)
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (0, "joined")
