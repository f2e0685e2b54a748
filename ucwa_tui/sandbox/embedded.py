"""The sandbox inside the program: its own thread and loop, started in moments, stopped without a trace."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ucwa_tui.sandbox.scenarios import scenario_named
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser

if TYPE_CHECKING:
    import asyncio

    from ucwa_tui.sandbox.sandbox import Sandbox
    from ucwa_tui.wire.observed import ObservationSink

START_SECONDS = 10.0
STOP_SECONDS = 3.0


class EmbeddedSandbox:
    """A sandbox on a thread of its own. Nothing heavy is imported before `start`.

    Args:
        host: address to listen on.
        port: 0 takes a free one.
        seed: the same seed gives the same identifiers.
        clock_scale: sandbox seconds per real second; timers of meetings and of the event channel scale with it.
        scenario: name of what the server does to everybody (`wire.sandbox_scenarios`); empty: nothing unusual.
        recording: record what clients do from the start, for those who want to see it later.

    Raises:
        ValueError: no scenario has that name.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: int | None = None,
        clock_scale: float = 1.0,
        scenario: str = "",
        recording: bool = False,
    ) -> None:
        scenario_named(scenario)
        self._scenario = scenario
        self._recording = recording
        self._host = host
        self._port = port
        self._seed = seed
        self._scale = clock_scale
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sandbox: Sandbox | None = None
        self._finish: asyncio.Event | None = None
        self._ready = threading.Event()
        self._url = ""
        self._failure: OSError | None = None
        self.faults: list[str] = []
        """What went wrong inside the server, one line each; empty unless there is a bug."""

    def start(self) -> str:
        """Listen and return the autodiscover root URL. Raises OSError where no port can be had."""
        if self._thread is not None:
            return self._url
        self._thread = threading.Thread(target=self._run, name="ucwa-sandbox", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise OSError(f"the sandbox did not start within {START_SECONDS:.0f} s")
        if self._failure is not None:
            self._thread.join(STOP_SECONDS)
            self._thread = None
            raise self._failure
        return self._url

    @property
    def users(self) -> tuple[SandboxUser, ...]:
        """Who can sign in."""
        from ucwa_tui.sandbox.directory import users

        return users()

    @property
    def meetings(self) -> tuple[SandboxMeeting, ...]:
        """The directory; with join URLs once it listens."""
        from ucwa_tui.sandbox.directory import meetings

        return meetings("/".join(self._url.split("/", 3)[:3]))

    def admit_waiting(self) -> int:
        """Let everybody in who waits in a lobby; how many there were."""
        return self._ask(lambda sandbox: sandbox.world.admit_waiting())

    def reject_waiting(self) -> int:
        """Turn everybody away who waits in a lobby; how many there were."""
        return self._ask(lambda sandbox: sandbox.world.reject_waiting())

    def observe(self, sink: ObservationSink) -> Callable[[], None]:
        """Tell a sink of what clients do, first of all that is kept; returns what ends it."""
        sandbox = self._sandbox
        return sandbox.observer.watch(sink) if sandbox is not None else lambda: None

    def stop(self) -> None:
        """Stop listening and end the thread. Idempotent."""
        thread, loop, finish = self._thread, self._loop, self._finish
        if thread is None or loop is None or finish is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            loop.call_soon_threadsafe(finish.set)
        thread.join(STOP_SECONDS)
        self._thread = None

    def _ask(self, question: Callable[[Sandbox], int]) -> int:
        """Ask on the sandbox's own loop; 0 where it does not run."""
        import asyncio

        loop, sandbox = self._loop, self._sandbox
        if loop is None or sandbox is None or self._thread is None:
            return 0

        async def ask() -> int:
            return question(sandbox)

        return asyncio.run_coroutine_threadsafe(ask(), loop).result(STOP_SECONDS)

    def _run(self) -> None:
        import asyncio

        asyncio.run(self._serve())

    async def _serve(self) -> None:
        import asyncio

        from ucwa_tui.sandbox.sandbox import Sandbox

        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._note_fault)
        self._finish = asyncio.Event()
        sandbox = self._sandbox = Sandbox(seed=self._seed, clock_scale=self._scale, scenario=self._scenario)
        try:
            self._url = await sandbox.start(self._host, self._port)
        except OSError as error:
            self._failure = error
            return
        finally:
            self._ready.set()
        if self._recording:
            sandbox.observer.record()
        try:
            await self._finish.wait()
        finally:
            await sandbox.stop()

    def _note_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A bug must not write a traceback across somebody's terminal."""
        self.faults.append(f"{context.get('message', '')}: {context.get('exception')!r}")
