"""The client that the workbench's port describes: a thread with its own event loop.

Nothing here waits for the network, and nothing heavy is imported before the thread runs: a front end that draws its
first screen meanwhile does not notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import Report
from ucwa_tui.wire.sign_in_target import SignInTarget

if TYPE_CHECKING:
    from ucwa_tui.client.runtime import Runtime

_SHARE_FOR_CLOSING = 0.2
"""Of a stop's deadline: what is kept for closing connections and ending the thread."""


class Client:
    """A UCWA client on its own thread; see `workbench.ports.ClientPort`, which it fits.

    Args:
        surroundings: clocks, ids, patience, certificates; the defaults are the real ones.
    """

    def __init__(self, surroundings: Surroundings | None = None) -> None:
        self._surroundings = surroundings or Surroundings()
        self._tickets = itertools.count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._sink: Callable[[Report], None] | None = None
        self._runtime: Runtime | None = None
        self._early: list[Callable[[Runtime], None]] = []
        self._stop_after: asyncio.Future[float] | None = None
        self._clean = True

    def start(self, sink: Callable[[Report], None]) -> None:
        """Start the thread. `sink` is called from that thread, in order of happening, and must not block."""
        if self._thread is not None:
            raise RuntimeError("a client is started once")
        self._sink = sink
        self._loop = asyncio.new_event_loop()
        self._stop_after = self._loop.create_future()
        self._clean = False
        self._thread = threading.Thread(target=self._run, name="ucwa-client", daemon=True)
        self._thread.start()

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in, create the application, open the event channel. Ends in SignedIn or SignInFailed."""
        self._call(lambda runtime: runtime.sign_in(target))

    def submit(self, plan: RequestPlan) -> int:
        """Send a request; the ticket comes back in its ExchangeChanged and in one RequestFinished."""
        ticket = next(self._tickets)
        self._call(lambda runtime: runtime.submit(ticket, plan))
        return ticket

    def cancel(self, ticket: int) -> None:
        """Abandon a submitted request. Idempotent."""
        self._call(lambda runtime: runtime.cancel(ticket))

    def reopen_channel(self) -> None:
        """Ask again after the channel has failed."""
        self._call(lambda runtime: runtime.reopen_channel())

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Find out what a join URL stands for, signed in or not; the ticket of its one JoinUrlResolved."""
        ticket = next(self._tickets)
        self._call(lambda runtime: runtime.resolve(ticket, url, network))
        return ticket

    def replay(self, replay: Replay) -> int:
        """Send a recorded request again; the ticket of its one RequestFinished, before which Replayed comes."""
        ticket = next(self._tickets)
        self._call(lambda runtime: runtime.replay(ticket, replay))
        return ticket

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """A copy with the secrets in place of their masks; None where they are not kept. It is for one view only."""
        return self._runtime.reveal(exchange) if self._runtime is not None else None

    def answer(self, question: int, approved: bool) -> None:
        """Answer a Question. One that is closed already is left alone."""
        self._call(lambda runtime: runtime.answer(question, approved))

    def keep_active(self, on: bool) -> None:
        """Report activity every few minutes, or stop doing so."""
        self._call(lambda runtime: runtime.keep_active(on))

    def stop(self, deadline: float) -> bool:
        """Sign out (DELETE application), close connections, end the thread; block at most `deadline` seconds.

        Idempotent and callable from any thread but the client's own. True: the server confirmed, or there was nothing
        to delete.
        """
        if self._thread is None or self._loop is None:
            return True
        with contextlib.suppress(RuntimeError):  # the loop is closed: stopped already
            self._loop.call_soon_threadsafe(self._stop_soon, deadline * (1 - _SHARE_FOR_CLOSING))
        self._thread.join(deadline)
        return self._clean and not self._thread.is_alive()

    # --- on the client's thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        assert self._loop is not None
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._live())
        finally:
            asyncio.set_event_loop(None)
            self._loop.close()

    async def _live(self) -> None:
        from ucwa_tui.client.runtime import Runtime

        assert self._stop_after is not None
        runtime = Runtime(self._report, self._surroundings)
        for call in self._early:
            call(runtime)
        self._early.clear()
        self._runtime = runtime
        self._clean = await runtime.shutdown(await self._stop_after)

    def _report(self, report: Report) -> None:
        assert self._sink is not None
        with contextlib.suppress(RuntimeError):  # the front end's own loop is closed: nobody listens any more
            self._sink(report)

    def _call(self, what: Callable[[Runtime], None]) -> None:
        if self._loop is None:
            raise RuntimeError("the client has not been started")
        with contextlib.suppress(RuntimeError):  # stopped: there is nobody to do it
            self._loop.call_soon_threadsafe(self._dispatch, what)

    def _dispatch(self, what: Callable[[Runtime], None]) -> None:
        if self._runtime is None:
            self._early.append(what)
        else:
            what(self._runtime)

    def _stop_soon(self, seconds: float) -> None:
        if self._stop_after is not None and not self._stop_after.done():
            self._stop_after.set_result(seconds)
