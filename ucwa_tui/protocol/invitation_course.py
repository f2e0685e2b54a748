"""The course of one invitation, read from its events: state, end, reason, conversation.

Source: UCWA reference, "onlineMeetingInvitation" and "events". `status` and `reason` are siblings of the embedded
resource; the resource itself may be missing from any event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_match import event_url
from ucwa_tui.protocol.invitation_outcome import (
    Outcome,
    outcome_of_completed,
    outcome_of_state,
    reason_in,
    state_in,
)
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.reason import Reason


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One event of the invitation."""

    label: str
    at: float
    state: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Course:
    """What the events of an invitation say together, in whatever order they came."""

    url: str | None = None
    """Absolute URL of the invitation; None as long as there is no event."""
    state: str | None = None
    """The completed event's state, else the one that shows the end, else the last."""
    state_at: float = 0.0
    status: str | None = None
    reason: Reason | None = None
    is_completed: bool = False
    completed_at: float = 0.0
    completed_outcome: Outcome = Outcome.PENDING
    """PENDING while no completed event says how it ended."""
    deleted_at: float | None = None
    conversation_url: str | None = None
    online_meeting_uri: str | None = None
    seqs: frozenset[int] = frozenset()
    steps: tuple[CourseStep, ...] = ()


NO_COURSE = Course()


def course_of(group: Sequence[EventSeen]) -> Course:
    """Read the events of one invitation, given in order of arrival."""
    course = Course(seqs=frozenset(seen.seq for seen in group))
    for seen in group:
        course = _after(course, seen)
    return course


def _after(course: Course, seen: EventSeen) -> Course:
    event, resource = seen.event, seen.event.resource
    detail = " ".join(part for part in (event.status, event.reason.label if event.reason else None) if part)
    course = replace(
        course,
        url=course.url or event_url(seen),
        steps=(*course.steps, CourseStep(event.type, seen.at, state_in(resource), detail)),
    )
    conversation = resource.href("conversation") if resource else None
    uri = resource.text("onlineMeetingUri") if resource else None
    if conversation:
        course = replace(course, conversation_url=resolve(seen.base_url, conversation))
    if uri:
        course = replace(course, online_meeting_uri=uri)
    if event.type == "completed":
        return _completed(course, seen)
    if event.type == "deleted":
        course = replace(course, deleted_at=seen.at)
    return _with_state(_with_reason(course, seen), seen)


def _completed(course: Course, seen: EventSeen) -> Course:
    """The first completed event that says how it ended decides."""
    if course.completed_outcome is not Outcome.PENDING:
        return course
    state = state_in(seen.event.resource)
    return replace(
        course,
        is_completed=True,
        completed_at=seen.at,
        completed_outcome=outcome_of_completed(seen.event),
        status=seen.event.status or course.status,
        reason=reason_in(seen.event) or course.reason,
        state=state or course.state,
        state_at=seen.at if state else course.state_at,
    )


def _with_state(course: Course, seen: EventSeen) -> Course:
    """A late `started` does not undo an end, and nothing undoes a completed event."""
    state = state_in(seen.event.resource)
    ended = outcome_of_state(course.state) is not Outcome.PENDING
    if state is None or (ended and outcome_of_state(state) is Outcome.PENDING):
        return course
    if course.completed_outcome is not Outcome.PENDING and course.state is not None:
        return course
    return replace(course, state=state, state_at=seen.at)


def _with_reason(course: Course, seen: EventSeen) -> Course:
    reason = reason_in(seen.event)
    if reason is None or course.completed_outcome is not Outcome.PENDING:
        return course
    return replace(course, reason=reason)
