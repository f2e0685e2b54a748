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


def _events(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.events_command import run_events

    return run_events(arguments, place)


def _resolve(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.resolve_command import run_resolve

    return run_resolve(arguments, place)


def _doctor(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.doctor_command import run_doctor

    return run_doctor(arguments, place)


def _profiles(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.profiles_command import run_profiles

    return run_profiles(arguments, place)


def _lint(arguments: argparse.Namespace, place: Workplace) -> int:
    from ucwa_tui.cli.lint_command import run_lint

    return run_lint(arguments, place)


HEADLESS: Mapping[str, Callable[[argparse.Namespace, Workplace], int]] = {
    "join": _join,
    "events": _events,
    "resolve": _resolve,
    "doctor": _doctor,
    "profiles": _profiles,
    "lint": _lint,
}
