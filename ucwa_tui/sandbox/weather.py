"""Bad weather by scenario: which requests meet trouble, and which kind. The same seed gives the same weather.

Nothing is ever lost for good: a package of events stays unconfirmed until the client asks for the next one.
"""

from __future__ import annotations

import random
from enum import StrEnum

from ucwa_tui.sandbox.answer import Refusal
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.errors import busy
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.scenarios import Scenario

RETRY_AFTER = 2
"""Seconds, as the header says them."""
LONGEST_WAIT = 20.0
"""Seconds after which a P-GET is answered in a storm, so that there is something to see."""


class Fate(StrEnum):
    """What happens to a P-GET."""

    FINE = "fine"
    BUSY = "busy"
    """503."""
    RESET = "reset"
    """The connection is reset before the first byte."""
    CUT = "cut"
    """The connection ends in the middle of the answer."""
    RESYNC = "resync"


_ODDS = {Fate.FINE: 6, Fate.BUSY: 1, Fate.RESET: 1, Fate.CUT: 1, Fate.RESYNC: 1}


class Weather:
    """What the sky sends.

    Args:
        scenario: says how bad it is.
        seed: the same seed gives the same weather; None is never the same.
    """

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        self._scenario = scenario
        self._random = random.Random(None if seed is None else seed + 1)
        self._count = 0

    def refuses(self, request: Request) -> Refusal | None:
        """The refusal of a request that comes at a bad moment. P-GETs do not count, and neither does signing in:
        a client would never get to see anything else."""
        every = self._scenario.busy_every
        path = "/" + "/".join(request.segments).lower()
        if every is None or not path.startswith(f"{APPLICATIONS_PATH}/") or path.endswith("/events"):
            return None
        self._count += 1
        return busy(RETRY_AFTER) if self._count % every == 0 else None

    def fate(self) -> Fate:
        """What happens to the next P-GET."""
        if not self._scenario.storms:
            return Fate.FINE
        return self._random.choices(list(_ODDS), list(_ODDS.values()))[0]

    def patience(self) -> float | None:
        """Seconds after which a P-GET is answered, events or not; None: as agreed with the client."""
        return self._random.uniform(1.0, LONGEST_WAIT) if self._scenario.storms else None
