"""Says what came of requests that were sent again, as soon as they have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


class ReplayWatch:
    """By ticket, until each has been told.

    Args:
        controller: knows the answers.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._waiting: dict[int, int] = {}
        self.texts: dict[int, str] = {}
        """Texts that were edited and not sent, by the exchange that they came from."""

    def wait(self, ticket: int, of: int) -> None:
        """The request of an exchange is being sent again."""
        self._waiting[ticket] = of

    def look(self, screen: MainScreen) -> None:
        """Tell of those that have ended."""
        answers = self._controller.session.answers
        for ticket in [ticket for ticket in self._waiting if ticket in answers]:
            of, finished = self._waiting.pop(ticket), answers[ticket]
            if finished.failure is not None:
                words = f"#{of} again: {finished.failure.headline}. {finished.failure.way_out}".strip()
                screen.footer.clear()  # it said that it was being sent
                screen.presenter.tell(screen, safe_line(words), "sev-error")
                continue
            said = self._controller.replay_words(finished.exchange)
            verdict = said[0].partition(", ")[2] if said else "sent"
            if "; differs in " in verdict:  # at length in the pane of the exchange
                verdict = f"changed: {verdict.partition(';')[0]}, Enter shows it and what differs"
            screen.say(f"#{finished.exchange.n} repeats #{of}, {verdict}")
