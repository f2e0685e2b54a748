"""Signing in and staying, as a table of reports and times."""

from __future__ import annotations

import pytest

from tests.workbench.builders import signed_in, waiting
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, Failure, FailureKind, SignInFailed
from ucwa_tui.workbench.join_result import JoinOutcome
from ucwa_tui.workbench.stay_job import StayJob


def ended(job: StayJob) -> bool:
    return job.result is not None


def test_the_time_runs_from_the_open_channel() -> None:
    job = StayJob(5.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 12.0)
    assert job.wait(12.0) == 5.0
    job.tick(16.9)
    assert not ended(job)
    job.apply(waiting(2), 17.0)
    assert job.result is not None
    assert (job.result.outcome, job.result.exit_code) == (JoinOutcome.DONE, 0)


def test_without_a_time_it_stays() -> None:
    job = StayJob(None)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 12.0)
    job.tick(1e9)
    assert not ended(job)
    job.interrupt()
    assert job.result is not None
    assert job.result.exit_code == 130


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FailureKind.NETWORK, 5),
        (FailureKind.REPLACED, 1),
        (FailureKind.SIGN_IN, 4),
        (FailureKind.APPLICATION_GONE, 4),
        (FailureKind.REFUSED, 4),
    ],
)
def test_failures_end_it(kind: FailureKind, code: int) -> None:
    failure = Failure(kind, "so it is", "Do something.")
    job = StayJob(None)
    job.apply(SignInFailed(failure), 1.0)
    assert job.result is not None
    assert (job.result.exit_code, job.result.message) == (code, "so it is")
    later = StayJob(None)
    later.apply(signed_in(), 1.0)
    later.apply(waiting(), 1.0)
    later.apply(ChannelChanged(ChannelPhase.FAILED, failure=failure), 2.0)
    assert later.result is not None
    assert later.result.exit_code == code
    later.interrupt()
    assert later.result.exit_code == code


def test_a_channel_that_never_opens_is_a_network_failure() -> None:
    job = StayJob(None, channel_timeout=3.0)
    job.apply(signed_in(), 10.0)
    job.tick(12.9)
    assert not ended(job)
    job.tick(13.0)
    assert job.result is not None
    assert job.result.exit_code == 5


def trouble(phase: ChannelPhase = ChannelPhase.RETRYING, why: str = "HTTP 500") -> ChannelChanged:
    return ChannelChanged(phase, trouble=why)


def test_with_a_hold_the_channel_is_open_when_a_p_get_has_been_held_for_so_long() -> None:
    job = StayJob(0.0, hold=1.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.5)
    job.tick(11.4)
    assert (job.open_since, ended(job)) == (None, False)
    job.tick(11.5)
    assert job.result is not None
    assert (job.open_since, job.result.outcome) == (11.5, JoinOutcome.DONE)


def test_with_a_hold_a_good_answer_opens_it_at_once() -> None:
    job = StayJob(0.0, hold=1.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.1)
    job.apply(ChannelChanged(ChannelPhase.WAITING, 2, answered=True), 10.2)
    assert job.result is not None
    assert job.result.outcome is JoinOutcome.DONE


def test_with_a_hold_a_p_get_has_to_be_held_for_longer_than_the_one_that_went_wrong() -> None:
    job = StayJob(0.0, hold=1.0, channel_timeout=9.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.0)
    job.apply(trouble(), 10.9)
    job.apply(trouble(ChannelPhase.WAITING), 12.0)
    job.tick(13.5)
    assert not ended(job)
    job.tick(14.0)
    assert job.result is not None
    assert job.result.outcome is JoinOutcome.DONE


def test_a_channel_that_has_not_opened_in_time_names_its_trouble() -> None:
    job = StayJob(0.0, hold=1.0, channel_timeout=3.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.0)
    job.apply(trouble(), 10.1)
    job.tick(13.0)
    assert job.result is not None
    assert (job.result.exit_code, job.result.message) == (
        5,
        "The event channel could not be opened in time: HTTP 500",
    )


@pytest.mark.parametrize("phase", [ChannelPhase.RETRYING, ChannelPhase.WAITING])
def test_trouble_when_the_time_is_over_is_a_failure(phase: ChannelPhase) -> None:
    job = StayJob(5.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.0)
    job.apply(trouble(phase), 14.5)
    job.tick(15.0)
    assert job.result is not None
    assert job.result.exit_code == 5
    assert "HTTP 500" in (job.result.message or "")


@pytest.mark.parametrize("recovered", [trouble(ChannelPhase.WAITING), waiting(2)])
def test_trouble_that_is_over_before_the_time_is_none(recovered: ChannelChanged) -> None:
    job = StayJob(5.0)
    job.apply(signed_in(), 10.0)
    job.apply(waiting(), 10.0)
    job.apply(trouble(), 10.1)
    job.apply(recovered, 11.0)
    job.tick(15.0)
    assert job.result is not None
    assert job.result.outcome is JoinOutcome.DONE
