"""The commands without a screen that sign in or look something up, by name; each is loaded when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ucwa_tui.cli.way_in import CannotListen
from ucwa_tui.cli.workplace import Workplace

__all__ = ["HEADLESS", "CannotListen"]


def _join(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.join_command import run_join

    return run_join(arguments, place)


HEADLESS: Mapping[str, Callable[[argparse.Namespace, Workplace], int]] = {
    "join": _join,
}
