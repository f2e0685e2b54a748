"""A client that sends nothing, and the controller of a capture over it: everything can be read, nothing can be done."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.request_plan import PayloadFormat, RequestPlan
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.failure import Failure, FailureKind
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import JoinUrlResolved, RequestFinished
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.availability import Availability
from ucwa_tui.workbench.controller import Controller, SendRefused
from ucwa_tui.workbench.draft import Draft
from ucwa_tui.workbench.explaining.beside import Beside
from ucwa_tui.workbench.lint.finding import LintFinding
from ucwa_tui.workbench.meeting_picture import Person
from ucwa_tui.workbench.ports import Sink
from ucwa_tui.workbench.state import Session

NOTHING_IS_SENT = "this is a capture: nothing is sent"
_REFUSED = Failure(FailureKind.CANCELLED, NOTHING_IS_SENT, "Leave the capture, and send it in the live session.")


class OfflineClient:
    """A `ClientPort` without a network: whatever is asked of it ends at once, with the reason."""

    def __init__(self) -> None:
        self._sink: Sink | None = None
        self._tickets = itertools.count(1_000_000)  # above those of the exchanges that were captured

    def start(self, sink: Sink) -> None:
        """Remember whom to tell."""
        self._sink = sink

    def sign_in(self, target: SignInTarget) -> None:
        """Nothing happens."""

    def submit(self, plan: RequestPlan) -> int:
        """Refuse; the RequestFinished says why."""
        ticket = next(self._tickets)
        if self._sink is not None:
            refused = Exchange(
                0,
                plan.purpose,
                plan.method,
                plan.href,
                0.0,
                ExchangeState.CANCELLED,
                error=NOTHING_IS_SENT,
                operation=plan.operation,
                ticket=ticket,
            )
            self._sink(RequestFinished(ticket, refused, failure=_REFUSED))
        return ticket

    def cancel(self, ticket: int) -> None:
        """Nothing is under way."""

    def reopen_channel(self) -> None:
        """There is none."""

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Refuse; the JoinUrlResolved says why."""
        ticket = next(self._tickets)
        if self._sink is not None:
            self._sink(JoinUrlResolved(ticket, url, failure=_REFUSED))
        return ticket

    def replay(self, replay: Replay) -> int:
        """Refuse, as a request is."""
        return self.submit(get_plan(replay.exchange.url, PayloadFormat.JSON))

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """The secrets of a capture were never kept."""
        return None

    def answer(self, question: int, approved: bool) -> None:
        """Nobody asks."""

    def keep_active(self, on: bool) -> None:
        """Nothing happens."""

    def stop(self, deadline: float) -> bool:
        """There is nothing to stop."""
        return True


class OfflineController(Controller):
    """Over a session that has ended.

    Args:
        session: everything that the capture tells.
        clock: seconds since the epoch; by it waiting times are told.
    """

    def __init__(self, session: Session, clock: Callable[[], float]) -> None:
        super().__init__(OfflineClient(), clock=clock, new_id=lambda: "")
        self.session = session
        self.findings_of: Callable[[int], Sequence[LintFinding]] = lambda n: ()
        """The rules that an exchange breaks, by its number."""

    def connect(self, target: SignInTarget) -> None:
        """Nothing happens."""

    def available(self, operation_name: str) -> Availability:
        """No operation is possible, whatever links the capture holds."""
        return Availability(None, NOTHING_IS_SENT)

    def target_href(self) -> str | None:
        """The draft goes nowhere."""
        return None

    def send(self, draft: Draft | None = None) -> SendRefused:
        """Nothing is sent."""
        return SendRefused("Nothing was sent.", f"{NOTHING_IS_SENT.capitalize()}.")

    def beside(self, exchange: Exchange) -> Beside:
        """With the rules that it breaks."""
        return replace(super().beside(exchange), findings=tuple(self.findings_of(exchange.n)))

    def read_person(self, person: Person) -> None:
        """Nobody can be asked."""

    def tick(self) -> None:
        """The time of a capture is over."""
