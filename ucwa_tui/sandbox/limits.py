"""How much of everything one sandbox takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Where it says no; a client in a loop fills nothing."""

    connections: int = 8192
    """Open at once; one more is answered with 503 and closed."""
    applications_per_user: int = 100
    """Running applications of one user; one more is refused with 410 TooManyApplications."""
    tokens: int = 20_000
    """Valid tokens; the oldest one is forgotten first."""
    idle_seconds: float = 120.0
    """Real seconds that a kept connection may be silent, and that a request may take to arrive."""
