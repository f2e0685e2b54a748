"""All that is known of one request and its invitation: what a front end shows.

`invitation` makes and advances it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.protocol.invitation_circle import UNKNOWN_CIRCLE, Circle
from ucwa_tui.protocol.invitation_course import NO_COURSE, Course
from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_outcome import Outcome, outcome_of_state, state_in
from ucwa_tui.protocol.invitation_seqs import SeqSet
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason

GRACE = 2.0
"""Seconds in which a completed event may still follow an update that shows the end."""
SOUGHT_FOR = 10.0
"""Seconds in which events may show that a request was taken whose answer is lost: one round of the event channel."""
LOOKS = 3
"""How many times the invitation is read when its completed event does not say how it ended."""


class PostState(StrEnum):
    """What became of the request itself."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


class SettledBy(StrEnum):
    """What told the outcome."""

    POST = "post"
    COMPLETED = "completed"
    UPDATED = "updated"
    """A state that says so, without a completed event (or beside one that does not say)."""
    DELETED = "deleted"
    LOOKUP = "lookup"
    APPLICATION_LOST = "application lost"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened on the way."""

    label: str
    """POST, 201 (any status), started, updated, completed, deleted, conversation, lookup, no answer, lost."""
    at: float
    since_post: float
    """Seconds; negative for nothing but a clock that was set back."""
    state: str | None = None
    """The state word that came with it: the invitation's, or the conversation's."""
    detail: str = ""
    """Status word, code/subcode, or why there was no answer. Text of the server."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome, what told it, when, and of which resource."""

    outcome: Outcome
    by: SettledBy
    at: float
    key: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationTracker:
    """All that is known of one request. Begin with `track`, go on with `advance`."""

    rel: str
    operation_id: str
    url: str
    posted_at: float
    known: frozenset[str] = frozenset()
    """Keys of earlier requests' invitations."""
    post: PostState = PostState.SENT
    http_status: int | None = None
    location: str | None = None
    """The invitation as the answer named it, absolute."""
    answered: Resource | None = None
    """The invitation as an answer showed it: the POST's own, or the last look-up's."""
    log: tuple[EventSeen, ...] = ()
    course: Course = NO_COURSE
    circle: Circle = UNKNOWN_CIRCLE
    settlement: Settlement | None = None
    refusal: Reason | None = None
    marks: tuple[TimelineEntry, ...] = ()
    looks: int = 0
    looking: bool = False
    looked_at: float | None = None
    now: float = 0.0
    lost: str = ""
    """Why the answer is lost; empty where it is not."""
    lost_at: float | None = None
    given_up: bool = False
    """The answer is lost, and for `SOUGHT_FOR` seconds no event has told of the request. One may come still."""

    @property
    def is_found(self) -> bool:
        """Whether the events tell that the request was taken, whatever became of its answer."""
        return self.course.url is not None

    @property
    def is_sought(self) -> bool:
        """The answer is lost, and events may show that the request was taken."""
        return bool(self.lost) and not self.is_found and not self.given_up

    @property
    def href(self) -> str | None:
        """Absolute URL of the invitation: the answer's, else its events'."""
        return self.location or self.course.url

    @property
    def state(self) -> str | None:
        """The invitation's state in the server's word: that of its end where it has one, else the last."""
        shown = state_in(self.answered)
        if self.course.is_completed or outcome_of_state(self.course.state) is not Outcome.PENDING:
            return self.course.state or shown
        return shown if outcome_of_state(shown) is not Outcome.PENDING else self.course.state or shown

    @property
    def status(self) -> str | None:
        """The completed event's `status` word."""
        return self.course.status

    @property
    def reason(self) -> Reason | None:
        """Why it failed, or what the server had to say about it."""
        return self.refusal or self.course.reason

    @property
    def outcome(self) -> Outcome:
        """How it ended; PENDING while it has not."""
        return self.settlement.outcome if self.settlement else Outcome.PENDING

    @property
    def settled_by(self) -> SettledBy | None:
        """What told the outcome."""
        return self.settlement.by if self.settlement else None

    @property
    def is_over(self) -> bool:
        """There is an outcome, and the POST has ended, so that nothing can change it."""
        return self.settlement is not None and self.post is not PostState.SENT

    @property
    def conversation_href(self) -> str | None:
        """Absolute URL of the conversation."""
        return self.circle.href

    @property
    def conversation_state(self) -> str | None:
        """The conversation's last state; `InLobby` shows here while the invitation stays Connecting."""
        return self.circle.state

    @property
    def online_meeting_uri(self) -> str | None:
        """The conference URI that the server says the invitation is for."""
        return self.course.online_meeting_uri or (self.answered.text("onlineMeetingUri") if self.answered else None)

    @property
    def seqs(self) -> frozenset[int]:
        """The invitation's own events."""
        return self.course.seqs

    @property
    def caused(self) -> SeqSet:
        """Events of its conversation and of what hangs on it."""
        return self.circle.seqs

    @property
    def needs_lookup(self) -> bool:
        """Only a GET of `lookup_url` can tell how it ended; report `Looking`, then `Looked`."""
        if self.settlement is not None or self.looking or self.looks >= LOOKS:
            return False
        if self.looked_at is not None and self.now - self.looked_at < GRACE:
            return False
        return self.course.is_completed

    @property
    def lookup_url(self) -> str | None:
        """Absolute URL to read the invitation at: its events' own, which is the resource that they tell of."""
        return self.course.url or self.location

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """What happened, in order of time."""
        steps = (self._entry(s.label, s.at, s.state, s.detail) for s in self.course.steps)
        states = (self._entry("conversation", s.at, s.state, s.detail) for s in self.circle.states)
        return tuple(sorted((*self.marks, *steps, *states), key=lambda entry: entry.at))

    def _entry(self, label: str, at: float, state: str | None = None, detail: str = "") -> TimelineEntry:
        return TimelineEntry(label, at, at - self.posted_at, state, detail)
