"""A client and a sandbox that only take notes, and do what a test tells them."""

from __future__ import annotations

from collections.abc import Callable

from tests.workbench.builders import MEETING, FakeClient
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.wire.reports import ExchangeChanged, Report, RequestFinished

ROOT = "http://127.0.0.1:8080/"
LOBBY = "sip:olga@example.test;gruu;opaque=app:conf:focus:id:L0BBY777"
MEETINGS = (
    SandboxMeeting(MEETING, "Planning: joins at once", "joins", "started, then completed with Success"),
    SandboxMeeting(LOBBY, "Board: waits in the lobby", "lobby", "conversation InLobby, then Success"),
    SandboxMeeting(f"{LOBBY}X", "Gone: error", "error-ended", "404 NotFound/ConversationNotFound"),
)


class ScriptedClient(FakeClient):
    """A `ClientPort` that reports what a test wants it to report."""

    def __init__(self) -> None:
        super().__init__()
        self.reported = 0

    def report(self, *reports: Report) -> None:
        """Hand reports to the owner, as the client's thread would."""
        assert self.sink is not None, "the client was not started"
        for report in reports:
            self.reported += 1
            self.sink(report)


class ScriptedSandbox:
    """A `SandboxPort` without a socket."""

    def __init__(self, meetings: tuple[SandboxMeeting, ...] = MEETINGS, *, fails: str = "") -> None:
        """`fails` is why it cannot listen."""
        self.users = (SandboxUser("dana@example.test", "sip:dana@example.test", "correct horse battery"),)
        self.meetings = meetings
        self.waiting = 1
        self.admitted = 0
        self.rejected = 0
        self.started = 0
        self.stopped = 0
        self.sinks: list[ObservationSink] = []
        self._fails = fails

    def start(self) -> str:
        """The root URL."""
        self.started += 1
        if self._fails:
            raise OSError(self._fails)
        return ROOT

    def admit_waiting(self) -> int:
        """Count it."""
        self.admitted += self.waiting
        return self.waiting

    def reject_waiting(self) -> int:
        """Count it."""
        self.rejected += self.waiting
        return self.waiting

    def observe(self, sink: ObservationSink) -> Callable[[], None]:
        """Remember whom to tell."""
        self.sinks.append(sink)
        return lambda: self.sinks.remove(sink)

    def stop(self) -> None:
        """Count it."""
        self.stopped += 1


def ended(finished: RequestFinished) -> tuple[Report, Report]:
    """A request has ended, told as the client tells it: the exchange first."""
    return ExchangeChanged(finished.exchange), finished
