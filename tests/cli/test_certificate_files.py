"""Files for TLS that cannot be used, and URLs with a user name: exit code 2, and nobody hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.cli.harness import Cli, Ran
from tests.support.private_ca import PrivateCa, private_ca
from tests.support.scripted_server import PASSWORD, USER, FakeUcwa

KEY_PASSWORD = "Sesame-4711-open"


@pytest.fixture
def ca(tmp_path: Path) -> PrivateCa:
    return private_ca(tmp_path)


def refused(cli: Cli, fake: FakeUcwa, *argv: str, **more: str) -> Ran:
    """A command that ends before the first connection."""
    known = ("--root", fake.root_url, "--user", USER)
    ran = cli("events", *known, *argv, environment={"UCWA_TUI_PASSWORD": PASSWORD, **more})
    assert ran.code == 2, ran.err
    assert fake.discovery.connections == 0
    assert "Traceback" not in ran.err
    return ran


def encrypt(file: str) -> None:
    key = serialization.load_pem_private_key(Path(file).read_bytes(), None)
    locked = serialization.BestAvailableEncryption(KEY_PASSWORD.encode())
    form = serialization.PrivateFormat.PKCS8
    Path(file).write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))


def test_each_file_is_named_with_its_option_and_the_rule(
    cli: Cli, fake: FakeUcwa, ca: PrivateCa, tmp_path: Path
) -> None:
    certificate, key = ca.client_files()
    junk, other = tmp_path / "junk.pem", tmp_path / "other.key"
    junk.write_text("nothing of the kind\n")
    other.write_bytes(ca.authority.issue_cert("other@example.test").private_key_pem.bytes())
    for argv, said in (
        (("--ca", str(junk)), f"--ca: CA file {junk}: not a PEM file"),
        (("--ca", key), f"--ca: CA file {key}: it holds no certificate"),
        (("--client-cert", str(junk)), f"--client-cert: client certificate {junk}: not a PEM file"),
        (("--client-cert", certificate), f"--client-cert: client certificate {certificate}: there is no private key"),
        (("--client-cert", certificate, "--client-key", str(junk)), f"--client-key: client key {junk}: not a PEM file"),
        (("--client-cert", certificate, "--client-key", str(other)), f"{other} is another certificate's"),
    ):
        assert said in refused(cli, fake, *argv).err


def test_an_encrypted_key_needs_its_password(cli: Cli, fake: FakeUcwa, ca: PrivateCa) -> None:
    certificate, key = ca.client_files()
    encrypt(key)
    argv = ("--client-cert", certificate, "--client-key", key)
    without = refused(cli, fake, *argv)
    assert f"--client-key: client key {key}: the key is encrypted, and there is no password" in without.err
    assert "UCWA_TUI_KEY_PASSWORD" in without.err
    wrong = refused(cli, fake, *argv, UCWA_TUI_KEY_PASSWORD="Not-The-Right-One")
    assert f"--client-key: client key {key}: the password does not open the key" in wrong.err
    assert "Not-The-Right-One" not in wrong.err


@pytest.mark.parametrize("command", ["join", "doctor", "resolve"])
def test_every_command_looks_into_the_files(cli: Cli, tmp_path: Path, command: str) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("nothing of the kind\n")
    more = {"join": ("--new",), "resolve": ("https://meet.orchard.test/ruth/H4PX92QD",)}.get(command, ())
    ran = cli(command, *more, "--ca", str(junk))
    assert ran.code == 2
    assert f"--ca: CA file {junk}: not a PEM file" in ran.err


def test_the_profile_is_named(cli: Cli, tmp_path: Path) -> None:
    junk, folder = tmp_path / "junk.pem", tmp_path / "config" / "ucwa-tui"
    junk.write_text("nothing of the kind\n")
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text(f'[profiles.lab]\nsandbox = true\nca = "{junk}"\n')
    ran = cli("doctor", "--profile", "lab")
    assert ran.code == 2
    assert f"--ca (profile lab): CA file {junk}: not a PEM file" in ran.err


WITH_USER = "https://ruth:Plain-Secret-77@meet.orchard.test/ruth/H4PX92QD"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("resolve", WITH_USER), "URL holds a user name"),
        (("resolve", "https://[/ruth/H4PX92QD"), "URL is no URL"),
        (("join", "--meeting", WITH_USER), "--meeting holds a user name"),
        (("events", "--auth", "anonymous", "--meeting", WITH_USER), "--meeting holds a user name"),
        (("doctor", "--auth", "anonymous", "--meeting", WITH_USER), "--meeting holds a user name"),
    ],
)
def test_a_join_url_with_a_user_name(cli: Cli, argv: tuple[str, ...], said: str) -> None:
    ran = cli(*argv)
    assert ran.code == 2
    assert said in ran.err
    assert "Plain-Secret-77" not in ran.err + ran.out
