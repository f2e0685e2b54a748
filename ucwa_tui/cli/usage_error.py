"""Something on the command line that cannot be: nothing has been sent, the exit code is 2."""

from __future__ import annotations


class UsageError(Exception):
    """Raised before anything is started.

    Args:
        problems: one sentence each: which option, which rule, and the way out.
        usage: argparse's usage lines, where they help.
    """

    def __init__(self, *problems: str, usage: str = "") -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        self.usage = usage


class SecretMissing(UsageError):
    """The place that a profile names for its password or token does not give one."""
