"""Puts the client's questions before the user, one at a time, and remembers what was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.wire.reports import Question
from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.approval import ApprovalScreen
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.controller import Controller
    from ucwa_tui.workbench.remembered import Remembered


class Approvals:
    """Looks at the session's open question after each portion of reports."""

    def __init__(self, controller: Controller, remembered: Remembered) -> None:
        self._controller = controller
        self._remembered = remembered
        self._shown: ApprovalScreen | None = None
        self._settled: set[int] = set()
        """Questions that have been answered here; their closing is on its way."""

    def look(self, screen: MainScreen) -> None:
        """Show the question that waits, close the one that does not any more."""
        open_ones = self._controller.session.connecting.questions
        if self._shown is not None and self._shown.question.number not in open_ones:
            self._shown.withdraw()
            self._shown = None
        question = next((q for n, q in open_ones.items() if n not in self._settled), None)
        if question is None or self._shown is not None:
            return
        if question.host in self._remembered.trusted_hosts(question.domain):
            self._answer(question, True)
            screen.say(f"{safe_line(question.host)} was approved before for {safe_line(question.domain)}")
            return
        self._ask(screen, question)

    def _ask(self, screen: MainScreen, question: Question) -> None:
        from ucwa_tui.tui.screens.approval import ApprovalScreen

        asking = ApprovalScreen(question)

        def answered(approved: bool | None) -> None:
            if self._shown is asking:
                self._shown = None
            if approved is None:
                return
            if approved:
                self._remembered.trust(question.domain, question.host)
            self._answer(question, approved)
            self.look(screen)

        self._shown = asking
        screen.app.push_screen(self._shown, answered)

    def _answer(self, question: Question, approved: bool) -> None:
        self._settled.add(question.number)
        self._controller.answer(question.number, approved)
