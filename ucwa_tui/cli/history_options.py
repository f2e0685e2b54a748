"""Options about the history: whether exchanges are kept for later, and how many bytes of them."""

from __future__ import annotations

import argparse

from ucwa_tui.workbench.history_entries import MAX_BYTES, MIN_BYTES

_MEGABYTE = 1024 * 1024
_MOST = 100_000


def add_history_options(parser: argparse.ArgumentParser) -> None:
    """For the terminal interface. Every default is None."""
    group = parser.add_argument_group("history")
    group.add_argument("--no-history", action="store_const", const=True, help="keep no exchanges for later")
    group.add_argument(
        "--history-size",
        metavar="MB",
        type=megabytes,
        help=f"what the exchanges of all runs may take on disk; the oldest runs go ({MAX_BYTES // _MEGABYTE})",
    )


def history_bytes(arguments: argparse.Namespace) -> int:
    """What the history may take; 0: none is kept."""
    if arguments.no_history:
        return 0
    return arguments.history_size if arguments.history_size is not None else MAX_BYTES


def megabytes(text: str) -> int:
    """Bytes.

    Raises:
        argparse.ArgumentTypeError: it is no such size.
    """
    try:
        value = int(text[:20])
    except ValueError:
        value = 0
    least = MIN_BYTES // _MEGABYTE
    if not least <= value <= _MOST:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no whole number of megabytes from {least} to {_MOST}; --no-history keeps none"
        )
    return value * _MEGABYTE
