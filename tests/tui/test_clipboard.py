"""Copying over a terminal: what is written, through which multiplexer, and what is said about it."""

from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest

from ucwa_tui.tui.clipboard import MOST_BYTES, Copied, LoadBuffer, copy, tmux_takes


def taken(data: bytes) -> bool:
    return True


def refused(data: bytes) -> bool:
    return False


def copied(folder: Path, text: str = "GET /", load_buffer: LoadBuffer = refused, /, **environment: str) -> Copied:
    return copy(text, "#7 as curl", environment, folder, name="7-curl.sh", load_buffer=load_buffer)


def osc(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "xterm-256color"},
        {"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal", "SSH_CONNECTION": "1 2 3 4"},
        {},
    ],
)
def test_plain_and_over_ssh(tmp_path: Path, environment: dict[str, str]) -> None:
    done = copied(tmp_path, "Größe", **environment)
    assert done.sequence == osc("Größe")
    assert done.said == "#7 as curl copied: 7 bytes by OSC 52, which no terminal confirms"
    assert list(tmp_path.iterdir()) == []


def test_tmux_is_given_the_text_itself(tmp_path: Path) -> None:
    """Its default lets no OSC 52 of a program through, but takes a buffer and hands it on."""
    given: list[bytes] = []

    def load(data: bytes) -> bool:
        given.append(data)
        return True

    done = copied(tmp_path, "GET /", load, TMUX="/tmp/tmux,1,0", TERM="screen-256color")
    assert given == [b"GET /"]
    assert (done.sequence, done.said) == (
        "",
        "#7 as curl copied: 5 bytes to tmux and perhaps your terminal",
    )


def test_a_tmux_that_does_not_answer_gets_both_sequences(tmp_path: Path) -> None:
    done = copied(tmp_path, TMUX="/tmp/tmux,1,0", TERM="screen")
    plain = osc("GET /")
    assert done.sequence == plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    assert done.said.startswith("#7 as curl copied: 5 bytes by OSC 52 through tmux, which no terminal confirms")
    assert "set-clipboard on" in done.said


def test_tmux_that_is_not_installed_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not tmux_takes(b"x")


def test_screen_gets_pieces_that_it_can_take(tmp_path: Path) -> None:
    text = "x" * 2000
    done = copied(tmp_path, text, STY="1.pts", TERM="screen")
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", done.sequence, re.S)
    assert "".join(pieces) == osc(text)
    assert max(map(len, pieces)) <= 700
    assert "screen" in done.said


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"TERM": "linux"}, "of kind linux"),
        ({"TERM": "dumb"}, "of kind dumb"),
        ({"TERM": "xterm", "TERM_PROGRAM": "Apple_Terminal"}, "Terminal.app"),
    ],
)
def test_a_terminal_without_a_clipboard_gets_a_file(tmp_path: Path, environment: dict[str, str], why: str) -> None:
    done = copied(tmp_path / "copies", **environment)
    assert done.sequence == ""
    assert done.path == tmp_path / "copies" / "7-curl.sh"
    assert why in done.said
    assert str(done.path) in done.said
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.path.parent.stat().st_mode) == 0o700
    assert done.path.read_text() == "GET /"


def test_what_is_too_large_goes_to_files_that_do_not_replace_each_other(tmp_path: Path) -> None:
    assert copied(tmp_path, "x" * MOST_BYTES).sequence
    texts = [letter * (MOST_BYTES + 1) for letter in "abc"]
    done = [copied(tmp_path, text, taken, TMUX="1") for text in texts]
    assert [d.path and d.path.name for d in done] == ["7-curl.sh", "7-curl-2.sh", "7-curl-3.sh"]
    assert [d.path and d.path.read_text() for d in done] == texts
    assert all("74,995 bytes are too many for a terminal" in d.said and not d.sequence for d in done)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["7-curl-2.sh", "7-curl-3.sh", "7-curl.sh"]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = copied(tmp_path / "file" / "copies", TERM="dumb")
    assert (done.sequence, done.path, done.failed) == ("", None, True)
    assert done.said.startswith("#7 as curl was not copied")
    assert "Not a directory" in done.said


def test_a_lone_surrogate_is_copied_somehow(tmp_path: Path) -> None:
    assert copied(tmp_path, "\ud800").sequence
