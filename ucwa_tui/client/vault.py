"""The secrets of what this client has sent and received, in memory only, for sending again and for looking at.

Exchanges are masked before anybody sees them; here is what stood in the place of the masks. It never leaves the
client but into a request to the same origin, and into one view that the user has asked for.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.redact import Withheld
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked

LIMIT = 4 * 1024 * 1024
"""Bytes of secrets that are kept; those of the oldest exchanges go first."""
_FIXED_COST = 400
"""What the record itself weighs, about."""


@dataclass(frozen=True, slots=True, repr=False)
class _Side:
    """One direction of an exchange."""

    fingerprint: bytes
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True, repr=False)
class _Entry:
    origin: str
    request: _Side | None = None
    response: _Side | None = None

    @property
    def weight(self) -> int:
        sides = [side for side in (self.request, self.response) if side is not None]
        return _FIXED_COST + sum(len(secret.reveal()) for side in sides for secret in side.secrets)


class Vault:
    """By exchange number. Filled on the client's thread, read from any.

    Args:
        limit: most bytes to keep.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Vault({len(self._entries)} exchanges)"

    @property
    def size(self) -> int:
        """Bytes that are kept, about."""
        return self._size

    def keep_request(self, n: int, url: str, split: Withheld) -> None:
        """Keep the secrets of a request."""
        if split.secrets:
            self._put(n, replace(self._entry(n, url), request=_side(split)))

    def keep_response(self, n: int, url: str, split: Withheld) -> None:
        """Keep the secrets of an answer."""
        if split.secrets:
            self._put(n, replace(self._entry(n, url), response=_side(split)))

    def of_request(self, exchange: Exchange, origin: str) -> tuple[Secret, ...] | None:
        """The secrets of a request, one for each mask; None where they are not kept, or belong to another origin."""
        entry = self._entries.get(exchange.n)
        if entry is None or entry.origin != origin:
            return None
        return _secrets(entry.request, exchange.request)

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """A copy with its secrets in place of all its masks; None where one of them is not kept.

        An exchange of the same number from elsewhere (a file) is not mistaken for ours: the bytes are compared.
        """
        entry = self._entries.get(exchange.n)
        if entry is None:
            return None
        sides = []
        for side, message in ((entry.request, exchange.request), (entry.response, exchange.response)):
            secrets = _secrets(side, message)
            if secrets is None:
                return None
            sides.append(unmasked(message, secrets))
        return replace(exchange, request=sides[0], response=sides[1])

    def forget(self) -> None:
        """Forget everything: the session is over."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _entry(self, n: int, url: str) -> _Entry:
        return self._entries.get(n) or _Entry(place_of(url).origin)

    def _put(self, n: int, entry: _Entry) -> None:
        with self._lock:
            before = self._entries.get(n)
            self._entries[n] = entry
            self._size += entry.weight - (before.weight if before is not None else 0)
            while self._size > self._limit and self._entries:
                _, oldest = self._entries.popitem(last=False)
                self._size -= oldest.weight


def _side(split: Withheld) -> _Side:
    return _Side(_fingerprint(split.message), split.secrets)


def _secrets(side: _Side | None, message: CapturedMessage) -> tuple[Secret, ...] | None:
    if not message.masks:
        return ()
    return side.secrets if side is not None and side.fingerprint == _fingerprint(message) else None


def _fingerprint(message: CapturedMessage) -> bytes:
    return hashlib.blake2b(message.data, digest_size=16).digest()
