"""Rules of a scenario that are for somebody whom the sandbox does not know: they would be silent for ever."""

from __future__ import annotations

from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.wire.scenario import Scenario

GUEST = "guest"
"""What rules call everybody without an account."""


def strangers(scenario: Scenario, cast: Cast) -> list[str]:
    """A warning for each rule whose user is nobody here."""
    known = {account.sign_in_name.partition("@")[0].lower() for account in cast.accounts} | {GUEST}
    return [
        f"warning: rule {number} of the scenario {scenario.name} is for the user {rule.when.user}, and nobody here has "
        "that short name: it never applies"
        for number, rule in enumerate(scenario.rules, 1)
        if rule.when.user and rule.when.user.lower() not in known
    ]
