"""The headless job as a table: reports and time in, requests and a verdict out."""

from __future__ import annotations

import pytest

from tests.workbench.builders import (
    HOST,
    INVITATION,
    INVITES,
    MEETING,
    OP_ID,
    accepted,
    arrived,
    channel_failed,
    conversation_event,
    event,
    exchange,
    invitation_event,
    lost,
    posted,
    refused,
    resource,
    signed_in,
    signed_out,
    waiting,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat, RequestPlan
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    ExchangeChanged,
    Failure,
    FailureKind,
    Report,
    RequestFinished,
    SignInFailed,
)
from ucwa_tui.workbench.draft import Draft, new_draft
from ucwa_tui.workbench.join_job import TICK, JoinJob
from ucwa_tui.workbench.join_result import EXIT_CODES, JoinOutcome, JoinResult

DRAFT = new_draft(onlineMeetingUri=MEETING, operationId=OP_ID)


class Bench:
    """A job, a clock, and the requests that it wanted."""

    def __init__(self, draft: Draft = DRAFT, timeout: float = 60.0) -> None:
        self.job = JoinJob(draft, timeout=timeout, channel_timeout=30.0)
        self.now = 1000.0
        self.plans: list[RequestPlan] = []

    def feed(self, *reports: Report) -> Bench:
        """Hand over reports, all at the present time."""
        for report in reports:
            self._sent(self.job.apply(report, self.now))
        return self

    def pass_time(self, seconds: float) -> Bench:
        """Let time pass, then look at the clock."""
        self.now += seconds
        self._sent(self.job.tick(self.now))
        return self

    def joining(self) -> Bench:
        """Signed in, channel open, POST sent."""
        return self.feed(signed_in(), waiting()).pass_time(0.2).feed(posted())

    @property
    def result(self) -> JoinResult:
        """The verdict, which has to be there."""
        assert self.job.result is not None
        return self.job.result

    def _sent(self, plan: RequestPlan | None) -> None:
        if plan is not None:
            self.plans.append(plan)
            self.job.submitted(plan, len(self.plans), self.now)


def test_the_post_waits_for_the_open_channel() -> None:
    bench = Bench()
    bench.feed(signed_in()).pass_time(5.0)
    assert bench.plans == []
    bench.feed(waiting())
    assert bench.plans == []
    bench.pass_time(0.11)
    assert [(p.method, p.href) for p in bench.plans] == [("POST", HOST + INVITES)]
    bench.pass_time(1.0)
    assert len(bench.plans) == 1


def test_a_slow_server_is_given_a_round_trip_to_say_that_the_application_is_gone() -> None:
    bench = Bench()
    bench.feed(signed_in(), ExchangeChanged(exchange(4, elapsed=0.4)), waiting())
    bench.pass_time(0.5)
    assert bench.plans == []
    bench.pass_time(0.15)
    assert len(bench.plans) == 1


def test_an_application_that_is_made_anew_before_the_post_is_joined_from() -> None:
    bench = Bench()
    bench.feed(signed_in(), waiting(), ChannelChanged(ChannelPhase.OPENING), signed_in(recreated=True))
    bench.pass_time(1.0)
    assert bench.plans == []
    bench.feed(waiting()).pass_time(0.2)
    assert len(bench.plans) == 1


def test_nothing_is_posted_while_the_channel_is_lost() -> None:
    bench = Bench()
    bench.feed(signed_in(), waiting(), ChannelChanged(ChannelPhase.RETRYING)).pass_time(3.0)
    assert bench.plans == []
    bench.feed(waiting())
    assert len(bench.plans) == 1


def test_joined() -> None:
    bench = Bench().joining()
    bench.feed(accepted(), arrived(invitation_event(1, "started")))
    assert bench.job.outcome is None
    bench.feed(arrived(invitation_event(2, "completed", "Connected", status="Success")))
    assert bench.result == JoinResult(
        JoinOutcome.JOINED, operation_id=OP_ID, invitation=HOST + INVITATION, state="Connected", http_status=201
    )
    assert bench.result.exit_code == 0


def test_events_before_the_answer_wait_for_it() -> None:
    bench = Bench().joining()
    bench.feed(arrived(invitation_event(1, "completed", "Connected", status="Success")))
    assert bench.job.outcome is None
    bench.feed(accepted())
    assert bench.job.outcome is JoinOutcome.JOINED


@pytest.mark.parametrize(
    ("state", "status", "outcome"),
    [
        ("Connected", "Success", JoinOutcome.JOINED),
        ("Connected", "Succeeded", JoinOutcome.JOINED),
        ("Connected", None, JoinOutcome.JOINED),
        (None, "Success", JoinOutcome.JOINED),
        ("Failed", None, JoinOutcome.FAILED),
        ("Cancelled", None, JoinOutcome.FAILED),
        ("Connected", "Failure", JoinOutcome.FAILED),
        ("Connected", "Bizarre", JoinOutcome.FAILED),
        (None, "Failure", JoinOutcome.FAILED),
    ],
)
def test_how_a_completed_event_counts(state: str | None, status: str | None, outcome: JoinOutcome) -> None:
    bench = Bench().joining().feed(accepted())
    bench.feed(arrived(invitation_event(1, "completed", state, status=status)))
    assert bench.job.outcome is outcome


def test_a_failure_keeps_its_reason() -> None:
    bench = Bench().joining().feed(accepted())
    reason = Reason("Forbidden", "Denied", "Nobody let you in.")
    bench.feed(arrived(invitation_event(1, "completed", "Failed", status="Failure", reason=reason)))
    result = bench.result
    assert (result.code, result.subcode, result.message, result.state) == (
        "Forbidden",
        "Denied",
        "Nobody let you in.",
        "Failed",
    )
    assert result.exit_code == 1


def test_a_failure_without_a_reason_says_at_least_what_the_event_said() -> None:
    bench = Bench().joining().feed(accepted())
    bench.feed(arrived(invitation_event(1, "completed", "Failed", status="Failure")))
    assert bench.result.message == "The invitation completed without success (Failure)."


def test_an_end_that_says_nothing_is_looked_up() -> None:
    bench = Bench().joining().feed(accepted())
    bench.feed(arrived(event(1, "completed", "onlineMeetingInvitation", INVITATION)))
    assert [(p.method, p.href) for p in bench.plans[1:]] == [("GET", HOST + INVITATION)]
    body = resource({"rel": "onlineMeetingInvitation", "state": "Connected", "_links": {"self": {"href": INVITATION}}})
    bench.feed(RequestFinished(2, exchange(9, url=HOST + INVITATION, ticket=2), resource=body))
    assert bench.job.outcome is JoinOutcome.JOINED


def test_an_update_without_completion_counts_after_the_grace_period() -> None:
    bench = Bench().joining().feed(accepted(), arrived(invitation_event(1, "updated", "Connected", at=1000.2)))
    bench.pass_time(1.0)
    assert bench.job.outcome is None
    bench.pass_time(1.5)
    assert bench.job.outcome is JoinOutcome.JOINED


def test_a_refused_post() -> None:
    bench = Bench().joining()
    bench.feed(refused(404, Reason("NotFound", "DestinationNotFound", "No such meeting.")))
    result = bench.result
    assert (result.outcome, result.exit_code) == (JoinOutcome.REFUSED, 3)
    assert (result.http_status, result.code, result.subcode) == (404, "NotFound", "DestinationNotFound")
    assert result.message == "No such meeting."
    assert "no meeting with this URI" in result.meaning
    assert result.way_out


@pytest.mark.parametrize("media_type", ["application/json", "application/xml"])
@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (403, Reason("Forbidden"), "not open to you"),
        (409, Reason("Conflict", "TooManyGroups"), "groups"),
        (409, Reason("Odd", "Odder"), "in no table"),
    ],
)
def test_an_error_without_a_message_is_explained_by_its_code(
    status: int, reason: Reason, said: str, media_type: str
) -> None:
    response = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    result = Bench().joining().feed(refused(status, reason, response=response)).result
    assert result.message == result.meaning
    assert result.message is not None
    assert said in result.message.lower()
    assert "proxy" not in result.message


def test_a_post_refused_by_a_page() -> None:
    page = b"<html><head><title>502 - Bad Gateway</title></head></html>"
    head = b'HTTP/1.1 502 X\r\nContent-Type: text/html; charset=utf-8\r\nX-Ms-diagnostics: 1;reason="r"\r\n'
    bench = Bench().joining()
    bench.feed(refused(502, response=head + b"Content-Length: %d\r\n\r\n" % len(page) + page))
    result = bench.result
    assert (result.exit_code, result.code, result.subcode) == (3, None, None)
    assert result.message is not None
    assert "text/html" in result.message
    assert "502 - Bad Gateway" in result.message
    assert result.diagnostics == '1;reason="r"'


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirected_post_is_refused(status: int) -> None:
    bench = Bench().joining()
    bench.feed(refused(status, response=b"HTTP/1.1 302 X\r\nLocation: https://elsewhere.test/\r\n\r\n"))
    assert bench.job.outcome is JoinOutcome.REFUSED
    assert bench.result.message == "A redirect to https://elsewhere.test/, which is not followed."


def test_a_post_refused_without_a_word_is_still_explained() -> None:
    bench = Bench().joining().feed(refused(403, response=b"HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n"))
    assert bench.result.message
    assert bench.result.code is None


def test_a_post_that_is_not_answered() -> None:
    bench = Bench().joining().feed(lost())
    assert (bench.result.outcome, bench.result.exit_code) == (JoinOutcome.NETWORK, 5)
    assert bench.result.http_status is None
    assert bench.result.message == "the answer broke off"


def test_a_post_that_the_client_will_not_send() -> None:
    assert Bench().joining().feed(lost(FailureKind.REFUSED)).job.outcome is JoinOutcome.SIGN_IN


def test_events_can_tell_the_end_of_a_post_that_was_not_answered() -> None:
    bench = Bench().joining()
    bench.feed(arrived(invitation_event(1, "completed", "Connected", status="Success")), lost())
    assert bench.job.outcome is JoinOutcome.JOINED
    late = Bench().joining().feed(channel_failed(FailureKind.NETWORK))
    late.feed(arrived(invitation_event(1, "completed", "Failed", status="Failure")), lost())
    assert late.job.outcome is JoinOutcome.FAILED


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (FailureKind.NETWORK, 5, 5),
        (FailureKind.REPLACED, 1, 1),
        (FailureKind.APPLICATION_GONE, 4, 1),
        (FailureKind.REFUSED, 4, 5),
        (FailureKind.SIGN_IN, 4, 4),
    ],
)
def test_a_channel_that_fails(kind: FailureKind, before: int, after: int) -> None:
    early = Bench().feed(signed_in(), waiting(), channel_failed(kind))
    assert early.result.exit_code == before
    assert early.plans == []
    late = Bench().joining().feed(accepted(), channel_failed(kind))
    assert late.result.exit_code == after
    assert late.result.http_status == 201


@pytest.mark.parametrize(("status", "exit_code"), [(401, 4), (302, 5), (403, 5), (None, 5)])
def test_a_channel_that_is_refused_after_the_post(status: int | None, exit_code: int) -> None:
    failure = Failure(FailureKind.REFUSED, f"event channel: HTTP {status}", status=status)
    bench = Bench().joining().feed(accepted(), ChannelChanged(ChannelPhase.FAILED, failure=failure))
    assert (bench.result.exit_code, bench.result.http_status) == (exit_code, 201)
    assert bench.result.message == f"event channel: HTTP {status}"


def test_an_application_that_is_gone_is_named() -> None:
    reason = Reason("NotFound", "ApplicationNotFound", "Gone.")
    bench = Bench().joining().feed(accepted(), channel_failed(FailureKind.APPLICATION_GONE, reason))
    assert (bench.result.exit_code, bench.result.subcode) == (1, "ApplicationNotFound")


def test_a_channel_that_fails_while_the_post_is_out_waits_for_its_answer() -> None:
    bench = Bench().joining().feed(channel_failed(FailureKind.NETWORK))
    assert bench.job.outcome is None
    assert bench.feed(refused(409, Reason("Conflict"))).job.outcome is JoinOutcome.REFUSED
    other = Bench().joining().feed(channel_failed(FailureKind.NETWORK), accepted())
    assert other.job.outcome is JoinOutcome.NETWORK


def test_a_channel_that_recovers_is_no_failure() -> None:
    bench = Bench().joining().feed(channel_failed(FailureKind.NETWORK), waiting(), accepted())
    assert bench.job.outcome is None


@pytest.mark.parametrize(
    ("kind", "code"), [(FailureKind.SIGN_IN, 4), (FailureKind.NETWORK, 5), (FailureKind.REFUSED, 4)]
)
def test_sign_in_that_fails(kind: FailureKind, code: int) -> None:
    failure = Failure(kind, "token: wrong password", "Check it.", diagnostics="28020")
    bench = Bench().feed(SignInFailed(failure))
    assert bench.result.exit_code == code
    assert (bench.result.message, bench.result.diagnostics) == ("token: wrong password", "28020")
    assert bench.result.operation_id == OP_ID


def test_a_missing_link_is_a_failed_sign_in() -> None:
    bench = Bench().feed(signed_in(join=False), waiting()).pass_time(0.2)
    assert bench.result.exit_code == 4
    assert bench.result.message is not None
    assert "joinOnlineMeeting" in bench.result.message
    assert bench.plans == []


def test_a_channel_that_never_opens() -> None:
    bench = Bench().feed(signed_in()).pass_time(29.0)
    assert bench.job.outcome is None
    assert bench.pass_time(2.0).result.exit_code == 5


def test_not_in_time_says_where_it_stood() -> None:
    bench = Bench(timeout=10.0).joining()
    bench.feed(accepted(), arrived(invitation_event(1, "started"), conversation_event(2, "updated", "InLobby")))
    bench.pass_time(9.7)
    assert bench.job.outcome is None
    bench.pass_time(0.4)
    result = bench.result
    assert (result.exit_code, result.state, result.http_status) == (6, "Connecting", 201)
    assert result.message == "Not completed within 10 s: the invitation is Connecting, the conversation InLobby."
    assert "lobby" in result.way_out


def test_the_time_begins_with_the_post() -> None:
    bench = Bench(timeout=5.0).feed(signed_in()).pass_time(20.0).feed(waiting()).pass_time(0.2).feed(posted())
    bench.pass_time(4.9)
    assert bench.job.outcome is None
    assert bench.pass_time(0.2).result.exit_code == 6


def test_not_in_time_without_an_answer() -> None:
    bench = Bench(timeout=5.0).joining().pass_time(6.0)
    assert bench.result.message == "Not completed within 5 s: the POST has not been answered."


@pytest.mark.parametrize(
    ("reports", "said"), [((), "before the request was sent"), ((posted(),), "the POST has not been answered")]
)
def test_interrupted(reports: tuple[Report, ...], said: str) -> None:
    bench = Bench().joining() if reports else Bench()
    bench.feed(*reports).job.interrupt()
    assert bench.result.exit_code == 130
    assert bench.result.message is not None
    assert said in bench.result.message


def test_a_verdict_stands() -> None:
    bench = Bench().joining().feed(refused(404))
    bench.job.interrupt()
    bench.feed(channel_failed(FailureKind.NETWORK), signed_out()).pass_time(100.0)
    assert bench.job.outcome is JoinOutcome.REFUSED


def test_what_cannot_be_written_is_invalid() -> None:
    draft = DRAFT.with_value("subject", "\x01").with_format(PayloadFormat.XML)
    bench = Bench(draft).feed(signed_in(), waiting()).pass_time(0.2)
    assert bench.result.exit_code == 2


def test_waiting_never_spins() -> None:
    bench = Bench(timeout=1.0)
    assert bench.job.wait(bench.now) == TICK
    bench.feed(signed_in(), waiting())
    assert bench.job.wait(bench.now) == pytest.approx(0.1)
    bench.feed(ChannelChanged(ChannelPhase.RETRYING))
    assert bench.job.wait(bench.now + 5.0) == TICK
    bench.feed(waiting()).pass_time(0.2)
    assert bench.job.wait(bench.now + 0.95) == pytest.approx(0.05)


def test_every_outcome_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(JoinOutcome)
    assert sorted(set(EXIT_CODES.values())) == [0, 1, 2, 3, 4, 5, 6, 130]


def test_a_channel_that_does_not_open_in_time_names_its_trouble() -> None:
    troubled = ChannelChanged(ChannelPhase.RETRYING, trouble="HTTP 503")
    bench = Bench().feed(signed_in(), troubled).pass_time(30.0)
    assert (bench.result.exit_code, bench.result.message) == (
        5,
        "The event channel could not be opened in time: HTTP 503",
    )
