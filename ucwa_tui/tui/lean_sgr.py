"""What is sent to the terminal, with no colour said twice: over a slow line most bytes of a repaint are colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SGR = re.compile(r"\x1b\[([\d;]*)m")
_MOVE = re.compile(r"\x1b\[[\d;]*H")
_SEEN_ON_BLANKS = frozenset("4579") | {"21", "53", "51", "52"}
"""Underlined, blinking, reversed, struck out, framed."""
_KNOWN = 4096
"""So many combinations of colours are remembered; a theme has some dozens."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How characters look: attributes (bold, underline, ...), colour of letters and of ground, as they are written."""

    attributes: frozenset[str] = frozenset()
    letters: str = ""
    ground: str = ""

    @property
    def blank_as(self) -> tuple[object, ...]:
        """What a blank shows of it."""
        return self.ground, self.attributes & _SEEN_ON_BLANKS

    @property
    def written(self) -> list[str]:
        return [part for part in (*sorted(self.attributes), self.letters, self.ground) if part]


_PLAIN = _Look()


def lean(sequence: str) -> str:
    """The same picture in fewer bytes: SGR sequences say only what differs from the cells written before.

    Args:
        sequence: text, SGR sequences and others. It is taken to begin, and made to end, with plain characters where
            it did before.
    """
    parts: list[str] = []
    now = wanted = _PLAIN
    at = 0
    for found in _SGR.finditer(sequence):
        if found.start() > at:
            now = _write(parts, sequence[at : found.start()], now, wanted)
        wanted = _after(wanted, found[1])
        at = found.end()
    if at < len(sequence):
        now = _write(parts, sequence[at:], now, wanted)
    parts.append(_change(now, wanted))
    return "".join(parts)


def _write(parts: list[str], text: str, now: _Look, wanted: _Look) -> _Look:
    """Add a text in the look it wants; moving the cursor wants none."""
    unseen = "" if wanted.written else "\n"  # a line's end takes the ground's colour along where it scrolls
    if not _MOVE.sub("", text).strip(unseen) or (not text.strip(" ") and wanted.blank_as == now.blank_as):
        parts.append(text)
        return now
    parts.append(_change(now, wanted))
    parts.append(text)
    return wanted


@lru_cache(_KNOWN)
def _change(now: _Look, wanted: _Look) -> str:
    """The shortest sequence from one look to another."""
    if now == wanted:
        return ""
    if not now.attributes <= wanted.attributes:
        return f"\x1b[{';'.join(['0', *wanted.written]) if wanted.written else '0'}m"
    codes = sorted(wanted.attributes - now.attributes)
    if now.letters != wanted.letters:
        codes.append(wanted.letters or "39")
    if now.ground != wanted.ground:
        codes.append(wanted.ground or "49")
    if wanted == _PLAIN:
        return "\x1b[0m"
    return f"\x1b[{';'.join(codes)}m"


@lru_cache(_KNOWN)
def _after(look: _Look, codes: str) -> _Look:
    """The look after the codes of a sequence."""
    for code in _codes(codes):
        number = int(code.partition(";")[0] or "0")
        if number == 0:
            look = _PLAIN
        elif number == 39:
            look = _Look(look.attributes, "", look.ground)
        elif number == 49:
            look = _Look(look.attributes, look.letters, "")
        elif number in range(30, 39) or number in range(90, 98):
            look = _Look(look.attributes, code, look.ground)
        elif number in range(40, 49) or number in range(100, 108):
            look = _Look(look.attributes, look.letters, code)
        else:
            look = _Look(look.attributes | {code}, look.letters, look.ground)
    return look


def _codes(codes: str) -> Iterator[str]:
    """The codes of a sequence, each with what belongs to it: `38;2;r;g;b` and `38;5;n` are one."""
    numbers = codes.split(";")
    at = 0
    while at < len(numbers):
        length = 1
        if numbers[at] in ("38", "48"):
            length = {"2": 5, "5": 3}.get(numbers[at + 1] if at + 1 < len(numbers) else "", 1)
        yield ";".join(numbers[at : at + length])
        at += length
