"""Puts the client's questions before the user, one at a time, and remembers which hosts may have credentials.

A question never comes up over a text that is being edited, nor over a box: it waits, and says so.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from ucwa_tui.wire.reports import Question, QuestionKind
from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.key_order import KeyOrder
    from ucwa_tui.tui.screens.approval import ApprovalScreen
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.controller import Controller
    from ucwa_tui.workbench.remembered import Remembered

_LOOK_AGAIN = 0.25
"""Seconds between two looks at whether a question may come up."""


class Approvals:
    """Looks at the session's open question after each portion of reports.

    Args:
        controller, remembered: the application's.
        keys: knows when a key was pressed last.
    """

    def __init__(self, controller: Controller, remembered: Remembered, keys: KeyOrder) -> None:
        self._controller = controller
        self._remembered = remembered
        self._keys = keys
        self._shown: ApprovalScreen | None = None
        self._settled: set[int] = set()
        """Questions that have been answered here; their closing is on its way."""
        self._timer: Timer | None = None

    @property
    def waiting(self) -> Question | None:
        """The question that nobody has seen yet."""
        if self._shown is not None:
            return None
        open_ones = self._controller.session.connecting.questions
        return next((q for n, q in open_ones.items() if n not in self._settled), None)

    def look(self, screen: MainScreen) -> None:
        """Show the question that waits as soon as it may come up, close the one that does not wait any more."""
        if self._shown is not None and self._shown.question.number not in self._controller.session.connecting.questions:
            self._shown.withdraw()
            self._shown = None
        question = self.waiting
        if question is not None and self._is_approved(question):
            self._answer(question, True)
            screen.say(f"{safe_line(question.host)} was approved before for {safe_line(question.domain)}")
            question = self.waiting
        if question is not None and self._may_come_up(screen):
            self._ask(screen, question, by_itself=True)
        self._tell(screen)

    def ask(self, screen: MainScreen) -> None:
        """The user wants to see the question."""
        question = self.waiting
        if question is not None:
            self._ask(screen, question, by_itself=False)
            self._tell(screen)

    def _is_approved(self, question: Question) -> bool:
        """Only what was approved for credentials is remembered; following a join URL is approved each time."""
        trusted = self._remembered.trusted_hosts(question.domain)
        return question.kind is QuestionKind.TRUST_HOST and question.host in trusted

    def _may_come_up(self, screen: MainScreen) -> bool:
        from ucwa_tui.tui.screens.approval import QUIET_SECONDS

        quiet = time.monotonic() - self._keys.last_at >= QUIET_SECONDS
        return quiet and screen.app.screen is screen and not screen.editing and not self._keys.holding

    def _ask(self, screen: MainScreen, question: Question, *, by_itself: bool) -> None:
        from ucwa_tui.tui.screens.approval import ApprovalScreen

        asking = ApprovalScreen(question, self._step_back if by_itself else None)

        def answered(approved: bool | None) -> None:
            if self._shown is asking:
                self._shown = None
            if approved is not None:
                if approved and question.kind is QuestionKind.TRUST_HOST:
                    self._remembered.trust(question.domain, question.host)
                self._answer(question, approved)
            self.look(screen)

        self._shown = asking
        screen.app.push_screen(asking, answered)

    def _step_back(self, key: events.Key) -> None:
        self._keys.again(key)

    def _answer(self, question: Question, approved: bool) -> None:
        self._settled.add(question.number)
        self._controller.answer(question.number, approved)

    def _tell(self, screen: MainScreen) -> None:
        """Say that a question waits, and look again until it may come up."""
        question = self.waiting
        screen.presenter.ask_about(screen, question)
        if question is not None and self._timer is None:
            self._timer = screen.set_interval(_LOOK_AGAIN, lambda: self.look(screen), name="question")
        elif question is None and self._timer is not None:
            self._timer.stop()
            self._timer = None
