"""Scenarios: what the whole server does to everybody, whatever the meeting. Data; times are sandbox seconds."""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, USUAL


@dataclass(frozen=True, slots=True)
class Scenario:
    """Deviations from an easy server; the defaults are none."""

    user_lifetime: int | None = None
    """Seconds that a user's token lives; None: about eight hours."""
    guest_lifetime: int | None = None
    """Seconds that a guest's ticket lives; None: about an hour."""
    application_life: float | None = None
    """Seconds after which an application is gone, used or not."""
    busy_every: int | None = None
    """Every so many requests to applications that are no P-GET are told to come again."""
    storms: bool = False
    """Whether P-GETs meet bad weather."""
    takeover_after: float | None = None
    """Seconds from an application's creation until somebody else takes its channel, once."""
    own_pool: bool = False
    """Whether applications live on another port with tokens of its own."""
    redirects: bool = False
    """Whether the way in leads through redirects."""


_DEVIATIONS = {
    "calm": Scenario(),
    "short-tokens": Scenario(user_lifetime=100, guest_lifetime=60),
    "forgetful": Scenario(application_life=60.0),
    "throttled": Scenario(busy_every=5),
    "stormy": Scenario(storms=True),
    "takeover": Scenario(takeover_after=30.0),
    "two-hosts": Scenario(own_pool=True),
    "http-redirect": Scenario(redirects=True),
}


def scenario_named(name: str) -> Scenario:
    """A scenario by its name, in any case; empty means the usual one.

    Raises:
        ValueError: there is none; the text names those that there are.
    """
    word = name.strip().lower() or USUAL
    if word not in SCENARIOS:
        raise ValueError(f"there is no scenario {name!r}; there are {', '.join(SCENARIOS)}")
    return _DEVIATIONS[word]
