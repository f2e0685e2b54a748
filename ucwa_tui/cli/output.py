"""Standard output for data and standard error for narration; a reader that goes away is no error, a full disk is."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from ucwa_tui.wire.safe_text import safe_line

OUTPUT_LOST = 74
"""Exit code where the job was done, and what it had to tell could not be written; `EX_IOERR` of sysexits.h."""
_READER_LEFT = frozenset({errno.EPIPE, errno.ESHUTDOWN, errno.ECONNRESET})


class Output:
    """Two line writers that flush each line.

    Args:
        stdout: for data. Becomes UTF-8 with `use_utf8`. None: it was closed before the start, by somebody
            who does not want it.
        stderr: for people; None likewise.
    """

    def __init__(self, stdout: TextIO | None, stderr: TextIO | None) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._lost = False
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
        trouble = _write(self._stdout, line + "\n")
        if trouble is not None:
            self._stdout = None
            self._judge(trouble)

    def final_code(self, code: int) -> int:
        """The exit code, once nothing more will be written: `OUTPUT_LOST` where all went well but for the output.

        Args:
            code: of the job itself.
        """
        if self._stdout is not None:
            trouble = _write(self._stdout, "")  # the help text waits in the buffer
            if trouble is not None:
                self._stdout = None
                self._judge(trouble)
        return OUTPUT_LOST if self._lost and code == 0 else code

    def say(self, text: str) -> None:
        """A line for standard error; made safe here."""
        if self._stderr is not None and _write(self._stderr, safe_line(text) + "\n") is not None:
            self._stderr = None

    def _judge(self, trouble: OSError | ValueError) -> None:
        """A reader who has gone wants no more; everybody else has to know."""
        if not isinstance(trouble, OSError):
            self._lose("it is closed")
        elif trouble.errno not in _READER_LEFT:
            self._lose(trouble.strerror or str(trouble))

    def _lose(self, why: str) -> None:
        if not self._lost:
            self._lost = True
            self.say(f"standard output cannot be written: {why}; the rest of it is lost")


def _write(stream: TextIO, text: str) -> OSError | ValueError | None:
    """Write and flush; why that failed, or None."""
    try:
        stream.write(text)
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
