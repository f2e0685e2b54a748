"""Standard output that cannot be written: said once, and the exit code tells; a reader who has gone is neither."""

from __future__ import annotations

import errno
import io

import pytest

from ucwa_tui.cli.main import run
from ucwa_tui.cli.output import OUTPUT_LOST, Output

SAID = "standard output cannot be written: "


class Refusing(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def write(self, text: str) -> int:
        """Refuse."""
        raise OSError(self._number, "refused")


COMMANDS = {
    "join": ("join", "--new"),
    "join, JSON Lines": ("join", "--new", "--output", "jsonl"),
    "events": ("events", "--seconds", "0.1", "--output", "jsonl"),
    "doctor": ("doctor",),
    "doctor, JSON Lines": ("doctor", "--output", "jsonl"),
    "profiles": ("profiles", "--output", "jsonl"),
}


@pytest.mark.parametrize("argv", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_full_disk_is_said_once_and_has_its_exit_code(
    argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", Refusing(errno.ENOSPC))
    assert run(argv, {}) == OUTPUT_LOST
    assert capsys.readouterr().err.count(SAID) == 1


def test_a_failed_job_keeps_its_own_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout", Refusing(errno.ENOSPC))
    assert run(("resolve", "no-url", "--output", "jsonl"), {}) == 2
    assert capsys.readouterr().err.count(SAID) == 1


def test_a_reader_who_has_gone_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", Refusing(errno.EPIPE))
    assert run(("doctor",), {}) == 0
    assert SAID not in capsys.readouterr().err


def test_a_stream_closed_before_the_start_is_not_wanted() -> None:
    stderr = io.StringIO()
    output = Output(None, stderr)
    output.data("one")
    assert (stderr.getvalue(), output.final_code(0)) == ("", 0)


def test_a_stream_closed_on_the_way_is_lost() -> None:
    stdout, stderr = io.StringIO(), io.StringIO()
    output = Output(stdout, stderr)
    stdout.close()
    output.data("one")
    output.data("two")
    assert stderr.getvalue() == f"{SAID}it is closed; the rest of it is lost\n"
    assert (output.final_code(0), output.final_code(5)) == (OUTPUT_LOST, 5)


class Late(io.StringIO):
    """Takes text, and fails when it has to be written out."""

    def flush(self) -> None:
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_help_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout", Late())
    assert run(("--version",), {}) == OUTPUT_LOST
    assert capsys.readouterr().err.count(SAID) == 1


def test_the_help_documents_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (("--help",), ("join", "--help"), ("events", "--help"), ("resolve", "--help"), ("doctor", "--help")):
        assert run(argv, {}) == 0
        assert f"  {OUTPUT_LOST}   standard output could not be written" in capsys.readouterr().out
