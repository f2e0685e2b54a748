"""Conditions of a rule that no request can meet together: the rule would be silent for ever."""

from __future__ import annotations

from ucwa_tui.wire.scenario import When
from ucwa_tui.wire.scenario_error import Broken
from ucwa_tui.wire.scenario_places import PLACES


def never_met(when: When) -> tuple[str, Broken] | None:
    """The key at fault, the rule that it breaks and the way out; None where requests can fit."""
    if when.until is not None and when.until <= (when.after or 0):
        return "until", Broken("has to be later than after", "Both are seconds from the start.")
    if when.operations and set(when.operations) <= set(when.excepted):
        return "except", Broken(
            "takes out everything that operation names", "No request is left: leave out one of them."
        )
    known = sorted({PLACES[name][0] for name in when.operations})
    if known and when.methods and not set(known) & set(when.methods):
        return "method", Broken(
            f"is none of this operation, which is {' or '.join(known)}", "Leave method out: the operation says it."
        )
    return _never_counted(when)


def _never_counted(when: When) -> tuple[str, Broken] | None:
    """The same of what is counted."""
    if when.every is not None and when.first is not None and when.every > when.first:
        return "every", Broken("is above first", "The first one that counts comes too late: make first larger.")
    if when.nth and not any(
        (when.every is None or number % when.every == 0) and (when.first is None or number <= when.first)
        for number in when.nth
    ):
        return "nth", Broken("names nothing that every and first leave", "Leave those out: nth alone says which.")
    return None
