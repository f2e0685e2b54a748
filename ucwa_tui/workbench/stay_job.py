"""Signing in and staying for a while, as a reducer over reports and time; what `events` and `doctor` are made of.

No thread, no clock, no IO: the caller brings reports and the time.
"""

from __future__ import annotations

from ucwa_tui.wire import reports
from ucwa_tui.wire.reports import ChannelPhase, Failure, FailureKind, Report
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult, of_failure
from ucwa_tui.workbench.meeting_link import MeetingLink
from ucwa_tui.workbench.state import Session

TICK = 0.25
"""Seconds between looks at the clock while a time is running."""
HOLD = 1.0
"""Seconds that a P-GET has to be held without trouble to show that the channel works: nothing is wrong with silence."""
_LONG = 60.0
MAX_BYTES, MAX_EVENTS = 16_000_000, 1000
"""Kept of exchanges and events: who stays for days tells them as they come, and looks at none of them again."""


class StayJob:
    """From sign-in to the verdict.

    Args:
        seconds: how long to stay once the event channel is open; None: until interrupted.
        channel_timeout: seconds that the event channel may take to open after sign-in.
        hold: seconds that a P-GET has to be held without trouble before the channel counts as open; None: it is open
            as soon as the first P-GET has been sent. A P-GET that is answered well opens it in either case.
        join_url: where a guest's meeting is known by that alone: it has to be resolved before sign-in.
    """

    def __init__(
        self,
        seconds: float | None,
        *,
        channel_timeout: float = 30.0,
        hold: float | None = None,
        join_url: str = "",
    ) -> None:
        self.session = Session(max_bytes=MAX_BYTES, max_event_bytes=MAX_BYTES, max_events=MAX_EVENTS, max_event_disk=0)
        self.link = MeetingLink(join_url)
        self.result: JoinResult | None = None
        self._seconds = seconds
        self._channel_timeout = channel_timeout
        self._hold = hold
        self._waiting_since: float | None = None
        """Since when a P-GET has been outstanding."""
        self._bad_after = 0.0
        """Seconds for which the last P-GET was outstanding before it went wrong."""
        self._signed_in_at: float | None = None
        self.open_since: float | None = None
        """When the event channel was open for the first time, seconds since the epoch."""
        self._trouble = ""

    @property
    def may_sign_in(self) -> bool:
        """Whether the meeting is known, and there is no verdict yet."""
        return self.result is None and not self.link.pending

    def apply(self, report: Report, now: float) -> None:
        """Take in a report.

        Args:
            report: from the client.
            now: seconds since the epoch.
        """
        if self.result is None and isinstance(report, reports.SignInFailed) and self._leads_on(report.failure):
            return
        self.session.apply(report)
        if self.result is not None:
            return
        match report:
            case reports.JoinUrlResolved() if self.link.answers(report):
                unknown = self.link.take(report)
                self.result = of_failure(unknown, None, None) if unknown is not None else None
            case reports.SignInFailed(failure):
                self.result = of_failure(failure, None, None)
            case reports.SignedIn() if self._signed_in_at is None:
                self._signed_in_at = now
            case reports.ChannelChanged(phase=ChannelPhase.FAILED, failure=Failure() as failure):
                self.result = of_failure(failure, None, None)
            case reports.ChannelChanged():
                self._channel_changed(report, now)
            case _:
                pass
        self.tick(now)

    def _leads_on(self, failure: Failure) -> bool:
        """Whether the sign-in that has failed was not the last way to the meeting."""
        return self.link.leads_on(failure, self.session.steps[-1] if self.session.steps else None)

    def _channel_changed(self, report: reports.ChannelChanged, now: float) -> None:
        self._trouble = report.trouble
        if report.trouble and self._waiting_since is not None:
            self._bad_after = now - self._waiting_since
        waiting = report.phase is ChannelPhase.WAITING
        self._waiting_since = now if waiting else None
        if self.open_since is None and ((waiting and self._hold is None) or report.answered):
            self.open_since = now

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self.result is not None or self._signed_in_at is None:
            return
        held_well = self._hold is not None and self._held(now) >= self._hold and self._works(now)
        if self.open_since is None and held_well:
            self.open_since = now
        if self.open_since is None:
            if now >= self._signed_in_at + self._channel_timeout:
                self.result = self._stuck("The event channel could not be opened in time")
        elif self._seconds is not None and now >= self.open_since + self._seconds:
            late = "The event channel was not working when the time was over"
            self.result = JoinResult(JoinOutcome.DONE) if self._works(now) else self._stuck(late)

    def _works(self, now: float) -> bool:
        """Whether there is no trouble, or a P-GET is outstanding for longer than the one that brought it."""
        hold = HOLD if self._hold is None else self._hold
        return not self._trouble or self._held(now) >= self._bad_after + hold

    def _held(self, now: float) -> float:
        """Seconds for which a P-GET has been outstanding."""
        return now - self._waiting_since if self._waiting_since is not None else 0.0

    def _stuck(self, headline: str) -> JoinResult:
        because = f": {self._trouble}" if self._trouble else "."
        failure = Failure(FailureKind.NETWORK, headline + because, "Try again when the server can be reached.")
        return of_failure(failure, None, None)

    def leave(self) -> None:
        """Nobody is interested any more."""
        if self.result is None:
            self.result = JoinResult(JoinOutcome.DONE)

    def interrupt(self) -> None:
        """The user wants out. A verdict that is there already stands."""
        if self.result is None:
            self.result = JoinResult(JoinOutcome.INTERRUPTED, message="Interrupted.")

    def wait(self, now: float) -> float:
        """Seconds until `tick` has something to do, if no report comes before."""
        if self.open_since is None:
            return TICK
        if self._seconds is None:
            return _LONG
        return min(max(self.open_since + self._seconds - now, 0.0), _LONG)
