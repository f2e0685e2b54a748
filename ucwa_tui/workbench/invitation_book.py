"""The user's operations that become invitations: one tracker each, fed from the client's reports."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from ucwa_tui.protocol import invitation_outcome
from ucwa_tui.protocol.invitation import advance, track
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
from ucwa_tui.protocol.invitation_seqs import NO_SEQS, SeqSet
from ucwa_tui.protocol.invitation_tracker import InvitationTracker, PostState
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent, RequestFinished
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome
from ucwa_tui.workbench.lost_answer import lost_answer

INVITATION_OF = {
    "joinOnlineMeeting": "onlineMeetingInvitation",
    "startOnlineMeeting": "onlineMeetingInvitation",
    "addMessaging": "messagingInvitation",
    "startMessaging": "messagingInvitation",
    "startPhoneAudio": "phoneAudioInvitation",
    "addParticipant": "participantInvitation",
}
"""Operation -> rel of the invitation that it makes."""
_UNDER_WAY = frozenset({"Connecting", "Alerting", "TeamRing", "Forwarded"})
WATCHED = 8
"""So many of the newest operations follow the events; older ones stay as they are."""
KEPT = 200
STRAYS = 32
"""So many of the latest events about invitations of nobody's are kept: a request may turn out to be their cause."""
_INVITATIONS = frozenset(INVITATION_OF.values())


@dataclass(slots=True)
class _Page:
    tracker: InvitationTracker
    exchange: Exchange
    failure: str = ""
    lost: bool = False
    view: InvitationView | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Traces:
    """Which events, by their sequence numbers, came of an operation; does not change."""

    own: frozenset[int] = frozenset()
    """The invitation's."""
    caused: SeqSet = NO_SEQS
    """Those of its conversation and of what hangs on it."""

    def has(self, seq: int) -> bool:
        """Whether an event is one of them."""
        return seq in self.own or seq in self.caused

    def whole(self) -> frozenset[int]:
        """All of them, quicker to ask when there are many."""
        return self.own.union(self.caused)


class InvitationBook:
    """Trackers by ticket, in the order of their POSTs."""

    def __init__(self) -> None:
        self._pages: dict[int, _Page] = {}
        self._looks: dict[int, int] = {}
        self._strays: deque[EventSeen] = deque(maxlen=STRAYS)

    @property
    def views(self) -> list[InvitationView]:
        """What there is to show, the newest last."""
        return [self._view(ticket, page) for ticket, page in self._pages.items()]

    @property
    def tickets(self) -> list[int]:
        """Of all operations, the newest last."""
        return list(self._pages)

    def view(self, ticket: int) -> InvitationView | None:
        """The operation of a ticket, or None."""
        page = self._pages.get(ticket)
        return self._view(ticket, page) if page else None

    def owner(self, seq: int) -> InvitationView | None:
        """The operation that an event belongs to."""
        for ticket, page in reversed(self._pages.items()):
            if seq in page.tracker.seqs:
                return self._view(ticket, page)
        return None

    def traces(self, ticket: int) -> Traces:
        """What came of an operation; nothing where there is none of that ticket."""
        page = self._pages.get(ticket)
        return Traces(page.tracker.seqs, page.tracker.caused) if page is not None else Traces()

    def cause(self, seq: int) -> InvitationView | None:
        """The operation whose conversation (or a part of it) an event tells of; its own events are not meant."""
        for ticket, page in reversed(self._pages.items()):
            if seq in page.tracker.caused:
                return self._view(ticket, page)
        return None

    def exchange_changed(self, exchange: Exchange) -> None:
        """A request has started or got on; a repetition after a 401 counts as the same operation."""
        if exchange.ticket is None or exchange.operation not in INVITATION_OF:
            return
        page = self._pages.get(exchange.ticket)
        if page is not None:
            page.exchange = exchange
            page.view = None
            return
        trackers = [old.tracker for old in self._pages.values()]
        known = frozenset(url for old in trackers for url in (old.location, old.course.url) if url)
        posted = Posted(exchange.operation_id, exchange.url, exchange.started_at, known)
        page = self._pages[exchange.ticket] = _Page(track(posted, INVITATION_OF[exchange.operation]), exchange)
        for stray in self._strays:
            _advance(page, stray)
        if len(self._pages) > KEPT:
            del self._pages[next(iter(self._pages))]

    def event(self, base_url: str, received: ReceivedEvent) -> None:
        """Show an event to every operation that still follows them."""
        if not self._pages and received.event.link.rel not in _INVITATIONS:
            return
        seen = EventSeen(received.seq, received.at, received.sender_rel, received.sender_href, received.event, base_url)
        watched = list(self._pages.values())[-WATCHED:]
        for page in watched:
            _advance(page, seen)
        if received.event.link.rel in _INVITATIONS and not any(seen.seq in page.tracker.seqs for page in watched):
            self._strays.append(seen)

    def finished(self, report: RequestFinished) -> None:
        """A request has ended: the POST of an operation, or a look at its invitation."""
        exchange = report.exchange
        at = exchange.started_at + (exchange.elapsed or 0.0)
        asked_for = self._looks.pop(report.ticket, None)
        if asked_for is not None and asked_for in self._pages:
            _advance(self._pages[asked_for], Looked(report.resource if report.failure is None else None, at))
        page = self._pages.get(report.ticket)
        if page is None:
            return
        page.exchange = exchange
        page.failure = report.failure.headline if report.failure else ""
        _advance(page, _answer(report, at))

    def application_lost(self, why: str) -> None:
        """The application is gone, and with it every invitation and conversation in it."""
        for page in self._pages.values():
            if page.tracker.settlement is None or page.tracker.conversation_href:
                page.lost = True
                page.view = None
                _advance(page, ApplicationLost(page.tracker.now, why))

    def tick(self, now: float) -> bool:
        """Let time pass; True where that changed something."""
        changed = False
        for page in list(self._pages.values())[-WATCHED:]:
            if not page.tracker.is_over:
                before = page.tracker
                _advance(page, Tick(now))
                changed = changed or replace(page.tracker, now=before.now) != before
        return changed

    def wanted_looks(self) -> list[tuple[int, str]]:
        """Operations whose invitation has to be read to know how they ended: ticket and absolute URL."""
        return [
            (ticket, page.tracker.lookup_url)
            for ticket, page in list(self._pages.items())[-WATCHED:]
            if page.tracker.needs_lookup and page.tracker.lookup_url
        ]

    def looking(self, ticket: int, look_ticket: int, now: float) -> None:
        """The GET for an operation is on its way under `look_ticket`."""
        self._looks[look_ticket] = ticket
        _advance(self._pages[ticket], Looking(now))

    def _view(self, ticket: int, page: _Page) -> InvitationView:
        if page.view is None:
            page.view = _shown(ticket, page)
        return page.view


def _advance(page: _Page, happened: Input) -> None:
    before, page.tracker = page.tracker, advance(page.tracker, happened)
    if page.tracker is not before:
        page.view = None


def _answer(report: RequestFinished, at: float) -> Input:
    status = report.exchange.status
    why = lost_answer(report)
    if why is not None:
        return Cancelled(at, why, status)
    if status is None:
        return Cancelled(at, report.failure.headline if report.failure else "no answer", sent=False)
    if status // 100 != 2:
        return PostRefused(status, report.reason, at)
    return Accepted(status, report.location, report.resource, at)


def _shown(ticket: int, page: _Page) -> InvitationView:
    tracker, exchange = page.tracker, page.exchange
    settled = tracker.settlement
    return InvitationView(
        ticket=ticket,
        operation=exchange.operation or "",
        operation_id=tracker.operation_id,
        posted_at=tracker.posted_at,
        outcome=_outcome(tracker),
        href=tracker.href,
        state=_state(tracker),
        status=tracker.status,
        reason=tracker.reason,
        exchange_n=exchange.n,
        http_status=tracker.http_status,
        conversation_href=tracker.conversation_href,
        conversation_state=tracker.conversation_state or "",
        timeline=tracker.timeline,
        event_seqs=tracker.seqs,
        unanswered=tracker.lost,
        sought=tracker.is_sought,
        found=tracker.is_found,
        lost=page.lost,
        finished_at=settled.at if settled else None,
    )


def _state(tracker: InvitationTracker) -> str:
    """The server's word; where a completed event has none of its own, the word that its outcome amounts to."""
    word = tracker.state or ""
    if tracker.settlement is None or tracker.post is PostState.REFUSED or not _is_pending(word):
        return word
    return "Connected" if tracker.outcome is invitation_outcome.Outcome.JOINED else "Failed"


def _is_pending(word: str) -> bool:
    return not word or word in _UNDER_WAY


def _outcome(tracker: InvitationTracker) -> Outcome:
    if tracker.post is PostState.REFUSED:
        return Outcome.REFUSED
    match tracker.outcome:
        case invitation_outcome.Outcome.JOINED:
            return Outcome.SUCCEEDED
        case invitation_outcome.Outcome.FAILED:
            return Outcome.FAILED
        case _:
            pass
    if tracker.post is PostState.UNANSWERED:
        return Outcome.RUNNING if tracker.is_sought or tracker.is_found else Outcome.REFUSED
    return Outcome.POSTING if tracker.post is PostState.SENT else Outcome.RUNNING
