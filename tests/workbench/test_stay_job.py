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
