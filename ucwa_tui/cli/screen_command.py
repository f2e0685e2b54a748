"""`ucwa-tui` without a command: opens the terminal interface."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.way_in import choose_profile, find_way_in
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.workbench.launch import LaunchOptions
from ucwa_tui.workbench.profile import Profile


def run_screen(arguments: argparse.Namespace, place: Workplace, open_screen: Callable[[LaunchOptions], int]) -> int:
    """Open the terminal interface.

    Raises:
        UsageError: there is no terminal, or something cannot be.
    """
    profile = choose_profile(arguments, place)
    _check_terminal()
    if profile == Profile():  # nothing was given: nothing has to be found out
        return open_screen(LaunchOptions())
    way = find_way_in(arguments, profile, place, steady=True)
    return open_screen(
        LaunchOptions(way.target, profile.name, profile.theme or None, profile.display_name, profile.scenario)
    )


def _check_terminal() -> None:
    """Keys come from standard input, and the screen goes to standard error."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise UsageError("The terminal interface needs a terminal; without one use ucwa-tui join (see join --help).")
