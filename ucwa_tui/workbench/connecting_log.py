"""How the session came about and what keeps it alive: discovery, challenges, tokens, open questions, activity."""

from __future__ import annotations

from collections import deque

from ucwa_tui.wire import reports
from ucwa_tui.wire.reports import Report

MAX_HOPS = 200


class ConnectingLog:
    """Changed only by `apply`, on the loop of the front end."""

    def __init__(self) -> None:
        self.hops: deque[reports.DiscoveryHop] = deque(maxlen=MAX_HOPS)
        self.challenges: deque[reports.Challenged] = deque(maxlen=MAX_HOPS)
        self.questions: dict[int, reports.Question] = {}
        """Those that wait for an answer, by number."""
        self.discovered: reports.Discovered | None = None
        """The root that was found, while it is worth keeping."""
        self.token_expires_at: float | None = None
        """Of the application's own token, seconds since the epoch."""
        self.keep_active: reports.KeepActiveChanged | None = None

    @property
    def question(self) -> reports.Question | None:
        """The oldest question that waits for an answer."""
        return next(iter(self.questions.values()), None)

    def begin(self) -> None:
        """A sign-in begins: what the one before has found is not to be taken for its doing. Open questions stay."""
        self.hops.clear()
        self.challenges.clear()
        self.discovered = None
        self.token_expires_at = None
        self.keep_active = None

    def apply(self, report: Report) -> None:
        """Take in one report; others than these are left alone."""
        match report:
            case reports.DiscoveryHop():
                self.hops.append(report)
            case reports.Challenged():
                self.challenges.append(report)
            case reports.Question():
                self.questions[report.number] = report
            case reports.QuestionClosed(number):
                self.questions.pop(number, None)
            case reports.Discovered():
                self.discovered = report
            case reports.DiscoveryForgotten():
                self.discovered = None
            case reports.TokenRenewed() if report.for_application:
                self.token_expires_at = report.expires_at
            case reports.KeepActiveChanged():
                self.keep_active = report
            case _:
                pass
