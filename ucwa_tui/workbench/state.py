"""Everything that is known of a session. Changed only by `apply(report)`, on the loop of the front end."""

from __future__ import annotations

from collections import deque

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire import reports
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent, Report
from ucwa_tui.workbench import event_log, exchange_log
from ucwa_tui.workbench.connecting_log import ConnectingLog
from ucwa_tui.workbench.incoming_book import IncomingBook
from ucwa_tui.workbench.invitation_book import InvitationBook
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.meeting_book import MeetingBook
from ucwa_tui.workbench.meeting_focus import MeetingFocus
from ucwa_tui.workbench.meeting_picture import MeetingPicture
from ucwa_tui.workbench.resource_index import FoundLink, ResourceIndex
from ucwa_tui.workbench.state_changes import StateChanges

MAX_STEPS = 500
MAX_ANSWERS = 200
MAX_GAPS = 10_000
"""Half a year of bad network; a server that makes more of them is not worth the memory."""
ANOTHER_SESSION = "another session"
"""Kind of the line between the events of two sessions: nothing is missing there."""
SIGNED_OUT = "Signed out: nothing more will be heard of what was under way."
APPLICATION_LOST = "The application was re-created: nothing more will be heard of what was under way in the old one."


class Session:
    """A plain store without locks: exchanges, events, channel health, invitations, resources.

    Args:
        max_bytes: bound for the bytes of exchanges.
        max_event_bytes: bound for the estimated memory of the newest events.
        max_event_disk: bound for the file of older ones; 0: they are forgotten.
        max_events: bound for the number of events.
    """

    def __init__(
        self,
        *,
        max_bytes: int = exchange_log.MAX_BYTES,
        max_event_bytes: int = event_log.MAX_MEMORY,
        max_event_disk: int = event_log.MAX_DISK,
        max_events: int = event_log.MAX_EVENTS,
    ) -> None:
        self.exchange_log = exchange_log.ExchangeLog(max_bytes)
        self.event_log = event_log.EventLog(max_event_bytes, max_event_disk, max_events)
        self.changes = StateChanges()
        self.book = InvitationBook()
        self.resources = ResourceIndex()
        self.meetings = MeetingBook()
        self.incoming = IncomingBook()
        """Invitations that others send."""
        self._focus = MeetingFocus()
        self.steps: deque[reports.StepChanged] = deque(maxlen=MAX_STEPS)
        self.channel: reports.ChannelChanged | None = None
        self.signed_in: reports.SignedIn | None = None
        self.signed_out: reports.SignedOut | None = None
        self.failure: reports.Failure | None = None
        """Why sign-in or the channel failed last; None once it works again."""
        self.connecting = ConnectingLog()
        """Discovery, challenges, tokens, open questions: how the session came about and what keeps it alive."""
        self.resolved: dict[int, reports.JoinUrlResolved] = {}
        """What join URLs stand for, by ticket."""
        self.replays: dict[int, reports.Replayed] = {}
        """What was sent again, by the number of the exchange that it made."""
        self.gaps: list[reports.ChannelGap] = []
        """Where the channel may have lost events, in order; this list only grows, up to `MAX_GAPS`."""
        self.answers: dict[int, reports.RequestFinished] = {}
        """The latest answers to submitted requests, by ticket."""
        self.first_exchange = 0
        """Number from which on the exchanges belong to the latest sign-in."""
        self._former: frozenset[int] = frozenset()
        """Tickets of operations in sessions that are over."""
        self.version = 0

    @property
    def exchanges(self) -> list[Exchange]:
        """In order of their number; read only."""
        return self.exchange_log.items

    @property
    def events(self) -> event_log.EventLog:
        """In order of delivery; read only."""
        return self.event_log

    @property
    def invitations(self) -> list[InvitationView]:
        """The user's operations, the newest last."""
        return self.book.views

    @property
    def current(self) -> InvitationView | None:
        """The newest operation of this session."""
        views = self.book.views
        return views[-1] if views and views[-1].ticket not in self._former else None

    @property
    def picture(self) -> MeetingPicture | None:
        """The conversation that is looked at; it changes by a join or by `show_next`, not because another one ends."""
        return self._focus.picture

    @property
    def others(self) -> list[MeetingPicture]:
        """The other conversations that one is in."""
        return [p for p in self.meetings.pictures if not p.over and not p.incoming and p is not self.picture]

    def show_next(self) -> None:
        """Look at the next conversation that is not over."""
        self.version += 1
        self._focus.go_on(self.meetings.pictures)

    def show_conversation(self, url: str) -> None:
        """Look at a conversation, by its absolute URL, now or as soon as it is heard of."""
        self.version += 1
        self._focus.go_to(url)
        self._focus.look(self.meetings, self.current)

    @property
    def base_url(self) -> str:
        """What relative hrefs are resolved against: the application's URL, empty before sign-in."""
        return self.signed_in.url if self.signed_in else ""

    def exchange(self, n: int) -> Exchange | None:
        """The exchange of that number, or None."""
        return self.exchange_log.get(n)

    def owns(self, event: ReceivedEvent) -> InvitationView | None:
        """Which of the user's operations an event is of."""
        return self.book.owner(event.seq)

    def caused(self, event: ReceivedEvent) -> InvitationView | None:
        """Whose conversation an event tells of: not the operation's own event, but a consequence of it."""
        return self.book.cause(event.seq)

    def resource(self, url: str) -> Resource | None:
        """The latest resource seen at an absolute URL."""
        return self.resources.get(url)

    def find_link(self, rel: str) -> list[FoundLink]:
        """Every link of a rel that some resource offers now: (holder rel, absolute href, title, holder's URL)."""
        return self.resources.find_link(self.base_url, rel)

    def begin_sign_in(self) -> None:
        """A sign-in is being asked for: the session before it is over, what was seen in it can still be read."""
        self.version += 1
        self.meetings.end_session()
        self._end_session()
        self.failure = None
        self.signed_out = None
        self.steps.clear()
        self.connecting.begin()
        self.first_exchange = self.exchanges[-1].n + 1 if self.exchanges else 0

    def apply(self, report: Report) -> None:
        """Take in one report."""
        self.version += 1
        try:
            self.meetings.apply(self.base_url, report)
            self.incoming.apply(self.base_url, report)
        finally:  # a fault in the picture of a meeting costs no event
            self._take_in(report)
            self._focus.look(self.meetings, self.current)

    def _take_in(self, report: Report) -> None:
        match report:
            case reports.ExchangeChanged(exchange):
                self.exchange_log.put(exchange)
                self.book.exchange_changed(exchange)
            case reports.EventsArrived(events):
                self._events_arrived(events)
            case reports.RequestFinished():
                self._request_finished(report)
            case reports.ChannelChanged():
                self.channel = report
                self.failure = report.failure
            case reports.StepChanged():
                self.steps.append(report)
                self.signed_out = None
            case reports.SignedIn():
                self._came_in(report)
            case reports.SignInFailed(failure):
                self.failure = failure
                self.signed_out = None
            case reports.SignedOut():
                self._end_session()
                self.signed_out = report
            case reports.ChannelGap():
                self._mark(report)
            case reports.Replayed():
                self._keep_replay(report)
            case reports.JoinUrlResolved():
                self.resolved[report.ticket] = report
            case _:
                self.connecting.apply(report)

    def tick(self, now: float) -> None:
        """Let time pass for the operations: some end by a grace period.

        Args:
            now: seconds since the epoch.
        """
        if self.book.tick(now):
            self.version += 1

    def _keep_replay(self, report: reports.Replayed) -> None:
        self.replays[report.exchange] = report
        if len(self.replays) > MAX_ANSWERS:
            del self.replays[next(iter(self.replays))]

    def _end_session(self) -> None:
        self.signed_in = None
        self.channel = None
        self.connecting.token_expires_at = None
        self.connecting.keep_active = None
        self.resources.clear()
        self.book.application_lost(SIGNED_OUT)
        self._former = frozenset(self.book.tickets)

    def _mark(self, gap: reports.ChannelGap) -> None:
        if len(self.gaps) < MAX_GAPS:
            self.gaps.append(gap)

    def _came_in(self, report: reports.SignedIn) -> None:
        if report.recreated:
            self.book.application_lost(APPLICATION_LOST)
        elif self.events:
            last = self.exchanges[-1].started_at if self.exchanges else self.events[-1].at
            self._mark(reports.ChannelGap(last, ANOTHER_SESSION, f"signed in as {report.user}", self.events[-1].seq))
        self.signed_in = report
        self.signed_out = None
        self.failure = None
        self.connecting.token_expires_at = report.token_expires_at
        self.resources.clear()
        made = next((e for e in reversed(self.exchanges) if e.purpose is Purpose.APPLICATIONS), None)
        told = _told_by(made) if made is not None else None
        self.resources.add(report.url, report.application, rel="application", href=report.url, told=told)

    def _events_arrived(self, events: tuple[ReceivedEvent, ...]) -> None:
        base = self.base_url
        for received in events:
            self.event_log.append(received, self.changes.see(received))
            self.resources.apply_event(base, received)
            self.book.event(base, received)

    def _request_finished(self, report: reports.RequestFinished) -> None:
        self.answers[report.ticket] = report
        if len(self.answers) > MAX_ANSWERS:
            del self.answers[next(iter(self.answers))]
        url = report.exchange.url
        self.book.exchange_changed(report.exchange)  # where it was never sent, this is the first that is heard of it
        if report.resource is not None and report.exchange.purpose is not Purpose.TOKEN:  # a token is no resource
            self.resources.add(url, report.resource, href=report.location or url, told=_told_by(report.exchange))
        elif report.exchange.method == "DELETE" and (report.exchange.status or 0) // 100 == 2:
            self.resources.forget(url)
        self.book.finished(report)


def _told_by(exchange: Exchange) -> tuple[int, float]:
    """Number of an exchange and when it was answered."""
    return exchange.n, exchange.started_at + (exchange.elapsed or 0.0)
