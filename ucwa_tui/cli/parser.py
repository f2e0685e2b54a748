"""An argument parser that raises instead of leaving the process."""

from __future__ import annotations

import argparse
from typing import NoReturn

from ucwa_tui.cli.usage_error import UsageError


class Parser(argparse.ArgumentParser):
    """Raises instead of leaving the process, so that the caller can say it in the output format that was asked for."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, usage=self.format_usage())

    @property
    def option_names(self) -> frozenset[str]:
        """Every spelling of every option."""
        return frozenset(name for action in self._actions for name in action.option_strings)

    @property
    def has_words(self) -> bool:
        """Whether it takes words that are no options."""
        return any(not action.option_strings for action in self._actions)

    @property
    def options_with_value(self) -> frozenset[str]:
        """Those that take the following word."""
        return frozenset(n for action in self._actions if action.nargs is None for n in action.option_strings)
