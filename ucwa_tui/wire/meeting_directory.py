"""Who can sign in to a sandbox and which meetings it offers, as both sides of the wire see it."""

from __future__ import annotations

from dataclasses import dataclass

SANDBOX_DOMAIN = "sandbox.example"
"""Of its users and meetings; nobody else can have it (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class SandboxUser:
    """Somebody who can sign in to the sandbox. The password is public: it is printed for everyone to use."""

    name: str
    uri: str
    password: str


@dataclass(frozen=True, slots=True)
class SandboxMeeting:
    """A meeting of the directory; the subject tells what will happen."""

    uri: str
    subject: str
    behaviour: str
    """Stable word: joins, lobby, rejected, never-admitted, ended, slow, early-events, completed-only, error-…"""
    expect: str
    """One sentence: what a join shows."""
    join_url: str = ""
