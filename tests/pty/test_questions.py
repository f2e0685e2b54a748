"""Questions of the command line on a real terminal: answered, and left by a signal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.orchard import INNER, OUTER, WHO, reaching
from tests.pty.terminal import Terminal
from tests.support.named_sites import PASSWORD, ROOT, Names

COMMAND = [sys.executable, "-m", "ucwa_tui"]
ASKED = r"Is that your server\? \[y/N\]"


@pytest.fixture
def names() -> Iterator[Names]:
    """Discovery over plain HTTP leads out of the sign-in domain."""
    with Names() as them:
        front, pool = them.site(f"http://{OUTER}"), them.site("pool.elsewhere.test")
        front.root_links = {"redirect": pool.url + ROOT}
        for url in (f"https://{INNER}", f"http://{INNER}", f"https://{OUTER}"):
            them.refuse(url)
        yield them


def doctor(names: Names, folder: Path) -> Terminal:
    words = [*COMMAND, "doctor", *WHO, *reaching(names, folder)]
    homes = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
    return Terminal(words, columns=200, rows=60, env={**homes, "UCWA_TUI_PASSWORD": PASSWORD})


def test_a_yes_goes_on_and_is_remembered(names: Names, tmp_path: Path) -> None:
    with doctor(names, tmp_path) as terminal:
        terminal.wait_for(ASKED)
        terminal.press("y", "enter")
        terminal.wait_for("Verdict: it works")
        assert terminal.wait_exit() == 0
    with doctor(names, tmp_path) as again:
        again.wait_for("Verdict: it works")
        assert again.wait_exit() == 0
        assert b"[y/N]" not in bytes(again.raw)


def test_enter_alone_is_a_no(names: Names, tmp_path: Path) -> None:
    with doctor(names, tmp_path) as terminal:
        terminal.wait_for(ASKED)
        terminal.press("enter")
        assert terminal.wait_exit() == 4


def test_a_signal_leaves_the_question(names: Names, tmp_path: Path) -> None:
    with doctor(names, tmp_path) as terminal:
        terminal.wait_for(ASKED)
        terminal.signal(signal.SIGINT)
        assert terminal.wait_exit() == 130


def test_a_profile_is_asked_for_and_written(tmp_path: Path) -> None:
    homes = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with Terminal([*COMMAND, "profiles", "add"], columns=160, rows=60, env=homes) as terminal:
        for question, answer in (("Name of the profile", "practice"), ("Server:", ""), ("Format of bodies", "xml")):
            terminal.wait_for(question)
            terminal.press(answer, "enter")
        terminal.wait_for("Use it with --profile practice")
        assert terminal.wait_exit() == 0
    (file,) = tmp_path.glob("config/**/profiles.toml")
    assert file.read_text() == '[profiles.practice]\nsandbox = true\nformat = "xml"\n'
