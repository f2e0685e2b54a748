"""Which exchanges are compared, and two runs step by step."""

from __future__ import annotations

import pytest

from tests.workbench.builders import (
    HOST,
    accepted,
    arrived,
    conversation_event,
    exchange,
    invitation_event,
    post,
    posted,
    refused,
    signed_in,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench import comparing_runs
from ucwa_tui.workbench.comparing import earlier_like, in_order
from ucwa_tui.workbench.comparing_runs import Run, Step, compare_runs, missing, run_of
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.state import Session


def test_the_latest_earlier_one_of_the_same_operation_is_compared() -> None:
    items = [post(1, 1), exchange(2), post(3, 2), exchange(4), post(5, 3)]
    assert earlier_like(items, items[4]) is items[2]
    assert earlier_like(items, items[0]) is None


def test_without_an_operation_the_same_path_is_nearer_than_the_same_purpose() -> None:
    items = [
        exchange(1, url=f"{HOST}/me?x=1"),
        exchange(2, url=f"{HOST}/other"),
        exchange(3, url=f"{HOST}/events", purpose=Purpose.EVENTS),
        exchange(4, url=f"{HOST}/me?x=2"),
        exchange(5, url=f"{HOST}/new"),
    ]
    assert earlier_like(items, items[3]) is items[0]
    assert earlier_like(items, items[4]) is items[3]
    assert earlier_like(items, items[2]) is None


def test_the_earlier_one_stands_on_the_left() -> None:
    one, other = exchange(1), exchange(2)
    assert in_order(other, one) == (one, other) == in_order(one, other)


def session_with_two_runs(second: str = "op-2") -> Session:
    """A join that succeeded, and one that failed later."""
    session = Session()
    session.apply(signed_in())
    session.apply(posted())
    session.apply(accepted())
    session.apply(arrived(invitation_event(1, "started"), conversation_event(2, "added", "Connecting")))
    session.apply(arrived(invitation_event(3, "completed", "Connected", status="Success", at=1000.5)))
    session.apply(posted(2, 7, operation_id=second))
    session.apply(refused(403, Reason("Forbidden", "AnonymousNotAllowed"), 2, 7))
    return session


def test_a_run_is_the_post_its_answer_and_what_it_caused() -> None:
    session = session_with_two_runs()
    first = session.exchange(5)
    assert first is not None
    run = run_of(session, first)
    assert run is not None
    assert [step.name for step in run.steps] == [
        "POST joinOnlineMeeting",
        "answer",
        "started onlineMeetingInvitation",
        "added conversation",
        "completed onlineMeetingInvitation",
    ]
    assert dict(run.steps[-1].facts)["status"] == "Success"
    assert run_of(session, exchange(9)) is None


def run(*steps: Step) -> Run:
    """A run of these steps."""
    return Run(InvitationView(1, "joinOnlineMeeting", "op", 1000.0), steps)


def test_steps_are_aligned_and_differences_told_below_them() -> None:
    left = run(Step("POST", 0.0), Step("started x", 0.1, (("state", "Connecting"),)), Step("completed x", 0.5))
    right = run(
        Step("POST", 0.0),
        Step("started x", 0.4, (("state", "Idle"), ("operationId", "b"))),
        Step("updated x", 0.6),
        Step("completed x", 0.9, (("status", "Failure"),)),
    )
    compared = compare_runs(left, right)
    told = [(pair.left and pair.left.name, pair.right and pair.right.name) for pair in compared.pairs]
    assert told == [
        ("POST", "POST"),
        ("started x", "started x"),
        (None, "updated x"),
        ("completed x", "completed x"),
    ]
    assert compared.pairs[1].differences == (("state", "Connecting", "Idle"),)
    assert compared.pairs[3].differences == (("status", "", "Failure"),)
    slower = compared.pairs[1].slower
    assert slower is not None
    assert round(slower, 3) == 0.3
    assert missing(compared.pairs) == (0, 1)


def test_what_differs_in_every_run_is_no_difference_of_a_step() -> None:
    left, right = (run(Step("started x", 0.1, (("operationId", word),))) for word in ("a", "b"))
    assert compare_runs(left, right).pairs[0].differences == ()


def test_a_refusal_against_a_success_lacks_the_events() -> None:
    session = session_with_two_runs()
    sides = [session.exchange(5), session.exchange(7)]
    runs = [run_of(session, side) for side in sides if side is not None]
    left, right = runs
    assert left is not None
    assert right is not None
    only_left, only_right = missing(compare_runs(left, right).pairs)
    assert (only_left, only_right) == (3, 0)


def test_a_run_of_very_many_steps_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_runs, "MOST_STEPS", 6)
    session = Session()
    session.apply(signed_in())
    session.apply(posted())
    session.apply(accepted())
    session.apply(arrived(*(invitation_event(n, "updated", at=1000.1 + n / 1000) for n in range(1, 9))))
    side = session.exchange(5)
    assert side is not None
    long = run_of(session, side)
    assert long is not None
    assert (len(long.steps), long.cut) == (6, True)
