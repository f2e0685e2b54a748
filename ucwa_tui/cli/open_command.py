"""`ucwa-tui open`: a capture in the terminal interface. Nothing is sent."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ucwa_tui.cli.capture_file import STANDARD_INPUT, bytes_of, is_pipe, name_of, path_of, standard_input
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError

OpenCapture: TypeAlias = Callable[[Path | None, bytes, str, str | None], tuple[str, ...]]
"""`(path, or None where it has been read; its bytes then; its name; theme)` -> why it could not be opened."""
TERMINAL = "/dev/tty"


def run_open(arguments: argparse.Namespace, output: Output, open_capture: OpenCapture) -> int:
    """Show the capture until the user leaves it.

    Raises:
        UsageError: there is no terminal, or nothing in the file can be read.
    """

    def say(words: str) -> None:
        output.say(f"ucwa-tui open: {words}")

    given, theme = arguments.file, arguments.theme
    if given == STANDARD_INPUT:
        _check_screen()
        data = standard_input(say)
        _keys_from_terminal()
        why_not = open_capture(None, data, "standard input", theme)
    else:
        path = path_of(given)
        _check_keys()
        _check_screen()
        if is_pipe(path):  # its bytes come only once, and cannot be counted beforehand
            why_not = open_capture(None, bytes_of(given, path, say), name_of(path), theme)
        else:
            why_not = open_capture(path, b"", path.name, theme)
    if why_not:
        raise UsageError(*(f"{text}." for text in why_not))
    return 0


def _check_keys() -> None:
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        raise UsageError("open needs a terminal for its keys; without one use ucwa-tui lint FILE.")


def _check_screen() -> None:
    """The screen goes to standard error."""
    if sys.__stderr__ is None or not sys.__stderr__.isatty():
        raise UsageError("open needs a terminal; without one use ucwa-tui lint FILE.")


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
