"""What `ucwa-tui sandbox` refuses: which option, which rule, the way out; nothing is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.harness import Cli

BAD: dict[str, tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]] = {
    "a port": (("--port", "70000"), {}, ("--port", "1 to 65535")),
    "a seed": (("--seed", "x"), {}, ("--seed", "no whole number")),
    "an endless seed": (("--seed", "9" * 5000), {}, ("--seed", "too big", "19 digits")),
    "a seed that is too big": (("--seed", "9" * 20), {}, ("--seed", "too big", "19 digits")),
    "a clock that stands": (("--clock-scale", "0"), {}, ("--clock-scale", "0.001")),
    "a clock that is none": (("--clock-scale", "nan"), {}, ("--clock-scale", "0.001")),
    "a domain": (("--domain", "a b"), {}, ("--domain", "contoso.test")),
    "an empty domain": (("--domain", ""), {}, ("--domain", "contoso.test")),
    "a log": (("--log", "xml"), {}, ("--log", "jsonl")),
    "connections": (("--max-connections", "0"), {}, ("--max-connections", "from 1")),
    "applications": (("--max-applications", "many"), {}, ("--max-applications", "from 1")),
    "passwords without a file": (("--ready-passwords",), {}, ("--ready-passwords", "--ready-file FILE")),
    "a ready file nowhere": (("--ready-file", "/no/such/x.json"), {}, ("--ready-file", "/no/such", "Make it first")),
    "a ready file that is a folder": (("--ready-file", "/"), {}, ("--ready-file", "is a folder")),
    "one file for two": (
        ("--ready-file", "x.json", "--report", "./x.json"),
        {},
        ("--ready-file and --report name the same file",),
    ),
    "users that are not there": (("--users", "/no/such.toml"), {}, ("/no/such.toml cannot be read",)),
    "an empty path": (("--meetings", ""), {}, ("--meetings", "is no path")),
    "a secret file": (("--secret-file", "/no/such"), {}, ("--secret-file", "/no/such")),
    "a short secret": ((), {"UCWA_TUI_SANDBOX_SECRET": "short"}, ("5 characters", "at least 8")),
    "no secret": (("--host", "0.0.0.0"), {}, ("--host", "0.0.0.0", "UCWA_TUI_SANDBOX_SECRET", "--secret-file")),
    "no secret for all addresses": (("--host", ""), {}, ("every address", "UCWA_TUI_SANDBOX_SECRET")),
    "no secret for a name": (("--host", "box.lab.test"), {}, ("box.lab.test", "UCWA_TUI_SANDBOX_SECRET")),
    "misspelt": (("--redy-file", "x"), {}, ("--redy-file", "--ready-file")),
}


@pytest.mark.parametrize(("argv", "environment", "named"), BAD.values(), ids=BAD.keys())
def test_bad_usage(cli: Cli, argv: tuple[str, ...], environment: dict[str, str], named: tuple[str, ...]) -> None:
    ran = cli("sandbox", *argv, environment=environment)
    assert (ran.code, ran.out) == (2, "")
    for words in named:
        assert words in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("option", ["--ready-file", "--report"])
def test_a_file_that_is_not_its_own_stays(cli: Cli, tmp_path: Path, option: str) -> None:
    precious, link, other = tmp_path / "notes.md", tmp_path / "link.md", tmp_path / "other.md"
    precious.write_text("# precious\n")
    link.symlink_to(precious)
    other.write_text('{"root": 1}')
    for path in (precious, link, other):
        ran = cli("sandbox", option, str(path), "--domain", "lab.test")
        assert (ran.code, ran.out) == (2, "")
        assert str(path) in ran.err
        assert "would be lost" in ran.err
        assert "Name another" in ran.err
    assert precious.read_text() == "# precious\n"
    assert link.is_symlink()
    assert other.read_text() == '{"root": 1}'


def test_the_authority_of_others_and_the_last_report_stay(cli: Cli, tmp_path: Path) -> None:
    report, authority = tmp_path / "r.md", tmp_path / "ready-ca.pem"
    report.write_text("# What the clients of the sandbox did\n\nlast time\n")
    authority.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    ran = cli("sandbox", "--tls", "--ready-file", str(tmp_path / "ready.json"), "--report", str(report))
    assert (ran.code, ran.out) == (2, "")
    assert f"{authority} cannot be written: what is there was not left by a sandbox" in ran.err
    assert "last time" in report.read_text()
    assert len(authority.read_text()) == 59
    assert not (tmp_path / "ready.json").exists()


def test_a_file_in_error_is_named_with_its_key(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "meetings.toml"
    file.write_text('[[meeting]]\norganizer = "alice"\nbehaviour = "joinz"\n')
    ran = cli("sandbox", "--meetings", str(file))
    assert ran.code == 2
    assert f"{file}: meeting 1: behaviour is none of the words that there are. Do you mean joins?" in ran.err


def test_tls_without_its_library(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trustme", None)
    ran = cli("sandbox", "--tls")
    assert ran.code == 2
    assert "--tls: the library trustme is not installed: pip install 'ucwa-tui[tls]'" in ran.err


def test_help_says_how_clients_give_the_secret(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = cli("sandbox", "--help")
    assert ran.code == 0
    for words in ("UCWA_TUI_SANDBOX_SECRET", "X-Sandbox-Secret", "the password of every user", "[[meeting]]", "--tls"):
        assert words in ran.out
    assert max(len(line) for line in ran.out.partition("beyond")[2].splitlines()) <= 80
