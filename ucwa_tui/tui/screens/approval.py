"""A question of the client's that only the user can answer: whether a host may be trusted."""

from __future__ import annotations

import time
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.screens.confirm import WIDTH
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.reports import Question, QuestionKind
from ucwa_tui.wire.safe_text import safe_line

GUARD_SECONDS = 0.4
"""So long after it has come up no key says yes: somebody who is typing did not mean this."""
TITLES = {
    QuestionKind.TRUST_HOST: "Trust this host?",
    QuestionKind.JOIN_HOST: "Follow the join URL to another host?",
}
_MEANING = {
    QuestionKind.TRUST_HOST: (
        "Discovery was led out of the sign-in domain. What comes over plain HTTP anybody on the way can forge. Who "
        "says yes sends credentials there. The approval is remembered for this domain."
    ),
    QuestionKind.JOIN_HOST: (
        "A join URL should stay on its own host. Who says yes asks the other host for the meeting; no credentials "
        "are sent."
    ),
}


class ApprovalScreen(Overlay[bool]):
    """`y` says yes, `n` and Escape say no; Enter says nothing, as it may have been meant for something else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "approve", "Yes", show=False),
        Binding("n", "refuse", "No", show=False),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__(TITLES[question.kind], [("y", "yes, go on"), ("n Esc", "no, stop here")], classes="question")
        self.question = question
        self._obsolete = False
        self._came_up = 0.0

    def body(self) -> Widget:
        """Host, domain, what was said, what it means."""
        question = self.question
        label = "sign-in domain" if question.kind is QuestionKind.TRUST_HOST else "led there by"
        rows: list[Row] = [
            (("host            ", "muted"), (safe_line(question.host), "bold")),
            ((f"{label:16}", "muted"), (safe_line(question.domain), "")),
            (),
            *(((line, ""),) for line in wrap_words(safe_line(question.text), WIDTH)),
            (),
            *(((line, "sev-warning"),) for line in wrap_words(_MEANING[question.kind], WIDTH)),
        ]
        text = Rows(classes="box-text")
        text.show_rows(rows)
        text.styles.height = len(rows)
        return text

    def on_mount(self) -> None:
        """Begin the time in which nothing is taken for a yes."""
        super().on_mount()
        self._came_up = time.monotonic()

    def withdraw(self) -> None:
        """No answer is needed any more: close, now or as soon as nothing lies above."""
        self._obsolete = True
        if self.is_current:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """What lay above is gone."""
        if self._obsolete:
            self.dismiss(None)

    def action_approve(self) -> None:
        """Yes."""
        if time.monotonic() - self._came_up >= GUARD_SECONDS:
            self.dismiss(True)

    def action_refuse(self) -> None:
        """No."""
        self.dismiss(False)

    def action_back(self) -> None:
        """Escape is a no: the client waits for an answer."""
        self.dismiss(False)
