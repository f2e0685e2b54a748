"""Where a sign-in leads that names no server: to the domain of the address or the meeting, else the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.cli.orchard import ENVIRONMENT, INNER, OUTER, orchard, reaching
from tests.support.named_sites import MEETING, TOKEN, USER, Names

SANDBOX_MEETING = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP"
GUEST = ("--auth", "anonymous", "--meeting", MEETING)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


@pytest.mark.parametrize("command", ["doctor", "events"])
def test_a_sign_in_address_is_enough(cli: Cli, names: Names, tmp_path: Path, command: str) -> None:
    _, pool = orchard(names)
    more = ("--seconds", "0.1") if command == "events" else ()
    ran = cli(command, "--user", USER, *more, *reaching(names, tmp_path), environment=ENVIRONMENT)
    assert ran.code == 0, ran.err
    assert "server: orchard.test (from the sign-in address)" in ran.err
    assert pool.seen("POST", TOKEN)


def test_a_guests_meeting_is_enough(cli: Cli, names: Names, tmp_path: Path) -> None:
    front, pool = orchard(names)
    ran = cli("doctor", *GUEST, *reaching(names, tmp_path))
    assert ran.code == 0, ran.out + ran.err
    assert "server: orchard.test (from the meeting)" in ran.err
    assert OUTER in ran.out
    assert INNER not in ran.out  # a guest is outside
    assert front.requests
    assert "ms_rtc_conferenceuri=sip%3Aruth%40orchard.test" in pool.seen("POST", TOKEN)[0].body.decode()


def test_a_join_of_either_kind(cli: Cli, names: Names, tmp_path: Path) -> None:
    orchard(names)
    ways = reaching(names, tmp_path)
    guest = cli.join(*GUEST, "--display-name", "Gwen", "--timeout", "0.2", *ways)
    assert "server: orchard.test (from the meeting)" in guest.err
    user = cli.join("--user", USER, "--new", "--timeout", "0.2", *ways, environment=ENVIRONMENT)
    assert "server: orchard.test (from the sign-in address)" in user.err
    for ran in (guest, user):
        assert any(line["url"].startswith(f"https://{OUTER}") for line in ran.of("exchange"))


def test_a_profile_of_an_address_alone(cli: Cli, names: Names, tmp_path: Path) -> None:
    orchard(names)
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text(
        f'[profiles.me]\nuser = "{USER}"\npassword = {{ env = "UCWA_TUI_PASSWORD" }}\n'
        f'[profiles.guest]\nauth = "anonymous"\nmeeting = "{MEETING}"\n'
        '[profiles.link]\nauth = "anonymous"\nmeeting = "https://meet.orchard.test/ruth/H4PX92QD"\n'
        '[profiles.nowhere]\nuser = "ruth"\n'
    )
    listed = cli("profiles")
    assert listed.out.count(" orchard.test  ") == 2
    assert "as the meeting says" in listed.out
    assert "profiles.nowhere names no server" in listed.out
    for name, source in (("me", "(from the sign-in address)"), ("guest", "(from the meeting)")):
        environment = {"UCWA_TUI_PASSWORD": "Plum-Crumble-22"}
        ran = cli("doctor", "--profile", name, *reaching(names, tmp_path), environment=environment)
        assert ran.code == 0, ran.out + ran.err
        assert f"server: orchard.test {source} (profile {name})" in ran.err


def test_the_password_is_asked_for_as_with_a_domain(cli: Cli) -> None:
    ran = cli("doctor", "--user", USER)
    assert ran.code == 2
    assert "There is no password: set UCWA_TUI_PASSWORD, or give --password-file" in ran.err


@pytest.mark.parametrize(
    "argv",
    [
        ("--user", "alice@sandbox.example"),
        ("--user", "bob"),
        ("--auth", "anonymous", "--meeting", SANDBOX_MEETING),
        ("--user", "alice", "--scenario", "two-hosts"),
    ],
)
def test_the_sandboxs_own_stay_there(cli: Cli, argv: tuple[str, ...]) -> None:
    ran = cli("doctor", *argv)
    assert ran.code == 0, ran.out + ran.err
    assert "(embedded sandbox)" in ran.err


@pytest.mark.parametrize("name", ["ruth", "ORCHARD\\ruth", "ruth@10.0.0.1"])
def test_a_name_that_leads_nowhere(cli: Cli, name: str) -> None:
    ran = cli("doctor", "--user", name, environment=ENVIRONMENT)
    assert ran.code == 2
    assert f"--user: there is no {name} in the embedded sandbox" in ran.err
    assert "--domain" in ran.err


@pytest.mark.parametrize(
    "place", [("--root", "https://x.test"), ("--domain", "x.test"), ("--applications", "https://x")]
)
@pytest.mark.parametrize("command", ["join", "events", "doctor"])
def test_a_scenario_is_for_the_sandbox(cli: Cli, command: str, place: tuple[str, str]) -> None:
    more = ("--new",) if command == "join" else ()
    ran = cli(command, "--scenario", "stormy", *place, *more)
    assert ran.code == 2
    assert f"--scenario does not go with {place[0]}" in ran.err


def test_a_scenario_and_a_profile(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text(f'[profiles.far]\nuser = "{USER}"\n[profiles.box]\nsandbox = true\n')
    far = cli("doctor", "--profile", "far", "--scenario", "calm")
    assert far.code == 2
    assert "profile far leads to orchard.test" in far.err
    assert cli("doctor", "--profile", "box", "--scenario", "two-hosts").code == 0


def test_a_scenario_is_played(cli: Cli) -> None:
    ran = cli.join("--new", "--scenario", "two-hosts")
    assert ran.code == 0, ran.err
    hosts = {line["url"].split("/")[2] for line in ran.of("exchange")}
    assert len(hosts) == 2
