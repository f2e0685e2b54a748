"""Stands in for the client until it has been loaded, so that the first screen need not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.ports import ClientPort, Sink


class LateClient:
    """A `ClientPort` that passes everything on, as soon as there is somebody to pass it to."""

    def __init__(self) -> None:
        self._client: ClientPort | None = None
        self._waiting: list[Callable[[ClientPort], None]] = []

    def attach(self, client: ClientPort) -> None:
        """The client is there: do what was asked meanwhile."""
        self._client = client
        waiting, self._waiting = self._waiting, []
        for ask in waiting:
            ask(client)

    def start(self, sink: Sink) -> None:
        """Start it now or later."""
        self._ask(lambda client: client.start(sink))

    def sign_in(self, target: SignInTarget) -> None:
        """Sign in now or later."""
        self._ask(lambda client: client.sign_in(target))

    def submit(self, plan: RequestPlan) -> int:
        """Send a request; only after sign-in, so the client is there."""
        if self._client is None:
            raise RuntimeError("nothing can be sent before the client is loaded")
        return self._client.submit(plan)

    def cancel(self, ticket: int) -> None:
        """Abandon a request."""
        if self._client is not None:
            self._client.cancel(ticket)

    def reopen_channel(self) -> None:
        """Open the event channel again."""
        if self._client is not None:
            self._client.reopen_channel()

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Resolve a join URL; only once the client is there."""
        if self._client is None:
            raise RuntimeError("nothing can be resolved before the client is loaded")
        return self._client.resolve(url, network)

    def answer(self, question: int, approved: bool) -> None:
        """Answer a question."""
        if self._client is not None:
            self._client.answer(question, approved)

    def keep_active(self, on: bool) -> None:
        """Report activity, or stop doing so."""
        self._ask(lambda client: client.keep_active(on))

    @property
    def is_there(self) -> bool:
        """Whether the client has been loaded."""
        return self._client is not None

    def stop(self, deadline: float) -> bool:
        """Stop it, if it ever came."""
        self._waiting.clear()
        return self._client.stop(deadline) if self._client is not None else True

    def _ask(self, ask: Callable[[ClientPort], None]) -> None:
        if self._client is None:
            self._waiting.append(ask)
        else:
            ask(self._client)
