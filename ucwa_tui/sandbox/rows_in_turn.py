"""The error rows of whatever operation a request is for, one after the other or by chance."""

from __future__ import annotations

import random
from dataclasses import replace

from ucwa_tui.sandbox.served_operations import error_of, rows_at
from ucwa_tui.wire.scenario import Then


class ErrorRows:
    """What `rows` in one rule means for each request.

    Args:
        how: `in-turn`, `any`, or empty where the rule is about something else.
        dice: of the rule.
    """

    def __init__(self, how: str, dice: random.Random) -> None:
        self._how = how
        self._dice = dice
        self._given: dict[str, int] = {}
        """How many rows each place of `PLACES` has given since it was carried out."""

    def fit(self, method: str, path: str) -> bool:
        """Whether the rule is for this request: with `rows`, only where there are some, and not when it is its turn
        to be carried out."""
        if not self._how:
            return True
        place, rows = rows_at(method, path)
        if self._given.get(place, 0) < len(rows):
            return True
        self._given.pop(place, None)
        return False

    def chosen(self, then: Then, method: str, path: str) -> Then:
        """What happens to a request that fits: with the row that it gets, where it gets one."""
        if not self._how:
            return then
        place, rows = rows_at(method, path)
        if self._how == "any":
            return replace(then, error=error_of(self._dice.choice(rows)))
        given = self._given.get(place, 0)
        self._given[place] = given + 1
        return replace(then, error=error_of(rows[given]))
