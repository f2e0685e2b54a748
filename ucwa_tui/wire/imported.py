"""What comes out of reading somebody's capture: exchanges, masked like our own, and what was wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ucwa_tui.wire.exchange import Exchange


class CaptureKind(StrEnum):
    """What a file is."""

    HAR = "HAR"
    SAZ = "SAZ"
    CURL = "curl command"
    HTTP = "raw HTTP"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something in the file that cannot be as it is."""

    file: str
    entry: str
    """Which part of the file, such as `entry 3`; empty for the whole of it. Hostile text."""
    rule: str
    """One sentence: what is wrong, and what becomes of it. Holds no value out of the file."""
    lost: bool = True
    """Whether the entry (or the file) is left out because of it."""

    @property
    def text(self) -> str:
        """File, entry and rule, as one line. Hostile text."""
        where = f"{self.file}, {self.entry}" if self.entry else self.file
        return f"{where}: {self.rule}"


@dataclass(frozen=True, slots=True)
class TokenTrail:
    """Which tokens were the same, told by small numbers: the tokens themselves are masked and forgotten."""

    sent: Mapping[int, int] = field(default_factory=dict)
    """Number of an exchange -> number of the bearer token that its request carried."""
    issued: Mapping[int, int] = field(default_factory=dict)
    """Number of an exchange -> number of the access token that its answer handed out."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A capture that was read."""

    exchanges: tuple[Exchange, ...] = ()
    """In the file's order; secrets masked. Where the file has no wire bytes, messages are marked reconstructed."""
    problems: tuple[ImportProblem, ...] = ()
    kind: CaptureKind = CaptureKind.UNKNOWN
    tokens: TokenTrail = field(default_factory=TokenTrail)
    left_out: int = 0
    """Tunnels of a proxy (CONNECT), which are no exchanges with a server."""
