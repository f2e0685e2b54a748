"""Where a capture comes from: a file, a pipe that has a name, or standard input. Waiting is never silent."""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ucwa_tui.cli.usage_error import UsageError

MOST_BYTES = 512 * 1024 * 1024
STANDARD_INPUT = "-"
SILENT_FOR = 0.5
"""Seconds of waiting after which it is said what is waited for."""
LOOK_AGAIN = 0.25
"""Seconds after which an interrupt is surely seen: one that comes just before the waiting begins does not end it."""
CHUNK = 1 << 20
Say = Callable[[str], None]


def path_of(given: str) -> Path:
    """The path that was given, which can be opened if it is a regular file; a pipe is not touched.

    Raises:
        UsageError: there is nothing to read.
    """
    try:
        path = Path(given).expanduser()
        kind = path.stat().st_mode
        if stat.S_ISCHR(kind) or stat.S_ISBLK(kind):
            raise UsageError(f"FILE: {given} is a device, which has no end; name a file, or - for standard input.")
        if not stat.S_ISFIFO(kind):
            with path.open("rb"):
                pass
    except OSError as error:
        raise unreadable(given, error) from None
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"FILE: {given!r} is no path: {error}.") from None
    return path


def is_pipe(path: Path) -> bool:
    """Whether it can be read only once, and has an end only when whoever writes to it says so."""
    return path.is_fifo()


def name_of(path: Path) -> str:
    """What to call it: a pipe that a shell has made has a number for its name."""
    return "the pipe" if is_pipe(path) and path.name.isdecimal() else path.name


def bytes_of(given: str, path: Path, say: Say) -> bytes:
    """All of a file or pipe.

    Args:
        given: as the user wrote it.
        path: from `path_of`.
        say: told what is waited for, if that takes long.

    Raises:
        UsageError: it cannot be read, or is too long.
    """
    try:
        if is_pipe(path):
            waits = f"waiting for {given}: a pipe is read to its end, when whoever writes to it closes it."
            return _pipe_bytes(path, given, lambda: say(f"{waits} Ctrl+C gives up."))
        with path.open("rb") as file:
            return _bounded(file.read(MOST_BYTES + 1), given)
    except OSError as error:
        raise unreadable(given, error) from None


def standard_input(say: Say) -> bytes:
    """All of standard input.

    Args:
        say: told what is waited for, if that takes long.

    Raises:
        UsageError: there is none, or it is the terminal.
    """
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise UsageError("FILE: there is no standard input to read from; name a file.")
    if stream.isatty():
        raise UsageError("FILE: standard input is the terminal itself; pipe a capture into it, or name a file.")
    try:
        with _not_silent("waiting for the end of standard input. Ctrl+C gives up.", say):
            return _bounded(stream.read(MOST_BYTES + 1), "standard input")
    except OSError as error:
        raise UsageError(f"FILE: standard input cannot be read: {error.strerror or error}.") from None


def unreadable(given: str, error: OSError) -> UsageError:
    """The complaint about what cannot be opened or read."""
    why = "it is a socket" if error.errno == errno.ENXIO else error.strerror or str(error)
    return UsageError(f"FILE: {given} cannot be read: {why}.")


def _pipe_bytes(path: Path, given: str, waits: Callable[[], None]) -> bytes:
    data, began, told = bytearray(), time.monotonic(), False
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as pipe:
        while len(data) <= MOST_BYTES:
            if select.select([pipe], [], [], LOOK_AGAIN)[0]:
                part = pipe.read(CHUNK)
                if part == b"":
                    break
                data += part or b""
            if not told and time.monotonic() - began > SILENT_FOR:
                told = True
                waits()
    return _bounded(bytes(data), given)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MOST_BYTES:
        raise UsageError(f"FILE: {name} is larger than {MOST_BYTES // 1024 // 1024} MB; export a part of the capture.")
    return data


@contextmanager
def _not_silent(words: str, say: Say) -> Iterator[None]:
    """Say what is waited for, where that takes longer than a moment."""
    timer = threading.Timer(SILENT_FOR, say, (words,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
