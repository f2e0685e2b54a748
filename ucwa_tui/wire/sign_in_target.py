"""Where and as whom to sign in. Pure data: the workbench fills it in, the client acts on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.secret import Secret


class Grant(StrEnum):
    """Ways to get a token that this version knows (UCWA reference, "Authentication in UCWA")."""

    PASSWORD = "password"
    WINDOWS = "windows"
    """Negotiate or NTLM on the token URL (`urn:microsoft.rtc:windows`)."""
    ANONYMOUS = "anonymous"
    """A ticket for one meeting (`urn:microsoft.rtc:anonmeeting`)."""
    PASSIVE = "passive"
    """A web page signs the user in (`urn:microsoft.rtc:passive`): explained, not done."""
    BEARER = "bearer"
    """A token that the user has."""


PLAIN_USER_AGENT = "ucwa-tui"
"""What the application is called where nobody chose a name."""


@dataclass(frozen=True, slots=True)
class ChannelParameters:
    """Seconds; None leaves the server's default. UCWA reference, "events"."""

    low: int | None = None
    medium: int | None = None
    timeout: int | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class SignInTarget:
    """Everything that signing in needs: the first of `applications_url`, `root_url`, `domain` that is there counts."""

    root_url: str = ""
    """The autodiscover root."""
    grant: Grant = Grant.PASSWORD
    user: str = ""
    secret: Secret | None = None
    """Password, or the token for `Grant.BEARER`; None for anonymous, and for Windows with the ticket of a login."""
    meeting_uri: str | None = None
    """The meeting that an anonymous ticket is for; its id is the conference key."""
    payload_format: PayloadFormat = PayloadFormat.JSON
    culture: str = "en-US"
    user_agent: str = PLAIN_USER_AGENT
    endpoint_id: str = ""
    """Empty: the client makes one up."""
    make_me_available: bool = False
    connect_timeout: float = 30.0
    """Seconds for the whole of sign-in."""
    channel: ChannelParameters = field(default_factory=ChannelParameters)
    domain: str = ""
    """SIP domain to find the root of (lyncdiscoverinternal, lyncdiscover)."""
    applications_url: str = ""
    """Where applications are created, for who knows it: no discovery at all."""
    cached_root: str = ""
    """The root that an earlier discovery of `domain` has found: tried before looking again."""
    trusted_hosts: frozenset[str] = frozenset()
    """Hosts outside the sign-in domain that the user has approved, in lower case."""
    network: NetworkSettings = field(default_factory=NetworkSettings)
    steady: bool = False
    """Stay connected for hours: long patience with a lost channel, and a new application in place of one that is gone.
    False (a join without a screen): give up after a few tries, and never replace an application that was used."""
    keep_active: bool = False
    """Report activity every few minutes where the server offers that (`reportMyActivity`)."""
