"""Standard output for data and standard error for narration; a reader that goes away is no error, a full disk is."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from ucwa_tui.wire.safe_text import safe_line

_READER_LEFT = frozenset({errno.EPIPE, errno.ESHUTDOWN, errno.ECONNRESET})


class Output:
    """Two line writers that flush each line.

    Args:
        stdout: for data. Becomes UTF-8 with `use_utf8`.
        stderr: for people.
    """

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        self._stdout: TextIO | None = stdout
        self._stderr: TextIO | None = stderr
        for stream in (stdout, stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    def use_utf8(self) -> None:
        """JSON Lines are UTF-8 whatever the locale says."""
        if isinstance(self._stdout, TextIOWrapper):
            self._stdout.reconfigure(encoding="utf-8", errors="backslashreplace")

    @property
    def is_read(self) -> bool:
        """Whether there is still somebody who reads the data."""
        return self._stdout is not None

    def data(self, line: str) -> None:
        """A line for standard output, already made safe. Where it cannot be written, that is said once."""
        if self._stdout is None:
            return
        trouble = _write(self._stdout, line)
        if trouble is not None:
            self._stdout = None
            if isinstance(trouble, OSError) and trouble.errno not in _READER_LEFT:
                self.say(f"standard output cannot be written: {trouble.strerror or trouble}; the rest of it is lost")

    def say(self, text: str) -> None:
        """A line for standard error; made safe here."""
        if self._stderr is not None and _write(self._stderr, safe_line(text)) is not None:
            self._stderr = None


def _write(stream: TextIO, line: str) -> OSError | ValueError | None:
    """Write and flush; why that failed, or None."""
    try:
        stream.write(line + "\n")
        stream.flush()
    except (OSError, ValueError) as error:  # ValueError: closed by somebody else
        _silence(stream)
        return error
    return None


def _silence(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or the interpreter complains when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
