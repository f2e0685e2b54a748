"""The session: a store that reports change, nothing else."""

from __future__ import annotations

from tests.workbench.builders import (
    APP_URL,
    HOST,
    INVITATION,
    OP_ID,
    accepted,
    arrived,
    channel_failed,
    conversation_event,
    event,
    exchange,
    invitation,
    invitation_event,
    post,
    posted,
    refused,
    resource,
    signed_in,
    signed_out,
    waiting,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import (
    ChannelGap,
    ExchangeChanged,
    Failure,
    FailureKind,
    RequestFinished,
    SignInFailed,
    StepChanged,
)
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome
from ucwa_tui.workbench.state import MAX_GAPS, Session


def in_meeting() -> Session:
    """A session whose POST is on its way."""
    session = Session()
    for report in (signed_in(), waiting(), posted()):
        session.apply(report)
    return session


def current(session: Session) -> InvitationView:
    """The newest operation, which has to be there."""
    assert session.current is not None
    return session.current


def test_each_report_makes_a_new_version() -> None:
    session = Session()
    versions = [session.version]
    for report in (StepChanged("root", "started"), signed_in(), waiting(), signed_out()):
        session.apply(report)
        versions.append(session.version)
    assert versions == [0, 1, 2, 3, 4]


def test_signing_in_gives_links_and_clears_an_old_failure() -> None:
    session = Session()
    session.apply(SignInFailed(Failure(FailureKind.SIGN_IN, "no")))
    failures = [session.failure]
    session.apply(signed_in())
    failures.append(session.failure)
    assert failures == [Failure(FailureKind.SIGN_IN, "no"), None]
    assert session.base_url == APP_URL
    assert [link.holder for link in session.find_link("joinOnlineMeeting")] == ["communication"]


def test_an_application_made_anew_forgets_the_old_links() -> None:
    session = Session()
    session.apply(signed_in())
    session.apply(arrived(conversation_event(1, "added", "Conferenced")))
    assert session.resources.of_rel("conversation")
    session.apply(signed_in(join=False, recreated=True))
    assert session.find_link("joinOnlineMeeting") == []
    assert session.resources.of_rel("conversation") == []


def test_an_application_made_anew_ends_what_was_under_way_in_the_old_one() -> None:
    session = in_meeting()
    session.apply(accepted())
    session.apply(arrived(invitation_event(1, "started"), conversation_event(2, "added", "Connecting")))
    assert current(session).outcome is Outcome.RUNNING
    session.apply(signed_in(recreated=True))
    ended = current(session)
    assert (ended.outcome, ended.state, ended.conversation_state) == (Outcome.FAILED, "Failed", "Deleted")
    assert ended.reason is not None
    assert "re-created" in (ended.reason.message or "")
    assert "lost" in [entry.label for entry in ended.timeline]


def test_a_post_that_is_answered_after_its_application_was_lost_stays_lost() -> None:
    session = in_meeting()
    session.apply(signed_in(recreated=True))
    assert current(session).outcome is Outcome.FAILED
    session.apply(accepted())
    assert current(session).outcome is Outcome.FAILED


def test_an_application_made_anew_leaves_the_outcome_of_what_had_ended() -> None:
    session = in_meeting()
    session.apply(accepted())
    session.apply(arrived(invitation_event(1, "completed", "Connected")))
    session.apply(signed_in(recreated=True))
    assert (current(session).outcome, current(session).reason) == (Outcome.SUCCEEDED, None)


def test_gaps_are_kept_in_order() -> None:
    session = Session()
    gaps = [ChannelGap(5.0, "resync", "lost our place", 3), ChannelGap(9.0, "slept", "asleep", 4)]
    for gap in gaps:
        session.apply(gap)
    assert session.gaps == gaps
    for number in range(MAX_GAPS):
        session.apply(ChannelGap(float(number), "resync", "again", number))
    assert len(session.gaps) == MAX_GAPS


def test_signing_out_ends_it() -> None:
    session = Session()
    session.apply(signed_in())
    session.apply(signed_out())
    assert session.signed_in is None
    assert session.signed_out is not None


def test_a_failed_channel_is_a_failure_until_it_waits_again() -> None:
    session = Session()
    failed = channel_failed(FailureKind.NETWORK)
    session.apply(failed)
    failures = [session.failure]
    session.apply(waiting())
    failures.append(session.failure)
    assert failures == [failed.failure, None]
    assert session.channel == waiting()


def test_exchanges_are_found_by_number() -> None:
    session = Session()
    session.apply(ExchangeChanged(exchange(1, state=ExchangeState.RUNNING, status=None)))
    session.apply(ExchangeChanged(exchange(1)))
    found = session.exchange(1)
    assert found is not None
    assert found.status == 200
    assert len(session.exchanges) == 1


def test_a_join_from_the_post_to_the_end() -> None:
    session = in_meeting()
    assert current(session).outcome is Outcome.POSTING
    session.apply(accepted())
    assert current(session).outcome is Outcome.RUNNING
    assert current(session).href == HOST + INVITATION
    session.apply(arrived(invitation_event(1, "started"), conversation_event(2, "added", "InLobby")))
    assert current(session).state == "Connecting"
    assert current(session).conversation_state == "InLobby"
    session.apply(arrived(invitation_event(3, "completed", "Connected", status="Success", at=1004.0)))
    done = current(session)
    assert done.outcome is Outcome.SUCCEEDED
    assert (done.state, done.status, done.http_status) == ("Connected", "Success", 201)
    assert done.finished_at == 1004.0
    labels = [entry.label for entry in done.timeline]
    assert labels == ["POST", "201", "started", "conversation", "completed"]
    assert done.timeline[-1].since_post == 4.0


def test_events_that_overtake_the_answer_are_its_own() -> None:
    session = in_meeting()
    started = invitation_event(1, "started")
    session.apply(arrived(started))
    assert session.owns(started) == current(session)
    session.apply(accepted())
    assert current(session).event_seqs == frozenset({1})


def test_without_an_operation_id_the_location_tells() -> None:
    session = Session()
    for report in (signed_in(), waiting(), posted(operation_id=None)):
        session.apply(report)
    started = invitation_event(1, "started", operation_id=None)
    session.apply(arrived(started))
    assert session.owns(started) is None
    session.apply(accepted())
    assert session.owns(started) is not None


def test_other_peoples_events_are_not_ours_but_the_conversation_is_our_doing() -> None:
    session = in_meeting()
    session.apply(accepted())
    ours, talk, other = (
        invitation_event(1, "started"),
        conversation_event(2, "added", "Conferenced"),
        event(3, "updated", "presence", "/me/presence"),
    )
    session.apply(arrived(ours, talk, other))
    assert session.owns(ours) is not None
    assert session.owns(talk) is None
    assert session.caused(talk) is not None
    assert session.owns(other) is None
    assert session.caused(other) is None


def test_a_refused_post_is_refused_with_its_reason() -> None:
    session = in_meeting()
    session.apply(refused(404, Reason("NotFound", "DestinationNotFound")))
    assert current(session).outcome is Outcome.REFUSED
    assert current(session).reason == Reason("NotFound", "DestinationNotFound")
    assert current(session).http_status == 404


def test_a_post_repeated_after_a_401_is_one_operation() -> None:
    session = in_meeting()
    session.apply(ExchangeChanged(post(5, 1, status=401)))
    session.apply(posted(n=8))
    assert len(session.invitations) == 1
    assert current(session).exchange_n == 8
    assert current(session).posted_at == 1000.0


def test_a_completed_event_without_a_state_still_ends_in_a_word() -> None:
    session = in_meeting()
    session.apply(accepted())
    session.apply(arrived(invitation_event(1, "completed", None, status="Success")))
    assert current(session).state == "Connected"
    failed = in_meeting()
    failed.apply(accepted())
    failed.apply(arrived(invitation_event(1, "started"), invitation_event(2, "completed", None, status="Failure")))
    assert current(failed).state == "Failed"
    assert current(failed).outcome is Outcome.FAILED


def test_a_lost_update_ends_after_the_grace_period() -> None:
    session = in_meeting()
    session.apply(accepted())
    session.apply(arrived(invitation_event(1, "updated", "Connected")))
    session.tick(1001.0)
    assert current(session).outcome is Outcome.RUNNING
    before = session.version
    session.tick(1004.0)
    assert current(session).outcome is Outcome.SUCCEEDED
    assert session.version == before + 1
    session.tick(1005.0)
    assert session.version == before + 1


def test_answers_bring_resources() -> None:
    session = Session()
    session.apply(signed_in())
    body = resource({"rel": "note", "_links": {"self": {"href": "/notes/1"}}, "message": "hi"})
    session.apply(RequestFinished(3, exchange(9, url=f"{HOST}/notes/1"), resource=body))
    assert session.resource(f"{HOST}/notes/1") == body
    assert session.answers[3].resource == body
    session.apply(RequestFinished(4, exchange(10, url=f"{HOST}/notes/1", method="DELETE", status=204)))
    assert session.resource(f"{HOST}/notes/1") is None


def test_a_token_is_no_resource() -> None:
    session = Session()
    token = exchange(2, url=f"{HOST}/oauthtoken", purpose=Purpose.TOKEN, method="POST")
    session.apply(RequestFinished(1, token, resource=resource({"token_type": "Bearer"})))
    assert len(session.resources) == 0


def test_two_operations_keep_their_events_apart() -> None:
    session = in_meeting()
    session.apply(accepted())
    session.apply(posted(ticket=2, n=6, operation_id="op-2"))
    mine = invitation_event(1, "started")
    session.apply(arrived(mine))
    owner = session.owns(mine)
    assert owner is not None
    assert owner.operation_id == OP_ID
    assert current(session).operation_id == "op-2"
    assert invitation().text("operationId") == OP_ID


def test_events_that_come_even_before_the_request_is_known_are_kept_for_it() -> None:
    session = Session()
    session.apply(signed_in())
    early = invitation_event(1, "completed", "Connected", status="Success")
    session.apply(arrived(invitation_event(2, "started", operation_id="of another client"), early))
    session.apply(posted())
    assert session.owns(early) == current(session)
    session.apply(accepted())
    assert current(session).outcome is Outcome.SUCCEEDED
