"""The event channel's rules for staying connected, and what both tempers do about proxies, sleep and throttling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.protocol.test_channel import HOST, answer, delivered, fail_of, good, href, only_poll, run, url
from ucwa_tui.protocol.channel import step
from ucwa_tui.protocol.channel_effect import (
    ChannelFailure,
    Effect,
    Fail,
    Gap,
    GapKind,
    Note,
    Poll,
    Recreate,
    RenewToken,
)
from ucwa_tui.protocol.channel_input import (
    Answered,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Recreated,
    RecreationLost,
    Refused,
    Reopened,
    Slept,
    Unreadable,
)
from ucwa_tui.protocol.channel_patience import CEILING, CUT_DELAY, GIVE_UP_AFTER, RECREATIONS, Temper, duration
from ucwa_tui.protocol.channel_state import Channel, Phase
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.reason import Reason

Effects = list[tuple[Effect, ...]]
Opening = Callable[..., tuple[Channel, Effects]]
REPLACED = Reason("Conflict", "PGetReplaced")
GONE = Reason("NotFound", "ApplicationNotFound")
NEW = f"{HOST}/ucwa/oauth/v1/applications/8/events?ack=1"


def steady(*inputs: Input) -> tuple[Channel, Effects]:
    channel, effects = run(Opened(url(1), Temper.STEADY), *inputs)
    return channel, effects[1:]


def brief(*inputs: Input) -> tuple[Channel, Effects]:
    channel, effects = run(Opened(url(1)), *inputs)
    return channel, effects[1:]


def notes(effects: Effects) -> list[str]:
    return [effect.text for done in effects for effect in done if isinstance(effect, Note)]


def gaps(effects: Effects) -> list[GapKind]:
    return [effect.kind for done in effects for effect in done if isinstance(effect, Gap)]


def lost(ack: int = 1, took: float = 0.0) -> ConnectionLost:
    return ConnectionLost(url(ack), "reset by peer", took)


# --- lost answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        lost(),
        Unreadable(url(1), "HTML"),
        Refused(url(1), 500),
        Refused(url(1), 503),
        Refused(url(1), 429),
        Refused(url(1), 408),
    ],
)
def test_a_lost_answer_is_asked_for_again_with_a_growing_delay_up_to_a_ceiling(fault: Input) -> None:
    channel, effects = steady(*[fault] * 9)
    assert [only_poll(done).delay for done in effects] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert {only_poll(done).url for done in effects} == {url(1)}
    assert notes(effects)[2].startswith("retry 3, next in 2 s: ")
    assert channel.phase is Phase.OPEN


def test_a_good_answer_begins_anew() -> None:
    _, effects = steady(*[lost()] * 5, good(1, "a"), *[lost(2)] * 2)
    assert [only_poll(done).delay for done in effects[6:]] == [0.5, 1.0]


def test_it_gives_up_when_the_server_must_have_ended_the_application() -> None:
    channel, effects = steady(*[lost(took=1.0)] * 40)
    ended = next(index for index, done in enumerate(effects) if any(isinstance(e, Fail) for e in done))
    waited = sum(only_poll(done).delay + 1.0 for done in effects[:ended])
    assert GIVE_UP_AFTER <= waited + 1.0 <= GIVE_UP_AFTER + CEILING + 1.0
    fail = fail_of(effects[ended])
    assert fail.kind is ChannelFailure.NETWORK
    assert "reset by peer" in fail.why
    assert "no good answer for 15 min" in fail.why
    assert step(channel, Reopened())[1] == (Poll(url(1), 0.0, with_parameters=True),)


def test_the_time_that_the_requests_took_counts() -> None:
    _, effects = steady(*[lost(took=400.0)] * 3)
    assert [any(isinstance(e, Fail) for e in done) for done in effects] == [False, False, True]


def test_trouble_now_and_then_is_survived_for_ever() -> None:
    inputs: list[Input] = []
    for ack in range(1, 60):
        inputs += [*[lost(ack, 8.0)] * 6, good(ack, "a")]
    channel, effects = steady(*inputs)
    assert channel.phase is Phase.OPEN
    assert delivered(effects) == "a" * 59


# --- Retry-After ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("temper", "asked", "waited"),
    [
        (Temper.STEADY, None, 0.5),
        (Temper.STEADY, 0.0, 0.5),
        (Temper.STEADY, 7.0, 7.0),
        (Temper.STEADY, 1e9, 300.0),
        (Temper.BRIEF, 7.0, 7.0),
        (Temper.BRIEF, 120.0, 10.0),
        (Temper.BRIEF, 0.1, 0.5),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_what_the_server_asks_for_is_honoured_within_bounds(
    temper: Temper, asked: float | None, waited: float, status: int
) -> None:
    _, effects = run(Opened(url(1), temper), Refused(url(1), status, None, 0.1, asked))
    assert only_poll(effects[1]).delay == waited


def test_retry_after_never_shortens_the_back_off() -> None:
    _, effects = steady(*[lost()] * 6, Refused(url(1), 503, None, 0.1, 2.0))
    assert only_poll(effects[6]).delay == 30.0


# --- what lies between ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [brief, steady])
@pytest.mark.parametrize(
    "cut",
    [
        ConnectionLost(url(1), "closed", 60.1, 60.0),
        ConnectionLost(url(1), "no answer within 210 s", 210.1, 210.0),
        Refused(url(1), 504, None, 60.1, None, 60.0),
        Refused(url(1), 502, None, 60.1, None, 60.0),
    ],
)
def test_a_request_that_was_cut_while_it_was_held_is_no_trouble(opened: Opening, cut: Input) -> None:
    channel, effects = opened(*[cut] * 50)
    assert {only_poll(done).delay for done in effects} == {CUT_DELAY}
    assert "a proxy in between?" in notes(effects)[0]
    assert notes(effects)[0].startswith(f"cut after {cut.held:.0f} s")  # type: ignore[union-attr]  # both have it
    assert channel.phase is Phase.OPEN


@pytest.mark.parametrize(
    "trouble",
    [
        ConnectionLost(url(1), "no connection", 30.0, 0.0),
        Refused(url(1), 500, None, 60.0, None, 60.0),
        Refused(url(1), 504, None, 1.0, None, 1.0),
        Refused(url(1), 504, None, 60.0, 20.0, 60.0),
    ],
)
def test_what_is_no_cut_counts(trouble: Input) -> None:
    channel, _ = brief(*[trouble] * 5)
    assert channel.failure is ChannelFailure.NETWORK


def test_sleep_is_a_gap_and_costs_no_time() -> None:
    channel, effects = steady(good(1, "a"), Slept(url(2), 4000.0))
    poll, note, gap = effects[1]
    assert poll == Poll(url(2))
    assert note == Note("slept for 67 min")
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.SLEPT
    assert "67 min" in gap.why
    assert "has probably ended the application" in gap.why
    assert channel.phase is Phase.OPEN


def test_a_nap_does_not_end_the_application() -> None:
    _, effects = brief(Slept(url(1), 45.0))
    assert [e.why for e in effects[0] if isinstance(e, Gap)] == ["the computer slept for 45 s"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (119.4, "119 s"), (120, "2 min"), (900, "15 min"), (7200, "2 h"), (7500, "2 h 5 min")],
)
def test_lengths_of_time_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


# --- somebody else -------------------------------------------------------------------------------------------------


def test_replaced_by_somebody_else_ends_it_at_once() -> None:
    channel, effects = steady(good(1, "a"), Refused(url(2), 409, REPLACED))
    fail = fail_of(effects[1])
    assert fail.kind is ChannelFailure.REPLACED
    assert "another P-GET has taken the event channel" in fail.why
    assert channel.url == url(2)


@pytest.mark.parametrize(
    "before",
    [
        lost(2),
        Refused(url(2), 503),
        ConnectionLost(url(2), "closed", 61.0, 61.0),
        Slept(url(2), 100.0),
    ],
)
def test_replaced_once_after_a_loss_may_be_our_own_doing(before: Input) -> None:
    channel, effects = steady(good(1), before, Refused(url(2), 409, REPLACED), good(2, "b"))
    assert channel.phase is Phase.OPEN
    assert delivered(effects) == "b"
    channel, _ = steady(good(1), before, Refused(url(2), 409, REPLACED), Refused(url(2), 409, REPLACED))
    assert channel.failure is ChannelFailure.REPLACED


def test_a_loss_before_the_last_good_answer_excuses_nothing() -> None:
    channel, _ = steady(lost(), good(1, "a"), Refused(url(2), 409, REPLACED))
    assert channel.failure is ChannelFailure.REPLACED


def test_taking_over_asks_at_the_same_url_and_stops_when_replaced_again() -> None:
    channel, _ = steady(good(1, "a"), lost(2), Refused(url(2), 409, REPLACED), Refused(url(2), 409, REPLACED))
    channel, effects = run(Reopened(), Refused(url(2), 409, REPLACED), channel=channel)
    assert effects[0][:1] == (Poll(url(2)),)
    assert gaps(effects) == [GapKind.REPLACED]
    assert fail_of(effects[1]).kind is ChannelFailure.REPLACED
    channel, effects = run(Reopened(), good(2, "b"), channel=channel)
    assert delivered(effects) == "b"
    assert channel.phase is Phase.OPEN


# --- tokens ---------------------------------------------------------------------------------------------------------


def test_a_new_token_that_is_refused_is_the_end() -> None:
    channel, _ = steady(Refused(url(1), 401), Refused(url(1), 401))
    assert channel.failure is ChannelFailure.REFUSED


@pytest.mark.parametrize("between", [lost(), ConnectionLost(url(1), "closed", 61.0, 61.0), Slept(url(1), 4000.0)])
def test_a_token_may_run_out_again_in_a_long_outage(between: Input) -> None:
    channel, _ = steady(Refused(url(1), 401), between, Refused(url(1), 401), good(1))
    assert channel.phase is Phase.OPEN


# --- somebody in between answers -----------------------------------------------------------------------------------

PAGE = "text/html"


@pytest.mark.parametrize("opened", [brief, steady])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 407, 409, 410, 418])
def test_a_page_of_a_proxy_says_nothing_about_the_application(opened: Opening, status: int) -> None:
    page = Refused(url(2), status, foreign=PAGE)
    channel, effects = opened(OperationPosted(), good(1, "a"), page, page, good(2, "b"))
    assert [only_poll(e).delay for e in effects[2:4]] == [0.5, 1.0]
    assert not [e for step in effects for e in step if isinstance(e, Recreate | Fail | RenewToken)]
    assert delivered(effects) == "ab"
    assert channel.trouble == ""


@pytest.mark.parametrize("opened", [brief, steady])
def test_a_page_that_stays_ends_the_channel_naming_who_has_answered(opened: Opening) -> None:
    _, effects = opened(*[Refused(url(1), 404, took=1.0, foreign=PAGE)] * 60)
    (fail,) = [e for step in effects for e in step if isinstance(e, Fail)]
    assert (fail.kind, fail.status) == (ChannelFailure.NETWORK, 404)
    assert fail.why.startswith("HTTP 404 text/html: a proxy or the web server has answered (")


def test_diagnostics_are_part_of_the_cause() -> None:
    told = Refused(url(1), 401, diagnostics="28077: Token revoked by admin (fe1)")
    _, effects = brief(told, told)
    (fail,) = [e for e in effects[-1] if isinstance(e, Fail)]
    assert fail.why == "HTTP 401: 28077: Token revoked by admin (fe1), again with a new token"


# --- trouble that is told -----------------------------------------------------------------------------------------


def test_trouble_is_known_until_an_answer_is_good() -> None:
    channel, _ = steady(Refused(url(1), 503))
    assert (channel.answered, channel.trouble) == (False, "HTTP 503")
    channel, _ = run(good(1), channel=channel)
    assert (channel.answered, channel.trouble) == (True, "")
    channel, _ = run(ConnectionLost(url(2), "reset"), Reopened(), channel=channel)
    assert channel.trouble == "reset"


def test_a_channel_is_known_to_be_taken_until_it_is_taken_back() -> None:
    channel, _ = steady(good(1), Refused(url(2), 409, REPLACED))
    assert channel.is_taken
    channel, _ = run(Reopened(), channel=channel)
    assert not channel.is_taken
    channel, _ = brief(Refused(url(1), 409, REPLACED))
    assert channel.is_taken  # also between its tries
    channel, _ = run(good(1), channel=channel)
    assert not channel.is_taken
    channel, _ = steady(lost(), Refused(url(1), 409, REPLACED))
    assert not channel.is_taken  # its own lost request


# --- the application is gone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "may_live"),
    [
        (404, GONE, False),
        (404, None, True),
        (404, Reason("NotFound"), True),
        (404, Reason("NotFound", "SomethingNew"), True),
        (410, Reason("Gone", "InactiveApplicationExpired"), False),
        (410, Reason("Gone", "ApplicationNotFound"), False),
        (410, None, True),
    ],
)
def test_an_application_that_is_gone_is_created_again_whatever_was_posted(
    status: int, reason: Reason | None, may_live: bool
) -> None:
    first = Answered(NEW, EventsAnswer(NEW, None, senders=answer(1, "b").senders), 2.0)
    gone = Refused(url(2), status, reason)
    channel, effects = steady(OperationPosted(), good(1, "a"), gone, Recreated(NEW), first)
    assert effects[2] == (Recreate(old_may_live=may_live), Note("application gone"))
    assert only_poll(effects[3]) == Poll(NEW, 0.0, with_parameters=True)
    assert gaps(effects)[0] is GapKind.RECREATED
    assert delivered(effects) == "ab"
    assert (channel.temper, channel.gone) == (Temper.STEADY, "")


def test_the_gap_says_what_the_server_said() -> None:
    _, effects = steady(Refused(url(1), 404, GONE), Recreated(NEW))
    assert ["ApplicationNotFound" in e.why for e in effects[1] if isinstance(e, Gap)] == [True]


@pytest.mark.parametrize("opened", [brief, steady])
@pytest.mark.parametrize("subcode", ["TooManyApplications", "UserAgentNotAllowed"])
def test_an_application_that_was_sent_away_is_for_the_user_to_create_again(opened: Opening, subcode: str) -> None:
    channel, effects = opened(Refused(url(1), 410, Reason("Gone", subcode)))
    fail = fail_of(effects[0])
    assert (fail.kind, fail.status) == (ChannelFailure.APPLICATION_GONE, 410)
    assert subcode in fail.why
    assert step(channel, Reopened())[1] == (Recreate(),)


@pytest.mark.parametrize("opened", [brief, steady])
def test_an_api_version_that_is_not_there_is_no_lost_application(opened: Opening) -> None:
    _, effects = opened(Refused(url(1), 404, Reason("NotFound", "APIVersionNotSupported")))
    assert fail_of(effects[0]).kind is ChannelFailure.REFUSED


def test_an_expired_application_is_created_again_by_a_brief_channel_too() -> None:
    _, effects = brief(Refused(url(1), 410, Reason("Gone", "InactiveApplicationExpired")))
    assert Recreate() in effects[0]


def test_creating_again_in_a_row_slows_down_and_ends() -> None:
    inputs: list[Input] = [Refused(url(1), 404, GONE), Recreated(url(1))] * (RECREATIONS + 1)
    _, effects = steady(*inputs)
    created = [e.delay for done in effects for e in done if isinstance(e, Recreate)]
    assert created == [0.0, 0.5, 1.0]
    fail = next(e for done in effects for e in done if isinstance(e, Fail))
    assert fail.kind is ChannelFailure.APPLICATION_GONE
    assert "3 times in a row" in fail.why


def test_progress_between_lets_it_create_again_for_ever() -> None:
    inputs: list[Input] = [good(1, "a"), Refused(url(2), 404, GONE), Recreated(url(1))] * 20
    channel, effects = steady(*inputs)
    assert channel.phase is Phase.OPEN
    assert delivered(effects) == "a" * 20


def test_a_creation_that_is_lost_is_tried_again_with_back_off() -> None:
    gone = Refused(url(1), 404, GONE)
    trouble = RecreationLost("no connection", 1.0)
    channel, effects = steady(gone, trouble, trouble, trouble, Recreated(NEW))
    assert [e.delay for done in effects for e in done if isinstance(e, Recreate)] == [0.0, 0.5, 1.0, 2.0]
    assert notes(effects)[1] == "retry 1, next in 0.5 s: no connection"
    assert channel.phase is Phase.OPEN


def test_a_creation_that_stays_lost_ends_and_can_be_asked_for_again() -> None:
    channel, effects = steady(Refused(url(1), 404, GONE), *[RecreationLost("no connection", 20.0)] * 60)
    fail = next(e for done in effects for e in done if isinstance(e, Fail))
    assert fail.kind is ChannelFailure.NETWORK
    assert "no connection" in fail.why
    assert step(channel, Reopened())[1] == (Recreate(),)


def test_a_creation_can_only_be_lost_while_there_is_one() -> None:
    channel, _ = steady(good(1))
    assert step(channel, RecreationLost("late")) == (channel, ())


# --- gaps ----------------------------------------------------------------------------------------------------------


def test_resync_and_resume_are_gaps_told_once_for_each_stretch() -> None:
    resync = Answered(url(2), answer(2, resync=2), 0.1)
    resume = Answered(url(2), answer(2, resume=1), 0.1)
    _, effects = steady(good(1, "a"), resync, resync, resync, resume)
    assert gaps(effects) == [GapKind.RESYNC, GapKind.RESUME]
    _, effects = steady(good(1, "a"), resync, good(2, "b"), Answered(url(3), answer(3, resync=3), 0.1))
    assert gaps(effects) == [GapKind.RESYNC, GapKind.RESYNC]


def test_a_gap_comes_after_the_events_of_its_answer() -> None:
    _, effects = steady(Answered(url(1), answer(1, "a", resume=1), 0.1))
    assert [type(e).__name__ for e in effects[0]] == ["Poll", "Deliver", "Gap", "Note"]


def test_a_repeated_package_is_no_gap() -> None:
    _, effects = steady(good(1, "a"), lost(2), good(2, "b"))
    assert gaps(effects) == []


def test_the_parameters_go_out_again_after_resume_and_in_a_new_application() -> None:
    resumed = HOST + href(1) + "&key=2"
    _, effects = steady(
        good(1), Answered(url(2), answer(2, resume=1), 0.1), ConnectionLost(resumed, "x"), Refused(resumed, 404, GONE)
    )
    assert [only_poll(done).with_parameters for done in effects[:3]] == [False, True, True]
    _, effects = steady(good(1), Refused(url(2), 404, GONE), Recreated(NEW))
    assert only_poll(effects[2]).with_parameters
