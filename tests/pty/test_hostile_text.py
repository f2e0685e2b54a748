"""Nothing that a server sends reaches the terminal as a control sequence, whatever pane it is shown in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.pty.conftest import Start
from tests.pty.escapes import foreign_sequences
from tests.pty.terminal import Terminal
from ucwa_tui.sandbox.meetings import MEETINGS

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
READY = r"sandbox.*ack \d"
HOSTILE = next(m for m in MEETINGS if m.behaviour == "hostile")


def look_everywhere(terminal: Terminal) -> None:
    """Join the hostile meeting, then open every pane and every window that shows what came from the server."""
    terminal.wait_for(READY)
    terminal.press("f4")
    terminal.wait_for("Stand-up")
    terminal.press("end", "escape")
    terminal.press("f5")
    terminal.wait_for("joined")
    terminal.press("f6", "down", "down", "enter", "v", "end", "f6", "up", "up", "enter", "escape", "f1", "escape")
    terminal.press("ctrl+p", "escape")
    terminal.pump(0.3)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_in_every_pane(start: Start, form: str, columns: int, rows: int) -> None:
    terminal = start("--meeting", HOSTILE.uri, "--format", form, columns=columns, rows=rows)
    look_everywhere(terminal)
    terminal.press("ctrl+q")
    terminal.wait_exit()
    assert foreign_sequences(bytes(terminal.raw)) == []


def test_the_judge_sees_a_foreign_sequence() -> None:
    for planted in (b"\x1b]52;c;aGFjaw==\x07", b"\xc2\x9b2J", "\u202e".encode(), b"\x1bPq\x1b\\", b"\x08", b"\x1bc"):
        assert foreign_sequences(b"\x1b[1m before" + planted) != []
    assert foreign_sequences(b"\x1b[?1049h\x1b]22;default\x07\x1b[38;2;1;2;3mtext\x1b[0m\x1b[12;4H\r\n") == []


@pytest.mark.parametrize("output", ["text", "jsonl"])
def test_on_the_command_line(output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ucwa_tui", "join", "--meeting", HOSTILE.uri, "--output", output],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8")
        assert [c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0] == []
        assert [
            c for c in text if c in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
        ] == []
