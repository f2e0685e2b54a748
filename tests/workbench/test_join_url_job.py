"""A join that begins with a join URL: resolved first, then everything as with a conference URI."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workbench.builders import MEETING, OP_ID, signed_in, waiting
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.draft import Draft, new_draft
from ucwa_tui.workbench.join_job import JoinJob
from ucwa_tui.workbench.join_result import JoinOutcome

URL = "https://meet.example.test/dana/K7Q2M4XN"


def job(*, errors: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> JoinJob:
    def check(draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
        assert draft.value("onlineMeetingUri") == MEETING
        return errors, warnings

    made = JoinJob(new_draft(operationId=OP_ID), timeout=10.0, join_url=URL, check=check)
    made.link.resolving(7)
    return made


def ready(it: JoinJob) -> bool:
    return it.may_sign_in


def test_the_draft_gets_the_uri_and_sign_in_may_begin() -> None:
    it = job(warnings=("careful",))
    assert not ready(it)
    assert it.apply(JoinUrlResolved(6, "other", "sip:x@y"), 1.0) is None
    assert not ready(it)
    assert it.apply(JoinUrlResolved(7, URL, MEETING, "conf-info"), 1.0) is None
    assert ready(it)
    assert it.warnings == ("careful",)
    it.apply(signed_in(), 2.0)
    it.apply(waiting(), 2.0)
    plan = it.tick(3.0)
    assert plan is not None
    assert MEETING in plan.body.decode()


def test_a_guests_ticket_and_way_are_those_of_the_resolved_uri() -> None:
    it = job()
    it.apply(JoinUrlResolved(7, URL, MEETING, "page"), 1.0)
    guest = SignInTarget(grant=Grant.ANONYMOUS, meeting_uri=URL)
    assert it.link.way_for(guest).target == replace(guest, meeting_uri=MEETING, domain="example.test")
    with_root = replace(guest, root_url="https://lync.elsewhere.test")
    assert it.link.way_for(with_root).target == replace(with_root, meeting_uri=MEETING)
    user = SignInTarget(user="u")
    assert it.link.way_for(user).target == replace(user, meeting_uri=MEETING)


def test_without_a_join_url_the_target_is_left_alone() -> None:
    it = JoinJob(new_draft(onlineMeetingUri=MEETING), timeout=1.0)
    guest = SignInTarget(grant=Grant.ANONYMOUS, meeting_uri=MEETING)
    assert ready(it)
    assert it.link.way_for(guest).target is guest


def test_a_guess_is_said_to_be_one() -> None:
    it = job()
    why = Failure(FailureKind.NETWORK, "meet.example.test: connection refused")
    it.apply(JoinUrlResolved(7, URL, MEETING, "guess", failure=why), 1.0)
    assert ready(it)
    assert it.warnings == (
        "the conference URI is only a guess from the join URL: meet.example.test: connection refused",
    )


def test_a_uri_that_breaks_a_rule_ends_it() -> None:
    it = job(errors=("--meeting: is wrong",))
    it.apply(JoinUrlResolved(7, URL, MEETING, "page"), 1.0)
    assert it.result is not None
    assert (it.result.outcome, it.result.message) == (JoinOutcome.INVALID, "--meeting: is wrong")
    assert not ready(it)


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        (FailureKind.NETWORK, JoinOutcome.NETWORK, 5),
        (FailureKind.REFUSED, JoinOutcome.SIGN_IN, 4),
        (FailureKind.SIGN_IN, JoinOutcome.SIGN_IN, 4),
        (None, JoinOutcome.SIGN_IN, 4),
    ],
)
def test_a_url_that_tells_nothing_ends_it(kind: FailureKind | None, outcome: JoinOutcome, code: int) -> None:
    it = job()
    failure = Failure(kind, "no such meeting", "Ask the organizer.") if kind else None
    it.apply(JoinUrlResolved(7, URL, failure=failure), 1.0)
    assert it.result is not None
    assert (it.result.outcome, it.result.exit_code) == (outcome, code)
    assert it.result.message


def test_an_interruption_while_it_is_resolved() -> None:
    it = job()
    it.interrupt()
    assert it.outcome is JoinOutcome.INTERRUPTED
    it.apply(JoinUrlResolved(7, URL, MEETING, "page"), 1.0)
    assert not ready(it)
