"""One request and the invitation that the server made of it, as a pure reducer.

Source: UCWA reference, "onlineMeetingInvitation" and "Operation resource". Every operation that answers 201 and then
tells its course in started, updated and completed events has this shape; the rel is a parameter, so `addMessaging`'s
messagingInvitation is followed by the same code.

The request's events are found anew whenever something is learned (an operationId, a `Location`), so it does not matter
in which order they and the 201 come. While the POST is unanswered an outcome rests on the operationId alone, and the
answer may still revise it; `is_over` says when nothing can.

A conversation that is deleted or Disconnected while the invitation is pending shows in `conversation_state` and in the
timeline, but settles nothing: the invitation tells its own end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from ucwa_tui.protocol.invitation_circle import ConversationState, centre, see
from ucwa_tui.protocol.invitation_course import course_of
from ucwa_tui.protocol.invitation_input import (
    Accepted,
    ApplicationLost,
    Cancelled,
    EventSeen,
    Input,
    Looked,
    Looking,
    Posted,
    PostRefused,
    Tick,
)
from ucwa_tui.protocol.invitation_match import href_key, is_about, own_group
from ucwa_tui.protocol.invitation_outcome import Outcome, operation_id_in, outcome_of_state, state_in
from ucwa_tui.protocol.invitation_tracker import (
    GRACE,
    SOUGHT_FOR,
    InvitationTracker,
    PostState,
    SettledBy,
    Settlement,
    TimelineEntry,
)
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason

FIRST_EVENTS, LAST_EVENTS = 16, 112
"""How many events of the invitation's kind are kept, from the beginning and from the end."""


def track(posted: Posted, rel: str = "onlineMeetingInvitation") -> InvitationTracker:
    """Begin to follow a request. `rel` is what its operation makes: messagingInvitation for addMessaging."""
    tracker = InvitationTracker(
        rel=rel,
        operation_id=posted.operation_id or "",
        url=posted.url,
        posted_at=posted.at,
        known=frozenset(href_key(href) for href in posted.known),
        now=posted.at,
    )
    return _marked(tracker, "POST", posted.at)


def advance(tracker: InvitationTracker, happened: Input) -> InvitationTracker:
    """The tracker after an input. Inputs that have nothing to do with it leave it as it is, but for the time."""
    if isinstance(happened, EventSeen) and not _may_be_own(tracker, happened):
        circle = see(tracker.circle, happened)
        if circle is tracker.circle and happened.at <= tracker.now:
            return tracker  # of a flood of events nearly all: no work
        return replace(tracker, now=max(tracker.now, happened.at), circle=circle)
    now = replace(tracker, now=max(tracker.now, happened.at))
    match happened:
        case EventSeen():
            return _seen(now, happened)
        case Accepted():
            return _accepted(now, happened)
        case PostRefused(status, reason, at):
            refused = replace(now, post=PostState.REFUSED, http_status=status, refusal=reason)
            refused = replace(refused, settlement=Settlement(Outcome.FAILED, SettledBy.POST, at))
            return _marked(refused, str(status), at, detail=reason.label if reason else "")
        case Cancelled():
            return _unanswered(now, happened) if now.post is PostState.SENT else now
        case Looking():
            return replace(now, looking=True)
        case Looked(resource, at):
            return _looked(now, resource, at)
        case Tick():
            late = now.is_sought and now.lost_at is not None and now.now - now.lost_at >= SOUGHT_FOR
            return _settled(replace(now, given_up=True) if late else now, grace_over=True)
        case ApplicationLost(at, why):
            return _lost(now, at, why)
        case _:
            assert_never(happened)


def _may_be_own(tracker: InvitationTracker, seen: EventSeen) -> bool:
    return tracker.post is not PostState.REFUSED and is_about(seen, tracker.rel)


def _seen(tracker: InvitationTracker, seen: EventSeen) -> InvitationTracker:
    followed = _followed(replace(tracker, log=_bounded((*tracker.log, seen))))
    if seen.seq in followed.seqs:
        return followed
    return replace(followed, circle=see(followed.circle, seen))


def _accepted(tracker: InvitationTracker, accepted: Accepted) -> InvitationTracker:
    body = accepted.resource
    named = accepted.location or (body.href() if body else None)
    answered = replace(
        tracker,
        post=PostState.ACCEPTED,
        http_status=accepted.status,
        location=resolve(tracker.url, named) if named else None,
        answered=body,
        operation_id=tracker.operation_id or operation_id_in(body),
    )
    return _followed(_marked(answered, str(accepted.status), accepted.at, state_in(body)), may_revise=True)


def _unanswered(tracker: InvitationTracker, ended: Cancelled) -> InvitationTracker:
    """Its events tell on; where nothing has gone out there will be none."""
    lost = replace(tracker, post=PostState.UNANSWERED, http_status=ended.status)
    if ended.sent:
        lost = replace(lost, lost=ended.why or "no answer", lost_at=ended.at)
    label = f"{ended.status}" if ended.status is not None else "no answer"
    return _marked(lost, label, ended.at, detail=ended.why)


def _looked(tracker: InvitationTracker, resource: Resource | None, at: float) -> InvitationTracker:
    looked = replace(tracker, looking=False, looks=tracker.looks + 1, looked_at=at)
    looked = _marked(looked, "lookup", at, state_in(resource), "" if resource else "no answer")
    if resource is None:
        return looked
    looked = _followed(replace(looked, answered=resource))
    outcome = outcome_of_state(state_in(resource))
    if looked.settlement is not None or outcome is Outcome.PENDING:
        return looked
    return replace(looked, settlement=Settlement(outcome, SettledBy.LOOKUP, at, _key(looked)))


def _lost(tracker: InvitationTracker, at: float, why: str) -> InvitationTracker:
    """The invitation ended with its application, unless it had ended before; so did the conversation."""
    circle = tracker.circle
    if circle.href is not None and circle.state != "Deleted":
        circle = replace(circle, states=(*circle.states, ConversationState("Deleted", at, why)))
    lost = replace(tracker, circle=circle)
    if lost.settlement is not None:
        return lost
    lost = replace(
        lost,
        settlement=Settlement(Outcome.FAILED, SettledBy.APPLICATION_LOST, at),
        refusal=Reason("LocalFailure", None, why),
    )
    return _marked(lost, "lost", at, detail=why)


def _followed(tracker: InvitationTracker, *, may_revise: bool = False) -> InvitationTracker:
    """Find the request's events again, and read from them what there is to know.

    `may_revise`: the answer has just come, which may show that an outcome was another invitation's.
    """
    final = tracker.is_over and not may_revise
    group = own_group(
        tracker.log,
        tracker.operation_id,
        tracker.location,
        posted_at=tracker.posted_at,
        known=tracker.known,
        settled=tracker.settlement.key if final and tracker.settlement else None,
    )
    course = course_of(group)
    conversation = course.conversation_url or _link_of(tracker.answered, "conversation", tracker.url)
    circle = centre(tracker.circle, conversation, course.seqs) if conversation else tracker.circle
    followed = replace(tracker, course=course, circle=circle)
    if followed.settlement and not final and followed.settlement.key not in (None, _key(followed)):
        followed = replace(followed, settlement=None)  # it was another invitation's, as is known now
    return _settled(followed)


def _settled(tracker: InvitationTracker, grace_over: bool = False) -> InvitationTracker:
    """The tracker with its outcome, where its events tell one; the first outcome stays."""
    course = tracker.course
    if tracker.settlement is not None or course.url is None:
        return tracker
    key = _key(tracker)
    if course.completed_outcome is not Outcome.PENDING:
        settlement = Settlement(course.completed_outcome, SettledBy.COMPLETED, course.completed_at, key)
        return replace(tracker, settlement=settlement)
    state_outcome = outcome_of_state(course.state)
    if state_outcome is not Outcome.PENDING:
        waited = grace_over and tracker.now - course.state_at >= GRACE
        if course.is_completed or waited:
            return replace(tracker, settlement=Settlement(state_outcome, SettledBy.UPDATED, tracker.now, key))
    elif course.deleted_at is not None and grace_over and tracker.now - course.deleted_at >= GRACE:
        return replace(tracker, settlement=Settlement(Outcome.FAILED, SettledBy.DELETED, tracker.now, key))
    return tracker


def _key(tracker: InvitationTracker) -> str | None:
    return href_key(tracker.course.url) if tracker.course.url else None


def _link_of(resource: Resource | None, rel: str, base_url: str) -> str | None:
    href = resource.href(rel) if resource else None
    return resolve(base_url, href) if href else None


def _marked(
    tracker: InvitationTracker, label: str, at: float, state: str | None = None, detail: str = ""
) -> InvitationTracker:
    entry = TimelineEntry(label, at, at - tracker.posted_at, state, detail)
    return replace(tracker, marks=(*tracker.marks, entry))


def _bounded(log: tuple[EventSeen, ...]) -> tuple[EventSeen, ...]:
    if len(log) <= FIRST_EVENTS + LAST_EVENTS:
        return log
    return log[:FIRST_EVENTS] + log[-LAST_EVENTS:]
