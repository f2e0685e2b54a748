"""A program of the user's in the place of the screen, on a private copy of a text."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ucwa_tui.wire.safe_text import safe_block, safe_line

if TYPE_CHECKING:
    from textual.app import App


class OutsideError(Exception):
    """The program could not be run; the text says why, fit for the screen."""


def command_of(environment: Mapping[str, str], variables: Sequence[str], otherwise: Sequence[str]) -> list[str]:
    """The program that a variable names, as words; else the first of some usual ones that is installed.

    Args:
        environment: where the variables are.
        variables: the first that is set counts.
        otherwise: names of programs.

    Raises:
        OutsideError: no such program; the text names variable and way out.
    """
    for variable in variables:
        text = environment.get(variable, "").strip()
        if not text:
            continue
        try:
            words = shlex.split(text)
        except ValueError as error:
            raise OutsideError(f"${variable} cannot be read: {error}") from None
        if not words or shutil.which(words[0], path=environment.get("PATH")) is None:
            raise OutsideError(f"${variable} names {safe_line(text)}, which is not installed")
        return words
    for name in otherwise:
        if shutil.which(name, path=environment.get("PATH")) is not None:
            return [name]
    raise OutsideError(f"${variables[-1]} is not set, and there is no {' or '.join(otherwise)}: set ${variables[-1]}")


@contextmanager
def private_copy(text: str, name: str) -> Iterator[Path]:
    """A file with a text, made safe to show, that only its owner can read; gone afterwards with all beside it.

    Args:
        text: anything; control characters are made visible, as a pager would act on them.
        name: of the file.
    """
    folder = Path(tempfile.mkdtemp(prefix="ucwa-tui-"))  # mkdtemp makes it 0700
    try:
        path = folder / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(safe_block(text).encode("utf-8", "replace"))
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_outside(app: App[Any], command: Sequence[str]) -> None:
    """Give the terminal to a program until it ends; then the screen is as before, in the size that is true then.

    Raises:
        OutsideError: it could not be started, or ended in error.
    """
    from textual.app import SuspendNotSupported

    try:
        with app.suspend(), _interrupts_for_it():
            code = subprocess.run(command, check=False).returncode
    except SuspendNotSupported:
        raise OutsideError("this terminal cannot be given to another program for a while") from None
    except OSError as error:
        raise OutsideError(f"{safe_line(command[0])} could not be started: {error.strerror or error}") from None
    if code:
        how = f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
        raise OutsideError(f"{safe_line(command[0])} {how}")


@contextmanager
def _interrupts_for_it() -> Iterator[None]:
    """Ctrl+C is the program's meanwhile. A handler that does nothing is, unlike ignoring, not inherited."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
