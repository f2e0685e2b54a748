"""Join URLs that the owner wants resolved: each is a task, and each ends in exactly one JoinUrlResolved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ucwa_tui.client.client_failure import ClientFailure, unexpected
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.sender import Sender
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved


class Resolutions:
    """Those that are under way, by their ticket.

    Args:
        report: the sink.
        sender: the sender for network settings.
        questions: asks whether a link may lead to another host.
    """

    def __init__(
        self,
        report: Callable[[JoinUrlResolved], None],
        sender: Callable[[NetworkSettings], Sender],
        questions: Questions,
    ) -> None:
        self._report = report
        self._sender = sender
        self._questions = questions
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def begin(self, ticket: int, url: str, network: NetworkSettings) -> None:
        """Find out what a join URL stands for, signed in or not."""
        task = self._tasks[ticket] = asyncio.get_running_loop().create_task(self._resolve(ticket, url, network))
        task.add_done_callback(lambda done: self._ended(ticket, url, done))

    def cancel(self, ticket: int) -> None:
        """Give one up; another ticket is left alone."""
        if ticket in self._tasks:
            self._tasks[ticket].cancel()

    async def _resolve(self, ticket: int, url: str, network: NetworkSettings) -> None:
        from ucwa_tui.client.join_page import JoinPage

        page = JoinPage(self._sender(network), self._questions)
        try:
            resolved = await page.resolve(ticket, url)
        except ClientFailure as error:
            resolved = JoinUrlResolved(ticket, url, failure=error.failure)
        self._report(resolved)

    def _ended(self, ticket: int, url: str, task: asyncio.Task[None]) -> None:
        del self._tasks[ticket]
        if task.cancelled():
            given_up = Failure(FailureKind.CANCELLED, "given up before the answer was there")
            self._report(JoinUrlResolved(ticket, url, failure=given_up))
        elif (error := task.exception()) is not None:
            self._report(JoinUrlResolved(ticket, url, failure=unexpected(error)))
