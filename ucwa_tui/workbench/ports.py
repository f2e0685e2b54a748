"""What the workbench needs from the outside, as Protocol classes: a client, and the sandbox's handle.

The two composition roots (`tui/app.py`, `cli/main.py`) pass in objects of `ucwa_tui.client` and `ucwa_tui.sandbox`
that fit; nothing else names those packages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import Report
from ucwa_tui.wire.sign_in_target import SignInTarget

if TYPE_CHECKING:
    from ucwa_tui.wire.observed import ObservationSink

Sink: TypeAlias = Callable[[Report], None]


class ClientPort(Protocol):
    """A UCWA client on its own thread. Every method returns at once; results come as reports to the sink."""

    def start(self, sink: Sink) -> None:
        """Start the thread. `sink` is called from that thread, in order of happening, and must not block."""

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in, create the application, open the event channel. Ends in SignedIn or SignInFailed."""

    def submit(self, plan: RequestPlan) -> int:
        """Send a request; the ticket comes back in its ExchangeChanged and in one RequestFinished."""

    def cancel(self, ticket: int) -> None:
        """Abandon a submitted request. Idempotent."""

    def reopen_channel(self) -> None:
        """Ask again after the channel has failed; where somebody else has taken it, take it back."""

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Find out what a join URL stands for, signed in or not; the ticket of its one JoinUrlResolved."""

    def replay(self, replay: Replay) -> int:
        """Send a recorded request again, to the origin it went to; the ticket as of `submit`. Replayed tells of it.

        Secrets are put back in place of masks: the token that the origin takes now, else what the client has kept.
        """

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """A copy with the secrets in place of their masks; None where the client has not kept them.

        The one thing here that answers at once. It is for one view in memory: never stored, copied or written.
        """

    def answer(self, question: int, approved: bool) -> None:
        """Answer a Question. One that is closed already is left alone."""

    def keep_active(self, on: bool) -> None:
        """Report activity every few minutes, or stop doing so; KeepActiveChanged tells what came of it."""

    def stop(self, deadline: float) -> bool:
        """Sign out (DELETE application), close connections, end the thread; block at most `deadline` seconds.

        Idempotent and callable from any thread but the client's own. True: the server confirmed, or there was nothing
        to delete.
        """


class SandboxPort(Protocol):
    """An embedded sandbox on its own thread."""

    def start(self) -> str:
        """Listen and return the autodiscover root URL. Raises OSError where no port can be had."""

    @property
    def users(self) -> tuple[SandboxUser, ...]:
        """Who can sign in."""

    @property
    def meetings(self) -> tuple[SandboxMeeting, ...]:
        """The directory."""

    def admit_waiting(self) -> int:
        """Let everybody in who waits in a lobby; how many there were."""

    def reject_waiting(self) -> int:
        """Turn everybody away who waits in a lobby; how many there were."""

    @property
    def scenario(self) -> str:
        """The name of how it behaves now."""

    def switch(self, scenario: str) -> None:
        """Behave by another scenario from now on. Blocks for moments.

        Raises:
            ValueError: there is none of that name.
            OSError: it needs a port that cannot be had.
        """

    def happen(self, mishap: str, user: str = "") -> int:
        """Let one of `wire.sandbox_mishaps` happen to everybody or to a user; to how many. Blocks for moments."""

    def observe(self, sink: ObservationSink) -> Callable[[], None]:
        """Tell a sink of what clients do, on a thread, first of all that is kept; returns what ends it."""

    def stop(self) -> None:
        """Stop listening and end the thread. Idempotent."""


class ObservedPort(Protocol):
    """A sandbox whose clients can be watched, wherever it runs."""

    def watch(
        self, sink: ObservationSink, state: Callable[[str], None], restarted: Callable[[], None]
    ) -> Callable[[], None]:
        """Begin; returns what ends it. All three are called on a thread, one call after the other.

        Args:
            sink: gets observations.
            state: gets why nothing can be seen at the moment; empty: it can.
            restarted: the sandbox was started anew: numbers begin again.
        """
