"""A program on a pseudo terminal: what it writes byte for byte, and the screen that results."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

#: Sequences that set up or draw, which pyte does not know and would print.
UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*[ -/]+[@-~]|\x1bP[^\x1b]*\x1b\\"
)

READING = 3.0
"""Seconds that a program may take to read a key."""

KEYS = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    **{f"alt+{character}": b"\x1b" + character.encode() for character in "abcdefghijklmnopqrstuvwxyz0123456789"},
    **{f"ctrl+{letter}": bytes([ord(letter) & 31]) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


class Terminal:
    """Runs a command on a pty of a given size.

    Args:
        command: program and arguments.
        columns, rows: size in cells.
        env: variables on top of a small fixed environment; the developer's own configuration is not seen.
        cwd: working directory.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self.raw = bytearray()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._pending = b""
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.slave = slave
        self.cooked = termios.tcgetattr(slave)
        base = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("UCWA_TUI_TEST_HOME", "/nonexistent"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=base | dict(env or {}),
            cwd=cwd,
            start_new_session=True,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def pump(self, seconds: float) -> None:
        """Read what comes within `seconds`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self.master], [], [], left)
            if not ready:
                return
            data = os.read(self.master, 65536)
            if not data:
                return
            self.raw += data
            self._feed(data)

    def read_quietly(self, patience: float, silence: float) -> tuple[float, int]:
        """Read until nothing comes any more, and only then work out the screen, so that this delays no reading.

        Args:
            patience: seconds that the first byte may take.
            silence: seconds without a byte that end it.

        Returns:
            When the last byte came, by `time.perf_counter`, and the number of bytes.
        """
        data = bytearray()
        last = time.perf_counter()
        while select.select([self.master], [], [], silence if data else patience)[0]:
            data += os.read(self.master, 65536)
            last = time.perf_counter()
        self.raw += data
        self._feed(bytes(data))
        return last, len(data)

    def _feed(self, data: bytes) -> None:
        data = self._pending + data
        # A sequence may be cut between two reads: keep an unfinished one for the next.
        cut = data.rfind(b"\x1b")
        whole = cut < 0 or re.match(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Za-z]|[0-9=>A-Za-z])", data[cut:])
        self._pending = b"" if whole else data[cut:]
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data if whole else data[:cut]))

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str, seconds: float = 15.0) -> str:
        """Wait until the screen matches; raises AssertionError with the screen otherwise."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text, re.S):
            if time.monotonic() > end or self.process.poll() is not None:
                self.pump(0.2)
                if re.search(pattern, self.text, re.S):
                    break
                raise AssertionError(f"no {pattern!r} on the screen after {seconds} s:\n{self.text}")
            self.pump(0.05)
        return self.text

    def press(self, *keys: str) -> None:
        """Press keys one after the other, letting the program draw in between."""
        for key in keys:
            os.write(self.master, KEYS.get(key, key.encode()))
            self._until_read()
            # A program waits a moment after Escape, to tell the key from the start of a sequence.
            self.pump(0.25 if key == "escape" else 0.05)

    def _until_read(self) -> None:
        """On a busy machine a key may lie there for a while; Escape and the next one read together are another key."""
        end = time.monotonic() + READING
        while self.process.poll() is None and time.monotonic() < end:
            if not int.from_bytes(fcntl.ioctl(self.slave, termios.FIONREAD, bytes(4)), sys.byteorder):
                return
            self.pump(0.01)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def wait_exit(self, seconds: float = 10.0) -> int:
        """Read until the program has ended; its exit code. Raises AssertionError if it does not end."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {seconds} s:\n{self.text}")
            self.pump(0.05)
        self.pump(0.1)
        return self.process.returncode

    @property
    def is_cooked(self) -> bool:
        """True where line mode and echo are as they were before the program."""
        return termios.tcgetattr(self.slave)[:4] == self.cooked[:4]
