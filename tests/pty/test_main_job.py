"""The main job on a real terminal: start, one key, the invitation."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.conftest import Start
from tests.pty.terminal import Terminal

READY = r"sandbox.*ack \d"
#: An SGR sequence that sets a colour, of the 16, the 256 or all.
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:38|48);[25];|\x1b\[(?:[0-9;]*;)?(?:[349][0-7]|10[0-7])(?:;[0-9;]*)?m")


def test_one_key_joins_at_80x24(start: Start) -> None:
    terminal = start()
    terminal.wait_for(READY)
    terminal.press("f5")
    text = terminal.wait_for(r"201.*joined")
    assert "completed" in text
    assert "Connected" in text


def test_one_key_joins_in_xml(start: Start) -> None:
    terminal = start("--format", "xml", columns=120, rows=40)
    terminal.wait_for(READY)
    terminal.wait_for(r"<input xmlns=|application/xml")
    terminal.press("f5")
    assert "completed" in terminal.wait_for(r"201.*joined")


def test_a_plain_control_key_sends_as_well(start: Start) -> None:
    terminal = start()
    terminal.wait_for(READY)
    terminal.press("ctrl+r")
    terminal.wait_for("joined")


def test_against_a_sandbox_in_another_process(start: Start, tmp_path: Path) -> None:
    with Terminal([sys.executable, "-m", "ucwa_tui", "sandbox"], columns=200, rows=100) as server:
        root = re.search(r"http://\S+", server.wait_for(r"http://\S+/root\b"))
        assert root is not None
        server.wait_for(r"alice@\S+ +password +\S+")
        found = re.search(r"(alice@\S+) +password +(\S+)", server.text)
        assert found is not None
        terminal = start("--root", root[0], "--user", found[1], UCWA_TUI_PASSWORD=found[2])
        terminal.wait_for(r"ack \d")
        terminal.press("f5")
        terminal.wait_for("joined")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        server.signal(signal.SIGINT)
        assert server.wait_exit() in (0, 130)


@pytest.mark.parametrize("color", [{"NO_COLOR": "1"}, {}])
def test_no_color_means_no_colour(start: Start, color: dict[str, str]) -> None:
    terminal = start(**color)
    terminal.wait_for(READY)
    assert (COLOUR.search(bytes(terminal.raw)) is None) == bool(color)
