"""`reportMyActivity`: only with a link, only for those who have a presence, and never for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, Driven, driven, target
from tests.support.raw_server import Reply, answer, cut_short
from tests.support.scripted_server import MEETING, FakeUcwa
from tests.support.ucwa_bodies import Res, application, reason_json
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import FailureKind, KeepActiveChanged, SignedIn
from ucwa_tui.wire.sign_in_target import Grant

OFTEN = replace(TUNING, activity=0.01)


def available(base: str, *, under_me: bool = True) -> bytes:
    """The application as it is read after makeMeAvailable."""
    plain = application(base)
    me, links = plain.embedded["me"], {"reportMyActivity": f"{base}/me/reportMyActivity"}
    free = Res("me", me.href, links if under_me else {}, me.properties)
    both = {**plain.links, **({} if under_me else links)}
    return Res("application", base, both, plain.properties, {**plain.embedded, "me": free}).json()


@contextmanager
def signed_in(fake: FakeUcwa, *, link: bool = True, under_me: bool = True, **changes: object) -> Iterator[Driven]:
    """A client that reports activity in quick succession."""
    with driven(tuning=OFTEN, clock=lambda: 7000.0) as it:
        it.sign_in(target(fake, **changes))
        if link:
            fake.on("GET", fake.application_path, answer(200, available(fake.application_path, under_me=under_me)))
        yield it


def activity_path(fake: FakeUcwa) -> str:
    return f"{fake.application_path}/me/reportMyActivity"


@pytest.mark.parametrize("under_me", [True, False])
def test_activity_is_reported_again_and_again_with_an_empty_post(under_me: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, under_me=under_me) as it:
        it.client.keep_active(True)
        told = it.reports.wait(KeepActiveChanged, lambda r: r.last_at)
        assert told == KeepActiveChanged(True, 7000.0)
        posts = fake.wait_for("POST", activity_path(fake), 3)
        assert all(post.body == b"" and post.header("Content-Length") == "0" for post in posts)
        assert all(post.header("Content-Type") is None for post in posts)
        assert len(fake.seen("GET", fake.application_path)) == 1  # read again once, for the link
        assert {e.purpose for e in it.reports.exchanges if e.url.endswith("reportMyActivity")} == {Purpose.ACTIVITY}


def test_off_is_off() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.client.keep_active(True)
        fake.wait_for("POST", activity_path(fake), 2)
        it.client.keep_active(False)
        told = it.reports.wait(KeepActiveChanged, lambda r: not r.on)
        assert (told.last_at, told.failure) == (7000.0, None)
        count = len(fake.seen("POST", activity_path(fake)))
        it.client.stop(5)
        assert len(fake.seen("POST", activity_path(fake))) <= count + 1


def test_a_target_may_switch_it_on_from_the_start() -> None:
    with FakeUcwa() as fake, driven(tuning=OFTEN) as it:
        fake.on("GET", f"{fake.applications_path}/10390001", answer(200, available(fake.application_path)))
        it.sign_in(target(fake, keep_active=True))
        fake.wait_for("POST", activity_path(fake), 2)


def test_without_the_link_it_is_switched_off_and_says_what_comes_first() -> None:
    with FakeUcwa() as fake, signed_in(fake, link=False) as it:
        it.client.keep_active(True)
        failure = it.reports.wait(KeepActiveChanged, lambda r: not r.on).failure
        assert failure is not None
        assert "reportMyActivity" in failure.headline
        assert "makeMeAvailable" in failure.way_out
        assert not fake.seen("POST", activity_path(fake))
        fake.on("GET", fake.application_path, answer(200, available(fake.application_path)))  # sent meanwhile
        it.client.keep_active(True)
        fake.wait_for("POST", activity_path(fake), 1)


def test_before_sign_in_there_is_nothing_to_report_to() -> None:
    with driven(tuning=OFTEN) as it:
        it.client.keep_active(True)
        failure = it.reports.wait(KeepActiveChanged, lambda r: not r.on).failure
        assert failure is not None
        assert failure.kind is FailureKind.SIGN_IN


def test_an_anonymous_guest_has_no_presence() -> None:
    with FakeUcwa() as fake, signed_in(fake, grant=Grant.ANONYMOUS, user="", secret=None, meeting_uri=MEETING) as it:
        it.client.keep_active(True)
        failure = it.reports.wait(KeepActiveChanged, lambda r: not r.on).failure
        assert failure is not None
        assert "anonymous" in failure.headline
        assert not fake.seen("GET", fake.application_path)


@pytest.mark.parametrize(
    ("status", "code", "subcode"),
    [(409, "Conflict", "MakeMeAvailableRequired"), (403, "Forbidden", "AnonymousNotAllowed")],
)
def test_a_refusal_that_stays_switches_it_off(status: int, code: str, subcode: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", activity_path(fake), answer(status, reason_json(code, subcode)))
        it.client.keep_active(True)
        failure = it.reports.wait(KeepActiveChanged, lambda r: not r.on).failure
        assert failure is not None
        assert failure.reason is not None
        assert failure.reason.subcode == subcode
        assert len(fake.seen("POST", activity_path(fake))) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (cut_short(b"HTTP/1.1 2"), FailureKind.NETWORK),
        (answer(503, "<html>", "text/html"), FailureKind.REFUSED),
        (answer(500, reason_json("ServiceFailure")), FailureKind.REFUSED),
    ],
)
def test_trouble_that_passes_is_told_and_put_up_with(reply: Reply, kind: FailureKind) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", activity_path(fake), reply, answer(204))
        it.client.keep_active(True)
        told = it.reports.wait(KeepActiveChanged, lambda r: r.failure is not None)
        assert told.on
        assert told.failure is not None
        assert told.failure.kind is kind
        assert it.reports.wait(KeepActiveChanged, lambda r: r.last_at).failure is None


def test_signing_in_anew_switches_it_off() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.client.keep_active(True)
        fake.wait_for("POST", activity_path(fake), 1)
        it.client.sign_in(target(fake))
        it.reports.wait(KeepActiveChanged, lambda r: not r.on)
        it.reports.wait(SignedIn, lambda r: r.url.endswith("10390002"))
