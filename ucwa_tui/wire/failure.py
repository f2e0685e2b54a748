"""Why something went wrong, told for a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.protocol.reason import Reason


class FailureKind(StrEnum):
    """Where the cause lies; the command line maps each to an exit code."""

    SIGN_IN = "sign-in"
    """Discovery, challenge, token, application, or a link that is missing."""
    NETWORK = "network"
    """Name resolution, connection, TLS, time-out, an answer that did not arrive whole or cannot be read."""
    REFUSED = "refused"
    """A server's own answer, in the middle of a session."""
    APPLICATION_GONE = "application-gone"
    REPLACED = "replaced"
    """Somebody else keeps taking the event channel (PGetReplaced)."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something went wrong, told for a person: cause first, then the way out. Holds no secret, but hostile text."""

    kind: FailureKind
    headline: str
    way_out: str = ""
    exchange: int | None = None
    """`Exchange.n` of the exchange it happened in."""
    status: int | None = None
    reason: Reason | None = None
    diagnostics: str | None = None
    """`X-Ms-diagnostics` as received."""

    @property
    def told(self) -> str:
        """Headline and way out as sentences."""
        return as_sentences(self.headline, self.way_out)


def as_sentences(*texts: str) -> str:
    """Texts one behind the other, each of them ended by its own mark or by a full stop."""
    return " ".join(
        text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in map(str.strip, texts) if text
    )
