"""One request and what becomes of it, for whoever keeps a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Served:
    """A request whose answer is on its way. Method and target are as received: nobody has made them safe."""

    at: float
    """When it had arrived, seconds since the epoch, real time."""
    client: str
    """Address and port."""
    method: str
    target: str
    status: int | None
    """None: the client left before the answer was there."""
    seconds: float
    """Real seconds from the whole request to the answer."""
    size: int
    """Bytes of the answer, head and body."""


RequestLog: TypeAlias = Callable[[Served], None]
