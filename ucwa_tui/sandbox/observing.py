"""From the bytes of an exchange to its masked record."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.sandbox.request_traits import form_of
from ucwa_tui.sandbox.tape import LONGEST_MESSAGE, Wire
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Peer, Timings
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.wire.import_purpose import operation_id_of, purpose_of
from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.secret import Secret

MOST_REDACTORS = 500
"""Clients whose secrets are known at a time; those of others are masked where they stand."""
MOST_SECRETS = 64
"""So many secrets of a client are looked for wherever they stand."""
MOST_LABELS = 20_000
LONGEST_URL = 8_000
_APPLICATION = re.compile(rb"/applications/([^/\"?&<\s]{1,200})")
_GUEST = "anonmeeting"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A request as it came, not masked: nobody is to print it."""

    n: int
    client: ObservedClient
    method: str
    url: str
    data: bytes
    began: float
    arrived: float
    wire: Wire
    count: int
    """Which request of its connection this is, from 1."""


@dataclass(frozen=True, slots=True, repr=False)
class Ended:
    """An answer as it went, not masked; without bytes where there was none."""

    n: int
    client: ObservedClient
    data: bytes
    answering: float
    sent: float
    error: str
    issued: str
    """The token that it hands out."""


class Developer:
    """Makes records out of what was taped. Lives on one thread.

    Args:
        guard: the sandbox's own secret, which is masked in everybody's exchanges; None: it has none.
    """

    def __init__(self, guard: Secret | None = None) -> None:
        self._guard = () if guard is None else (guard,)
        self._redactors: OrderedDict[int, Redactor] = OrderedDict()
        self._taught: dict[int, set[str]] = {}
        self._running: dict[int, Observation] = {}
        self._arrived: dict[int, float] = {}
        self._labels: OrderedDict[Secret, int] = OrderedDict()
        self._last_label = 0

    @staticmethod
    def application_in(answer: bytes) -> str:
        """Identifier of the application that an answer tells of first; empty where it tells of none."""
        found = _APPLICATION.search(decode_body(parse_response(answer, "POST")).data.replace(b"\\/", b"/"))
        return found[1].decode("latin-1") if found else ""

    def develop(self, item: Asked | Ended) -> Observation | None:
        """The record of what has happened."""
        return self._asked(item) if isinstance(item, Asked) else self._ended(item)

    def _asked(self, asked: Asked) -> Observation:
        redactor = self._redactor(asked.client.number)
        request = parse_request(asked.data)
        purpose = purpose_of(asked.method, asked.url, request)
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        bearer = token.strip() if scheme.lower() == "bearer" else ""
        if bearer:
            self._teach(asked.client.number, bearer, "token")
        if purpose is Purpose.TOKEN:
            form = form_of(request.header("Content-Type"), decode_body(request).data)
            if form.get("password") and _GUEST not in form.get("grant_type", "").lower():
                self._teach(asked.client.number, form["password"], "password")
        operation_id = operation_id_of(asked.method, asked.url, request)
        exchange = Exchange(
            n=asked.n,
            purpose=purpose,
            method=redactor.text(asked.method),
            url=redactor.text(_printable(asked.url)),
            started_at=asked.began,
            request=_kept(redactor.request(asked.data[:LONGEST_MESSAGE]), len(asked.data)),
            timings=Timings(send=max(0.0, asked.arrived - asked.began)),
            peer=_peer(asked),
            operation_id=None if operation_id is None else redactor.text(operation_id),
        )
        seen = Observation(0, _masked(asked.client, redactor), exchange, self._label(bearer))
        self._running[asked.n] = seen
        self._arrived[asked.n] = asked.arrived
        return seen

    def _ended(self, ended: Ended) -> Observation | None:
        running = self._running.pop(ended.n, None)
        arrived = self._arrived.pop(ended.n, 0.0)
        if running is None:
            return None
        redactor = self._redactor(running.client.number)
        if ended.issued:
            self._teach(running.client.number, ended.issued, "token")
        before = running.exchange
        response = redactor.response(ended.data[:LONGEST_MESSAGE], purpose=before.purpose, method=before.method)
        answer = parse_response(response, before.method) if ended.data else None
        status = answer.status if answer is not None else None
        exchange = replace(
            before,
            state=ExchangeState.FAILED if ended.error else ExchangeState.DONE,
            response=_kept(response, len(ended.data)),
            status=status,
            elapsed=max(0.0, ended.sent - before.started_at),
            timings=replace(
                before.timings,
                wait=max(0.0, ended.answering - arrived),
                receive=max(0.0, ended.sent - ended.answering),
            ),
            error=ended.error or None,
            front_end=safe_line((answer.header("X-MS-Server-Fqdn") if answer else None) or "")[:255],
        )
        client = _masked(ended.client, redactor)
        return Observation(0, client, exchange, running.token_sent, self._label(ended.issued))

    def _redactor(self, number: int) -> Redactor:
        redactor = self._redactors.get(number)
        if redactor is None:
            redactor = self._redactors[number] = Redactor(self._guard)
            if len(self._redactors) > MOST_REDACTORS:
                gone, _ = self._redactors.popitem(last=False)
                self._taught.pop(gone, None)
        self._redactors.move_to_end(number)
        return redactor

    def _teach(self, number: int, text: str, kind: str) -> None:
        """Let a client's redactor know a secret, once."""
        known = self._taught.setdefault(number, set())
        if len(known) < MOST_SECRETS and text not in known:
            known.add(text)
            self._redactor(number).add(Secret(text), kind)

    def _label(self, token: str) -> int:
        if not token:
            return 0
        secret = Secret(token)
        if secret not in self._labels:
            self._last_label += 1
            self._labels[secret] = self._last_label
            if len(self._labels) > MOST_LABELS:
                self._labels.popitem(last=False)
        return self._labels[secret]


def _peer(asked: Asked) -> Peer:
    try:
        parts = urlsplit(asked.url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port = "", 0
    return Peer(
        safe_line(host),
        port,
        asked.wire.server_address,
        reused=asked.count > 1,
        connection=asked.wire.number,
    )


def _masked(client: ObservedClient, redactor: Redactor) -> ObservedClient:
    return replace(client, user_agent=redactor.text(client.user_agent), endpoint_id=redactor.text(client.endpoint_id))


def _kept(message: CapturedMessage, whole: int) -> CapturedMessage:
    return replace(message, dropped=whole - LONGEST_MESSAGE) if whole > LONGEST_MESSAGE else message


def _printable(url: str) -> str:
    """The URL as exchanges have it: nothing in it acts on a terminal."""
    return "".join(c if c.isprintable() and c != " " else f"%{ord(c):02X}" for c in url[:LONGEST_URL])
