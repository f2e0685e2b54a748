"""Nothing that a server sends reaches the terminal as a control sequence, whatever pane it is shown in."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pty.conftest import Start
from tests.pty.escapes import foreign_sequences
from tests.pty.hostile import hostile
from tests.pty.terminal import Terminal
from tests.support.scripted_server import MEETING, PASSWORD, USER, FakeUcwa
from ucwa_tui.sandbox.meetings import MEETINGS

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
READY = r"sandbox.*ack \d"
PATIENCE = 60.0
"""Seconds: many keys are typed faster than a busy machine paints what they do."""
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


#: Every pane, depth and box there is, by the keys that open them. `escape` closes.
TOUR = (
    *("f6", "alt+2", "y", "escape", "enter"),
    *("w", "end", "m", "p", "end", "h", "t", "o", "x", "y", "escape", "/", "Evil", "enter", "n"),
    *("alt+2", "up", "enter", "w", "end", "m", "p", "end", "h", "t", "o", "x"),
    *("alt+2", "up", "up", "enter", "p", "x", "w"),
    *("alt+4", "end", "enter", "end", "escape", "up", "enter", "escape", "x"),
    *("alt+5", "down", "enter", "escape", "f1", "end", "escape", "ctrl+p", "escape"),
)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_server_that_is_hostile_everywhere(start: Start, columns: int, rows: int, tmp_path: Path) -> None:
    """At every depth and in every box: no foreign control byte, no crash, no markup, and nothing is quit by it."""
    with FakeUcwa() as fake:
        hostile(fake)
        given = ("--root", fake.root_url, "--user", USER, "--meeting", MEETING)
        terminal = start(*given, columns=columns, rows=rows, UCWA_TUI_PASSWORD=PASSWORD, PAGER="cat")
        terminal.wait_for(r"ack \d", PATIENCE)
        fake.wait_for("GET", fake.events_path, 2, PATIENCE)
        terminal.press("f5")
        terminal.wait_for("409", PATIENCE)
        terminal.press("f5")
        fake.wait_for("POST", fake.join_path, 2, PATIENCE)
        for key in TOUR:
            terminal.press(key)
        terminal.pump(0.3)
        assert terminal.process.poll() is None, terminal.text
        terminal.press("escape", "escape", "alt+2")
        terminal.wait_for(r"▸ ?2 Exchanges", PATIENCE)
        terminal.press("S")
        terminal.wait_for("Save as HAR", PATIENCE)
        terminal.press("ctrl+u", str(tmp_path / "evil.har"), "enter")
        terminal.wait_for("saved", PATIENCE)
        assert terminal.process.poll() is None, terminal.text
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert foreign_sequences(bytes(terminal.raw)) == []
    shown = bytes(terminal.raw)
    assert b"Evil" in shown
    assert "␛[31m".encode() in shown
    assert b"[bold]loud" in shown, "markup is shown as it is"
    assert foreign_sequences((tmp_path / "evil.har").read_bytes().replace(b"\n", b"")) == []


def test_a_hostile_text_in_the_pager(start: Start, tmp_path: Path) -> None:
    """A pager runs escapes (`less -R`), so that it may get none; nothing of its file is left."""
    pager = """sh -c 'cat "$0"; cp "$0" seen; stat -c %a "$0" > mode; echo "$0" > done'"""
    with FakeUcwa() as fake:
        hostile(fake)
        given = ("--root", fake.root_url, "--user", USER, "--meeting", MEETING)
        terminal = start(*given, UCWA_TUI_PASSWORD=PASSWORD, PAGER=pager)
        terminal.wait_for(r"ack \d", PATIENCE)
        terminal.press("f5")
        terminal.wait_for("409", PATIENCE)
        terminal.press("alt+3", "p")
        terminal.wait_for(r"\[p pretty\]", PATIENCE)
        terminal.press("|")
        wait_for_file(terminal, tmp_path / "done")
        terminal.wait_for(r"\[p pretty\]", PATIENCE)
        terminal.press("ctrl+q")
        assert terminal.wait_exit(PATIENCE) == 0
        assert terminal.is_cooked
    assert foreign_sequences(bytes(terminal.raw)) == []
    assert "␛[31m" in (tmp_path / "seen").read_text()
    assert (tmp_path / "mode").read_text() == "600\n"
    assert not Path((tmp_path / "done").read_text().strip()).parent.exists()


def wait_for_file(terminal: Terminal, file: Path) -> None:
    """Until another program has written it."""
    end = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < end, terminal.text
        terminal.pump(0.05)
    terminal.pump(0.5)
