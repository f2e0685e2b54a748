"""`ucwa-tui open`: what it refuses before anything is on the screen, and what comes back from there."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.wire.captures import entry, har
from ucwa_tui.cli import main, open_command
from ucwa_tui.cli.history_options import megabytes
from ucwa_tui.cli.usage_error import UsageError


class Terminal(io.StringIO):
    """A stream that is one."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """On a terminal; what the screen is asked for."""
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr("sys.__stdin__", Terminal())
    monkeypatch.setattr("sys.__stderr__", Terminal())

    def show(*arguments: object) -> tuple[str, ...]:
        asked.append(arguments)
        return ()

    monkeypatch.setattr(main, "_open_capture", show)
    return asked


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.har"
    path.write_bytes(har(entry()))
    return path


def test_a_file_is_shown(cli: Cli, seen: list[tuple[object, ...]], file: Path) -> None:
    assert cli("open", str(file), "--theme", "paper").code == 0
    assert seen == [(file, b"", "x.har", "paper")]


def test_a_pipe_is_read_to_its_end_before_the_screen_and_once(
    cli: Cli, seen: list[tuple[object, ...]], tmp_path: Path
) -> None:
    for name, called in (("x.fifo", "x.fifo"), ("63", "the pipe")):
        pipe = tmp_path / name
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(b"the capture",), daemon=True)
        writer.start()
        assert cli("open", str(pipe)).code == 0
        writer.join()
        assert seen.pop() == (None, b"the capture", called, None)


@pytest.mark.parametrize("command", ["open", "lint"])
def test_a_device_has_no_end(cli: Cli, seen: list[tuple[object, ...]], command: str) -> None:
    ran = cli(command, "/dev/zero")
    assert (ran.code, seen) == (2, [])
    assert "FILE: /dev/zero is a device, which has no end; name a file, or - for standard input." in ran.err


def test_a_file_is_opened_by_its_home_folder(cli: Cli, seen: list[tuple[object, ...]], file: Path) -> None:
    home = Path("~").expanduser()
    (home / "y.har").write_bytes(b"{}")
    assert cli("open", "~/y.har").code == 0
    assert seen == [(home / "y.har", b"", "y.har", None)]


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.har", "cannot be read: No such file"), (".", "cannot be read: Is a directory"), ("a\0b", "is no path")],
)
def test_a_file_that_cannot_be_read(cli: Cli, seen: list[tuple[object, ...]], name: str, said: str) -> None:
    ran = cli("open", name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("ucwa-tui open: FILE: ")
    assert said in ran.err
    assert seen == []


def test_without_a_terminal_it_leads_to_lint(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("__stdin__", "__stderr__"):
        monkeypatch.setattr("sys.__stdin__", Terminal())
        monkeypatch.setattr("sys.__stderr__", Terminal())
        for none in (None, io.StringIO()):
            monkeypatch.setattr(f"sys.{stream}", none)
            ran = cli("open", str(file))
            assert ran.code == 2
            assert "use ucwa-tui lint FILE" in ran.err


def test_why_the_screen_could_not_open_it_is_a_usage_error(
    cli: Cli, seen: list[tuple[object, ...]], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "_open_capture", lambda *_: ("x.har: there is no exchange in it\x1b[2J", "and more"))
    ran = cli("open", str(file))
    assert ran.code == 2
    assert "x.har: there is no exchange in it" in ran.err
    assert "\x1b" not in ran.err


def test_standard_input_is_read_and_the_keys_come_from_the_terminal(
    cli: Cli, seen: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[bool] = []
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"the capture")))
    monkeypatch.setattr(open_command, "_keys_from_terminal", lambda: keys.append(True))
    assert cli("open", "-").code == 0
    assert seen == [(None, b"the capture", "standard input", None)]
    assert keys == [True]


def test_standard_input_that_is_none(cli: Cli, seen: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert cli("open", "-").code == 2

    class Typed(io.BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Typed()))
    ran = cli("open", "-")
    assert (ran.code, "terminal itself" in ran.err) == (2, True)
    assert seen == []


def test_no_terminal_to_read_keys_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(open_command, "TERMINAL", str(tmp_path / "tty"))
    with pytest.raises(UsageError, match="Name a file instead of -"):
        open_command._keys_from_terminal()


def test_usage(cli: Cli) -> None:
    assert cli("open").code == 2
    assert cli("open", "a", "b").code == 2
    assert "Nothing is sent" in cli("open", "--help").out


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5", "1000000", ""])
def test_sizes_of_the_history_that_cannot_be(cli: Cli, size: str) -> None:
    ran = cli("--history-size", size)
    assert ran.code == 2
    assert "megabytes from 1 to" in ran.err


def test_a_size_of_the_history() -> None:
    assert megabytes("8") == 8 * 1024 * 1024
