"""The embedded sandbox as something that can be watched."""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.workbench.ports import SandboxPort


class EmbeddedWatch:
    """An `ObservedPort`: always there, never started anew.

    Args:
        sandbox: runs.
    """

    def __init__(self, sandbox: SandboxPort) -> None:
        self._sandbox = sandbox

    def watch(
        self, sink: ObservationSink, state: Callable[[str], None], restarted: Callable[[], None]
    ) -> Callable[[], None]:
        """Begin; returns what ends it."""
        return self._sandbox.observe(sink)
