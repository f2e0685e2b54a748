"""The installed program at work: starts in a pty, joins a meeting, quits; then joins once without a screen.

Run `python tests/pty/smoke.py PATH/TO/ucwa-tui` from any directory; exits 1 with the screen where something fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.pty.terminal import Terminal


def screen(program: str, home: str) -> None:
    """One key joins; quitting leaves the terminal as it was."""
    with Terminal([program], env={"HOME": home}) as terminal:
        terminal.wait_for(r"sandbox.*ack")
        terminal.press("f5")
        terminal.wait_for(r"\b201\b.*Connected")
        terminal.press("ctrl+q")
        code = terminal.wait_exit()
        assert code == 0, f"quit with exit code {code}"
        assert terminal.is_cooked, "the terminal was not put back"
    for theme in ("ucwa-light", "high-contrast", "sixteen"):
        with Terminal([program, "--theme", theme], env={"HOME": home}) as terminal:
            text = terminal.wait_for(r"sandbox.*ack")
            assert "theme" not in text.lower(), f"{theme}: complaint about the theme:\n{text}"
            terminal.press("ctrl+q")
            terminal.wait_exit()


def headless(program: str, home: str) -> None:
    """`join --new` against the embedded sandbox."""
    done = subprocess.run(
        [program, "join", "--new", "--output", "jsonl"],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"HOME": home},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["outcome"] == "joined", result


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        screen(sys.argv[1], folder)
        headless(sys.argv[1], folder)
    print("smoke: joined on screen and headless, themes load, terminal restored")
