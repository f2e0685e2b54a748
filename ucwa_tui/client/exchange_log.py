"""Numbers the exchanges, and reports each of them as an immutable snapshot with its secrets already masked."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.recording import Recording
from ucwa_tui.client.vault import Vault
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.capture import Direction
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.place import Place
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.secret import Secret

_HEAD = 64 * 1024
"""Bytes at the start of an answer in which its head is looked for."""
_NAME = 255
"""Characters of a server's name that are kept: what DNS allows."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What every exchange of a client shares."""

    report: Callable[[ExchangeChanged], None]
    redactor: Redactor
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    limit: int
    """Bytes kept of each direction."""
    vault: Vault
    """Keeps what is masked."""


class ExchangeLog:
    """Hands out running exchanges."""

    def __init__(self, settings: LogSettings) -> None:
        self._settings = settings
        self._numbers = itertools.count(1)

    def begin(self, plan: RequestPlan, place: Place, ticket: int | None) -> RunningExchange:
        """Start an exchange and report it."""
        return RunningExchange(self._settings, next(self._numbers), plan, place, ticket)

    def learn(self, secret: Secret) -> None:
        """Mask one more password from now on."""
        self._settings.redactor.add(secret, "password")

    def unsent(self, plan: RequestPlan, url: str, ticket: int, why: str) -> Exchange:
        """A request that could not even be begun: it takes a number, and shows in the list with its reason."""
        settings = self._settings
        exchange = Exchange(
            n=next(self._numbers),
            purpose=plan.purpose,
            method=plan.method,
            url=settings.redactor.text(url),
            started_at=settings.clock(),
            state=ExchangeState.FAILED,
            elapsed=0.0,
            error=settings.redactor.text(why),
            operation=plan.operation,
            operation_id=plan.operation_id,
            ticket=ticket,
        )
        settings.report(ExchangeChanged(exchange))
        return exchange


class RunningExchange:
    """One exchange, from its start to its end."""

    def __init__(self, settings: LogSettings, number: int, plan: RequestPlan, place: Place, ticket: int | None) -> None:
        self._settings = settings
        self._place = place
        self._began = settings.monotonic()
        self._request = CapturedMessage()
        self.recording = Recording(settings.monotonic, settings.limit, self._on_sent)
        self.exchange = Exchange(
            n=number,
            purpose=plan.purpose,
            method=plan.method,
            url=settings.redactor.text(place.url),
            started_at=settings.clock(),
            operation=plan.operation,
            operation_id=plan.operation_id,
            ticket=ticket,
        )
        self.on_sent: Callable[[], None] = lambda: None
        """Called when the whole request is on its way."""
        settings.report(ExchangeChanged(self.exchange))

    def done(self, status: int) -> Exchange:
        """The answer is there."""
        return self._end(ExchangeState.DONE, status, None)

    def failed(self, error: str, status: int | None = None) -> Exchange:
        """There is no whole answer; what arrived is kept."""
        return self._end(ExchangeState.FAILED, status, self._settings.redactor.text(error))

    def cancelled(self, why: str) -> Exchange:
        """Nobody wants the answer any more."""
        return self._end(ExchangeState.CANCELLED, None, why)

    def _on_sent(self) -> None:
        self._request = self._mask_request()
        self.exchange = replace(
            self.exchange,
            request=self._request,
            timings=self.recording.timings(),
            peer=self.recording.peer(self._place.host, self._place.port),
        )
        self._settings.report(ExchangeChanged(self.exchange))
        self.on_sent()

    def _mask_request(self) -> CapturedMessage:
        split = self._settings.redactor.split_request(self.recording.request)
        self._settings.vault.keep_request(self.exchange.n, self._place.url, split)
        return replace(split.message, dropped=self.recording.dropped(Direction.SENT))

    def _end(self, state: ExchangeState, status: int | None, error: str | None) -> Exchange:
        redactor = self._settings.redactor
        if not self._request.data:
            self._request = self._mask_request()
        split = redactor.split_response(
            self.recording.response, purpose=self.exchange.purpose, method=self.exchange.method
        )
        self._settings.vault.keep_response(self.exchange.n, self._place.url, split)
        response = replace(split.message, dropped=self.recording.dropped(Direction.RECEIVED))
        self.exchange = replace(
            self.exchange,
            state=state,
            request=self._request,
            response=response,
            status=status,
            elapsed=self._settings.monotonic() - self._began,
            timings=self.recording.timings(),
            peer=self.recording.peer(self._place.host, self._place.port),
            error=error,
            front_end=_front_end(response),
        )
        self._settings.report(ExchangeChanged(self.exchange))
        return self.exchange


def _front_end(response: CapturedMessage) -> str:
    """Which server behind a load balancer answered, out of the masked answer."""
    named = parse_response(response.data[:_HEAD]).header("X-MS-Server-Fqdn")
    return safe_line(named or "")[:_NAME]
