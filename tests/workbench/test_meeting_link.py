"""Where a guest signs in who has only a join URL: what the page names, the domain, and the next way when one fails."""

from __future__ import annotations

import pytest

from tests.workbench.builders import MEETING
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved, SignInFailed, StepChanged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.join_result import JoinOutcome
from ucwa_tui.workbench.meeting_link import ways
from ucwa_tui.workbench.stay_job import StayJob

PAGE = "https://meet.example.test/dana/K7Q2M4XN"
GUEST = SignInTarget(grant=Grant.ANONYMOUS, meeting_uri=PAGE)
EXT, INT = "https://pool.example.test/a", "https://inside.example.test/a"
NOBODY = Failure(FailureKind.NETWORK, "root: no discovery service was found for example.test")


def told(page: str = PAGE, **urls: str) -> JoinUrlResolved:
    named = tuple((name.replace("_", "-"), url) for name, url in urls.items())
    return JoinUrlResolved(7, page, MEETING, "conf-info", ucwa_urls=named)


def places(target: SignInTarget, resolved: JoinUrlResolved) -> list[str]:
    return [way.target.applications_url or way.target.root_url or way.target.domain for way in ways(target, resolved)]


@pytest.mark.parametrize(
    ("resolved", "expected"),
    [
        (told(), ["example.test"]),
        (told(ucwa_url=INT), ["example.test", INT]),
        (told(ucwa_url=INT, ucwa_ext_url=EXT), ["example.test", EXT]),
        (told(ucwa_int_url=INT), ["example.test"]),
        (told(ucwa_url="https://meet.example.test/a"), ["https://meet.example.test/a"]),
        (told("http://127.0.0.1:9/x/y", ucwa_url="http://127.0.0.1:9/a"), ["http://127.0.0.1:9/a"]),
        (told("http://meet.example.test/x/y", ucwa_url="http://meet.example.test/a"), ["http://meet.example.test/a"]),
    ],
)
def test_the_places_in_order(resolved: JoinUrlResolved, expected: list[str]) -> None:
    assert places(GUEST, resolved) == expected
    assert {way.target.meeting_uri for way in ways(GUEST, resolved)} == {MEETING}


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (PAGE, "http://meet.example.test/a"),
        (PAGE, "http://pool.example.test/a"),
        (PAGE, "https://127.0.0.1/a"),
        ("http://meet.example.test/x/y", EXT),
        (PAGE, "not a url"),
        (PAGE, "ftp://pool.example.test/a"),
    ],
)
def test_urls_that_no_token_may_go_to(page: str, url: str) -> None:
    assert places(GUEST, told(page, ucwa_ext_url=url)) == ["example.test"]


def test_a_place_that_was_named_and_a_user_are_left_alone() -> None:
    same = told(ucwa_url="https://meet.example.test/a")
    rooted = SignInTarget("https://lync.elsewhere.test", grant=Grant.ANONYMOUS)
    assert places(rooted, same) == ["https://lync.elsewhere.test"]
    assert places(SignInTarget(user="bob@own.test"), same) == ["own.test"]


def may_sign_in(job: StayJob) -> bool:
    return job.may_sign_in


def ended(job: StayJob) -> bool:
    return job.result is not None


def stay() -> StayJob:
    job = StayJob(1.0, join_url=PAGE)
    job.link.resolving(7)
    assert not may_sign_in(job)
    job.apply(told(ucwa_ext_url=EXT), 1.0)
    assert may_sign_in(job)
    assert job.link.way_for(GUEST).target.domain == "example.test"
    return job


def test_discovery_that_finds_nobody_leads_on_once() -> None:
    job = stay()
    job.apply(StepChanged("root", "failed"), 2.0)
    job.apply(SignInFailed(NOBODY), 2.0)
    assert not ended(job)
    assert job.session.failure is None
    again = job.link.way_for(GUEST)
    assert again.target.applications_url == EXT
    assert "no discovery for example.test" in again.why
    job.apply(SignInFailed(NOBODY), 3.0)
    assert job.result is not None
    assert job.result.outcome is JoinOutcome.NETWORK


@pytest.mark.parametrize(
    ("kind", "step"), [(FailureKind.SIGN_IN, "root"), (FailureKind.NETWORK, "applications"), (FailureKind.NETWORK, "")]
)
def test_other_failures_end_it(kind: FailureKind, step: str) -> None:
    job = stay()
    if step:
        job.apply(StepChanged(step, "failed"), 2.0)
    job.apply(SignInFailed(Failure(kind, "it went wrong")), 2.0)
    assert job.result is not None
    assert job.result.message == "it went wrong"


def test_a_url_that_tells_nothing_ends_a_stay() -> None:
    job = StayJob(1.0, join_url=PAGE)
    job.link.resolving(7)
    job.apply(JoinUrlResolved(7, PAGE), 1.0)
    assert job.result is not None
    assert job.result.message == "The join URL tells no conference URI."
