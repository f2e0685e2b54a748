"""`ucwa-tui join`: carries reports from the client to the job and requests the other way, and tells about both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ucwa_tui.cli.client_run import ExchangeTeller
from ucwa_tui.cli.entrance import Entrance
from ucwa_tui.cli.join_options import JoinOptions
from ucwa_tui.cli.narration import Narration
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.reporter import Reporter
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.reports import ChannelGap, EventsArrived, Report, SignedOut
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.join_job import JoinJob
from ucwa_tui.workbench.join_result import JoinResult
from ucwa_tui.workbench.lost_answer import is_looking
from ucwa_tui.workbench.ports import ClientPort


class JoinRun:
    """One run, from the join URL or sign-in to the verdict; a `client_run.Watcher`.

    Args:
        options: what to join and how long to wait.
        target: where and as whom.
        client: started by then.
        reporter: standard output.
        narration: standard error.
        output: for a timeline on standard output.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        options: JoinOptions,
        target: SignInTarget,
        client: ClientPort,
        reporter: Reporter,
        narration: Narration,
        output: Output,
        clock: Callable[[], float],
    ) -> None:
        self._options = options
        self._client = client
        self._reporter = reporter
        self._narration = narration
        self._output = output
        self._clock = clock
        self._exchanges = ExchangeTeller(reporter.exchange)
        self._told_states: list[str] = []
        self._told_href: str | None = None
        self._told_meeting = False
        self._told_loss = ""
        self._job = JoinJob(
            options.draft,
            timeout=options.timeout,
            channel_timeout=target.connect_timeout,
            ticket_uri=target.meeting_uri if target.grant is Grant.ANONYMOUS else None,
            join_url=options.join_url,
            check=options.check_meeting,
        )
        self._entrance = Entrance(self._job, target, client, narration.say)

    @property
    def over(self) -> bool:
        """Whether there is a verdict."""
        return self._job.result is not None

    def begin(self) -> None:
        """Ask the meeting's page, or sign in at once."""
        self._entrance.begin()

    def take(self, report: Report) -> None:
        """Hand a report on."""
        parts = [EventsArrived((one,)) for one in report.events] if isinstance(report, EventsArrived) else [report]
        for part in parts:  # one event at a time, so that each change of the invitation shows
            plan = self._job.apply(part, self._clock())
            self._tell(part)
            if not isinstance(part, SignedOut):  # our own leaving changes nothing about the invitation
                self._go_on(plan)

    def tick(self) -> None:
        """Let time pass."""
        self._go_on(self._job.tick(self._clock()))

    def interrupted(self) -> None:
        """The user wants out."""
        self._narration.say("interrupted: signing out")
        self._job.interrupt()

    def wait(self) -> float:
        """Seconds until `tick` has something to do."""
        return self._job.wait(self._clock())

    def finish(self) -> JoinResult:
        """After signing out: write the files, print the result."""
        session = self._job.session
        self._exchanges.rest(session)
        self._options.files.write(session, self._narration.say)
        assert self._job.result is not None  # a run ends with a verdict
        self._reporter.result(self._job.result)
        self._options.files.tell(session, self._output)
        return self._job.result

    def _go_on(self, plan: RequestPlan | None) -> None:
        self._tell_invitation()
        if plan is not None:
            self._job.submitted(plan, self._client.submit(plan), self._clock())
        elif not self._job.posted:
            self._tell_meeting()
            self._entrance.go_on()

    def _tell(self, report: Report) -> None:
        self._exchanges.report(report)
        if isinstance(report, EventsArrived):
            for received in report.events:
                self._reporter.event(received)
        elif isinstance(report, ChannelGap):
            self._reporter.gap(report)
        self._narration.report(report)

    def _tell_meeting(self) -> None:
        if self._told_meeting or not self._job.may_sign_in:
            return
        self._told_meeting = True
        for warning in self._job.warnings:
            self._narration.say(f"warning: {warning}")

    def _tell_invitation(self) -> None:
        view = self._job.view
        if view is None:
            return
        self._narration.conversation(view.conversation_state)
        self._tell_loss(view)
        changes = view.changes
        words = [state for state, _ in changes]
        known = self._told_states if words[: len(self._told_states)] == self._told_states else words[:-1]
        for state, elapsed in changes[len(known) :] or (changes[-1:] if view.href != self._told_href else ()):
            self._reporter.invitation(replace(view, state=state), elapsed)
        if words:
            self._told_states, self._told_href = words, view.href

    def _tell_loss(self, view: InvitationView) -> None:
        """That the answer to the POST is lost, and that the event channel tells of the join all the same."""
        looking = is_looking(view)
        if looking and not self._told_loss:
            self._narration.say(looking)
        if view.unanswered and view.found and self._told_loss != "found":
            self._narration.say("the answer is lost, but the event channel tells of this join: going on with it")
        self._told_loss = "found" if view.unanswered and view.found else looking or self._told_loss
