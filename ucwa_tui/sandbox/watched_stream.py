"""A stream that says when the other end has closed it, to whoever waits for something else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class WatchedStream(asyncio.StreamReader):
    """Bytes of one connection, and its end.

    What comes meanwhile is kept, within the bounds of the stream, for the next one who reads.
    """

    _over = False
    _told: Callable[[], None] | None = None

    def feed_eof(self) -> None:
        """The other end has closed its side."""
        super().feed_eof()
        self._end()

    def set_exception(self, exc: Exception) -> None:
        """The connection is broken."""
        super().set_exception(exc)
        self._end()

    @contextmanager
    def ending(self) -> Iterator[Callable[[], bool]]:
        """Cancel the task that is in this block when the other end closes; gives a question: was it this?

        Whoever has asked and heard yes owns the cancellation: it is taken back.
        """
        task = asyncio.current_task()
        assert task is not None
        cancelled = False

        def cancel() -> None:
            nonlocal cancelled
            if self._told is cancel and not cancelled:
                cancelled = True
                task.cancel()

        def gone() -> bool:
            return cancelled and task.uncancel() <= 0

        self._told = cancel
        if self._over:
            asyncio.get_running_loop().call_soon(cancel)
        try:
            yield gone
        finally:
            self._told = None

    def _end(self) -> None:
        self._over = True
        if self._told is not None:
            self._told()
