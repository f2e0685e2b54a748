"""Following one request: every rule by example. Orders and interleavings are in `test_invitation_orders`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.invitation import FIRST_EVENTS, LAST_EVENTS, advance, track
from ucwa_tui.protocol.invitation_input import (
    Accepted,
    Cancelled,
    EventSeen,
    Input,
    Looked,
    Looking,
    Posted,
    PostRefused,
    Tick,
)
from ucwa_tui.protocol.invitation_outcome import Outcome
from ucwa_tui.protocol.invitation_tracker import LOOKS, InvitationTracker, PostState, SettledBy
from ucwa_tui.protocol.payload import Link, LinkGroup, Number, Property, Record, Resource
from ucwa_tui.protocol.reason import Reason

HOST = "https://pool.litware.example"
COMMUNICATION = "/ucwa/oauth/v1/applications/7/communication"
POST_URL = f"{HOST}{COMMUNICATION}/onlineMeetingInvitations"
BASE = f"{HOST}/ucwa/oauth/v1/applications/7/events?ack=3"
MINE = f"{COMMUNICATION}/onlineMeetingInvitations/i1"
OTHER = f"{COMMUNICATION}/onlineMeetingInvitations/i2"
CONVERSATION = f"{COMMUNICATION}/conversations/c1"
REL = "onlineMeetingInvitation"
DENIED = Reason("RemoteFailure", "Denied", "The organizer turned you away.")


def resource(
    rel: str = REL, *, href: str = MINE, links: Iterable[tuple[str, str]] = (), **properties: str | Number | Record
) -> Resource:
    pairs = [("self", href), *links]
    return Resource(
        rel,
        tuple(Property(name, value) for name, value in properties.items()),
        tuple(LinkGroup(name, (Link(target),)) for name, target in pairs),
    )


def seen(
    seq: int,
    kind: str,
    *,
    at: float | None = None,
    href: str = MINE,
    operation_id: str | None = "op-1",
    state: str | None = None,
    status: str | None = None,
    reason: Reason | None = None,
    embedded: bool = True,
    links: Iterable[tuple[str, str]] = (("conversation", CONVERSATION),),
    rel: str = REL,
) -> EventSeen:
    """An event of an invitation. By default `seq` is also its time."""
    properties = {"operationId": operation_id, "state": state}
    body = resource(rel, href=href, links=links, **{k: v for k, v in properties.items() if v is not None})
    event = Event(kind, EventLink(rel, href), status=status, reason=reason, resource=body if embedded else None)
    return EventSeen(seq, float(seq) if at is None else at, "communication", COMMUNICATION, event, BASE)


def beside(
    seq: int,
    kind: str,
    rel: str,
    href: str,
    *,
    sender: tuple[str, str] = ("conversation", CONVERSATION),
    in_: tuple[str, str] | None = None,
    embedded: Resource | None = None,
) -> EventSeen:
    """An event of something else."""
    event = Event(kind, EventLink(rel, href), in_=EventLink(*in_) if in_ else None, resource=embedded)
    return EventSeen(seq, float(seq), *sender, event, BASE)


def conversation(seq: int, state: str, kind: str = "updated") -> EventSeen:
    body = resource("conversation", href=CONVERSATION, state=state)
    return beside(seq, kind, "conversation", CONVERSATION, sender=("communication", COMMUNICATION), embedded=body)


ACCEPTED = Accepted(201, HOST + MINE, None, 0.5)


def follow(*inputs: Input, operation_id: str | None = "op-1", rel: str = REL) -> InvitationTracker:
    tracker = track(Posted(operation_id, POST_URL, 0.0), rel)
    for happened in inputs:
        tracker = advance(tracker, happened)
    return tracker


# --- the ordinary way ----------------------------------------------------------------------------------------------


def test_a_join_from_post_to_connected() -> None:
    tracker = follow(
        ACCEPTED,
        seen(1, "started", state="Connecting"),
        seen(2, "updated", state="Connecting"),
        seen(3, "completed", state="Connected", status="Success"),
    )
    assert tracker.outcome is Outcome.JOINED
    assert tracker.settled_by is SettledBy.COMPLETED
    assert tracker.is_over
    assert (tracker.state, tracker.status, tracker.http_status) == ("Connected", "Success", 201)
    assert tracker.href == HOST + MINE
    assert tracker.conversation_href == HOST + CONVERSATION
    assert tracker.seqs == {1, 2, 3}
    assert [(e.label, e.since_post, e.state) for e in tracker.timeline] == [
        ("POST", 0.0, None),
        ("201", 0.5, None),
        ("started", 1.0, "Connecting"),
        ("updated", 2.0, "Connecting"),
        ("completed", 3.0, "Connected"),
    ]


def test_a_rejection_keeps_its_reason() -> None:
    tracker = follow(ACCEPTED, seen(1, "completed", state="Failed", status="Failure", reason=DENIED))
    assert (tracker.outcome, tracker.reason) == (Outcome.FAILED, DENIED)
    assert tracker.timeline[-1].detail == "Failure RemoteFailure/Denied"


def test_a_reason_inside_the_resource_is_kept_too() -> None:
    bag = Record((("code", "Forbidden"), ("subcode", "InviteesOnly"), ("message", "Not invited.")))
    event = replace(seen(1, "completed", status="Failure").event, resource=resource(operationId="op-1", reason=bag))
    tracker = follow(ACCEPTED, replace(seen(1, "completed"), event=event))
    assert tracker.reason == Reason("Forbidden", "InviteesOnly", "Not invited.")


def test_the_reason_of_an_update_stays_when_completed_brings_none() -> None:
    tracker = follow(ACCEPTED, seen(1, "updated", state="Failed", reason=DENIED), seen(2, "completed", status="Failed"))
    assert tracker.reason == DENIED


def test_the_conference_uri_is_the_servers() -> None:
    uri = "sip:ana@litware.example;gruu;opaque=app:conf:focus:id:K3X9QZ2M"
    body = resource(operationId="op-1", onlineMeetingUri=uri)
    started = replace(seen(1, "started"), event=Event("started", EventLink(REL, MINE), resource=body))
    assert follow(started).online_meeting_uri == uri
    assert follow(Accepted(201, None, body, 0.5)).online_meeting_uri == uri


def test_messaging_invitations_are_followed_by_the_same_code() -> None:
    kind = "messagingInvitation"
    tracker = follow(
        seen(1, "started", rel=kind, state="Connecting"),
        seen(2, "completed", rel=REL, state="Failed", status="Failure"),
        ACCEPTED,
        seen(3, "completed", rel=kind, state="Connected", status="Success"),
        rel=kind,
    )
    assert (tracker.outcome, tracker.seqs) == (Outcome.JOINED, frozenset({1, 3}))


def test_a_namespace_prefix_of_a_rel_does_not_matter() -> None:
    tracker = follow(ACCEPTED, seen(1, "completed", rel=f"ms:rtc:saas:{REL}", status="Success"))
    assert tracker.outcome is Outcome.JOINED


# --- how it ended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state", "reason", "outcome"),
    [
        ("Success", "Connected", None, Outcome.JOINED),
        ("success", None, None, Outcome.JOINED),
        ("SUCCEEDED", None, None, Outcome.JOINED),
        (" Success ", None, None, Outcome.JOINED),
        ("Success", "Connecting", None, Outcome.JOINED),
        ("Failure", "Connected", None, Outcome.FAILED),
        ("Failed", None, None, Outcome.FAILED),
        ("Pending", None, None, Outcome.FAILED),
        ("Whatever", "Connected", None, Outcome.FAILED),
        (None, "Connected", None, Outcome.JOINED),
        ("", "connected", None, Outcome.JOINED),
        (None, "Failed", None, Outcome.FAILED),
        (None, "Declined", None, Outcome.FAILED),
        (None, "Cancelled", None, Outcome.FAILED),
        (None, "Canceled", None, Outcome.FAILED),
        (None, "SomethingNew", None, Outcome.FAILED),
        (None, "Connecting", DENIED, Outcome.FAILED),
        (None, None, DENIED, Outcome.FAILED),
        (None, None, None, Outcome.PENDING),
        (None, "Connecting", None, Outcome.PENDING),
        (None, "Alerting", None, Outcome.PENDING),
    ],
)
def test_status_decides_then_state_then_reason(
    status: str | None, state: str | None, reason: Reason | None, outcome: Outcome
) -> None:
    tracker = follow(ACCEPTED, seen(1, "completed", status=status, state=state, reason=reason))
    assert tracker.outcome is outcome
    assert tracker.needs_lookup == (outcome is Outcome.PENDING)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("Connected", Outcome.JOINED),
        ("Failed", Outcome.FAILED),
        ("Declined", Outcome.FAILED),
        ("Cancelled", Outcome.FAILED),
    ],
)
def test_an_update_that_shows_the_end_counts_after_the_grace(state: str, outcome: Outcome) -> None:
    tracker = follow(ACCEPTED, seen(1, "updated", state=state), Tick(2.9))
    assert tracker.outcome is Outcome.PENDING
    tracker = advance(tracker, Tick(3.0))
    assert (tracker.outcome, tracker.settled_by) == (outcome, SettledBy.UPDATED)


@pytest.mark.parametrize("state", ["Connecting", "Alerting", "TeamRing", "Forwarded", "SomethingNew"])
def test_an_update_that_shows_no_end_never_counts(state: str) -> None:
    assert follow(ACCEPTED, seen(1, "updated", state=state), Tick(1000.0)).outcome is Outcome.PENDING


def test_completed_within_the_grace_decides() -> None:
    tracker = follow(ACCEPTED, seen(1, "updated", state="Failed"), seen(2, "completed", status="Success"))
    assert (tracker.outcome, tracker.settled_by) == (Outcome.JOINED, SettledBy.COMPLETED)


@pytest.mark.parametrize("first", ["updated", "completed"])
def test_completed_that_says_nothing_takes_the_state_of_an_update(first: str) -> None:
    events = [seen(1, "updated", state="Connected"), seen(2, "completed", embedded=False)]
    tracker = follow(ACCEPTED, *(events if first == "updated" else reversed(events)))
    assert tracker.outcome is Outcome.JOINED
    assert not tracker.needs_lookup


@pytest.mark.parametrize(
    "late",
    [
        seen(9, "updated", state="Connected"),
        seen(9, "completed", state="Connected", status="Success"),
        seen(9, "deleted"),
        seen(9, "started", state="Connecting"),
        Looked(resource(state="Connected"), 9.0),
        Tick(99.0),
    ],
)
def test_nothing_changes_an_outcome_after_completed(late: Input) -> None:
    before = follow(ACCEPTED, seen(1, "completed", state="Failed", status="Failure", reason=DENIED))
    after = advance(before, late)
    assert after.settlement == before.settlement
    assert (after.state, after.status, after.reason) == ("Failed", "Failure", DENIED)


def test_a_late_started_does_not_undo_what_is_known() -> None:
    tracker = follow(ACCEPTED, seen(1, "updated", state="Connected"), seen(2, "started", state="Connecting"))
    assert tracker.state == "Connected"


def test_an_invitation_that_is_deleted_without_an_end_has_failed_after_the_grace() -> None:
    tracker = follow(ACCEPTED, seen(1, "started", state="Connecting"), seen(2, "deleted", embedded=False), Tick(3.9))
    assert tracker.outcome is Outcome.PENDING
    tracker = advance(tracker, Tick(4.0))
    assert (tracker.outcome, tracker.settled_by) == (Outcome.FAILED, SettledBy.DELETED)


def test_an_invitation_that_is_deleted_after_connected_has_joined() -> None:
    tracker = follow(ACCEPTED, seen(1, "updated", state="Connected"), seen(2, "deleted", embedded=False), Tick(4.0))
    assert tracker.outcome is Outcome.JOINED


# --- looking it up -------------------------------------------------------------------------------------------------


def test_a_completed_event_that_says_nothing_is_looked_up() -> None:
    tracker = follow(ACCEPTED, seen(1, "completed", embedded=False))
    assert tracker.needs_lookup
    tracker = advance(tracker, Looking(1.1))
    assert not tracker.needs_lookup
    tracker = advance(tracker, Looked(resource(state="Connected"), 1.2))
    assert (tracker.outcome, tracker.settled_by, tracker.state) == (Outcome.JOINED, SettledBy.LOOKUP, "Connected")
    assert ("lookup", "Connected") in [(e.label, e.state) for e in tracker.timeline]


@pytest.mark.parametrize("found", [resource(state="Connecting"), None])
def test_a_look_that_does_not_tell_is_repeated_a_few_times(found: Resource | None) -> None:
    tracker = follow(ACCEPTED, seen(1, "completed", embedded=False))
    at, looks = 1.0, 0
    while tracker.needs_lookup:
        looks += 1
        tracker = advance(advance(tracker, Looking(at)), Looked(found, at))
        assert not tracker.needs_lookup
        at += 2.0
        tracker = advance(tracker, Tick(at))
    assert looks == LOOKS
    assert tracker.outcome is Outcome.PENDING


def test_without_a_completed_event_nothing_is_looked_up() -> None:
    tracker = follow(ACCEPTED, seen(1, "started", state="Connecting"), Tick(100.0))
    assert not tracker.needs_lookup


# --- whose event it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        HOST + MINE,
        MINE,
        HOST.upper().replace("HTTPS", "https") + MINE,
        f"https://pool.litware.example:443{MINE}",
        "/" + MINE,
    ],
)
@pytest.mark.parametrize("operation_id", [None, "", "op-1"])
def test_location_in_any_spelling_finds_events_without_an_operation_id(location: str, operation_id: str | None) -> None:
    completed = seen(2, "completed", operation_id=None, embedded=False, status="Success")
    before, after = seen(1, "started", operation_id=None, embedded=False), Accepted(201, location, None, 1.5)
    tracker = follow(before, after, completed, operation_id=operation_id)
    assert (tracker.outcome, tracker.seqs) == (Outcome.JOINED, frozenset({1, 2}))


def test_the_body_of_the_answer_names_the_invitation_where_location_is_missing() -> None:
    body = resource(state="Connecting", operationId="op-1", links=[("conversation", CONVERSATION)])
    tracker = follow(Accepted(201, None, body, 0.5))
    assert (tracker.href, tracker.state) == (HOST + MINE, "Connecting")
    assert tracker.conversation_href == HOST + CONVERSATION
    tracker = advance(tracker, seen(1, "completed", operation_id=None, embedded=False, status="Success"))
    assert tracker.outcome is Outcome.JOINED


def test_the_operation_id_alone_is_enough() -> None:
    tracker = follow(
        Accepted(201, None, None, 0.5),
        seen(1, "started", state="Connecting"),
        seen(2, "completed", embedded=False, status="Success"),
    )
    assert (tracker.outcome, tracker.href, tracker.seqs) == (Outcome.JOINED, HOST + MINE, frozenset({1, 2}))


def test_an_operation_id_that_only_a_later_event_carries_brings_the_earlier_ones() -> None:
    tracker = follow(seen(1, "started", embedded=False), seen(2, "updated", state="Connecting"))
    assert tracker.seqs == {1, 2}


def test_a_number_as_operation_id_is_compared_by_its_digits() -> None:
    body = resource(operationId=Number("42"))
    event = Event("completed", EventLink(REL, MINE), status="Success", resource=body)
    tracker = follow(Accepted(201, None, None, 0.5), replace(seen(1, "completed"), event=event), operation_id="42")
    assert tracker.outcome is Outcome.JOINED


@pytest.mark.parametrize("operation_id", ["OP-1", "op-1 ", "op-", "op-2", "", None])
def test_other_invitations_change_nothing(operation_id: str | None) -> None:
    before = follow(ACCEPTED, seen(1, "started", state="Connecting"))
    other = seen(2, "completed", href=OTHER, operation_id=operation_id, status="Success", state="Connected", links=())
    after = advance(before, other)
    assert (after.outcome, after.state, after.seqs) == (Outcome.PENDING, "Connecting", frozenset({1}))
    assert 2 not in after.caused


def test_an_empty_operation_id_matches_by_location_only() -> None:
    events = [seen(1, "completed", operation_id="", href=OTHER, status="Failure"), seen(2, "started", operation_id="")]
    tracker = follow(*events, operation_id="")
    assert (tracker.outcome, tracker.seqs) == (Outcome.PENDING, frozenset())
    tracker = advance(tracker, ACCEPTED)
    assert (tracker.outcome, tracker.seqs) == (Outcome.PENDING, frozenset({2}))


def test_of_two_invitations_with_one_operation_id_the_answers_is_ours() -> None:
    other = seen(1, "completed", href=OTHER, status="Success", state="Connected")
    both = (other, seen(2, "started", state="Connecting"))
    early = follow(other)
    assert (early.outcome, early.is_over) == (Outcome.JOINED, False), "the answer may still name another one"
    for inputs in ((*both, ACCEPTED), (both[0], both[1], replace(ACCEPTED, location=MINE))):
        tracker = follow(*inputs)
        assert (tracker.outcome, tracker.href, tracker.seqs) == (Outcome.PENDING, HOST + MINE, frozenset({2}))
        assert advance(tracker, seen(3, "completed", status="Failure")).outcome is Outcome.FAILED


ELSEWHERE = [f"{MINE}?x=1", f"{MINE}/", MINE.replace("online", "Online"), OTHER, f"https://fe1.litware.example{MINE}/1"]


@pytest.mark.parametrize("location", ELSEWHERE)
@pytest.mark.parametrize("answered_last", [True, False])
def test_our_operation_id_counts_wherever_location_points(location: str, answered_last: bool) -> None:
    answer = replace(ACCEPTED, location=location)
    events: list[Input] = [
        seen(1, "started", state="Connecting"),
        seen(2, "completed", embedded=False, status="Success"),
    ]
    tracker = follow(*([*events, answer] if answered_last else [answer, *events]))
    assert (tracker.outcome, tracker.is_over, tracker.seqs) == (Outcome.JOINED, True, frozenset({1, 2}))
    assert not tracker.needs_lookup


def test_an_event_about_the_location_without_an_id_is_ours_beside_those_with_it() -> None:
    own = seen(1, "started", href=OTHER, state="Connecting")
    bare = seen(2, "completed", embedded=False, status="Failure")
    foreign = seen(3, "completed", operation_id="op-9", status="Success")
    assert follow(ACCEPTED, own, bare).seqs == {1, 2}
    assert follow(ACCEPTED, own, bare).outcome is Outcome.FAILED
    tracker = follow(ACCEPTED, own, foreign)
    assert (tracker.outcome, tracker.seqs) == (Outcome.PENDING, frozenset({1}))


def test_nothing_takes_over_from_an_invitation_that_has_decided() -> None:
    over = follow(ACCEPTED, seen(1, "completed", href=OTHER, status="Failure", reason=DENIED))
    assert over.is_over
    after = advance(over, seen(2, "completed", status="Success", state="Connected"))
    assert (after.settlement, after.status, after.seqs) == (over.settlement, "Failure", frozenset({1}))


def test_an_invitation_from_before_the_post_is_ours_only_where_there_is_no_other() -> None:
    before, after = seen(1, "started", href=OTHER, at=-1.0), seen(2, "started", state="Connecting")
    assert follow(before).seqs == {1}
    assert follow(before, after).seqs == {2}
    assert follow(before, after, seen(3, "started", href=f"{OTHER}-3")).seqs == {2}


def test_of_two_invitations_with_one_operation_id_the_one_that_began_is_ours_until_the_answer() -> None:
    tracker = follow(seen(1, "started", state="Connecting"), seen(2, "completed", href=OTHER, status="Success"))
    assert (tracker.outcome, tracker.seqs) == (Outcome.PENDING, frozenset({1}))


def test_invitations_of_earlier_requests_are_ours_only_if_the_answer_says_so() -> None:
    tracker = track(Posted("op-1", POST_URL, 0.0, known=frozenset({HOST + OTHER})))
    tracker = advance(tracker, seen(1, "completed", href=OTHER, status="Success"))
    assert (tracker.outcome, tracker.seqs) == (Outcome.PENDING, frozenset())
    assert advance(tracker, ACCEPTED).outcome is Outcome.PENDING
    again = advance(tracker, Accepted(201, OTHER, None, 1.0))
    assert (again.outcome, again.seqs) == (Outcome.JOINED, frozenset({1}))


def test_very_long_hrefs_are_compared_too() -> None:
    long = f"{MINE}?x={'y' * 5000}"
    tracker = follow(
        seen(1, "completed", href=long, operation_id=None, status="Success"), Accepted(201, long, None, 2.0)
    )
    assert tracker.outcome is Outcome.JOINED


def test_an_invitation_is_looked_up_where_its_events_say_it_is() -> None:
    tracker = follow(replace(ACCEPTED, location=f"{MINE}?x=1"), seen(1, "completed", embedded=True))
    assert (tracker.needs_lookup, tracker.lookup_url) == (True, HOST + MINE)
    assert tracker.href == f"{HOST}{MINE}?x=1"
    assert advance(advance(tracker, Looking(1.1)), Looked(None, 1.2)).outcome is Outcome.PENDING


def test_a_flood_of_other_invitations_is_bounded_and_does_not_hide_ours() -> None:
    flood = [seen(n, "started", href=f"{OTHER}-{n}", operation_id=None) for n in range(2, 1000)]
    tracker = follow(seen(1, "started", state="Connecting"), *flood, ACCEPTED)
    assert len(tracker.log) == FIRST_EVENTS + LAST_EVENTS
    assert tracker.seqs == {1}
    tracker = advance(tracker, seen(1000, "completed", status="Success"))
    assert (tracker.outcome, tracker.seqs) == (Outcome.JOINED, frozenset({1, 1000}))


# --- the request itself --------------------------------------------------------------------------------------------


def test_a_refused_request_has_failed() -> None:
    reason = Reason("NotFound", "DestinationNotFound", "No such meeting.")
    tracker = follow(PostRefused(404, reason, 0.5))
    assert (tracker.outcome, tracker.settled_by, tracker.post) == (Outcome.FAILED, SettledBy.POST, PostState.REFUSED)
    assert (tracker.http_status, tracker.reason) == (404, reason)
    assert [(e.label, e.detail) for e in tracker.timeline] == [("POST", ""), ("404", "NotFound/DestinationNotFound")]


def test_a_refused_request_has_no_events_of_its_own() -> None:
    tracker = follow(PostRefused(409, None, 0.5), seen(1, "completed", status="Success"))
    assert (tracker.outcome, tracker.settled_by, tracker.seqs) == (Outcome.FAILED, SettledBy.POST, frozenset())


def test_a_request_without_an_answer_may_have_been_accepted() -> None:
    tracker = follow(Cancelled(0.5, "connection reset"))
    assert (tracker.outcome, tracker.post) == (Outcome.PENDING, PostState.UNANSWERED)
    assert (tracker.timeline[-1].label, tracker.timeline[-1].detail) == ("no answer", "connection reset")
    tracker = advance(tracker, seen(1, "completed", status="Success"))
    assert (tracker.outcome, tracker.is_over) == (Outcome.JOINED, True)


def test_abandoning_an_answered_request_changes_nothing() -> None:
    tracker = follow(ACCEPTED, Cancelled(0.6))
    assert tracker.post is PostState.ACCEPTED


# --- the conversation and what hangs on it -------------------------------------------------------------------------


def test_the_lobby_shows_on_the_conversation() -> None:
    tracker = follow(ACCEPTED, seen(1, "started", state="Connecting"), conversation(2, "InLobby"))
    assert (tracker.state, tracker.conversation_state, tracker.outcome) == ("Connecting", "InLobby", Outcome.PENDING)
    assert ("conversation", 2.0, "InLobby") in [(e.label, e.at, e.state) for e in tracker.timeline]


@pytest.mark.parametrize("end", [conversation(3, "Disconnected"), conversation(3, "Conferenced", "deleted")])
def test_the_end_of_the_conversation_shows_but_settles_nothing(end: EventSeen) -> None:
    tracker = follow(ACCEPTED, seen(1, "started", state="Connecting"), end, Tick(100.0))
    assert tracker.conversation_state in ("Disconnected", "Deleted")
    assert tracker.outcome is Outcome.PENDING
    assert advance(tracker, seen(101, "completed", status="Failure")).outcome is Outcome.FAILED


def test_a_conversation_that_came_before_its_invitation_is_found() -> None:
    tracker = follow(conversation(1, "Connecting", "added"), conversation(2, "InLobby"), seen(3, "started"), ACCEPTED)
    assert [s.state for s in tracker.circle.states] == ["Connecting", "InLobby"]
    assert set(tracker.caused) == {1, 2}


def test_everything_that_hangs_on_the_conversation_is_caused_by_the_request() -> None:
    messaging = f"{CONVERSATION}/messaging"
    invitation = resource("messagingInvitation", href="/m/1", links=[("conversation", CONVERSATION)])
    to_all = ("communication", COMMUNICATION)
    tracker = follow(
        ACCEPTED,
        seen(1, "started"),
        conversation(2, "Conferenced", "added"),
        beside(3, "added", "localParticipant", "/p/me"),
        beside(4, "added", "onlineMeeting", "/meeting/1", in_=("conversation", CONVERSATION)),
        beside(5, "added", "participant", "/p/2", in_=("attendees", "/meeting/1/attendees")),
        beside(6, "updated", "messaging", messaging),
        beside(7, "started", "messagingInvitation", "/m/1", sender=to_all, embedded=invitation),
        beside(
            8, "added", "participantMessaging", "/p/2/m", sender=("participant", "/p/2"), in_=("participant", "/p/2")
        ),
        beside(9, "updated", "onlineMeeting", "/meeting/1", sender=("onlineMeeting", "/meeting/1")),
        beside(20, "updated", "presence", "/me/presence", sender=("me", "/me")),
        beside(21, "added", "conversation", f"{COMMUNICATION}/conversations/c2", sender=to_all),
        beside(22, "added", "participant", "/p/9", sender=("conversation", f"{COMMUNICATION}/conversations/c2")),
    )
    assert set(tracker.caused) == {2, 3, 4, 5, 6, 7, 8, 9}
    assert tracker.seqs == {1}
    assert len(tracker.caused) == 8


def test_resources_of_everybody_never_join_the_circle() -> None:
    tracker = follow(
        ACCEPTED,
        seen(1, "started"),
        beside(2, "updated", "communication", COMMUNICATION),
        beside(3, "updated", "note", "/me/note", sender=("communication", COMMUNICATION)),
    )
    assert set(tracker.caused) == {2}


def test_a_busy_meeting_is_counted_completely() -> None:
    busy = (beside(n, "updated", "participant", f"/p/{n % 7}") for n in range(2, 2002))
    tracker = follow(ACCEPTED, seen(1, "started"), *busy)
    assert list(tracker.caused) == list(range(2, 2002))


def test_text_that_is_no_url_is_put_up_with() -> None:
    tracker = follow(
        ACCEPTED,
        seen(1, "started", href="http://[::1", links=[("conversation", "http://[bad")]),
        beside(2, "updated", "x", "http://[::1", sender=("y", "")),
        seen(3, "completed", status="Success"),
    )
    assert tracker.outcome is Outcome.JOINED
