"""The headless join as a reducer over reports and time: sign in, wait for the channel, POST, watch, judge.

No thread, no clock, no IO: the caller brings reports and the time, and sends the requests that come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire import reports
from ucwa_tui.wire.reports import ChannelPhase, Failure, FailureKind, Report
from ucwa_tui.workbench.availability import available
from ucwa_tui.workbench.draft import URI_FIELD, Draft
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult, of_failure, of_view
from ucwa_tui.workbench.lost_answer import lost_result, with_lost_answer
from ucwa_tui.workbench.meeting_link import MeetingLink
from ucwa_tui.workbench.refusal import refusal_result
from ucwa_tui.workbench.state import Session

Check: TypeAlias = Callable[[Draft], tuple[tuple[str, ...], tuple[str, ...]]]
SETTLE_SHORTEST, SETTLE_LONGEST = 0.1, 1.0
TICK = 0.25
"""Seconds between looks at the clock while an operation is under way."""


class JoinJob:
    """One join, from sign-in to the verdict.

    Args:
        draft: what to POST.
        timeout: seconds from the POST to the verdict.
        channel_timeout: seconds that the event channel may take to open after sign-in.
        ticket_uri: the meeting of the anonymous ticket; None for everybody else.
        join_url: where the meeting is known by that alone: it has to be resolved before sign-in.
        check: errors and warnings of a draft that has got its conference URI.
    """

    def __init__(
        self,
        draft: Draft,
        *,
        timeout: float,
        channel_timeout: float = 30.0,
        ticket_uri: str | None = None,
        join_url: str = "",
        check: Check = lambda draft: ((), ()),
    ) -> None:
        self.draft = draft
        self.warnings: tuple[str, ...] = ()
        """What there is to say about the meeting that a join URL stands for."""
        self._ticket_uri = ticket_uri
        self.session = Session()
        self.result: JoinResult | None = None
        self._timeout = timeout
        self._channel_timeout = channel_timeout
        self._signed_in_at: float | None = None
        self._open_since: float | None = None
        self._posted_at: float | None = None
        self._ticket: int | None = None
        self._channel_failure: Failure | None = None
        self._post_over = False
        self._lost_at = 0.0
        self._now = 0.0
        self._round_trip = 0.0
        self.link = MeetingLink(join_url)
        self._check = check

    @property
    def outcome(self) -> JoinOutcome | None:
        """The verdict; None while there is none."""
        return self.result.outcome if self.result else None

    @property
    def view(self) -> InvitationView | None:
        """The join as far as it has come; None before the POST."""
        return self.session.book.view(self._ticket) if self._ticket is not None else None

    @property
    def may_sign_in(self) -> bool:
        """Whether the meeting is known, and there is no verdict yet."""
        return self.result is None and not self.link.pending

    @property
    def posted(self) -> bool:
        """Whether the POST has been handed to the client."""
        return self._posted_at is not None

    def submitted(self, plan: RequestPlan, ticket: int, now: float) -> None:
        """A plan that `apply` or `tick` returned has been handed to the client under this ticket."""
        if plan.operation == self.draft.operation:
            self._ticket = ticket
            self._posted_at = now
        else:
            assert self._ticket is not None  # looks come only after the POST
            self.session.book.looking(self._ticket, ticket, now)

    def apply(self, report: Report, now: float) -> RequestPlan | None:
        """Take in a report.

        Args:
            report: from the client.
            now: seconds since the epoch.

        Returns:
            A request to send now, or None.
        """
        self._now = now
        if self.result is None and isinstance(report, reports.SignInFailed) and self._leads_on(report.failure):
            return None
        self.session.apply(report)
        if self.result is not None:
            return None
        match report:
            case reports.ExchangeChanged(exchange):
                self._round_trip = exchange.elapsed or self._round_trip
            case reports.JoinUrlResolved() if self.link.answers(report):
                self._resolved(report)
            case reports.SignedIn():
                self._signed_in_at, self._open_since = now, None
            case reports.SignInFailed(failure):
                self.result = of_failure(failure, self.view, self._operation_id())
            case reports.ChannelChanged():
                self._channel_changed(report, now)
            case reports.RequestFinished() if report.ticket == self._ticket:
                self._post_finished(report)
            case _:
                pass
        return self.tick(now)

    def tick(self, now: float) -> RequestPlan | None:
        """Let time pass; a request to send now, or None."""
        if self.result is not None:
            return None
        self.session.tick(now)
        return None if self._judge(now) else self._next_plan(now)

    def _next_plan(self, now: float) -> RequestPlan | None:
        if self._posted_at is None:
            return self._post_when_ready(now)
        looks = [href for ticket, href in self.session.book.wanted_looks() if ticket == self._ticket]
        return get_plan(looks[0], self.draft.payload_format) if looks else None

    def interrupt(self) -> None:
        """The user wants out. A verdict that is there already stands."""
        if self.result is None:
            told = "Interrupted" + (" before the request was sent." if not self.posted else "; " + self._standing())
            self.result = self._ended(JoinOutcome.INTERRUPTED, told)

    def wait(self, now: float) -> float:
        """Seconds until `tick` has something to do, if no report comes before."""
        due = TICK
        if self._posted_at is not None:
            due = self._posted_at + self._timeout - now
        elif self._open_since is not None:
            due = self._open_since + self._settle() - now
        return min(due, TICK) if due > 0 else TICK

    def _leads_on(self, failure: Failure) -> bool:
        """Whether the sign-in that has failed was not the last way to the meeting."""
        return self.link.leads_on(failure, self.session.steps[-1] if self.session.steps else None)

    def _resolved(self, report: reports.JoinUrlResolved) -> None:
        unknown = self.link.take(report)
        if unknown is not None or report.uri is None:
            self.result = of_failure(unknown, None, self._operation_id()) if unknown else None
            return
        if self._ticket_uri is not None:
            self._ticket_uri = report.uri  # a guest's ticket is for that
        self.draft = self.draft.with_value(URI_FIELD, report.uri)
        errors, warnings = self._check(self.draft)
        warnings = (*self.link.remarks, *warnings)
        self.warnings = warnings
        if errors:
            self.result = JoinResult(JoinOutcome.INVALID, self._operation_id(), message=" ".join(errors))

    def _channel_changed(self, report: reports.ChannelChanged, now: float) -> None:
        if report.phase is ChannelPhase.WAITING and self._open_since is None:
            self._open_since = now
        if report.phase is ChannelPhase.FAILED and report.failure is not None:
            self._channel_failure = report.failure
        elif report.phase is ChannelPhase.WAITING:
            self._channel_failure = None

    def _post_when_ready(self, now: float) -> RequestPlan | None:
        """The POST, once the channel is open: no event can be missed, and an application that is gone has shown."""
        channel = self.session.channel
        if self._open_since is None or channel is None or channel.phase is not ChannelPhase.WAITING:
            return None
        if now < self._open_since + self._settle():
            return None
        found = available(self.session, self.draft.operation)
        if found.href is None:
            headline = f"The server offers no {self.draft.operation} link."
            missing = Failure(FailureKind.SIGN_IN, headline, found.why_not)
            self.result = of_failure(missing, None, self._operation_id())
            return None
        try:
            return self.draft.plan(found.href)
        except ValueError as error:
            self.result = JoinResult(
                JoinOutcome.INVALID, self._operation_id(), message=f"The request cannot be written: {error}"
            )
            return None

    def _post_finished(self, report: reports.RequestFinished) -> None:
        self._post_over = True
        view, failure, status = self.view, report.failure, report.exchange.status
        if view is None or view.outcome in {Outcome.SUCCEEDED, Outcome.FAILED}:
            return  # the events have told already
        if view.unanswered and (failure is None or failure.kind is not FailureKind.CANCELLED):
            self._lost_at = self._now
            return  # the events may tell
        if status is not None and status // 100 != 2:
            self.result = refusal_result(report, view, self._ticket_uri)
        elif failure is not None:
            not_sent = failure.kind is FailureKind.REFUSED  # the client's own refusal: the link leads somewhere foreign
            cause = replace(failure, kind=FailureKind.SIGN_IN) if not_sent else failure
            self.result = of_failure(cause, view, self._operation_id())

    def _judge(self, now: float) -> bool:
        """Whether there is a verdict now."""
        view = self.view
        if self._channel_failure is not None and (view is None or self._post_over):
            broken = of_failure(self._channel_failure, view, self._operation_id())
            self.result = self._settled(view) or with_lost_answer(broken, view)
        elif self._post_over:
            self.result = self._settled(view) or self._never_heard_of(view, now)
        if self.result is None and self._posted_at is not None and now >= self._posted_at + self._timeout:
            late = self._settled(view) or self._never_heard_of(view, now, late=True)
            told = f"Not completed within {self._timeout:g} s: {self._standing()}"
            self.result = late or self._ended(JoinOutcome.TIMEOUT, told, self._lobby_hint())
        if self.result is None and self._posted_at is None and self._is_stuck(now):
            trouble = self.session.channel.trouble if self.session.channel else ""
            because = f": {trouble}" if trouble else "."
            stuck = Failure(FailureKind.NETWORK, f"The event channel could not be opened in time{because}")
            self.result = of_failure(stuck, None, self._operation_id())
        return self.result is not None

    def _never_heard_of(self, view: InvitationView | None, now: float, *, late: bool = False) -> JoinResult | None:
        """The answer is lost, and no event has told of the join in the time for that, or in the time there is."""
        if view is None or not view.unanswered or view.found or (view.sought and not late):
            return None
        return lost_result(view, now - self._lost_at, self.session.channel)

    def _settled(self, view: InvitationView | None) -> JoinResult | None:
        if view is not None and view.outcome is Outcome.SUCCEEDED:
            lost = f"The POST's answer was lost ({view.unanswered}); the event channel told of the join."
            return of_view(JoinOutcome.JOINED, view, lost if view.unanswered else None)
        if view is not None and view.outcome is Outcome.FAILED:
            word = view.status or view.state
            return of_view(JoinOutcome.FAILED, view, f"The invitation completed without success ({word}).")
        return None

    def _ended(self, outcome: JoinOutcome, message: str, way_out: str = "") -> JoinResult:
        view = self.view
        if view is None:
            return JoinResult(outcome, self._operation_id(), message=message, way_out=way_out)
        return of_view(outcome, view, message, way_out)

    def _standing(self) -> str:
        view = self.view
        if view is None or (view.http_status is None and not view.found):
            return "the POST has not been answered."
        told = f"the invitation is {view.state or 'not heard of yet'}"
        return told + (f", the conversation {view.conversation_state}." if view.conversation_state else ".")

    def _lobby_hint(self) -> str:
        if self.view is not None and self.view.conversation_state.lower() == "inlobby":
            return "You are in the lobby: a leader has to admit you. Give it more time with --timeout."
        return "Give it more time with --timeout, or look at the meeting's events."

    def _is_stuck(self, now: float) -> bool:
        return self._signed_in_at is not None and now >= self._signed_in_at + self._channel_timeout

    def _settle(self) -> float:
        return min(max(1.5 * self._round_trip, SETTLE_SHORTEST), SETTLE_LONGEST)

    def _operation_id(self) -> str | None:
        return self.draft.operation_id or None
