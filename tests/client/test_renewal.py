"""Tokens in a long session: renewed before they expire and when they are refused, once at a time, host by host."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from tests.client.harness import Driven, driven, get, join_plan, target
from tests.support.raw_server import Connection, Received, Reply, answer
from tests.support.scripted_server import HTML_401, MEETING, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import reason_json
from tests.support.windows_service import PASSWORD, WindowsService, windows_accounts
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, EventsArrived, TokenRenewed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant

BEGAN = 1_800_000_000.0
MARGIN = 64.0
"""Seconds: the harness's longest P-GET (3 + 1), and a minute."""


class Clocks:
    """Both clocks go on together: otherwise the computer has slept."""

    def __init__(self) -> None:
        self.passed = 0.0

    def wall(self) -> float:
        return BEGAN + self.passed

    def monotonic(self) -> float:
        return time.monotonic() + self.passed


class Session:
    """A fake server whose tokens live as long as the test says, and a client with the test's clocks."""

    def __init__(self, fake: FakeUcwa, it: Driven, clocks: Clocks) -> None:
        self.fake, self.it, self.clocks = fake, it, clocks

    @property
    def token_requests(self) -> int:
        return len(self.fake.seen("POST", self.fake.token_path))

    def at(self, seconds: float) -> int:
        """Let the clocks show so many seconds after the beginning, send a request, and give its status."""
        self.clocks.passed = seconds
        return self.it.finish(get(self.fake.application_path)).exchange.status or 0

    def renewed(self) -> list[TokenRenewed]:
        return self.it.reports.of(TokenRenewed)


def living(fake: FakeUcwa, life: object) -> Dynamic:
    """A token service whose tokens live so long."""

    def issue(received: Received) -> Reply:
        whole = fake.grant(received)
        told = json.loads(whole.partition(b"\r\n\r\n")[2]) | {"expires_in": life}
        return answer(200, json.dumps({k: v for k, v in told.items() if v is not None}), "application/json")

    return Dynamic(issue)


def signed_in(fake: FakeUcwa, it: Driven, clocks: Clocks, life: object = 900, **changes: object) -> Session:
    fake.on("POST", fake.token_path, living(fake, life))
    it.sign_in(target(fake, **changes))
    it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)
    fake.wait_for("GET", fake.events_path)
    return Session(fake, it, clocks)


def test_a_token_is_renewed_before_it_expires_and_told() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        assert session.at(900 - MARGIN - 1) == 200
        assert session.token_requests == 1
        assert session.at(900 - MARGIN + 1) == 200
        assert session.token_requests == 2
        (told,) = session.renewed()
        assert told == TokenRenewed("127.0.0.1", BEGAN + 900 - MARGIN + 1 + 900, True)
        old, new = next(iter(fake.tokens.values()))
        sent = [r.header("Authorization") for r in fake.seen("GET", fake.application_path)]
        assert sent == [f"Bearer {old}", f"Bearer {new}"]
        assert session.at(900) == 200
        assert session.token_requests == 2
        assert [e.status for e in it.reports.exchanges].count(401) == 1


def test_a_short_life_is_renewed_at_its_half() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks, life=40)
        session.at(19)
        assert session.token_requests == 1
        session.at(21)
        session.at(22)
        assert session.token_requests == 2


@pytest.mark.parametrize("life", [None, "soon", -5])
def test_a_token_without_an_expiry_is_left_alone(life: object) -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks, life=life)
        assert session.at(1_000_000) == 200
        assert session.token_requests == 1


def test_the_event_channel_renews_before_its_next_p_get() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        clocks.passed = 900 - MARGIN + 1
        fake.events(fake.events_answer(1))
        first, second = fake.wait_for("GET", fake.events_path, 2)
        assert session.token_requests == 2
        assert first.header("Authorization") != second.header("Authorization")
        assert session.renewed()


def test_requests_that_come_together_renew_once() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        issue, going = living(fake, 900), threading.Event()

        def slowly(received: Received) -> Reply:
            def reply(connection: Connection) -> None:
                assert going.wait(5)
                whole = issue.answer(received)
                assert isinstance(whole, bytes)
                connection.send(whole)

            return reply

        fake.on("POST", fake.token_path, Dynamic(slowly))
        clocks.passed = 900 - MARGIN + 1
        first = it.client.submit(get(fake.application_path))
        fake.wait_for("POST", fake.token_path, 2)
        assert it.finish(get(fake.application_path)).exchange.status == 200  # the old token is good: nobody waits
        going.set()
        it.reports.wait(TokenRenewed)
        assert first
        fake.wait_for("GET", fake.application_path, 2)
        assert session.token_requests == 2


def test_a_renewal_that_fails_is_no_failure_while_the_old_token_is_good() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        fake.on("POST", fake.token_path, answer(503, b"busy", "text/plain"), living(fake, 900))
        assert session.at(900 - MARGIN + 1) == 200
        assert session.token_requests == 2
        assert session.at(900 - MARGIN + 20) == 200
        assert session.token_requests == 2  # no hot loop
        assert session.at(900 - 2) == 200
        assert session.token_requests == 3
        assert len(session.renewed()) == 1


def test_credentials_that_are_refused_are_not_sent_again() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        fake.on("POST", fake.token_path, answer(400, b'{"error":"invalid_grant"}', "application/json"))
        assert session.at(900 - MARGIN + 1) == 200
        assert session.at(900 - 1) == 200
        fake.revoke()
        assert session.at(901) == 401
        assert session.at(999) == 401
        assert session.token_requests == 2
        assert not session.renewed()


def test_an_anonymous_ticket_is_renewed_in_time_with_the_old_one() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks, 3500, grant=Grant.ANONYMOUS, secret=None, user="", meeting_uri=MEETING)
        (old,) = next(iter(fake.tokens.values()))
        assert session.at(3500 - MARGIN + 1) == 200
        form = fake.seen("POST", fake.token_path)[-1].body
        assert b"ms_rtc_renew=" + old.replace("=", "%3D").encode() in form
        assert b"password=K7Q2M4XN&ms_rtc_conferenceuri=sip%3Adana" in form
        assert old.removeprefix("cwt=") not in repr(it.reports.all)


def test_a_given_token_cannot_be_renewed() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        fake.accept("cwt=GivenToken-0123456789")
        given = {"grant": Grant.BEARER, "secret": Secret("cwt=GivenToken-0123456789")}
        session = signed_in(fake, it, clocks, **given)
        assert session.at(1e6) == 200
        fake.revoke()
        assert session.at(1e6 + 1) == 401
        assert session.token_requests == 0
        assert not session.renewed()


def test_windows_signs_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows_accounts(tmp_path, monkeypatch)
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        service = WindowsService(fake, ("NTLM",))
        it.sign_in(target(fake, grant=Grant.WINDOWS, user=r"EXAMPLE\dana", secret=Secret(PASSWORD)))
        fake.wait_for("GET", fake.events_path)
        session = Session(fake, it, clocks)
        assert session.at(28364 - 1) == 200
        assert service.users == [r"EXAMPLE\dana"] * 2
        assert len(session.renewed()) == 1
        assert PASSWORD not in repr(it.reports.all)


def test_a_401_in_mid_session_is_told_as_a_renewal() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        fake.revoke()
        assert it.finish(join_plan(fake)).exchange.status == 201
        assert session.renewed() == [TokenRenewed("127.0.0.1", BEGAN + 900, True)]


def test_a_403_with_a_challenge_is_renewed_too_and_one_without_is_the_answer() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        fake.on("POST", fake.join_path, Dynamic(lambda r: fake.challenge(r, 403)), answer(201))
        assert it.finish(join_plan(fake)).exchange.status == 201
        assert session.token_requests == 2
        told = (("X-Ms-diagnostics", '28055;source="fe1.example.test";reason="The OAuth token is invalid."'),)
        fake.on("POST", fake.join_path, answer(403, HTML_401, "text/html", told))
        assert it.finish(join_plan(fake)).exchange.status == 403
        fake.on("POST", fake.join_path, answer(403, reason_json("Forbidden")))
        assert it.finish(join_plan(fake)).exchange.status == 403
        assert session.token_requests == 2


def test_the_channel_takes_a_403_with_a_challenge_for_a_refused_token() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        fake.events(Dynamic(lambda r: fake.challenge(r, 403)), fake.events_answer(1))
        it.reports.wait(TokenRenewed)
        fake.wait_for("GET", fake.events_path, 3)
        assert session.token_requests == 2
        assert not [r for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.FAILED]
        assert not it.reports.of(EventsArrived) or it.reports.events == []


def test_each_host_has_its_own_token_and_renews_it_by_itself() -> None:
    clocks = Clocks()
    fake = FakeUcwa("127.0.0.1", pool_host="127.0.0.2")
    with fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks)
        assert {host: len(tokens) for host, tokens in fake.tokens.items()} == {
            f"127.0.0.1:{fake.discovery.port}": 1,
            f"127.0.0.2:{fake.pool.port}": 1,
        }
        assert session.at(900 - MARGIN + 1) == 200
        assert [r.address[0] for r in fake.seen("POST", fake.token_path)] == ["127.0.0.1", "127.0.0.2", "127.0.0.2"]
        assert session.renewed() == [TokenRenewed("127.0.0.2", BEGAN + 900 - MARGIN + 901, True)]
        it.finish(get(fake.discovery.url + fake.user_path))
        assert [told.for_application for told in session.renewed()] == [True, False]
        assert session.renewed()[1].host == "127.0.0.1"
        for received in fake.requests:
            own = fake.tokens[f"{received.address[0]}:{received.address[1]}"]
            token = (received.header("Authorization") or "").removeprefix("Bearer ")
            assert not token or token in own


REVOKED = (("X-Ms-diagnostics", '28077;source="fe1.example.test";reason="Revoked for good."'),)
NO_GRANT = (("X-Ms-diagnostics", '28020;source="fe1.example.test";reason="No valid security token."'),)


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("early", [False, True])
def test_a_channel_that_ends_for_want_of_a_token_tells_the_token_services_reason(anonymous: bool, early: bool) -> None:
    """Whether the refused renewal came before the P-GET that needed the token or after it."""
    clocks = Clocks()
    guest = {"grant": Grant.ANONYMOUS, "secret": None, "user": "", "meeting_uri": MEETING}
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        session = signed_in(fake, it, clocks, **(guest if anonymous else {}))
        fake.on("POST", fake.token_path, answer(400, b'{"error":"invalid_grant"}', "application/json", NO_GRANT))
        if early:
            assert session.at(900 - MARGIN + 1) == 200
        fake.revoke()
        fake.events(Dynamic(lambda r: fake.challenge(r, 401)))
        failure = it.reports.channel_failure()
        for told in ("invalid_grant", "28020", "No valid security token.", "127.0.0.1", "event channel's token"):
            assert told in failure.headline
        assert failure.way_out
        assert failure.status == 401
        assert failure.diagnostics == NO_GRANT[0][1]
        assert session.token_requests == 2


def test_a_given_token_that_is_refused_in_mid_session_tells_the_servers_reason() -> None:
    clocks = Clocks()
    with FakeUcwa() as fake, driven(clock=clocks.wall, monotonic=clocks.monotonic) as it:
        fake.accept("cwt=GivenToken-0123456789")
        signed_in(fake, it, clocks, grant=Grant.BEARER, secret=Secret("cwt=GivenToken-0123456789"))
        fake.events(answer(401, HTML_401, "text/html", REVOKED))
        failure = it.reports.channel_failure()
        assert "28077: Revoked for good." in failure.headline
        assert "127.0.0.1" in failure.headline
