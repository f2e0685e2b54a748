"""What a front end shows of one operation that the user started: state word, outcome, timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ucwa_tui.protocol.invitation_tracker import TimelineEntry
from ucwa_tui.protocol.reason import Reason

__all__ = ["InvitationView", "Outcome", "TimelineEntry"]


class Outcome(StrEnum):
    """How far an operation has come."""

    POSTING = "posting"
    """The POST is on its way; events may have overtaken its answer."""
    RUNNING = "running"
    """Accepted, not completed."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """Completed without success."""
    REFUSED = "refused"
    """The POST was answered with an error, or not at all and no event tells of it."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more is expected."""
        return self not in {Outcome.POSTING, Outcome.RUNNING}


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One operation of the user's, from the POST to the end. Words and texts are the server's: hostile."""

    ticket: int
    operation: str
    operation_id: str
    posted_at: float
    outcome: Outcome = Outcome.POSTING
    href: str | None = None
    """Absolute URL of the invitation, once known."""
    state: str = ""
    """Latest state word of the invitation, as the server wrote it: Connecting, Connected, …"""
    status: str | None = None
    """Status word of the completed event."""
    reason: Reason | None = None
    exchange_n: int | None = None
    http_status: int | None = None
    """Status of the POST's answer."""
    conversation_href: str | None = None
    """Absolute URL of the conversation, once known."""
    conversation_state: str = ""
    """Latest state word of the conversation: InLobby, Conferenced, …"""
    timeline: tuple[TimelineEntry, ...] = ()
    event_seqs: frozenset[int] = field(default_factory=frozenset)
    """Which events are this operation's own."""
    unanswered: str = ""
    """Why the answer to the POST is lost, though it may have been taken; empty where it is not."""
    sought: bool = False
    """The answer is lost, and its events are being looked for."""
    found: bool = False
    """Events with its operationId, or about its invitation, have come."""
    lost: bool = False
    """The application that it belonged to is gone, and the meeting with it."""
    finished_at: float | None = None
    """When it ended, seconds since the epoch."""

    @property
    def changes(self) -> tuple[tuple[str, float], ...]:
        """The invitation's state words in order, each with the seconds from the POST to when it was told."""
        told: list[tuple[str, float]] = []
        for entry in self.timeline:
            if entry.state and entry.label != "conversation" and (not told or told[-1][0] != entry.state):
                told.append((entry.state, max(entry.since_post, 0.0)))
        if self.state and (not told or told[-1][0] != self.state):
            told.append((self.state, max((self.finished_at or self.posted_at) - self.posted_at, 0.0)))
        return tuple(told)
