"""`--scenario NAME|FILE`, wherever the sandbox can be told how to behave."""

from __future__ import annotations

import argparse
from pathlib import Path

from ucwa_tui.wire.sandbox_scenarios import find_scenario, is_file_name


def add_scenario_option(group: argparse._ActionsContainer, of: str, default: str | None = None) -> None:
    """Add the option.

    Args:
        group: gets it.
        of: what it is a scenario of, e.g. "of the embedded sandbox".
        default: where it is not given.
    """
    told = f"{of}: calm, stormy, … (sandbox --list-scenarios tells all), or a TOML file of your own"
    group.add_argument("--scenario", metavar="NAME|FILE", type=scenario, default=default, help=told)


class ListScenarios(argparse.Action):
    """Prints every scenario that comes with the program, and leaves."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print them."""
        from ucwa_tui.wire.sandbox_scenarios import SCENARIOS

        width = max(map(len, SCENARIOS))
        lines = [f"{name:<{width}}  {about}" for name, about in SCENARIOS.items()]
        print("\n".join(lines))
        parser.exit()


def scenario(text: str) -> str:
    """A name, or the whole path of a file, that can be used.

    Raises:
        argparse.ArgumentTypeError: it cannot, and why.
    """
    try:
        found = find_scenario(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return str(Path(text).expanduser().absolute()) if is_file_name(text) else found.name
