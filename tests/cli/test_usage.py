"""Everything that ends with exit code 2, and that nothing has left the machine then."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli, Ran
from tests.support.scripted_server import MEETING
from ucwa_tui import __version__
from ucwa_tui.cli.arguments import COMMANDS, _parsers


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def test_every_command_is_in_the_list_of_those_that_have_to_be_known() -> None:
    assert ("", *COMMANDS) == tuple(_parsers())


def join_there(cli: Cli, listener: socket.socket, *argv: str) -> Ran:
    """A join at the listener, which must not see a connection."""
    root = f"http://127.0.0.1:{listener.getsockname()[1]}/root"
    ran = cli.join("--root", root, *argv, environment={"UCWA_TUI_PASSWORD": "Secret-Word-1"})
    with pytest.raises(BlockingIOError):
        listener.accept()
    return ran


BAD_FIELDS = {
    "tel": (("--user", "u", "--meeting", "tel:+14255550100"), ["--meeting", "tel:"]),
    "guest without a name": (("--auth", "anonymous", "--meeting", MEETING), ["--display-name", "name"]),
    "operation id": (
        ("--user", "u", "--meeting", MEETING, "--operation-id", "x" * 51),
        ["--operation-id", "51", "50", "Shorten it by 1"],
    ),
    "subject": (
        ("--user", "u", "--meeting", MEETING, "--subject", "é" * 251),
        ["--subject", "251", "250", "Shorten it by 1"],
    ),
    "importance": (("--user", "u", "--meeting", MEETING, "--importance", "Huge"), ["--importance", "Emergency"]),
    "control character": (
        ("--user", "u", "--meeting", MEETING, "--subject", "a\x01b", "--format", "xml"),
        ["--subject holds U+0001 at character 2"],
    ),
}


@pytest.mark.parametrize(("argv", "named"), BAD_FIELDS.values(), ids=BAD_FIELDS.keys())
def test_a_field_in_error_sends_nothing(
    cli: Cli, listener: socket.socket, argv: tuple[str, ...], named: list[str]
) -> None:
    ran = join_there(cli, listener, *argv)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert (ran.result["outcome"], ran.result["http_status"]) == ("invalid", None)
    assert ran.result["operation_id"]
    for words in named:
        assert words in ran.result["message"]
        assert words in ran.err


def test_all_errors_are_named_at_once(cli: Cli, listener: socket.socket) -> None:
    argv = ("--user", "u", "--meeting", "tel:1", "--subject", "s" * 251, "--operation-id", "o" * 51)
    ran = join_there(cli, listener, *argv)
    for option in ("--meeting", "--subject", "--operation-id"):
        assert f"ucwa-tui join: {option}: " in ran.err


BAD_USAGE = {
    "meeting and new": (("--user", "u", "--meeting", MEETING, "--new"), "do not go together"),
    "neither": (("--user", "u"), "Give --meeting URI, or --new"),
    "an empty meeting": (("--user", "u", "--meeting", ""), "Give --meeting URI, or --new"),
    "no user": (("--meeting", MEETING), "--user NAME"),
    "a guest without a meeting": (("--auth", "anonymous", "--new"), "--new does not go with --auth anonymous"),
    "a time-out of nothing": (("--user", "u", "--new", "--timeout", "0"), "no number of seconds above 0"),
    "a time-out that is none": (("--user", "u", "--new", "--connect-timeout", "nan"), "no number of seconds"),
    "an unknown option": (("--user", "u", "--new", "--password", "x"), "--password"),
    "an unknown format": (("--user", "u", "--new", "--format", "yaml"), "'yaml'"),
    "a token file with a password": (("--user", "u", "--new", "--token-file", "x"), "--auth bearer"),
    "a password file with a token": (("--auth", "bearer", "--new", "--password-file", "x"), "--password-file"),
    "a password file that is not there": (("--user", "u", "--new", "--password-file", "/no/such"), "/no/such"),
    "a HAR file in no folder": (("--user", "u", "--new", "--har", "/no/such/x.har"), "/no/such"),
    "a HAR file of nobody's": (("--user", "u", "--new", "--har", "~no-such-user-x/a.har"), "home folder"),
    "a HAR file that is a folder": (("--user", "u", "--new", "--har", "/"), "is a folder"),
    "a HAR file that is a device": (("--user", "u", "--new", "--har", "/dev/null"), "no regular file"),
    "a timeline in no folder": (("--user", "u", "--new", "--timeline", "/no/such/x.md"), "--timeline: the folder /no"),
    "a timeline among JSON Lines": (("--user", "u", "--new", "--timeline", "-"), "does not go with --output jsonl"),
    "one file for both": (("--user", "u", "--new", "--har", "/tmp/x", "--timeline", "/tmp/x"), "name the same file"),
}


@pytest.mark.parametrize(("argv", "said"), BAD_USAGE.values(), ids=BAD_USAGE.keys())
def test_bad_usage_sends_nothing(cli: Cli, listener: socket.socket, argv: tuple[str, ...], said: str) -> None:
    ran = join_there(cli, listener, *argv)
    assert ran.code == 2
    assert (len(ran.lines), ran.result["outcome"]) == (1, "invalid")
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("ftp://x/", "http or https"),
        ("contoso.com", "http or https"),
        ("https://", "http or https"),
        ("https://u:Secret-Word-9@x/", "user name"),
        ("https://[x", "no URL"),
        ("https://x:99999/", "no URL"),
        ("https://x/a b", "percent-encode"),
    ],
)
def test_a_root_that_is_none(cli: Cli, root: str, said: str) -> None:
    ran = cli.join("--root", root, "--user", "u", "--meeting", MEETING)
    assert ran.code == 2
    assert said in ran.err
    assert "Secret-Word-9" not in ran.err + ran.out


def test_without_a_secret_the_ways_are_listed(cli: Cli) -> None:
    ran = cli.join("--root", "http://127.0.0.1:9/", "--user", "u", "--meeting", MEETING)
    assert ran.code == 2
    for way in ("UCWA_TUI_PASSWORD", "--password-file", "terminal"):
        assert way in ran.err
    ran = cli.join("--root", "http://127.0.0.1:9/", "--auth", "bearer", "--meeting", MEETING)
    assert ran.code == 2
    assert "UCWA_TUI_TOKEN" in ran.err


def test_text_output_says_it_on_standard_error_only(cli: Cli) -> None:
    ran = cli("join", "--meeting", "tel:1")
    assert (ran.code, ran.out) == (2, "")
    assert "tel:" in ran.err


def test_what_the_user_typed_is_shown_safely(cli: Cli) -> None:
    ran = cli("join", "--new", "--format", "\x1b[31m\u202e")
    assert ran.code == 2
    assert all(line.isprintable() for line in ran.err.splitlines())


def test_options_before_the_command_are_refused_instead_of_dropped(cli: Cli) -> None:
    ran = cli("--root", "https://x", "join", "--meeting", MEETING)
    assert ran.code == 2
    assert "after the command" in ran.err


@pytest.mark.parametrize("argv", [("frobnicate",), ("sandbox", "--port", "70000"), ("sandbox", "x"), ("--rot", "x")])
def test_an_unknown_word_shows_the_usage(cli: Cli, argv: tuple[str, ...]) -> None:
    ran = cli(*argv)
    assert ran.code == 2
    assert "usage: ucwa-tui" in ran.err
    assert ran.out == ""


def test_version_and_help(cli: Cli) -> None:
    version = cli("--version")
    assert (version.code, version.out) == (0, f"ucwa-tui {__version__}\n")
    told = cli("join", "--help")
    assert told.code == 0
    for words in ("exit codes:", "130", "UCWA_TUI_PASSWORD", "UCWA_TUI_TOKEN", "--no-validate", "--har"):
        assert words in told.out
    assert "exit codes:" in cli("--help").out


def test_the_sandbox_that_cannot_listen_says_so(cli: Cli, listener: socket.socket) -> None:
    ran = cli("sandbox", "--port", str(listener.getsockname()[1]))
    assert ran.code == 5
    assert "cannot listen" in ran.err


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "caf\u00e9-token-1", "\udcff-token-1"])
def test_a_token_that_no_header_can_carry(cli: Cli, token: str) -> None:
    argv = ("--root", "http://127.0.0.1:9/", "--auth", "bearer", "--meeting", MEETING)
    ran = cli.join(*argv, environment={"UCWA_TUI_TOKEN": token})
    assert ran.code == 2
    assert "UCWA_TUI_TOKEN" in ran.err
    assert token not in ran.err + ran.out


def test_a_file_that_is_not_text(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "pw").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").write_bytes(b"\nsecond")
    for name in ("pw", "empty"):
        path = str(tmp_path / name)
        ran = cli.join("--root", "http://127.0.0.1:9/", "--user", "u", "--new", "--password-file", path)
        assert ran.code == 2
        assert path in ran.err


@pytest.mark.parametrize(
    "argv",
    [
        ("join", "--password", "supersecret99"),
        ("join", "--new", "--password=supersecret99"),
        ("join", "--new", "--password=super secret99"),
        ("join", "--token", "supersecret99", "--new"),
        ("join", "-psupersecret99"),
        ("join", "--pw", "supersecret99", "--timeout", "supersecret99x"),
        ("--password", "supersecret99", "join"),
        ("--password", "supersecret99"),
        ("--Bearer=supersecret99",),
        ("sandbox", "--secret", "supersecret99"),
        ("join", "--frobnicate", "supersecret99"),
        ("join", "--theme", "supersecret99"),
        ("--theme", "x", "--har", "supersecret99"),
        ("--theme=supersecret99", "join"),
        ("join", "--new", "supersecret99"),
    ],
)
@pytest.mark.parametrize("jsonl", [False, True])
def test_a_word_that_nobody_asked_for_is_never_repeated(cli: Cli, argv: tuple[str, ...], jsonl: bool) -> None:
    ran = cli(*argv, *(("--output", "jsonl") if jsonl and "join" in argv else ()))
    assert ran.code == 2
    for part in ("supersecret99", "secret99"):
        assert part not in ran.out + ran.err


@pytest.mark.parametrize("option", ["--password", "--token"])
@pytest.mark.parametrize("glue", [" ", "="])
def test_a_secret_as_an_option_is_told_the_ways(cli: Cli, option: str, glue: str) -> None:
    ran = cli.join("--new", *f"{option}{glue}supersecret99".split())
    kind = option[2:]
    for words in (f"{option}: a secret is never an option", f"UCWA_TUI_{kind.upper()}", f"{option}-file", "terminal"):
        assert words in ran.result["message"]
        assert words in ran.err
    assert ran.err.startswith("usage: ucwa-tui join ")


def test_a_slip_of_the_pen_is_put_right(cli: Cli) -> None:
    assert "--subjet is no option of ucwa-tui join. Did you mean --subject?" in cli("join", "--subjet=x").err
    assert "--theme is no option of ucwa-tui join. See ucwa-tui join --help." in cli("join", "--theme", "x").err


def test_a_value_that_looks_like_an_option_is_a_value(cli: Cli) -> None:
    assert "--subject" in cli("join", "--meeting", "tel:1", "--subject", "-- more: --x " + "s" * 250).err
