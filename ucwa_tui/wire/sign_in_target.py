"""Where and as whom to sign in. Pure data: the workbench fills it in, the client acts on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.secret import Secret


class Grant(StrEnum):
    """Ways to get a token that this version knows (UCWA reference, "Authentication in UCWA")."""

    PASSWORD = "password"
    ANONYMOUS = "anonymous"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class ChannelParameters:
    """Seconds; None leaves the server's default. UCWA reference, "events"."""

    low: int | None = None
    medium: int | None = None
    timeout: int | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class SignInTarget:
    """Everything that signing in needs."""

    root_url: str
    grant: Grant = Grant.PASSWORD
    user: str = ""
    secret: Secret | None = None
    """Password, or the token for `Grant.BEARER`; None for anonymous."""
    meeting_uri: str | None = None
    """The meeting that an anonymous ticket is for; its id is the conference key."""
    payload_format: PayloadFormat = PayloadFormat.JSON
    culture: str = "en-US"
    user_agent: str = "ucwa-tui"
    endpoint_id: str = ""
    """Empty: the client makes one up."""
    make_me_available: bool = False
    connect_timeout: float = 30.0
    """Seconds for the whole of sign-in."""
    channel: ChannelParameters = field(default_factory=ChannelParameters)
