"""Staying connected for days, end to end: proxies, sleep, other clients, lost applications, tokens."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, driven, join_plan, signed_in, target
from tests.client.test_channel import BASE, GONE, REPLACED, package, until_delivered
from tests.support.raw_server import Received, Reply, answer, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, Dynamic, FakeUcwa, eventually
from tests.support.ucwa_bodies import events_json, invitation_event, reason_json, sender
from ucwa_tui.client.sleep_watch import SleepWatch
from ucwa_tui.protocol.channel_patience import REPLACED_BACK_OFF
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ChannelChanged, ChannelGap, ChannelPhase, Failure, FailureKind, SignedIn, SignedOut
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant

SECOND = "/ucwa/oauth/v1/applications/10390002"


def first_events() -> bytes:
    """The first events of the second application."""
    return answer(200, events_json(SECOND, 1, [sender(SECOND, invitation_event(SECOND, 9))]))


class Offset:
    """Clocks that can be moved."""

    def __init__(self) -> None:
        self.wall = 0.0
        self.running = 0.0

    def clock(self) -> float:
        return time.time() + self.wall

    def monotonic(self) -> float:
        return time.monotonic() + self.running


# --- what lies between ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("reply", [hang_up, answer(504, HTML_401, "text/html"), answer(502, b"")])
def test_a_proxy_that_cuts_after_a_minute_is_no_trouble(steady: bool, reply: Reply) -> None:
    offset = Offset()
    with FakeUcwa() as fake, driven(monotonic=offset.monotonic) as it:

        def after_a_minute(received: Received) -> Reply:
            asked = len(fake.seen("GET", fake.events_path))
            eventually(lambda: len(waits(it.reports.of(ChannelChanged))) == asked)  # the client knows that it is sent
            offset.running += 60.0
            return reply

        fake.events(*[Dynamic(after_a_minute)] * 12, package(1, 1))
        it.sign_in(target(fake, steady=steady))
        until_delivered(it, "1")
        assert it.delays[:12] == [0.2] * 12
        retrying = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.RETRYING)
        assert retrying.note.startswith("cut after 60 s: a proxy in between?")


@pytest.mark.parametrize("both", [False, True], ids=["the monotonic clock stands still", "both clocks go on"])
@pytest.mark.parametrize("steady", [False, True])
def test_sleep_is_noticed_and_the_dead_connection_given_up(steady: bool, both: bool) -> None:
    offset = Offset()
    watchful = replace(TUNING, sleep_check=0.02)
    with FakeUcwa() as fake, driven(clock=offset.clock, monotonic=offset.monotonic, tuning=watchful) as it:
        it.sign_in(target(fake, steady=steady))
        fake.events(package(1, 1))
        until_delivered(it, "1")
        fake.wait_for("GET", fake.events_path, 2)
        offset.wall += 300.0
        offset.running += 300.0 if both else 0.0
        gap = it.reports.wait(ChannelGap)
        assert (gap.kind, gap.after_seq) == ("slept", 1)
        assert "5 min" in gap.why
        assert [r.query for r in fake.wait_for("GET", fake.events_path, 3)] == ["ack=1", "ack=2", "ack=2"]
        given_up = next(e for e in it.reports.exchanges if e.state is ExchangeState.CANCELLED)
        assert "slept" in (given_up.error or "")
        assert it.delays == []


def test_a_clock_that_is_set_a_little_is_no_sleep() -> None:
    offset = Offset()
    with FakeUcwa() as fake, driven(clock=offset.clock, tuning=replace(TUNING, sleep_check=0.01)) as it:
        it.sign_in(target(fake))
        offset.wall += 20.0
        fake.wait_for("GET", fake.events_path)
        time.sleep(0.05)
        offset.wall -= 5000.0
        time.sleep(0.05)
        fake.events(package(1, 1))
        until_delivered(it, "1")
        assert not it.reports.of(ChannelGap)


def test_a_sleep_right_after_sending_is_noticed() -> None:
    offset = Offset()

    def asleep(received: Received) -> Reply:
        offset.wall += 300.0  # before the client has come back from sending
        return silent

    watchful = replace(TUNING, sleep_check=0.01, channel_floor=30.0)
    with FakeUcwa() as fake, driven(clock=offset.clock, tuning=watchful) as it:
        fake.events(Dynamic(asleep), package(1, 1))
        it.sign_in(target(fake, steady=True))
        until_delivered(it, "1")
        assert [gap.kind for gap in it.reports.of(ChannelGap)] == ["slept"]


def test_a_sleep_between_two_looks_at_the_clocks_is_noticed() -> None:
    offset, looks = Offset(), 0

    def clock() -> float:
        nonlocal looks
        looks += 1
        seen = offset.wall
        if looks == 2:
            offset.wall += 300.0  # just after the second look, whose reading does not have it
        return seen

    watch = SleepWatch(clock, lambda: 0.0, 0.001)
    assert asyncio.run(asyncio.wait_for(watch.slept(), 5.0)) == 300.0


def test_after_a_long_sleep_the_application_is_created_again() -> None:
    offset = Offset()
    with FakeUcwa() as fake, driven(clock=offset.clock, tuning=replace(TUNING, sleep_check=0.02)) as it:
        it.sign_in(target(fake, steady=True))
        fake.wait_for("GET", fake.events_path)
        fake.on("GET", fake.events_path, GONE)
        fake.on("GET", f"{SECOND}/events", first_events(), silent)
        offset.wall += 8000.0
        until_delivered(it, "9")
        assert [gap.kind for gap in it.reports.of(ChannelGap)] == ["slept", "recreated"]


# --- somebody else -------------------------------------------------------------------------------------------------


def test_another_client_takes_the_channel_and_it_can_be_taken_over() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(package(1, 1), REPLACED)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REPLACED
        assert "another P-GET has taken the event channel" in failure.headline
        assert failure.way_out == "Another client uses this application."
        assert it.delays == []
        assert len(fake.seen("GET", fake.events_path)) == 2
        fake.events(REPLACED)
        it.client.reopen_channel()
        eventually(lambda: len(failures(it.reports.of(ChannelChanged))) == 2)
        assert len(fake.seen("GET", fake.events_path)) == 3  # stopped again at once
        fake.events(package(2, 2))
        it.client.reopen_channel()
        until_delivered(it, "1", "2")
    assert fake.deleted == [BASE]  # it is ours again
    assert it.reports.all[-1] == SignedOut(clean=True)


@pytest.mark.parametrize("steady", [False, True])
def test_an_application_that_another_client_has_taken_is_left_alive(steady: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        fake.events(*[REPLACED] * (len(REPLACED_BACK_OFF) + 1))
        assert it.reports.channel_failure().kind is FailureKind.REPLACED
        it.client.stop(5)
        assert it.reports.all[-1] == SignedOut(clean=True, left_alive=True)
        assert not fake.deleted


def test_a_second_sign_in_after_a_taken_channel_is_signed_out_of() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(REPLACED)
        it.reports.channel_failure()
        it.client.sign_in(target(fake, steady=True))
        fake.wait_for("GET", f"{SECOND}/events")
        it.client.stop(5)
        assert it.reports.all[-1] == SignedOut(clean=True)
        assert fake.deleted == [SECOND]


def waits(changes: list[ChannelChanged]) -> list[ChannelChanged]:
    return [change for change in changes if change.phase is ChannelPhase.WAITING]


def failures(changes: list[ChannelChanged]) -> list[Failure]:
    return [change.failure for change in changes if change.failure is not None]


def test_a_conflict_with_our_own_lost_request_is_survived() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(package(1, 1), hang_up, REPLACED, package(2, 2))
        until_delivered(it, "1", "2")


# --- the application is gone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gone",
    [GONE, answer(404, b""), answer(410, reason_json("Gone", "InactiveApplicationExpired"))],
)
def test_a_lost_application_is_created_again_after_a_post_too(gone: bytes) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True, channel=ChannelParameters(low=30, timeout=200)) as it:
        fake.events(package(1, 1))
        until_delivered(it, "1")
        it.finish(join_plan(fake))
        fake.events(gone)
        it.reports.wait(SignedIn, lambda r: r.recreated)
        asked = fake.wait_for("GET", f"{SECOND}/events")
        assert asked[0].query == "ack=1&low=30&timeout=200"
        fake.events(first_events())
        until_delivered(it, "1", "9")
        gap = it.reports.wait(ChannelGap)
        assert (gap.kind, gap.after_seq) == ("recreated", 1)
        assert [e.seq for e in it.reports.events] == [1, 2]
        order = [type(r).__name__ for r in it.reports.all if isinstance(r, SignedIn | ChannelGap)]
        assert order == ["SignedIn", "SignedIn", "ChannelGap"]


@pytest.mark.parametrize("reply", [answer(404, b""), answer(404, reason_json("NotFound")), answer(410, b"")])
def test_an_application_that_may_live_is_deleted_before_there_is_another(reply: bytes) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(reply)
        fake.wait_for("GET", f"{SECOND}/events")
        assert it.reports.wait(SignedIn, lambda r: r.recreated)
        wanted = [(r.method, r.path) for r in fake.requests if r.method in ("DELETE", "POST")]
        assert wanted[-2:] == [("DELETE", BASE), ("POST", fake.applications_path)]
    assert fake.deleted == [BASE, SECOND]


def test_an_application_that_the_server_does_not_know_is_not_deleted() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True):
        fake.events(GONE)
        fake.wait_for("GET", f"{SECOND}/events")
    assert fake.deleted == [SECOND]


@pytest.mark.parametrize("trouble", [hang_up, answer(500, b""), answer(404, HTML_401, "text/html")])
def test_a_deletion_that_fails_holds_nothing_up(trouble: Reply) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True):
        fake.on("DELETE", BASE, trouble)
        fake.events(answer(404, b""))
        fake.wait_for("GET", f"{SECOND}/events")


@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410])
def test_a_page_of_a_proxy_is_no_word_of_the_server(status: int, steady: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        it.finish(join_plan(fake))
        fake.events(answer(status, HTML_401, "text/html; charset=utf-8"), package(1, 1))
        until_delivered(it, "1")
        assert fake.created == 1
        assert len(fake.seen("POST", fake.token_path)) == 1
        assert it.delays == [0.5]
        retrying = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.RETRYING)
        told = f"HTTP {status} text/html: a proxy or the web server has answered"
        assert told in retrying.note
        assert (retrying.answered, retrying.trouble) == (False, told)


REVOKED = (("X-Ms-diagnostics", '28077;source="fe1.example.test";reason="Token revoked by admin"'),)


@pytest.mark.parametrize("steady", [False, True])
def test_a_page_with_diagnostics_is_the_servers_own_and_names_the_cause(steady: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        fake.on("GET", fake.events_path, answer(403, HTML_401, "text/html", REVOKED))
        fake.events(hang_up)
        failure = it.reports.channel_failure()
        assert (failure.kind, failure.status) == (FailureKind.REFUSED, 403)
        assert "HTTP 403: 28077: Token revoked by admin (fe1.example.test)" in failure.headline


@pytest.mark.parametrize("steady", [False, True])
def test_a_401_that_stays_names_its_diagnostics(steady: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        wants = f'MsRtcOAuth href="{fake.discovery.url}{fake.token_path}",grant_type="password"'
        refusal = answer(401, HTML_401, "text/html", (("WWW-Authenticate", wants), *REVOKED))
        fake.events(refusal, refusal)
        failure = it.reports.channel_failure()
        assert (failure.kind, failure.status) == (FailureKind.REFUSED, 401)
        told = "HTTP 401: 28077: Token revoked by admin (fe1.example.test), again with a new token"
        assert told in failure.headline


@pytest.mark.parametrize("subcode", ["TooManyApplications", "UserAgentNotAllowed"])
def test_an_application_that_was_sent_away_is_explained_and_not_created_again(subcode: str) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(answer(410, reason_json("Gone", subcode)))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.APPLICATION_GONE
        assert subcode in failure.headline
        assert {"TooManyApplications": "too many applications", "UserAgentNotAllowed": "administrator"}[
            subcode
        ] in failure.way_out
        assert fake.created == 1


CUT = cut_short(b"HTTP/1.1 2")


@pytest.mark.parametrize("trouble", [CUT, answer(503, b""), answer(429, reason_json("TooManyRequests"))])
def test_a_creation_that_is_lost_is_tried_again(trouble: Reply) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.on("POST", fake.applications_path, trouble, trouble, Dynamic(lambda r: fake._create(r, True)))
        fake.events(GONE)
        it.reports.wait(SignedIn, lambda r: r.recreated)
        assert it.delays == [0.5, 1.0]
        fake.wait_for("GET", f"{SECOND}/events")


def test_applications_that_vanish_at_once_are_not_created_for_ever() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(*[GONE] * 8)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.APPLICATION_GONE
        assert "3 times in a row" in failure.headline
        assert fake.created == 4


# --- resync, resume, tokens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["resync", "resume"])
def test_a_gap_is_told_between_the_events(way: str) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(package(1, 1, 2), package(2, way=way, to=f"{BASE}/events?ack=7"), package(7, 3))
        until_delivered(it, "1", "2", "3")
        gap = it.reports.wait(ChannelGap)
        assert (gap.kind, gap.after_seq) == (way, 2)


def test_a_token_service_that_is_away_for_a_moment_does_not_end_it() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.on("POST", fake.token_path, CUT, answer(503, b""), Dynamic(fake.grant))
        fake.revoke()
        fake.events(package(1, 1), package(2, 2))
        until_delivered(it, "1", "2")
        assert it.delays[:2] == [0.5, 1.0]


def test_credentials_that_are_not_taken_any_more_end_it() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.on("POST", fake.token_path, answer(400, b'{"error":"invalid_grant"}', "application/json"))
        fake.events(Dynamic(fake.challenge))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert len(fake.seen("POST", fake.token_path)) == 2  # at sign-in, and once now


def test_a_given_token_that_is_refused_ends_it() -> None:
    with FakeUcwa() as fake:
        fake.accept("given-token-0001")
        with signed_in(fake, steady=True, grant=Grant.BEARER, secret=Secret("given-token-0001")) as it:
            fake.events(Dynamic(fake.challenge))
            assert it.reports.channel_failure().kind is FailureKind.REFUSED


def test_the_servers_own_timeout_raises_the_clients_patience() -> None:
    with FakeUcwa() as fake, driven() as it:
        it.sign_in(target(fake, steady=True, channel=ChannelParameters(timeout=900)))
        assert it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING).timeout == 900
