"""Files, variables, prompts."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from ucwa_tui.cli.secret_sources import PASSWORD, TOKEN, find_secret, given_secret
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.secret import Secret


@pytest.mark.parametrize("data", [b"pass word", b"pass word\n", b"pass word\r\n", b"\xef\xbb\xbfpass word\nsecond\n"])
def test_the_first_line_without_its_end(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(data)
    assert given_secret(PASSWORD, str(file), {}) == Secret("pass word")


def test_blanks_belong_to_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(" gr\u00fcn \n".encode())
    assert given_secret(PASSWORD, str(file), {}) == Secret(" gr\u00fcn ")


def test_a_file_wins_over_the_variable(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from file")
    environment = {"UCWA_TUI_PASSWORD": "from variable"}
    assert given_secret(PASSWORD, str(file), environment) == Secret("from file")
    assert given_secret(PASSWORD, None, environment) == Secret("from variable")
    assert given_secret(TOKEN, None, environment) is None
    assert given_secret(PASSWORD, None, {"UCWA_TUI_PASSWORD": ""}) is None


def test_the_prompt_names_the_user_and_comes_last() -> None:
    asked: list[str] = []

    def prompt(text: str) -> str:
        asked.append(text)
        return "typed"

    assert find_secret(PASSWORD, None, {}, ask=prompt, who="dana") == Secret("typed")
    assert find_secret(TOKEN, None, {"UCWA_TUI_TOKEN": "t"}, ask=prompt) == Secret("t")
    assert find_secret(TOKEN, None, {}, ask=prompt) == Secret("typed")
    assert asked == ["Password for dana: ", "Token: "]


def test_an_empty_answer_to_the_prompt_is_none() -> None:
    with pytest.raises(UsageError, match="empty"):
        find_secret(PASSWORD, None, {}, ask=lambda text: "")


def test_without_a_terminal_there_is_no_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(UsageError, match=r"UCWA_TUI_TOKEN.*--token-file"):
        find_secret(TOKEN, None, {})


@pytest.mark.parametrize("path", ["/no/such/file", "/", "bad\x00name"])
def test_a_file_that_cannot_be_read_is_named(path: str) -> None:
    with pytest.raises(UsageError, match="--token-file"):
        given_secret(TOKEN, path, {})


@pytest.mark.parametrize(
    ("data", "said"), [(b"hu\x00sh", "control character"), (b"x" * 70_000, "64 KB"), (b"\xff\xfe", "UTF-8")]
)
def test_what_is_no_secret_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(data)
    for kind in (PASSWORD, TOKEN):
        with pytest.raises(UsageError, match=said) as caught:
            given_secret(kind, str(file), {})
        assert "hu" not in str(caught.value)
    with pytest.raises(UsageError, match="UCWA_TUI_PASSWORD holds a control character"):
        given_secret(PASSWORD, None, {"UCWA_TUI_PASSWORD": "hu\x1bsh"})


def test_an_endless_file_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="--password-file: /dev/zero holds a line of more than 64 KB"):
        given_secret(PASSWORD, "/dev/zero", {})


def test_a_pipe_serves_and_need_not_end() -> None:
    reader, writer = os.pipe()
    try:
        os.write(writer, b"from a pipe\n")
        assert given_secret(PASSWORD, f"/dev/fd/{reader}", {}) == Secret("from a pipe")
    finally:
        os.close(reader)
        os.close(writer)
