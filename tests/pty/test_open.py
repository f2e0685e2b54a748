"""A capture on a real terminal: from a file, and from a pipe with the keys from the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.pty.escapes import foreign_sequences
from tests.pty.terminal import Terminal
from tests.tui.test_captures import evil


def test_a_hostile_capture_by_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "evil.har"
    path.write_bytes(evil())
    command = f"cat '{path}' | '{sys.executable}' -m ucwa_tui open -"
    with Terminal(["sh", "-c", f'exec setsid --ctty --wait sh -c "{command}" <&0']) as terminal:
        terminal.wait_for("capture standard input . 1 exchange", 40.0)
        terminal.press("1", "3", "v", "v", "v", "v", "v", "v", "4", "5", "P", "down", "escape", "escape")
        terminal.press("f1", "escape", "ctrl+p", "escape")
        terminal.press("q")
        assert terminal.wait_exit(20.0) == 0
        assert foreign_sequences(bytes(terminal.raw)) == []
