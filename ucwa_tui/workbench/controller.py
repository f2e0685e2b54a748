"""What a front end can do: one object between its commands and the client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Finding
from ucwa_tui.protocol.operations import operation
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import Report, RequestFinished
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.availability import Availability, available
from ucwa_tui.workbench.draft import Draft, new_draft
from ucwa_tui.workbench.explaining.beside import Beside, fate_of
from ucwa_tui.workbench.meeting_picture import Person
from ucwa_tui.workbench.meetings import Directory, MeetingsFinder
from ucwa_tui.workbench.operation_ids import OperationIds
from ucwa_tui.workbench.ports import ClientPort, SandboxPort, Sink
from ucwa_tui.workbench.prediction import predict
from ucwa_tui.workbench.state import Session

if TYPE_CHECKING:
    from ucwa_tui.workbench.explaining.earlier import Earlier
    from ucwa_tui.workbench.explaining.page import Page

READ_AT_ONCE = 3
"""So many participants are read at the same time."""
READ_BETWEEN_KEYS = 32_000
"""Bytes of earlier answers that are read while a key waits."""


@dataclass(frozen=True, slots=True)
class SendRefused:
    """Nothing was sent, and this is why."""

    headline: str
    way_out: str = ""


class Controller:
    """The session, the draft, and everything that can be done with them. Belongs to the front end's loop.

    Args:
        client: not started yet; `start` does that.
        clock: seconds since the epoch.
        new_id: makes a fresh operationId.
        sandbox: the embedded sandbox's handle, where there is one.
    """

    def __init__(
        self,
        client: ClientPort,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        sandbox: SandboxPort | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self.ids = OperationIds(new_id)
        self.sandbox = sandbox
        self.session = Session()
        self.draft = new_draft(operationId=self.ids.for_form())
        self._target: SignInTarget | None = None
        self._finder = MeetingsFinder()
        self._reading: set[int] = set()
        """Tickets of participants that are being read."""

    @cached_property
    def _earlier(self) -> Earlier:
        from ucwa_tui.workbench.explaining.earlier import Earlier

        return Earlier()

    @property
    def target(self) -> SignInTarget | None:
        """Where `connect` went last."""
        return self._target

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock()

    def start(self, sink: Sink) -> None:
        """Start the client; `sink` gets its reports on the client's thread and hands them to `apply` on this one."""
        self._client.start(sink)

    def connect(self, target: SignInTarget) -> None:
        """Sign in; the outcome comes as a report."""
        self._target = target
        self._finder = MeetingsFinder()
        self._reading.clear()
        self.session.begin_sign_in()
        self._client.sign_in(target)

    def apply(self, report: Report) -> None:
        """Take in a report, and ask for what it makes necessary."""
        self.session.apply(report)
        plan = self._finder.next_plan(report, self.session, self.draft.payload_format)
        if plan is not None and self.sandbox is None:  # the embedded one is asked directly
            self._finder.asked(self._client.submit(plan))
        if isinstance(report, RequestFinished):
            self._reading.discard(report.ticket)
            unsent = report.failure is not None and not report.exchange.request.data
            if unsent:  # no server has seen it
                self.ids.not_sent(report.exchange.operation_id)
        self._look()

    def read_person(self, person: Person) -> None:
        """Read a participant that is known by name only, once, and no more than `READ_AT_ONCE` at a time."""
        if person.read or person.asked or self.session.signed_in is None or len(self._reading) >= READ_AT_ONCE:
            return
        person.asked = True
        plan = replace(get_plan(person.href, self.draft.payload_format), purpose=Purpose.LOOK)
        self._reading.add(self._client.submit(plan))

    def tick(self) -> None:
        """Let time pass for operations that end by a grace period; about once a second while one is under way."""
        self.session.tick(self._clock())
        self._look()

    @property
    def ticket_uri(self) -> str | None:
        """The meeting that the anonymous ticket is for; None for everybody else, and before sign-in."""
        anonymous = self.session.signed_in is not None and self.session.signed_in.anonymous
        return self._target.meeting_uri if anonymous and self._target is not None else None

    def context(self) -> FieldContext:
        """What the field rules need to know now."""
        signed_in, target = self.session.signed_in, self._target
        anonymous = signed_in.anonymous if signed_in else target is not None and target.grant == "anonymous"
        return FieldContext(anonymous, self.ids.used, self.draft.payload_format, self.draft.uri_place, self.ticket_uri)

    def findings(self, draft: Draft | None = None) -> tuple[Finding, ...]:
        """Everything there is to say about the draft now."""
        return (draft or self.draft).findings(self.context())

    def target_href(self) -> str | None:
        """Where the draft would go: the user's choice, else the operation's own link; None while there is none."""
        return self.draft.target_href or self.available(self.draft.operation).href

    def available(self, operation_name: str) -> Availability:
        """`(href, why_not)` of an operation: exactly one of them says something."""
        return available(self.session, operation_name)

    def send(self, draft: Draft | None = None) -> SendRefused | int:
        """Send a draft as it is, findings or not.

        Returns:
            The ticket, or why nothing could be sent.
        """
        chosen = draft or self.draft
        href, why_not = chosen.target_href, ""
        if href is None:
            href, why_not = self.available(chosen.operation)
        if href is None:
            return SendRefused(f"There is no {operation(chosen.operation).rel or 'target'} link.", why_not)
        try:
            plan = chosen.plan(href)
        except ValueError as error:
            return SendRefused(f"The request cannot be written: {error}", "Correct what the findings name.")
        return self._submit(plan)

    def invoke(self, operation_name: str, href: str | None = None, **given: str) -> SendRefused | int:
        """Do an operation without a form (cancel, leave, admit, addMessaging, sendMessage, makeMeAvailable).

        Args:
            operation_name: as in `operations`.
            href: which link, where several offer it; None takes the current invitation's.
            given: values of its fields.
        """
        wanted = operation(operation_name)
        values = {**given, "operationId": self.ids.fresh()} if wanted.field("operationId") else given
        draft = replace(new_draft(operation_name, **values), payload_format=self.draft.payload_format, target_href=href)
        return self.send(draft)

    def follow(self, href: str) -> int:
        """GET a link; the ticket."""
        return self._client.submit(get_plan(href, self.draft.payload_format))

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        self._client.cancel(ticket)

    def reopen_channel(self) -> None:
        """Ask again after the event channel has failed."""
        self._client.reopen_channel()

    def resolve(self, url: str, network: NetworkSettings | None = None) -> int:
        """Find out what a join URL stands for; the ticket of its JoinUrlResolved.

        Args:
            url: the join URL.
            network: how to connect; None: as for the sign-in.
        """
        return self._client.resolve(url, network or (self._target.network if self._target else NetworkSettings()))

    def replay(self, replay: Replay) -> int:
        """Send a recorded request again; the ticket of its RequestFinished."""
        self.ids.sent(replay.operation_id)
        return self._client.replay(replay)

    def replay_with_fresh_id(self, exchange: Exchange) -> int:
        """Send it again with another operationId; the ticket. Raises ValueError where none is in it."""
        from ucwa_tui.workbench.replay import with_fresh_id

        return self.replay(with_fresh_id(exchange, self.ids.fresh()))

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """A copy with its secrets, for one view; None where they are not kept."""
        return self._client.reveal(exchange)

    def answer(self, question: int, approved: bool) -> None:
        """Answer a question of the client's."""
        self._client.answer(question, approved)

    def keep_active(self, on: bool) -> None:
        """Report activity every few minutes, or stop doing so."""
        self._client.keep_active(on)

    def renew_operation_id(self) -> str:
        """Give the draft a fresh operationId, and return it."""
        fresh = self.ids.for_form()
        self.draft = self.draft.with_value("operationId", fresh)
        return fresh

    def meetings(self) -> Directory:
        """Users and meetings: the embedded sandbox's, else a sandbox's own list read from the server, else nothing."""
        if self.sandbox is not None:
            return Directory(tuple(self.sandbox.users), tuple(self.sandbox.meetings), known=True)
        return self._finder.directory

    def explain(self, exchange: Exchange) -> list[str]:
        """What an exchange's outcome means, printable line by line."""
        from ucwa_tui.workbench.explanation import explain

        return [*explain(exchange, self.ticket_uri), *self.replay_words(exchange)]

    def replay_words(self, exchange: Exchange) -> list[str]:
        """What an exchange that was sent again is against its original; a line or none."""
        told = self.session.replays.get(exchange.n)
        original = self.session.exchange(told.of) if told is not None else None
        if told is None or original is None:
            return []
        from ucwa_tui.workbench.replay_check import verdict

        return [f"replay: of #{told.of}, {verdict(original.request, exchange.request, told)}"]

    def explain_page(self, exchange: Exchange) -> Page:
        """Everything there is to say about an exchange, under headings."""
        from ucwa_tui.workbench.explaining.explain import explain_page

        others = tuple(self.session.exchanges)
        return explain_page(exchange, others, self._earlier, self.context(), self.beside(exchange))

    def beside(self, exchange: Exchange) -> Beside:
        """What is known of an exchange that does not stand in it."""
        return fate_of(exchange.n, self.session.invitations)

    def explains_slowly(self) -> bool:
        """Whether `explain_page` takes longer than a key may wait, as there is much to be read before."""
        return self._earlier.unread(self.session.exchanges) > READ_BETWEEN_KEYS

    def predict(self, findings: Sequence[Finding]) -> str:
        """What a server will answer to the draft with these findings, one printable sentence."""
        return predict(findings, self.draft.operation)

    def stop(self, deadline: float) -> bool:
        """Sign out and end the client within `deadline` seconds, then the sandbox; True where it was clean."""
        clean = self._client.stop(deadline)
        if self.sandbox is not None:
            self.sandbox.stop()
        return clean

    def _submit(self, plan: RequestPlan) -> int:
        self.ids.sent(plan.operation_id)
        return self._client.submit(plan)

    def _look(self) -> None:
        self._look_at_incoming()
        for ticket, href in self.session.book.wanted_looks():
            asked = self._client.submit(get_plan(href, self.draft.payload_format))
            self.session.book.looking(ticket, asked, self._clock())

    def _look_at_incoming(self) -> None:
        """Read invitations of which too little is known, as long as somebody is signed in."""
        session = self.session
        if session.signed_in is None:
            return
        hold = any(v.href is None and not v.outcome.is_final for v in session.invitations[-8:])
        for href in session.incoming.wanted_reads(lambda seq: session.book.owner(seq) is not None, hold=hold):
            self._client.submit(replace(get_plan(href, self.draft.payload_format), purpose=Purpose.LOOK))
