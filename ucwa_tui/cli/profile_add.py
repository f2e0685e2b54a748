"""`ucwa-tui profiles add`: what options do not say is asked for; signing in is tried; then the profile is written."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ucwa_tui.cli.profile_dialog import ProfileDialog, terminal_line
from ucwa_tui.cli.profile_tree import tree_of
from ucwa_tui.cli.usage_error import SecretMissing, UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult
from ucwa_tui.workbench.paths import profiles_file
from ucwa_tui.workbench.profile import Profile
from ucwa_tui.workbench.profile_file import NAME_WAY_OUT, ProfileRefused, add_profile, check_new, is_name, read_new

_NOTHING_WRITTEN = "Nothing was written. Put it right, or write it untested with --no-test."


def run_add(arguments: argparse.Namespace, place: Workplace) -> int:
    """Add a profile; the exit code is that of the test where it fails.

    Raises:
        UsageError, CannotListen: nothing was written.
    """
    if arguments.profile is not None:
        raise UsageError("--profile does not go with profiles add: write the new profile's name behind add.")
    ask = terminal_line()
    dialog = ProfileDialog(ask, place.output.say) if ask is not None else None
    path = profiles_file()
    try:
        name, tree = _wanted(arguments, dialog, path)
        read_new(name, tree, path)
        if not arguments.no_test:
            tree, result = _tested(arguments, name, tree, place, dialog)
            if (
                result is not None
                and result.outcome is not JoinOutcome.DONE
                and not _wanted_all_the_same(result, dialog)
            ):
                place.output.say(_NOTHING_WRITTEN)
                return result.exit_code
        add_profile(path, name, tree)
    except ProfileRefused as error:
        raise UsageError(*error.problems) from None
    place.output.say(f"Written to {path}. Use it with --profile {name}")
    return 0


def _wanted(arguments: argparse.Namespace, dialog: ProfileDialog | None, path: Path) -> tuple[str, dict[str, Any]]:
    """Name and keys, from options and answers."""
    if arguments.name is None and dialog is None:
        raise UsageError("Which name? Write ucwa-tui profiles add NAME, or run this on a terminal to be asked.")
    name = arguments.name if arguments.name is not None or dialog is None else dialog.name()
    if not is_name(name):
        raise UsageError(f"{name or 'An empty text'} is no name for a profile. {NAME_WAY_OUT}")
    check_new(path, name)
    tree = tree_of(arguments)
    if dialog is not None:
        tree = dialog.complete(tree)
    return name, tree


def _tested(
    arguments: argparse.Namespace, name: str, tree: dict[str, Any], place: Workplace, dialog: ProfileDialog | None
) -> tuple[dict[str, Any], JoinResult | None]:
    """The keys, perhaps with another place for the secret, and how the test went; None: it is not wanted any more.

    Raises:
        UsageError: the test cannot be made.
    """
    while True:
        try:
            return tree, _test(arguments, read_new(name, tree, profiles_file()), place)
        except SecretMissing as error:
            if dialog is None:
                raise UsageError(*error.problems, _NOTHING_WRITTEN) from None
            for problem in error.problems:
                place.output.say(problem)
            answered = dialog.another_place(tree)
            if answered is None:
                return tree, None
            tree = answered
        except UsageError as error:
            if dialog is None:
                raise UsageError(*error.problems, _NOTHING_WRITTEN) from None
            for problem in error.problems:
                place.output.say(problem)
            if not dialog.yes("This cannot be tested. Write the profile all the same?"):
                raise UsageError(_NOTHING_WRITTEN) from None
            return tree, None


def _test(arguments: argparse.Namespace, profile: Profile, place: Workplace) -> JoinResult:
    """Sign in with the profile, as `doctor` does."""
    from ucwa_tui.cli.doctor_command import examine
    from ucwa_tui.cli.server_choice import check_files
    from ucwa_tui.cli.way_in import find_way_in

    check_files(profile)
    bare = argparse.Namespace(password_file=None, token_file=None)
    return examine(find_way_in(bare, profile, place), place, jsonl=arguments.output == "jsonl")


def _wanted_all_the_same(result: JoinResult, dialog: ProfileDialog | None) -> bool:
    if dialog is None or result.outcome is JoinOutcome.INTERRUPTED:
        return False
    return dialog.yes("Signing in did not work. Write the profile all the same?")
