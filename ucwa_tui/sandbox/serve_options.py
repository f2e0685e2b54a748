"""What a sandbox on its own may be told besides address and scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.cast_files import read_meetings, read_users
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.wire.meeting_directory import SANDBOX_DOMAIN
from ucwa_tui.wire.secret import Secret

SHORTEST_SECRET = 8


class ServeFault(Exception):
    """It cannot be served so; the text names the option or file, the rule and the way out."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The defaults are a plain server on loopback that leaves no files and writes no log."""

    cast: Cast = field(default_factory=Cast)
    limits: Limits = field(default_factory=Limits)
    tls: bool = False
    ca_folder: Path | None = None
    """Where the authority's certificate goes where there is no ready file."""
    ready_file: Path | None = None
    ready_passwords: bool = False
    """Whether the ready file holds the users' passwords."""
    log: str = ""
    """Form of the lines, one for each request: text or jsonl; empty: none."""


def make_cast(domain: str = "", users: Path | None = None, meetings: Path | None = None, *, secret: str = "") -> Cast:
    """People and meetings from a domain, files and a secret, each of which may be missing.

    Raises:
        CastFault: something in a file cannot be.
        ServeFault: the secret cannot be.
    """
    if secret and len(secret) < SHORTEST_SECRET:
        raise ServeFault(f"The secret has {len(secret)} characters; take at least {SHORTEST_SECRET}.")
    cast = Cast().at_domain(domain or SANDBOX_DOMAIN)
    if users is not None:
        cast = cast.with_accounts(read_users(users, cast.domain))
    if meetings is not None:
        cast = cast.with_meetings(read_meetings(meetings, cast))
    return cast.guarded(Secret(secret)) if secret else cast
