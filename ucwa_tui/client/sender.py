"""Sends one request and waits for its whole answer; everything about it ends up in the exchange log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import httpcore
import httpx

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, refused
from ucwa_tui.client.exchange_log import ExchangeLog, RunningExchange
from ucwa_tui.client.failures import NETWORK_ERRORS, Circumstances, trouble_of
from ucwa_tui.client.recording import CURRENT, Phase
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.decode import decoded_body
from ucwa_tui.wire.head import header_fields, request_bytes
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.place import Place, place_of
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.secret import Secret

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_HARMLESS_TWICE = frozenset({Purpose.TOKEN, Purpose.APPLICATIONS, Purpose.MAKE_ME_AVAILABLE, Purpose.ACTIVITY})
"""POSTs that may come twice: a second token, the same application for the same endpointId, the same availability."""


@dataclass(frozen=True, slots=True)
class Order:
    """A request, and how long to wait for it."""

    plan: RequestPlan
    url: str
    """Absolute."""
    token: Secret | None = None
    """Goes into `Authorization: Bearer`."""
    read: float | None = None
    """Seconds of silence to put up with; None takes the tuning's."""
    total: float | None = None
    """Seconds for the whole exchange; None takes the tuning's."""
    ticket: int | None = None
    on_sent: Callable[[], None] | None = None
    repeat: bool = True
    """Whether a kept connection that turns out to be closed is replaced by a new one; for an operation it never is."""
    authorization: Secret | None = None
    """The whole of `Authorization`, in place of a token."""
    exact: bytes | None = field(default=None, repr=False)
    """The request byte for byte, in place of what the plan says. It holds secrets."""
    on_recorded: Callable[[bytes], None] | None = None
    """Gets what really went out, when the exchange has ended."""


class _StaleConnection(ClientFailure):
    """A kept-alive connection had been closed by the server; not one byte came back."""


class Sender:
    """Owns the connections.

    Args:
        transport: carries the requests.
        log: is told about every exchange.
        tuning: how long to wait.
        monotonic: the clock of `deadline`.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        log: ExchangeLog,
        tuning: Tuning,
        monotonic: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._log = log
        self._tuning = tuning
        self._monotonic = monotonic
        self.deadline: float | None = None
        """When every exchange has to be over that starts while this is set: the end of sign-in's patience."""

    async def send(self, order: Order) -> Answer:
        """Send, and wait for the whole answer, whatever its status.

        A kept-alive connection that turns out to be closed is replaced once, if the method may be repeated.

        Raises:
            ClientFailure: NETWORK where no whole answer arrived; REFUSED where the request cannot be sent at all.
        """
        try:
            place = place_of(order.url)
        except ValueError as error:
            raise refused(f"{order.url}: {error}") from None
        try:
            request = self._request(order, place)
        except ValueError as error:
            raise refused(f"{order.plan.method} {place.host}: {error}", "Mend the headers.") from None
        try:
            return await self._attempt(order, place, request)
        except _StaleConnection:
            if not _may_repeat(order):
                raise
        return await self._attempt(order, place, request)

    @property
    def left(self) -> float | None:
        """Seconds until the deadline, not less than 0; None where there is none."""
        return None if self.deadline is None else max(self.deadline - self._monotonic(), 0.0)

    @property
    def out_of_time(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self._monotonic() >= self.deadline

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    def _request(self, order: Order, place: Place) -> httpx.Request:
        """The request as `wire.head` composes it; raises ValueError for what HTTP cannot carry."""
        if order.exact is not None:
            return self._exact_request(order, place, order.exact)
        authorization = f"Bearer {order.token.reveal()}" if order.token else None
        if order.authorization is not None:
            authorization = order.authorization.reveal()
        request_bytes(order.plan, place.host_header, authorization, place.target)  # checks method and target
        fields = header_fields(order.plan, place.host_header, authorization)
        headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in fields]
        return self._library_request(order, place, headers, order.plan.body)

    def _exact_request(self, order: Order, place: Place, exact: bytes) -> httpx.Request:
        """Says to the library how long the body is, whatever the exact head says; that head replaces the library's."""
        body = exact[scan_head(exact).end :]
        request_bytes(RequestPlan(order.plan.method, order.url), place.host_header, None, place.target)
        headers = [(b"Host", place.host_header.encode("ascii"))]
        if body:
            headers.append((b"Content-Length", str(len(body)).encode()))
        return self._library_request(order, place, headers, body)

    def _library_request(
        self, order: Order, place: Place, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> httpx.Request:
        tuning = self._tuning
        read = order.read or tuning.read
        return httpx.Request(
            order.plan.method,
            place.url,
            headers=headers,
            content=body or None,
            extensions={
                "target": place.target.encode("ascii"),
                "timeout": {"connect": tuning.connect, "read": read, "write": tuning.read, "pool": None},
            },
        )

    async def _attempt(self, order: Order, place: Place, request: httpx.Request) -> Answer:
        total = self._total(order)
        running = self._log.begin(order.plan, place, order.ticket)
        running.on_sent = order.on_sent or running.on_sent
        if order.exact is not None:
            running.recording.exact_head = order.exact[: scan_head(order.exact).end]
        CURRENT.set(running.recording)
        try:
            async with asyncio.timeout(total):
                response = await self._transport.handle_async_request(request)
                async for _ in response.aiter_raw():
                    pass  # the recording keeps the bytes
        except asyncio.CancelledError as error:
            running.cancelled(str(error) or "given up before the answer was there")
            raise
        except ClientFailure as error:  # the settings cannot be used
            raise error.at(running.failed(error.failure.headline).n, None) from None
        except NETWORK_ERRORS as error:
            raise self._lost(error, order, place, running, total) from None
        finally:
            if order.on_recorded is not None:
                order.on_recorded(running.recording.request)
        return _answer(running, place, order.plan.method)

    def _total(self, order: Order) -> float:
        total = order.total or self._tuning.total
        left = self.left
        return total if left is None else min(total, left)

    def _lost(
        self, error: BaseException, order: Order, place: Place, running: RunningExchange, total: float
    ) -> ClientFailure:
        recording = running.recording
        patience = total if isinstance(error, TimeoutError) else self._patience(order, recording.phase)
        about = Circumstances(place, recording.phase, recording.address, patience, recording.size, recording.proxy)
        trouble = trouble_of(error, about)
        message = parse_response(recording.response, order.plan.method)
        exchange = running.failed(trouble.headline, message.status)
        headline = exchange.error or trouble.headline  # secrets are masked in the former
        failure = Failure(FailureKind.NETWORK, headline, trouble.way_out, exchange.n, message.status)
        stale = recording.on_kept_connection and not recording.size and not _is_time_out(error)
        return (_StaleConnection if stale else ClientFailure)(failure)

    def _patience(self, order: Order, phase: Phase) -> float:
        if phase in (Phase.WAIT, Phase.RECEIVE):
            return order.read or self._tuning.read
        return self._tuning.read if phase is Phase.SEND else self._tuning.connect


def _may_repeat(order: Order) -> bool:
    """Whether a request may be sent again that nobody has answered; a leg of a handshake belongs to its connection."""
    if not order.repeat or order.authorization is not None:
        return False
    return order.plan.method in _IDEMPOTENT or order.plan.purpose in _HARMLESS_TWICE


def _is_time_out(error: BaseException) -> bool:
    return isinstance(error, TimeoutError | httpcore.TimeoutException)


def _answer(running: RunningExchange, place: Place, method: str) -> Answer:
    message = parse_response(running.recording.response, method)
    exchange = running.done(message.status or 0)
    return Answer(place.url, exchange, message, decoded_body(message), running.recording.certificate)
