"""A program of the user's in the place of the screen, on a private copy of a text."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import termios
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from ucwa_tui.tui.exit_signals import EXIT_SIGNALS
from ucwa_tui.wire.safe_text import safe_block, safe_line

if TYPE_CHECKING:
    from textual.app import App

STDIN = 0
GRACE = 1.0
"""Seconds that a program has to end once it has been told to."""


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
def private_copy(text: str, name: str) -> Iterator[PrivateCopy]:
    """A file with a text, made safe to show, that only its owner can read; gone afterwards with all beside it.

    Args:
        text: anything; control characters are made visible, as a pager would act on them.
        name: of the file.
    """
    folder = Path(tempfile.mkdtemp(prefix="ucwa-tui-"))  # mkdtemp makes it 0700
    copy = PrivateCopy(folder / name, safe_block(text).encode("utf-8", "replace"))
    try:
        handle = os.open(copy.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(copy.written)
        yield copy
    finally:
        if not copy.kept:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class PrivateCopy:
    """The file."""

    path: Path
    written: bytes
    """What was in it at first."""
    kept: bool = False
    """Set where it is to stay: something in it is nowhere else."""

    @property
    def is_changed(self) -> bool:
        """Whether there is something else in it now. A file that is gone has nothing in it."""
        try:
            return self.path.stat().st_size != len(self.written) or self.path.read_bytes() != self.written
        except OSError:
            return False


def run_outside(app: App[Any], command: Sequence[str]) -> None:
    """Give the terminal to a program until it ends; then the screen is as before, in the size that is true then.

    A signal that ends this program ends the other one first, so that no two programs read the same terminal.

    Raises:
        OutsideError: it could not be started, or ended in error.
    """
    from textual.app import SuspendNotSupported

    try:
        with app.suspend():
            code = _Minder(command).run()  # nothing may be raised here: the screen would not come back
    except SuspendNotSupported:
        raise OutsideError("this terminal cannot be given to another program for a while") from None
    if isinstance(code, OSError):
        raise OutsideError(f"{safe_line(command[0])} could not be started: {code.strerror or code}")
    if code:
        how = f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
        raise OutsideError(f"{safe_line(command[0])} {how}")


class _Minder:
    """Runs a program that has the terminal meanwhile."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._before: dict[int, Any] = {}
        self._told_to_end = False

    def run(self) -> int | OSError:
        """Its exit code, or why it could not be started."""
        # Ctrl+C is the program's. A handler that does nothing is, unlike ignoring, not inherited.
        self._before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda number, frame: None)
        for number in EXIT_SIGNALS:
            self._before[number] = signal.signal(number, self._end)
        try:
            with _terminal_as_it_was():
                self._process = subprocess.Popen(self._command)
                if self._told_to_end:
                    self._pass_on()
                return self._process.wait()
        except OSError as error:
            return error
        finally:
            for which, handler in self._before.items():
                signal.signal(which, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        """This program is to end. Its own handler hears of it too, and the loop of the screen once it goes on."""
        self._told_to_end = True
        handler = self._before[number]
        if callable(handler):
            handler(number, frame)
        if self._process is not None:
            self._pass_on()

    def _pass_on(self) -> None:
        process = self._process
        assert process is not None
        process.terminate()
        killer = threading.Timer(GRACE, process.kill)
        killer.daemon = True
        killer.start()


@contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """A program that is ended by a signal does not put its settings back; ours would be laid over them."""
    settings = None
    with suppress(OSError, termios.error):
        settings = termios.tcgetattr(STDIN)
    try:
        yield
    finally:
        if settings is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(STDIN, termios.TCSADRAIN, settings)
