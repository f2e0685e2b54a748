"""Runs the command that prints a secret; what counts is the end of the command, not that of its pipe."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from ucwa_tui.workbench.secret_text import MOST_BYTES, SecretNotFound

if TYPE_CHECKING:
    from subprocess import Popen

_REST_SECONDS = 1.0
"""How long, after the command's end, its first line may be on its way through a pipe that others keep open."""
_CHUNK = 4096
_running: set[Popen[bytes]] = set()


def run_command(words: Sequence[str], seconds: float) -> bytes:
    """The beginning of what a command prints; what it says on standard error is dropped, as nobody knows what that is.

    Children that outlive the command and keep its pipe open are left alone.

    Args:
        words: the program and its arguments; no shell reads them.
        seconds: how long it may take.

    Raises:
        SecretNotFound: it cannot be started, fails, takes too long, or prints more than a secret can be.
    """
    import subprocess

    try:
        process = subprocess.Popen(
            list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
    except OSError as error:
        raise SecretNotFound(f"cannot be started: {error.strerror or error}. Write the program's whole path.") from None
    printed = _Printed(process)
    _running.add(process)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise SecretNotFound(f"took longer than {seconds:g} s. Run it yourself to see what it waits for.") from None
    finally:
        _running.discard(process)
        if process.poll() is None:
            process.kill()
            process.wait()
    told = printed.first_line(_REST_SECONDS)
    if printed.too_long:
        raise SecretNotFound(f"prints a line of more than {MOST_BYTES // 1024} KB. It has to print the secret alone.")
    if code:
        raise SecretNotFound(f"ended with code {code}. Run it yourself to see why.")
    return told


def end_commands() -> None:
    """Kill the commands that are running: nobody waits for their secrets any more. From any thread."""
    for process in tuple(_running):
        process.kill()


atexit.register(end_commands)


class _Printed:
    """Reads a process's output on a thread of its own, so that the process never waits for a reader."""

    def __init__(self, process: Popen[bytes]) -> None:
        assert process.stdout is not None  # it was started with a pipe
        self._process = process
        self._data = bytearray()
        self._enough = threading.Event()
        """The first line is complete, or there will be no more."""
        self.too_long = False
        threading.Thread(target=self._read, args=(process.stdout,), name="secret-command", daemon=True).start()

    def first_line(self, seconds: float) -> bytes:
        """What there is, at the latest after this long."""
        self._enough.wait(seconds)
        return bytes(self._data)

    def _read(self, stream: BinaryIO) -> None:
        with stream:
            while chunk := stream.read(_CHUNK):
                if self._enough.is_set():
                    continue  # taken off the process, and dropped
                self._data += chunk
                if b"\n" in chunk:
                    self._enough.set()
                elif len(self._data) > MOST_BYTES:
                    self.too_long = True
                    self._process.kill()
                    break
        self._enough.set()
