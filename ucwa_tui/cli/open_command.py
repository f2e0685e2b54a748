"""`ucwa-tui open`: a capture in the terminal interface. Nothing is sent."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ucwa_tui.cli.usage_error import UsageError

OpenCapture: TypeAlias = Callable[[Path | None, bytes, str, str | None], tuple[str, ...]]
"""`(path, or None where it has been read; its bytes then; its name; theme)` -> why it could not be opened."""
STANDARD_INPUT = "-"
TERMINAL = "/dev/tty"


def run_open(arguments: argparse.Namespace, open_capture: OpenCapture) -> int:
    """Show the capture until the user leaves it.

    Raises:
        UsageError: there is no terminal, or nothing in the file can be read.
    """
    if arguments.file == STANDARD_INPUT:
        _check_screen()
        data = _standard_input()
        _keys_from_terminal()
        why_not = open_capture(None, data, "standard input", arguments.theme)
    else:
        path = _readable(arguments.file)
        _check_keys()
        _check_screen()
        why_not = open_capture(path, b"", path.name, arguments.theme)
    if why_not:
        raise UsageError(*(f"{text}." for text in why_not))
    return 0


def _readable(given: str) -> Path:
    try:
        path = Path(given).expanduser()
        with path.open("rb"):
            return path
    except OSError as error:
        raise UsageError(f"FILE: {given} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"FILE: {given!r} is no path: {error}.") from None


def _check_keys() -> None:
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        raise UsageError("open needs a terminal for its keys; without one use ucwa-tui lint FILE.")


def _check_screen() -> None:
    """The screen goes to standard error."""
    if sys.__stderr__ is None or not sys.__stderr__.isatty():
        raise UsageError("open needs a terminal; without one use ucwa-tui lint FILE.")


def _standard_input() -> bytes:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise UsageError("FILE: there is no standard input to read from; name a file.")
    if stream.isatty():
        raise UsageError("FILE: standard input is the terminal itself; pipe a capture into it, or name a file.")
    try:
        data: bytes = stream.read()
    except OSError as error:
        raise UsageError(f"FILE: standard input cannot be read: {error.strerror or error}.") from None
    return data


def _keys_from_terminal() -> None:
    """Put the terminal in the place of standard input, which is at its end."""
    try:
        terminal = os.open(TERMINAL, os.O_RDWR)
    except OSError as error:
        raise UsageError(
            f"FILE: keys cannot be read from {TERMINAL}: {error.strerror or error}. Name a file instead of -."
        ) from None
    os.dup2(terminal, 0)
    os.close(terminal)
