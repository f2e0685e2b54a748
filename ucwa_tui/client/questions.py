"""Questions that only the user can answer: asked by report, answered through the port, awaited in between."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

from ucwa_tui.wire.reports import Question, QuestionClosed, QuestionKind


class Questions:
    """Open questions by their number.

    Args:
        report: the sink.
    """

    def __init__(self, report: Callable[[Question | QuestionClosed], None]) -> None:
        self._report = report
        self._numbers = itertools.count(1)
        self._open: dict[int, asyncio.Future[bool]] = {}

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for an answer: patience with servers does not count meanwhile."""
        return bool(self._open)

    async def ask(self, kind: QuestionKind, host: str, domain: str, text: str) -> bool:
        """Ask, and wait for the answer as long as it takes; being cancelled closes the question."""
        number = next(self._numbers)
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._open[number] = answered
        self._report(Question(number, kind, host.lower(), domain.lower(), text))
        try:
            return await answered
        finally:
            del self._open[number]
            self._report(QuestionClosed(number))

    def answer(self, number: int, approved: bool) -> None:
        """Answer a question; one that is closed already is left alone."""
        waiting = self._open.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(approved)
