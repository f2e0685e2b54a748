"""Reports from the client's thread to the loop of the screen: at once when it is quiet, in portions under load."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable

from ucwa_tui.wire.reports import ChannelChanged, EventsArrived, Report, SignInFailed

BUSY_INTERVAL = 0.12
"""Seconds between two portions while reports keep coming: more often than this nobody can read."""
SIGN_IN_INTERVAL = 0.2
"""Seconds between two looks at a sign-in that takes its time."""
QUIET_BURST = 8
"""So many portions go out at once before the pace is set; they come back with time."""

PORTION = 10_000
"""So many events are delivered at once: taking them in is a matter of some hundredths of a second."""
BREATH = 0.002
"""Seconds between two such portions, for keys and for a repaint."""


class Inbox:
    """A queue that wakes its reader once, however many reports arrive.

    Made on the screen's loop: widgets find their application through the context that was current then, which the
    client's thread does not have.

    Args:
        loop: the screen's loop.
        deliver: gets waiting reports, in order, on that loop: all, but no more than `PORTION` events at a time.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, deliver: Callable[[list[Report]], None]) -> None:
        self._loop = loop
        self._deliver = deliver
        self._context = contextvars.copy_context()
        self._reports: deque[Report] = deque()
        self._woken = False
        self._closed = False
        self._slow = False
        self._credit = 1.0
        self._last = loop.time()
        self._signing_in = True

    def put(self, report: Report) -> None:
        """Take a report; from any thread, never blocks."""
        self._reports.append(report)
        if self._signing_in:
            # Nobody can do anything yet: the steps of a quick sign-in are shown together, with its end.
            self._signing_in = not isinstance(report, ChannelChanged | SignInFailed)
            if self._signing_in and not self._slow:
                self._slow = True
                self._call(self._plan_slowly)
            if self._signing_in:
                return
        # A wake-up too many does no harm, so the flag needs no lock: it is cleared before the queue is emptied.
        if not self._woken and not self._closed:
            self._woken = True
            self._call(self._plan)

    def _call(self, what: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(what, context=self._context)
        except RuntimeError:  # the loop has been closed: the screen is gone, the report has no reader
            self._closed = True

    def _plan_slowly(self) -> None:
        self._loop.call_later(SIGN_IN_INTERVAL, self._hand_over)

    @property
    def closed(self) -> bool:
        """Whether nothing more is delivered."""
        return self._closed

    def close(self) -> None:
        """Deliver nothing more."""
        self._closed = True

    def _plan(self) -> None:
        now = self._loop.time()
        self._credit = min(float(QUIET_BURST), self._credit + (now - self._last) / BUSY_INTERVAL)
        self._last = now
        if self._credit >= 1.0:
            self._credit -= 1.0
            self._hand_over()
        else:
            self._credit -= 1.0
            self._loop.call_later(BUSY_INTERVAL * -self._credit, self._hand_over)

    def _hand_over(self) -> None:
        self._woken = self._slow = False
        reports = self._portion()
        if self._reports and not self._closed:
            self._woken = True
            self._loop.call_later(BREATH, self._hand_over)
        if reports and not self._closed:
            self._deliver(reports)

    def _portion(self) -> list[Report]:
        reports: list[Report] = []
        room = PORTION
        while self._reports and room > 0:
            report = self._reports.popleft()
            if isinstance(report, EventsArrived):
                if len(report.events) > room:
                    self._reports.appendleft(EventsArrived(report.events[room:]))
                    report = EventsArrived(report.events[:room])
                room -= len(report.events)
            reports.append(report)
        return reports
