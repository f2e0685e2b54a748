"""Brings up sandbox and client beside the first screen, and takes them down in time."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.tui.late_client import LateClient
from ucwa_tui.workbench.launch import LaunchOptions
from ucwa_tui.workbench.ports import ClientPort, SandboxPort

QUIT_DEADLINE = 0.35
"""Seconds for deleting the application on the way out."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came up, or why it did not."""

    client: ClientPort | None = None
    sandbox: SandboxPort | None = None
    root_url: str = ""
    problem: str = ""


class Backend:
    """Owns the threads' life: nothing here runs on the screen's loop for longer than a call.

    Args:
        options: what the user asked for.
        make_client, make_sandbox: import and construct; called on a thread, as the imports take time.
    """

    def __init__(
        self,
        options: LaunchOptions,
        make_client: Callable[[], ClientPort],
        make_sandbox: Callable[[], SandboxPort],
    ) -> None:
        self.options = options
        self.late = LateClient()
        self._make_client = make_client
        self._make_sandbox = make_sandbox
        self._brought: Brought | None = None
        self._stopping = False
        self._lock = threading.Lock()

    def bring_up(self, loop: asyncio.AbstractEventLoop, ready: Callable[[Brought], None]) -> None:
        """Load and start everything on a thread; `ready` is called on the loop."""

        context = contextvars.copy_context()  # widgets find their application through it

        def work() -> None:
            brought = self._bring()
            with self._lock:
                self._brought = brought
                late = self._stopping
            if late:
                _take_down(brought, 0.0)
                return
            try:
                loop.call_soon_threadsafe(ready, brought, context=context)
            except RuntimeError:  # the screen is gone already
                _take_down(brought, 0.0)

        threading.Thread(target=work, name="bring-up", daemon=True).start()

    def _bring(self) -> Brought:
        sandbox: SandboxPort | None = None
        root = ""
        if self.options.sandbox:
            try:
                sandbox = self._make_sandbox()
                root = sandbox.start()
            except OSError as error:
                return Brought(problem=f"The sandbox cannot listen on this machine: {error}")
        return Brought(self._make_client(), sandbox, root)

    @property
    def running_sandbox(self) -> SandboxPort | None:
        """The embedded sandbox, where it has been started."""
        return self._brought.sandbox if self._brought is not None else None

    def sandbox(self) -> tuple[SandboxPort, str]:
        """The embedded sandbox and its root URL; started now where it was not. Called on a thread.

        Raises:
            OSError: it cannot listen.
        """
        brought = self._brought
        if brought is not None and brought.sandbox is not None:
            return brought.sandbox, brought.root_url
        sandbox = self._make_sandbox()
        root = sandbox.start()
        with self._lock:
            if self._brought is None or self._stopping:
                sandbox.stop()
                raise OSError("the program is being ended")
            self._brought = replace(self._brought, sandbox=sandbox, root_url=root)
        return sandbox, root

    def stop(self, deadline: float = QUIT_DEADLINE) -> bool:
        """Sign out and end everything; blocks at most a little more than `deadline` seconds. Idempotent."""
        with self._lock:
            self._stopping = True
            brought, self._brought = self._brought, None
        return _take_down(brought, deadline) if brought is not None else True


def _take_down(brought: Brought, deadline: float) -> bool:
    clean = brought.client.stop(deadline) if brought.client is not None else True
    if brought.sandbox is not None:
        brought.sandbox.stop()
    return clean
