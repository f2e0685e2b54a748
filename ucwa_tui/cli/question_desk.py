"""Questions of the client in a run without a screen: asked on a terminal, else answered with no and the way out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.wire.reports import Question, QuestionKind

if TYPE_CHECKING:
    from ucwa_tui.workbench.remembered import Remembered

Ask = Callable[[str, Callable[[], bool]], bool]
"""`(question, whether the user wants out) -> approved`."""
_LOOK_AGAIN = 0.2
"""Seconds between looks at whether the user wants out."""


class QuestionDesk:
    """Answers questions.

    Args:
        say: standard error.
        trusted: hosts that the command line or a profile approves.
        remembered: keeps what the user approves.
        ask: asks a person; None where there is nobody to ask.
    """

    def __init__(
        self, say: Callable[[str], None], trusted: frozenset[str], remembered: Remembered, ask: Ask | None
    ) -> None:
        self._say = say
        self._trusted = trusted
        self._remembered = remembered
        self._ask = ask

    def decide(self, question: Question, wants_out: Callable[[], bool]) -> bool:
        """Whether to go on."""
        host = question.host
        credentials = question.kind is QuestionKind.TRUST_HOST
        if host in self._trusted or (credentials and host in self._remembered.trusted_hosts(question.domain)):
            return True
        if self._ask is None:
            self._say(f"{question.text} Answered with no, as nobody can be asked: approve it with --trust-host {host}")
            return False
        approved = self._ask(question.text, wants_out)
        if approved and credentials:  # who follows a join URL to a host has not agreed to a password being sent there
            self._remembered.trust(question.domain, host)
        return approved


def terminal_ask() -> Ask | None:
    """Asks on standard error and reads standard input; None unless both are a terminal."""
    streams = (sys.stdin, sys.stderr)
    return _ask if all(stream is not None and stream.isatty() for stream in streams) else None


def _ask(text: str, wants_out: Callable[[], bool]) -> bool:
    """Yes or no. Looks every moment whether a signal has come: reading a line would wait for Enter all the same."""
    import select

    from ucwa_tui.wire.safe_text import safe_line

    sys.stderr.write(f"{safe_line(text)} [y/N] ")
    sys.stderr.flush()
    while not wants_out():
        if select.select([sys.stdin], [], [], _LOOK_AGAIN)[0]:
            return sys.stdin.readline().strip().lower() in {"y", "yes"}
    return False
