"""A question of the client's that only the user can answer: whether a host may be trusted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, breaks, cut_middle, wrap_words
from ucwa_tui.tui.screens.asking import Asking
from ucwa_tui.wire.reports import Question, QuestionKind
from ucwa_tui.wire.safe_text import safe_line

GUARD_SECONDS = 0.4
"""So long after somebody has asked for it no key is an answer."""
QUIET_SECONDS = 1.5
"""So long no key may have been pressed before a question comes up by itself, and again before a key is its answer."""
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
        "are sent. The approval holds for this once."
    ),
}
_LABELS = 16
_WITH_LABELS = 50
"""Cells from which labels stand beside what they name, not above it."""
_LONGEST_HOST = 255
"""Characters of a name that DNS knows; of a longer one the end tells whose it is."""
_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class ApprovalScreen(Asking):
    """`y` says yes, `n` and Escape say no; Enter says nothing, as it may have been meant for something else.

    Args:
        question: what is asked.
        step_back: where it has come up by itself: called with a key that somebody was just typing; the box is gone
            then, unanswered, and the key belongs to what lies below. None: the user asked for the question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "approve", "Yes", show=False),
        Binding("n", "refuse", "No", show=False),
    ]

    def __init__(self, question: Question, step_back: Callable[[events.Key], None] | None = None) -> None:
        super().__init__(TITLES[question.kind], [("y", "yes, go on"), ("n Esc", "no, stop here")])
        self.question = question
        self._step_back = step_back
        self._pause = GUARD_SECONDS if step_back is None else QUIET_SECONDS
        self._obsolete = False
        self._key_at = 0.0
        """When it came up, or when a key was pressed last that is no answer."""

    def rows_at(self, width: int) -> list[Row]:
        """Host, domain, what was said, what it means."""
        question = self.question
        label = "sign-in domain" if question.kind is QuestionKind.TRUST_HOST else "led there by"
        return [
            *_named("host", question.host, "bold", width),
            *_named(label, question.domain, "", width),
            (),
            *(((line, ""),) for line in wrap_words(safe_line(question.text), width)),
            (),
            *(((line, "sev-warning"),) for line in wrap_words(_MEANING[question.kind], width)),
        ]

    def on_mount(self) -> None:
        """Begin the time in which nothing is taken for an answer."""
        super().on_mount()
        self._key_at = time.monotonic()

    def on_key(self, event: events.Key) -> None:
        """Whoever is typing does not mean this box: too early a key is no answer."""
        now = time.monotonic()
        early = now - self._key_at < self._pause
        if early and self._step_back is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(None)
            self._step_back(event)
        elif early and event.key != "escape":
            event.stop()
            event.prevent_default()
        elif event.key not in _MOVES and event.key not in {"y", "n", "escape"}:
            self._key_at = now
            self._step_back = None  # it has been seen by now: it stays, and takes no key for some time

    def withdraw(self) -> None:
        """No answer is needed any more: close, now or as soon as nothing lies above."""
        self._obsolete = True
        if self.app.screen is self:  # `is_current` holds for what lies below a box, too
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """What lay above is gone."""
        if self._obsolete:
            self.dismiss(None)

    def action_approve(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_refuse(self) -> None:
        """No."""
        self.dismiss(False)

    def action_back(self) -> None:
        """Escape is a no: the client waits for an answer."""
        self.dismiss(False)


def _named(label: str, name: str, style: str, width: int) -> list[Row]:
    """A host's name as a whole, its end above all: that is where it says whose it is."""
    beside = width >= _WITH_LABELS
    text = cut_middle(safe_line(name), _LONGEST_HOST)
    room = width - _LABELS if beside else width
    pieces = [text[start:end] for start, end in breaks(text, room)]
    if not beside:
        return [((label, "muted"),), *(((piece, style),) for piece in pieces)]
    labels = [label, *([""] * (len(pieces) - 1))]
    return [((f"{word:{_LABELS}}", "muted"), (piece, style)) for word, piece in zip(labels, pieces, strict=True)]
