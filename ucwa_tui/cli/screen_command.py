"""`ucwa-tui` without a command: opens the terminal interface."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.workbench.launch import LaunchOptions


def run_screen(arguments: argparse.Namespace, place: Workplace, open_screen: Callable[[LaunchOptions], int]) -> int:
    """Open the terminal interface.

    Raises:
        UsageError: there is no terminal, or something cannot be.
    """
    if all(value is None for value in vars(arguments).values()):
        _check_terminal()
        return open_screen(LaunchOptions())  # nothing has to be found out, and so nothing is loaded for that
    from ucwa_tui.cli.history_options import history_bytes
    from ucwa_tui.cli.server_choice import check
    from ucwa_tui.cli.way_in import choose_profile, find_way_in

    profile = choose_profile(arguments, place)
    check(profile, arguments)
    _check_terminal()
    way = find_way_in(arguments, profile, place, steady=True)
    return open_screen(
        LaunchOptions(
            way.target,
            profile.name,
            profile.theme or None,
            profile.display_name,
            profile.scenario,
            for_sandbox=profile.sandbox,
            history=profile.history,
            history_bytes=history_bytes(arguments),
        )
    )


def _check_terminal() -> None:
    """Keys come from standard input, and the screen goes to standard error."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise UsageError("The terminal interface needs a terminal; without one use ucwa-tui join (see join --help).")
