"""Signing in and staying for a while, as a reducer over reports and time; what `events` and `doctor` are made of.

No thread, no clock, no IO: the caller brings reports and the time.
"""

from __future__ import annotations

from ucwa_tui.wire import reports
from ucwa_tui.wire.reports import ChannelPhase, Failure, FailureKind, Report
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult, of_failure
from ucwa_tui.workbench.state import Session

TICK = 0.25
"""Seconds between looks at the clock while a time is running."""
_LONG = 60.0
MAX_BYTES, MAX_EVENTS = 16_000_000, 1000
"""Kept of exchanges and events: who stays for days tells them as they come, and looks at none of them again."""


class StayJob:
    """From sign-in to the verdict.

    Args:
        seconds: how long to stay once the event channel is open; None: until interrupted.
        channel_timeout: seconds that the event channel may take to open after sign-in.
    """

    def __init__(self, seconds: float | None, *, channel_timeout: float = 30.0) -> None:
        self.session = Session(max_bytes=MAX_BYTES, max_events=MAX_EVENTS)
        self.result: JoinResult | None = None
        self._seconds = seconds
        self._channel_timeout = channel_timeout
        self._signed_in_at: float | None = None
        self.open_since: float | None = None
        """When the event channel was open for the first time, seconds since the epoch."""

    def apply(self, report: Report, now: float) -> None:
        """Take in a report.

        Args:
            report: from the client.
            now: seconds since the epoch.
        """
        self.session.apply(report)
        if self.result is not None:
            return
        match report:
            case reports.SignInFailed(failure):
                self.result = of_failure(failure, None, None)
            case reports.SignedIn() if self._signed_in_at is None:
                self._signed_in_at = now
            case reports.ChannelChanged(phase=ChannelPhase.FAILED, failure=Failure() as failure):
                self.result = of_failure(failure, None, None)
            case reports.ChannelChanged(phase=ChannelPhase.WAITING) if self.open_since is None:
                self.open_since = now
            case _:
                pass
        self.tick(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self.result is not None or self._signed_in_at is None:
            return
        if self.open_since is None:
            if now >= self._signed_in_at + self._channel_timeout:
                stuck = Failure(FailureKind.NETWORK, "The event channel could not be opened in time.")
                self.result = of_failure(stuck, None, None)
        elif self._seconds is not None and now >= self.open_since + self._seconds:
            self.result = JoinResult(JoinOutcome.DONE)

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
