"""The program as a process of its own: signals, pipes, exit codes, standard streams."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.cli.harness import JOIN, after_post, completed, told
from tests.support.raw_server import silent
from tests.support.scripted_server import PASSWORD, USER, FakeUcwa
from tests.wire.captures import entry, har

COMMAND = [sys.executable, "-m", "ucwa_tui"]


def environment(**more: str) -> dict[str, str]:
    """This process's environment, with the scripted user's password."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UCWA_TUI_")}
    return {**kept, "UCWA_TUI_PASSWORD": PASSWORD, **more}


def with_package() -> dict[str, str]:
    """The same, for another working folder."""
    return environment(PYTHONPATH=str(Path(__file__).resolve().parents[2]))


@contextmanager
def joining(fake: FakeUcwa, *argv: str, stdout: int | IO[bytes] = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """A join in a process of its own, ended in any case."""
    command = [*COMMAND, "join", "--root", fake.root_url, "--user", USER, *JOIN, *argv]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env=environment()
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def finished(process: subprocess.Popen[bytes]) -> tuple[list[dict[str, object]], str]:
    """JSON lines and standard error of a process that is about to end."""
    out, err = process.communicate(timeout=15)
    return [json.loads(line) for line in out.splitlines()], err.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_deletes_the_application_first(fake: FakeUcwa, number: signal.Signals) -> None:
    with joining(fake, "--output", "jsonl") as process:
        fake.wait_for("POST", fake.join_path, timeout=15)
        process.send_signal(number)
        lines, err = finished(process)
    assert process.returncode == 130
    assert (lines[-1]["kind"], lines[-1]["outcome"], lines[-1]["exit_code"]) == ("result", "interrupted", 130)
    assert fake.deleted == [fake.application_path]
    assert "Traceback" not in err


def test_a_signal_during_sign_in_leaves_nothing_behind(fake: FakeUcwa) -> None:
    fake.on("GET", fake.user_path, silent)
    with joining(fake, "--output", "jsonl") as process:
        fake.wait_for("GET", fake.user_path, timeout=15)
        process.send_signal(signal.SIGTERM)
        lines, _ = finished(process)
    assert process.returncode == 130
    assert lines[-1]["outcome"] == "interrupted"
    assert fake.created == 0


def test_the_second_signal_leaves_at_once(fake: FakeUcwa) -> None:
    fake.on("DELETE", fake.application_path, silent)
    with joining(fake) as process:
        fake.wait_for("POST", fake.join_path, timeout=15)
        process.send_signal(signal.SIGINT)
        fake.wait_for("DELETE", fake.application_path, timeout=15)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=2) == 130


def test_a_reader_that_leaves_changes_nothing_else(fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody, joining(fake, "--output", "jsonl", stdout=nobody) as process:
        _, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert fake.deleted == [fake.application_path]
    assert b"Traceback" not in err
    assert b"BrokenPipe" not in err


def test_the_password_may_be_in_a_file_and_is_nowhere_else(fake: FakeUcwa, tmp_path: Path) -> None:
    (tmp_path / "pw").write_text(PASSWORD + "\n")
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    command = [*COMMAND, "join", "--root", fake.root_url, "--user", USER, *JOIN, "--password-file", "pw"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(UCWA_TUI_PASSWORD="Wrong-One-1"), capture_output=True, timeout=20
    )
    assert done.returncode == 0, done.stderr.decode()
    assert PASSWORD.encode() not in done.stdout + done.stderr


def test_the_sandbox_runs_until_it_is_told_to_stop() -> None:
    with subprocess.Popen([*COMMAND, "sandbox"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        root = process.stdout.readline().decode().split()[-1]
        host, _, port = root.removeprefix("http://").partition("/")[0].partition(":")
        socket.create_connection((host, int(port)), timeout=5).close()
        process.send_signal(signal.SIGTERM)
        out = process.stdout.read()  # not communicate: it would miss what readline has buffered
        assert process.wait(timeout=10) == 0
    assert b"users:" in out
    assert b"meetings:" in out


def test_without_a_terminal_the_screen_is_refused() -> None:
    done = subprocess.run(COMMAND, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr
    assert done.stdout == b""


def test_closed_standard_output_is_no_error(fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    argv = ["join", "--root", fake.root_url, "--user", USER, *JOIN, "--output", "jsonl"]
    script = 'exec "$@" >&-'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *COMMAND, *argv], env=environment(), stderr=subprocess.PIPE, timeout=20
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_pipe_that_nobody_writes_to_is_waited_for_aloud_and_interrupted(tmp_path: Path) -> None:
    pipe = tmp_path / "capture.fifo"
    os.mkfifo(pipe)
    command = [*COMMAND, "lint", str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stderr is not None
        try:
            assert process.stderr.readline().decode() == (
                f"ucwa-tui lint: waiting for {pipe}: a pipe is read to its end, when whoever writes to it closes it."
                " Ctrl+C gives up.\n"
            )
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=15)
        finally:
            process.kill()
    assert process.returncode == 130
    assert (out, err) == (b"", b"ucwa-tui lint: Interrupted before all was read.\n")


def test_a_shell_hands_over_what_another_command_writes(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(har(entry()))
    command = f"'{sys.executable}' -m ucwa_tui lint <(cat a.har) --output jsonl"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, timeout=60, cwd=tmp_path, env=with_package()
    )
    assert json.loads(done.stdout.splitlines()[-1])["exchanges"] == 1
    assert done.stderr == b""
