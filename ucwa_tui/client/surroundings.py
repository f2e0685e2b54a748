"""What the client takes from the outside world, so that tests can put something else in its place."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ucwa_tui.client.tuning import Tuning
from ucwa_tui.wire.network_settings import TlsSettings

if TYPE_CHECKING:
    import ssl

    from ucwa_tui.client.dialling import LookUp


def _tls_context(settings: TlsSettings) -> ssl.SSLContext:
    from ucwa_tui.client.tls import tls_context

    return tls_context(settings)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clocks, ids, patience, certificates, names."""

    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits between repetitions."""
    new_id: Callable[[], str] = lambda: os.urandom(16).hex()
    """Makes the endpointId where the target has none."""
    tls_context: Callable[[TlsSettings], ssl.SSLContext] = _tls_context
    """Makes the context for a way of connecting; raises ClientFailure where a file cannot be used."""
    look_up: LookUp | None = None
    """Finds the socket addresses of a host and port; None asks the system."""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    """Where HTTPS_PROXY and its like are looked up."""
    chance: Callable[[], float] = random.random
    """At least 0, less than 1: spreads repetitions, so that clients of one server do not come back all at once."""
    tuning: Tuning = field(default_factory=Tuning)
