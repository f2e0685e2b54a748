"""What the history is made of: runs, and their exchanges as lines of a list."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 64 * 1024 * 1024
"""How much of the past is kept, unless somebody wants more or less."""
MIN_BYTES = 1024 * 1024


class HistoryTrouble(Exception):
    """Nothing can be kept, or nothing read. The text is a sentence with the way out."""


@dataclass(frozen=True, slots=True)
class HistoryRun:
    """What belongs together: one start of the program, one server, one user."""

    uid: str
    started_at: float
    """Seconds since the epoch."""
    profile: str
    """Empty: none."""
    server: str
    user: str
    """Empty: nobody in particular."""
    sandbox: bool
    """Whether the server was the embedded sandbox."""
    version: str
    """Of this program."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One exchange, without its bodies. Hostile text."""

    run: str
    """Its uid."""
    n: int
    started_at: float
    method: str
    url: str
    status: int | None
    operation: str
    purpose: str
    state: str
    weight: int
    """Bytes in the file, about."""


@dataclass(frozen=True, slots=True)
class HistoryList:
    """Everything that is kept, the newest first."""

    runs: tuple[HistoryRun, ...] = ()
    lines: tuple[HistoryLine, ...] = ()
    """Those of the first run first, the newest of them first."""
    file_bytes: int = 0
    """What the file takes now."""
    max_bytes: int = MAX_BYTES
    note: str = ""
    """What had to be done to open it, in a sentence; empty: nothing."""
