"""Judges raw terminal output: which control sequences a well-behaved screen program may write, and nothing else."""

from __future__ import annotations

import re

#: CSI sequences of drawing and set-up: colours, cursor, erase, modes, keyboard protocol, queries.
ALLOWED_CSI = re.compile(rb"\x1b\[[<=>?]?[0-9;:]*\$?[A-Za-z]")
ALLOWED_OTHER = (b"\x1b7", b"\x1b8", b"\x1b=", b"\x1b>", b"\x1b(B")
#: Textual names the shape of the mouse pointer; a fixed word, never text.
POINTER_SHAPE = re.compile(rb"\x1b\]22;[a-z-]{1,20}\x07")
#: What text from a server could use to drive a terminal or to mislead the eye.
FOREIGN = {
    "C1 control as UTF-8": re.compile(rb"\xc2[\x80-\x9f]"),
    "bidi control": re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c"),
    "C0 control": re.compile(rb"[\x00-\x08\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f]"),
    "OSC, DCS, APC, PM or SOS": re.compile(rb"\x1b[\]PX^_]"),
}


def foreign_sequences(raw: bytes) -> list[str]:
    """Everything in terminal output that a screen program has no business to write, in words."""
    raw = POINTER_SHAPE.sub(b"", raw)
    problems = [f"{name}: {m.group()!r}" for name, pattern in FOREIGN.items() for m in pattern.finditer(raw)]
    at = 0
    while (at := raw.find(b"\x1b", at)) >= 0:
        if not ALLOWED_CSI.match(raw, at) and not raw.startswith(ALLOWED_OTHER, at):
            problems.append(f"escape sequence: {raw[at : at + 20]!r}")
        at += 1
    return problems
