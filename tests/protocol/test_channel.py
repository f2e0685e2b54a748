"""The event channel's rules, one table or example each. Interleavings are in `test_channel_model`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ucwa_tui.protocol.channel import step
from ucwa_tui.protocol.channel_effect import (
    ChannelFailure,
    Deliver,
    Effect,
    Fail,
    Gap,
    GapKind,
    Note,
    Poll,
    Recreate,
    RenewToken,
    SentEvent,
)
from ucwa_tui.protocol.channel_input import (
    Answered,
    Closed,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Recreated,
    Refused,
    Reopened,
    Unreadable,
)
from ucwa_tui.protocol.channel_memory import EVENTS, PACKAGES, Delivered
from ucwa_tui.protocol.channel_patience import (
    BACK_OFF,
    DETOURS,
    LINKLESS,
    RECREATIONS,
    REPLACED_BACK_OFF,
    TRIES,
)
from ucwa_tui.protocol.channel_state import Channel, Phase
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason

HOST = "https://pool.litware.example"
EVENTS_PATH = "/ucwa/oauth/v1/applications/7/events"
COMMUNICATION = "/ucwa/oauth/v1/applications/7/communication"


def url(ack: int | str) -> str:
    return f"{HOST}{href(ack)}"


def href(ack: int | str) -> str:
    return f"{EVENTS_PATH}?ack={ack}"


def event(name: str) -> Event:
    return Event("updated", EventLink("conversation", f"{COMMUNICATION}/conversations/{name}"))


def sent(name: str) -> SentEvent:
    return SentEvent("communication", COMMUNICATION, event(name))


def answer(
    ack: int | str | None, names: str = "", *, next: int | str | None = None, resync: int | None = None, resume: int = 0
) -> EventsAnswer:
    """An answer whose events are named by the letters of `names`."""
    sender = Sender("communication", COMMUNICATION, tuple(event(name) for name in names))
    return EventsAnswer(
        href=href(ack) if ack is not None else None,
        next=href(next) if next is not None else None,
        resync=href(resync) if resync is not None else None,
        resume=href(resume) + "&key=2" if resume else None,
        senders=(sender,) if names else (),
    )


def good(ack: int, names: str = "", took: float = 3.0) -> Answered:
    return Answered(url(ack), answer(ack, names, next=ack + 1), took)


def run(*inputs: Input, channel: Channel | None = None) -> tuple[Channel, list[tuple[Effect, ...]]]:
    now, effects = channel or Channel(), []
    for happened in inputs:
        now, done = step(now, happened)
        effects.append(done)
    return now, effects


def opened(*inputs: Input) -> tuple[Channel, list[tuple[Effect, ...]]]:
    channel, effects = run(Opened(url(1)), *inputs)
    return channel, effects[1:]


def delivered(effects: Sequence[tuple[Effect, ...]]) -> str:
    """The letters of everything delivered, in order."""
    return "".join(
        sent_event.event.link.href[-1]
        for done in effects
        for effect in done
        if isinstance(effect, Deliver)
        for sent_event in effect.events
    )


def only_poll(done: tuple[Effect, ...]) -> Poll:
    polls = [effect for effect in done if isinstance(effect, Poll)]
    assert len(polls) == 1
    return polls[0]


def fail_of(done: tuple[Effect, ...]) -> Fail:
    fails = [effect for effect in done if isinstance(effect, Fail)]
    assert len(fails) == 1
    assert not any(isinstance(effect, Poll) for effect in done)
    return fails[0]


# --- the ordinary way ----------------------------------------------------------------------------------------------


def test_the_first_poll_goes_to_the_events_link_with_the_parameters() -> None:
    channel, effects = run(Opened(url(1)))
    assert effects == [(Poll(url(1), 0.0, with_parameters=True),)]
    assert (channel.phase, channel.epoch) == (Phase.OPEN, 1)


def test_the_next_poll_is_sent_before_the_events_are_delivered() -> None:
    _, (done,) = opened(good(1, "ab"))
    assert done == (Poll(url(2)), Deliver(1, url(1), (sent("a"), sent("b"))))


def test_parameters_are_sent_once() -> None:
    _, effects = opened(good(1), good(2))
    assert [only_poll(done).with_parameters for done in effects] == [False, False]


def test_a_timeout_answer_delivers_nothing_and_goes_on_at_once() -> None:
    _, (done,) = opened(good(1, took=180.2))
    assert done == (Poll(url(2)),)


def test_senders_keep_their_order_and_may_recur() -> None:
    senders = (
        Sender("communication", "/c", (event("a"),)),
        Sender("conversation", "/v", (event("b"), event("c"))),
        Sender("communication", "/c", (event("d"),)),
    )
    _, (done,) = opened(Answered(url(1), EventsAnswer(href(1), href(2), senders=senders), 1.0))
    deliver = done[1]
    assert isinstance(deliver, Deliver)
    assert [(e.sender_rel, e.event.link.href[-1]) for e in deliver.events] == [
        ("communication", "a"),
        ("conversation", "b"),
        ("conversation", "c"),
        ("communication", "d"),
    ]


@pytest.mark.parametrize(
    ("written", "polled"),
    [
        ("/ucwa/oauth/v1/applications/7/events?ack=2&key=a%2Bb", f"{HOST}{EVENTS_PATH}?ack=2&key=a%2Bb"),
        ("https://other.litware.example/events?ack=2", "https://other.litware.example/events?ack=2"),
        ("?ack=2", f"{HOST}{EVENTS_PATH}?ack=2"),
        ("//ucwa/oauth/v1/applications/7/events?ack=2", f"{HOST}//ucwa/oauth/v1/applications/7/events?ack=2"),
    ],
)
def test_links_are_resolved_against_the_answer_and_keep_every_parameter(written: str, polled: str) -> None:
    _, (done,) = opened(Answered(url(1), EventsAnswer(href(1), written), 1.0))
    assert only_poll(done).url == polled


@pytest.mark.parametrize("written", ["", "  ", "javascript:alert(1)", "data:,x", "file:///etc/passwd"])
def test_a_link_that_no_request_can_go_to_is_as_good_as_absent(written: str) -> None:
    _, (done,) = opened(Answered(url(1), EventsAnswer(href(1), written), 1.0))
    assert only_poll(done).url == url(1)
    assert Note("no link") in done


# --- what is delivered once ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "again", "rest"),
    [
        ("ab", "ab", ""),
        ("ab", "abc", "c"),
        ("ab", "a", ""),
        ("ab", "axc", "xc"),
        ("ab", "xab", "xab"),
        ("aa", "aaa", "a"),
        ("ab", "", ""),
    ],
)
def test_a_package_that_comes_again_gives_only_what_is_new(first: str, again: str, rest: str) -> None:
    resync = Answered(url(2), answer(2, resync=1), 0.1)
    _, effects = opened(good(1, first), resync, good(1, again))
    assert delivered(effects) == first + rest


def test_a_package_that_comes_a_third_time_is_compared_with_all_that_was_delivered() -> None:
    resync = Answered(url(2), answer(2, resync=1), 0.1)
    _, effects = opened(good(1, "ab"), resync, good(1, "a"), resync, good(1, "abc"), resync, good(1, "abcd"))
    assert delivered(effects) == "abcd"


def test_the_same_events_under_another_ack_are_new() -> None:
    _, effects = opened(good(1, "a"), good(2, "a"))
    assert delivered(effects) == "aa"


def test_the_answers_own_ack_counts_where_it_differs_from_the_one_asked_for() -> None:
    _, effects = opened(good(1, "a"), Answered(url(2), answer(1, "ab", next=2), 1.0))
    assert delivered(effects) == "ab"


def test_without_numbers_the_url_tells_a_repeated_package() -> None:
    first = Answered(url("x"), answer("x", "a", next="y"), 1.0)
    lost = Answered(url("y"), EventsAnswer(None, None, resync=href("x")), 1.0)
    _, effects = run(Opened(url("x")), first, lost, first)
    assert delivered(effects) == "a"


def test_without_numbers_and_with_one_url_for_all_every_answer_is_new() -> None:
    same = Answered(
        f"{HOST}{EVENTS_PATH}", EventsAnswer(EVENTS_PATH, EVENTS_PATH, senders=answer(None, "a").senders), 9
    )
    _, effects = run(Opened(f"{HOST}{EVENTS_PATH}"), same, same)
    assert delivered(effects) == "aa"


def test_memory_is_bounded_in_packages_and_in_events() -> None:
    memory = Delivered()
    for ack in range(3 * PACKAGES):
        _, memory = memory.take(ack, (sent("a"),))
    assert [key for key, _ in memory.packages] == list(range(2 * PACKAGES, 3 * PACKAGES))
    _, memory = memory.take("big", (sent("b"),) * (EVENTS + 1))
    assert [key for key, _ in memory.packages] == ["big"]


# --- resync, resume, no link ---------------------------------------------------------------------------------------


def test_resync_is_followed_before_next_and_its_events_are_delivered() -> None:
    _, effects = opened(good(1), Answered(url(2), answer(2, "ab", next=3, resync=2), 0.1), good(2, "abc"))
    poll, deliver, gap, note = effects[1]
    assert (poll, deliver, note) == (Poll(url(2)), Deliver(2, url(2), (sent("a"), sent("b"))), Note("resync"))
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.RESYNC
    assert delivered(effects) == "abc"


def test_resync_keeps_the_numbering_and_does_not_repeat_the_parameters() -> None:
    channel, effects = opened(good(1, "a"), Answered(url(2), answer(2, resync=1), 0.1))
    assert not only_poll(effects[1]).with_parameters
    assert channel.epoch == 1


def test_resume_begins_a_new_numbering_and_sends_the_parameters_again() -> None:
    resumed = url(1) + "&key=2"
    again = Answered(resumed, answer(1, "a", next=2), 1.0)
    channel, effects = opened(good(1, "a"), Answered(url(2), answer(2, "b", resume=1), 0.1), again)
    assert only_poll(effects[1]) == Poll(resumed, 0.0, with_parameters=True)
    assert Note("resume") in effects[1]
    assert channel.epoch == 2
    assert delivered(effects) == "aba"


@pytest.mark.parametrize("names", ["", "a"])
def test_resync_without_progress_ends(names: str) -> None:
    channel, effects = opened(*[Answered(url(1), answer(1, names, resync=1), 2.0)] * 20)
    failed = [i for i, done in enumerate(effects) if any(isinstance(e, Fail) for e in done)]
    assert failed == [DETOURS]
    assert fail_of(effects[DETOURS]).kind is ChannelFailure.NETWORK
    assert "resync" in fail_of(effects[DETOURS]).why
    assert channel.phase is Phase.FAILED
    assert delivered(effects) == names


def test_resync_between_two_urls_without_numbers_ends() -> None:
    there, back = (
        Answered(url(a), EventsAnswer(None, None, href(b), senders=answer(1, "a").senders), 0.0)
        for a, b in (("x", "y"), ("y", "x"))
    )
    channel, effects = run(Opened(url("x")), *[there, back] * 10)
    assert channel.phase is Phase.FAILED
    assert delivered(effects) == "aa"


def test_resync_that_alternates_with_empty_answers_ends() -> None:
    pair = [Answered(url(1), answer(1, resync=1), 0.0), Answered(url(1), answer(1, next=1), 0.0)]
    channel, _ = opened(*pair * 15)
    assert channel.phase is Phase.FAILED


def test_resume_for_ever_ends_even_with_events() -> None:
    channel, first = opened(Answered(url(1), answer(1, "a", resume=1), 0.1))
    again = Answered(only_poll(first[0]).url, answer(1, "a", resume=1), 2.0)
    channel, _ = run(*[again] * 15, channel=channel)
    assert channel.failure is ChannelFailure.NETWORK


def test_resync_that_brings_something_new_each_time_is_progress() -> None:
    inputs = [Answered(url(ack), answer(ack, "a", resync=ack + 1), 0.1) for ack in range(1, 30)]
    channel, effects = opened(*inputs)
    assert channel.phase is Phase.OPEN
    assert delivered(effects) == "a" * 29


def test_an_answer_without_links_goes_back_to_the_events_link_and_then_gives_up() -> None:
    channel, effects = opened(good(1, "a"), Answered(url(2), answer(2, "b"), 1.0))
    assert only_poll(effects[1]) == Poll(url(1), 0.0, with_parameters=True)
    assert delivered(effects) == "ab"
    channel, effects = run(*[Answered(url(1), answer(1), 1.0)] * LINKLESS, channel=channel)
    assert "no next, resync or resume link" in fail_of(effects[-1]).why
    assert channel.phase is Phase.FAILED


# --- brake ---------------------------------------------------------------------------------------------------------


def test_quick_answers_without_news_slow_down() -> None:
    _, effects = opened(*[good(ack, took=0.01) for ack in range(1, 8)])
    assert [only_poll(done).delay for done in effects] == [0.2, 0.4, 0.8, 1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("relief", [good(3, "a", took=0.01), good(3, took=30.0)])
def test_news_or_a_wait_release_the_brake(relief: Answered) -> None:
    _, effects = opened(good(1, took=0.01), good(2, took=0.01), relief, good(4, took=0.01))
    assert [only_poll(done).delay for done in effects] == [0.2, 0.4, 0.0, 0.2]


def test_quick_answers_with_news_are_not_slowed_down() -> None:
    _, effects = opened(*[good(ack, "a", took=0.001) for ack in range(1, 100)])
    assert {only_poll(done).delay for done in effects} == {0.0}


def test_one_url_that_always_brings_events_at_once_is_slowed_down() -> None:
    same = Answered(
        f"{HOST}{EVENTS_PATH}", EventsAnswer(EVENTS_PATH, EVENTS_PATH, senders=answer(None, "a").senders), 0
    )
    _, effects = run(Opened(f"{HOST}{EVENTS_PATH}"), *[same] * 6)
    assert [only_poll(done).delay for done in effects[1:]] == [0.2, 0.4, 0.8, 1.0, 1.0, 1.0]


def test_the_first_resync_costs_no_time() -> None:
    _, effects = opened(good(1), Answered(url(2), answer(2, resync=1), 0.01))
    assert only_poll(effects[1]).delay == 0.0


# --- lost and refused answers --------------------------------------------------------------------------------------

UNAVAILABLE = Reason("ServiceUnavailable", None, "try later")


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (ConnectionLost(url(1), "connection reset by pool.litware.example"), "connection reset"),
        (Unreadable(url(1), "the body is HTML"), "HTML"),
        (Refused(url(1), 503, UNAVAILABLE), "HTTP 503 ServiceUnavailable: try later"),
        (Refused(url(1), 500), "HTTP 500"),
        (Refused(url(1), 429, Reason("TooManyRequests")), "TooManyRequests"),
        (Refused(url(1), 204), "HTTP 204"),
    ],
)
def test_a_lost_answer_is_asked_for_again_at_the_same_url_and_then_given_up(fault: Input, named: str) -> None:
    channel, effects = opened(*[fault] * TRIES)
    assert [only_poll(done) for done in effects[:-1]] == [Poll(url(1), d, with_parameters=True) for d in BACK_OFF]
    notes = [e.text for done in effects for e in done if isinstance(e, Note)]
    assert [text.split(":")[0] for text in notes] == ["retry 2 of 5", "retry 3 of 5", "retry 4 of 5", "retry 5 of 5"]
    assert fail_of(effects[-1]).kind is ChannelFailure.NETWORK
    assert named in fail_of(effects[-1]).why
    assert channel.phase is Phase.FAILED


def test_a_good_answer_gives_all_tries_back() -> None:
    lost = [ConnectionLost(url(1), "reset")] * 4
    after = [ConnectionLost(url(2), "reset")] * 4
    channel, effects = opened(*lost, good(1, "a"), *after, good(2, "b"))
    assert channel.phase is Phase.OPEN
    assert [only_poll(done).delay for done in effects[5:9]] == list(BACK_OFF)
    assert delivered(effects) == "ab"


@pytest.mark.parametrize("reason", [Reason("Conflict", "PGetReplaced"), Reason("Conflict"), None])
def test_replaced_is_repeated_three_times_and_then_ends(reason: Reason | None) -> None:
    replaced = Refused(url(1), 409, reason)
    _, effects = opened(*[replaced] * 4)
    assert [only_poll(done).delay for done in effects[:3]] == list(REPLACED_BACK_OFF)
    assert all(done[1] == Note("replaced") for done in effects[:3])
    assert fail_of(effects[3]).kind is ChannelFailure.REPLACED


def test_replaced_between_empty_quick_answers_ends_too() -> None:
    inputs: list[Input] = []
    for ack in range(1, 8):
        inputs += [Refused(url(ack), 409, Reason("Conflict", "PGetReplaced")), good(ack, took=0.1)]
    channel, _ = opened(*inputs)
    assert channel.failure is ChannelFailure.REPLACED


def test_replaced_now_and_then_goes_on() -> None:
    inputs: list[Input] = []
    for ack in range(1, 20):
        inputs += [Refused(url(ack), 409, Reason("Conflict", "PGetReplaced")), good(ack, "a", took=0.1)]
    channel, effects = opened(*inputs)
    assert channel.phase is Phase.OPEN
    assert delivered(effects) == "a" * 19


def test_the_application_is_created_again_as_long_as_nothing_was_posted() -> None:
    gone = Refused(url(1), 404, Reason("NotFound", "ApplicationNotFound"))
    other = f"{HOST}/ucwa/oauth/v1/applications/8/events?ack=1"
    first = Answered(other, EventsAnswer(other, None, senders=answer(1, "a").senders), 2.0)
    channel, effects = opened(good(1, "a"), Refused(url(2), 404, gone.reason), Recreated(other), first)
    assert effects[1] == (Recreate(), Note("application gone"))
    assert only_poll(effects[2]) == Poll(other, 0.0, with_parameters=True)
    assert delivered(effects) == "aa"
    assert channel.epoch == 2


def test_after_a_post_a_lost_application_is_the_end() -> None:
    reason = Reason("NotFound", "ApplicationNotFound", "gone")
    _, effects = opened(OperationPosted(), Refused(url(1), 404, reason))
    fail = fail_of(effects[1])
    assert (fail.kind, fail.status, fail.reason) == (ChannelFailure.APPLICATION_GONE, 404, reason)


def test_a_new_application_has_no_post_yet() -> None:
    gone = Reason("NotFound", "ApplicationNotFound")
    _, effects = opened(OperationPosted(), Recreated(url(1)), Refused(url(1), 404, gone))
    assert Recreate() in effects[2]


def test_applications_are_not_created_for_ever() -> None:
    gone = Refused(url(1), 404, Reason("NotFound", "ApplicationNotFound"))
    round_trip: list[Input] = [gone, Recreated(url(1))]
    channel, effects = opened(*round_trip * RECREATIONS, gone)
    assert sum(Recreate() in done for done in effects) == RECREATIONS
    assert channel.failure is ChannelFailure.APPLICATION_GONE


def test_an_empty_answer_between_does_not_excuse_creating_more_applications() -> None:
    gone = Reason("NotFound", "ApplicationNotFound")
    inputs: list[Input] = [good(1, took=0.1), Refused(url(2), 404, gone), Recreated(url(1))]
    _, effects = opened(*inputs * (RECREATIONS + 1))
    assert sum(Recreate() in done for done in effects) == RECREATIONS
    assert any(isinstance(effect, Fail) for done in effects for effect in done)


def test_a_refused_token_is_renewed_once() -> None:
    channel, effects = opened(Refused(url(1), 401), Refused(url(1), 401))
    assert effects[0][:2] == (RenewToken(url(1)), Poll(url(1), 0.0, with_parameters=True))
    assert fail_of(effects[1]).kind is ChannelFailure.REFUSED
    assert channel.phase is Phase.FAILED


def test_a_token_that_worked_may_be_renewed_again() -> None:
    channel, _ = opened(Refused(url(1), 401), good(1), Refused(url(2), 401), good(2))
    assert channel.phase is Phase.OPEN


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, Reason("BadRequest", "ParameterValidationFailure")),
        (403, None),
        (404, Reason("NotFound")),
        (409, Reason("Conflict", "AlreadyExists")),
        (410, None),
        (302, None),
    ],
)
def test_other_refusals_are_final(status: int, reason: Reason | None) -> None:
    _, effects = opened(Refused(url(1), status, reason))
    fail = fail_of(effects[0])
    assert (fail.kind, fail.status, fail.reason) == (ChannelFailure.REFUSED, status, reason)
    assert ("redirect" in fail.why) == (status == 302)


# --- what is ignored, and what comes after the end -----------------------------------------------------------------


@pytest.mark.parametrize(
    "stale",
    [
        good(1, "x"),
        ConnectionLost(url(1), "late"),
        Unreadable(url(1), "late"),
        Refused(url(1), 403),
        Opened(url(9)),
        Reopened(),
    ],
)
def test_what_does_not_belong_to_the_outstanding_request_is_ignored(stale: Input) -> None:
    before, _ = opened(good(1, "a"))
    assert step(before, stale) == (before, ())


FAILED = opened(Refused(url(1), 403))[0]
CLOSED = opened(Closed())[0]


@pytest.mark.parametrize("ended", [FAILED, CLOSED])
@pytest.mark.parametrize(
    "happened",
    [
        Opened(url(1)),
        good(1, "a"),
        ConnectionLost(url(1), "late"),
        Unreadable(url(1), ""),
        Refused(url(1), 401),
        OperationPosted(),
        Closed(),
    ],
)
def test_after_the_end_nothing_has_effects(ended: Channel, happened: Input) -> None:
    assert step(ended, happened)[1] == ()


@pytest.mark.parametrize("ended", [FAILED, CLOSED])
def test_after_the_end_reopening_and_recreation_go_on(ended: Channel) -> None:
    assert step(ended, Reopened())[1] == (Poll(url(1), 0.0, with_parameters=True),)
    assert step(ended, Recreated(url(5)))[1][0] == Poll(url(5), 0.0, with_parameters=True)


def test_reopening_gives_all_tries_back_and_keeps_what_was_delivered() -> None:
    channel, before = opened(good(1, "a"), *[ConnectionLost(url(2), "reset")] * TRIES)
    channel, after = run(Reopened(), ConnectionLost(url(2), "reset"), good(2, "b"), channel=channel)
    assert after[0] == (Poll(url(2)),)
    assert only_poll(after[1]).delay == BACK_OFF[0]
    assert delivered([*before, *after]) == "ab"


def test_reopening_a_lost_application_creates_a_new_one() -> None:
    channel, _ = opened(OperationPosted(), Refused(url(1), 404, Reason("NotFound", "ApplicationNotFound")))
    channel, effects = run(Reopened(), Recreated(url(1)), channel=channel)
    assert effects[0] == (Recreate(),)
    assert channel.phase is Phase.OPEN


def test_a_channel_that_was_never_opened_cannot_be_reopened() -> None:
    assert step(Channel(), Reopened()) == (Channel(), ())


def test_after_a_take_over_the_time_in_between_is_a_gap() -> None:
    taken = replace(CLOSED, phase=Phase.FAILED, failure=ChannelFailure.REPLACED)
    poll, gap = step(taken, Reopened())[1]
    assert poll == Poll(url(1), 0.0, with_parameters=True)
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.REPLACED
