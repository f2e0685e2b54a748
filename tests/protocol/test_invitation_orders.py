"""Whatever the order of the 201 and the events, and whatever comes between: the same invitation, the same end."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.test_invitation import (
    CONVERSATION,
    DENIED,
    HOST,
    MINE,
    OTHER,
    POST_URL,
    beside,
    conversation,
    seen,
)
from ucwa_tui.protocol.invitation import advance, track
from ucwa_tui.protocol.invitation_input import Accepted, EventSeen, Input, Posted, Tick
from ucwa_tui.protocol.invitation_outcome import Outcome

ENDS = st.sampled_from(
    [
        (seen(0, "completed", state="Connected", status="Success"), Outcome.JOINED),
        (seen(0, "completed", state="Connected", status="Succeeded"), Outcome.JOINED),
        (seen(0, "completed", state="Connected"), Outcome.JOINED),
        (seen(0, "completed", state="Failed", status="Failure", reason=DENIED), Outcome.FAILED),
        (seen(0, "completed", state="Cancelled"), Outcome.FAILED),
        (seen(0, "completed", state="Declined", reason=DENIED), Outcome.FAILED),
    ]
)
UPDATES = st.lists(
    st.sampled_from([seen(0, "updated", state="Connecting"), seen(0, "updated", embedded=False)]), max_size=3
)
FOREIGN = st.lists(
    st.sampled_from(
        [
            seen(0, "started", href=OTHER, operation_id="op-9", state="Connecting", links=()),
            seen(0, "completed", href=OTHER, operation_id="op-9", state="Failed", status="Failure", links=()),
            seen(0, "completed", href=OTHER, embedded=False, status="Success"),
            seen(0, "deleted", href=OTHER, embedded=False),
            beside(0, "updated", "presence", "/me/presence", sender=("me", "/me")),
        ]
    ),
    max_size=4,
)
CAUSED = st.lists(
    st.sampled_from(
        [
            conversation(0, "Conferenced"),
            beside(0, "added", "participant", f"{CONVERSATION}/participants/ana@litware.example"),
        ]
    ),
    max_size=3,
)


NAMED = (HOST + MINE, MINE)
ELSEWHERE = (f"{MINE}?x=1", f"{HOST}/somewhere/else", None)
"""What an answer may say beside the invitation's own URL; the operationId has to do then."""


@st.composite
def courses(
    draw: st.DrawFn, locations: tuple[str | None, ...] = NAMED
) -> tuple[list[Input], set[int], set[int], EventSeen, Outcome]:
    """Inputs in any order, one a tenth of a second; which are ours, which are caused; the end."""
    end, outcome = draw(ENDS)
    own = [seen(0, "started", state="Connecting"), *draw(UPDATES), end]
    caused = draw(CAUSED)
    foreign = draw(FOREIGN)
    location = draw(st.sampled_from(locations))
    marked: list[tuple[str, EventSeen | None]] = [("accepted", None)]
    marked += [("own", e) for e in own] + [("caused", e) for e in caused] + [("foreign", e) for e in foreign]
    inputs: list[Input] = []
    ours, theirs = set(), set()
    for seq, (kind, happened) in enumerate(draw(st.permutations(marked)), 1):
        at = seq / 10
        if happened is None:
            inputs.append(Accepted(201, location, None, at))
        else:
            inputs.append(replace(happened, seq=seq, at=at))
        if kind == "own":
            ours.add(seq)
        elif kind == "caused":
            theirs.add(seq)
    return inputs, ours, theirs, end, outcome


@given(courses(), st.sampled_from(["op-1", "", None]))
@settings(max_examples=100, deadline=None)
def test_any_order_gives_the_same_end(
    course: tuple[list[Input], set[int], set[int], EventSeen, Outcome], operation_id: str | None
) -> None:
    inputs, ours, caused, end, outcome = course
    tracker = track(Posted(operation_id, POST_URL, 0.0))
    for happened in inputs:
        tracker = advance(tracker, happened)
    assert tracker.outcome is outcome
    assert tracker.is_over
    assert tracker.href == HOST + MINE
    assert end.event.resource is not None
    assert tracker.state == end.event.resource.text("state")
    assert (tracker.status, tracker.reason) == (end.event.status, end.event.reason)
    assert tracker.seqs == ours
    assert set(tracker.caused) == caused
    assert tracker.conversation_href == HOST + CONVERSATION
    times = [entry.at for entry in tracker.timeline]
    assert times == sorted(times)
    assert sum(entry.label in ("started", "updated", "completed") for entry in tracker.timeline) == len(ours)


@given(courses(ELSEWHERE))
@settings(max_examples=60, deadline=None)
def test_the_operation_id_decides_wherever_location_points(
    course: tuple[list[Input], set[int], set[int], EventSeen, Outcome],
) -> None:
    inputs, ours, caused, _, outcome = course
    tracker = track(Posted("op-1", POST_URL, 0.0))
    for happened in inputs:
        tracker = advance(tracker, happened)
        assert not tracker.needs_lookup
    assert (tracker.outcome, tracker.is_over, tracker.seqs) == (outcome, True, frozenset(ours))
    assert set(tracker.caused) == caused


@given(courses(NAMED + ELSEWHERE), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_two_requests_side_by_side_never_share_an_event(
    course: tuple[list[Input], set[int], set[int], EventSeen, Outcome], place: int
) -> None:
    inputs, ours, _, _, outcome = course
    first, second = track(Posted("op-1", POST_URL, 0.0)), track(Posted("op-9", POST_URL, 0.0))
    answer = Accepted(201, f"{HOST}{OTHER}", None, 0.0)
    for index, happened in enumerate(inputs):
        first = advance(first, happened)
        if index == place:
            second = advance(second, answer)
        if isinstance(happened, EventSeen):
            second = advance(second, happened)
    second = advance(second, answer)
    assert first.seqs == ours
    assert not first.seqs & second.seqs
    assert first.outcome is outcome
    assert all(seq not in first.caused for seq in second.seqs)


@given(courses(NAMED + ELSEWHERE))
@settings(max_examples=60, deadline=None)
def test_once_over_it_stays_over(course: tuple[list[Input], set[int], set[int], EventSeen, Outcome]) -> None:
    inputs, *_ = course
    tracker = track(Posted("op-1", POST_URL, 0.0))
    settled = None
    for happened in inputs:
        tracker = advance(advance(tracker, happened), Tick(happened.at))
        if settled is not None:
            assert tracker.settlement == settled
        if tracker.is_over:
            settled = tracker.settlement
    assert settled is not None
