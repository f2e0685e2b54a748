"""What comes from the terminal, made harmless before Textual reads it.

Textual 8.2 takes an ESC inside a bracketed paste for a key, so that pasted text could press keys of its own; it gives
up on a byte that is not UTF-8; and it waits a tenth of a second to be sure about Alt with a letter, in which time the
next such key makes text of the first.
"""

from __future__ import annotations

import codecs
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from ucwa_tui.tui.pasting import PasteTold, tamed
from ucwa_tui.wire.safe_text import visible_form

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""Also what Textual would take for the end of a line."""
_ALT_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class PasteGuard:
    """Takes bracketed pastes out, control characters in them in visible form; everything else passes as it is.

    What passes of a paste is its marks: Textual would look at each character of it, which takes seconds a megabyte.

    The marks of start and end may be cut anywhere between two reads.
    """

    def __init__(self) -> None:
        self.pasted: deque[tuple[str, int]] = deque()
        """The pastes whose end has passed, oldest first, and how many of their characters were replaced."""
        self._parts: list[str] = []
        self._pasting = False
        self._before = ""
        """The last characters outside a paste: the start mark may have begun in them."""
        self._held = ""
        """The last characters of a paste: the end mark may have begun in them."""

    def pass_on(self, data: str) -> str:
        """The text for the parser."""
        passed: list[str] = []
        while data:
            data = self._inside(data, passed) if self._pasting else self._outside(data, passed)
        return "".join(passed)

    def _outside(self, data: str, passed: list[str]) -> str:
        joined = self._before + data
        start = joined.find(PASTE_START)
        if start < 0:
            passed.append(data)
            self._before = joined[1 - len(PASTE_START) :]
            return ""
        cut = start + len(PASTE_START) - len(self._before)
        passed.append(data[:cut])
        self._pasting, self._before = True, ""
        return data[cut:]

    def _inside(self, data: str, passed: list[str]) -> str:
        data, self._held = self._held + data, ""
        end = data.find(PASTE_END)
        if end >= 0:
            self._parts.append(data[:end])
            self.pasted.append(_CONTROL.subn(lambda found: visible_form(found.group()), "".join(self._parts)))
            self._parts.clear()
            passed.append(PASTE_END)
            self._pasting = False
            return data[end + len(PASTE_END) :]
        held = next((n for n in range(len(PASTE_END) - 1, 0, -1) if data.endswith(PASTE_END[:n])), 0)
        self._parts.append(data[: len(data) - held])
        self._held = data[len(data) - held :]
        return ""


class SteadyParser(XTermParser):
    """Textual's parser behind the guard, with Alt keys told at once."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._guard = PasteGuard()

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read; an empty text means the end of input."""
        passed = self._guard.pass_on(data)
        for message in super().feed(passed) if passed or not data else ():
            if isinstance(message, events.Paste) and self._guard.pasted:
                text, count = self._guard.pasted.popleft()
                yield events.Paste(text)
                if count:
                    yield PasteTold(tamed(count), early=True)
            else:
                yield message

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if len(sequence) == 2 and sequence[0] == "\x1b" and sequence[1] in _ALT_LETTERS:
            return (events.Key(f"alt+{sequence[1]}", None),)
        return super()._sequence_to_key_events(sequence, alt)


class PatientDecoder:
    """UTF-8 with a replacement character for what is none. The end of input ends the program, as a hang-up does.

    A terminal can go away without a signal; its input is then at its end for ever, and reading on would only burn CPU.
    """

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._ended = False

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of what was read."""
        if not data and not final and not self._ended:
            self._ended = True
            os.kill(os.getpid(), signal.SIGHUP)
        return self._decode(data, final)


def guard_terminal_input() -> None:
    """Have Textual's driver read through this module."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    vars(linux_driver).update(XTermParser=SteadyParser, getincrementaldecoder=lambda _: PatientDecoder)
