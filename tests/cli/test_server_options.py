"""Options for the server and the connection: what cannot be is said, and nothing leaves the machine."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from ucwa_tui.cli.arguments import parse
from ucwa_tui.cli.server_choice import choose
from ucwa_tui.wire.network_settings import ConnectTo, ProxySettings
from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant
from ucwa_tui.workbench.profile import Profile
from ucwa_tui.workbench.profiles import ProfileBook, read_profiles
from ucwa_tui.workbench.secret_reference import SecretPlace, SecretReference

BOOK = read_profiles(
    """
    [profiles.lab]
    domain = "orchard.test"
    user = "ruth@orchard.test"
    password = { env = "LAB" }
    format = "xml"
    meeting = "sip:ruth@orchard.test;gruu;opaque=app:conf:focus:id:H4PX92QD"
    proxy = "http://proxy.orchard.test:3128"
    proxy-user = "ruth"
    proxy-password = { env = "PROXY" }
    connect-to = ["a::b:1"]
    trusted-hosts = ["x.test"]
    keep-active = true
    channel = { low = 20, medium = 9 }
    [profiles.broken]
    domian = "orchard.test"
    """,
    "profiles.toml",
)


def chosen(*argv: str, command: str = "events", book: ProfileBook = BOOK) -> Profile:
    return choose(parse([command, *argv]), lambda: book)


def test_without_options_nothing_is_read() -> None:
    def nobody() -> ProfileBook:
        raise AssertionError("read")

    profile = choose(parse(["events"]), nobody)
    assert profile == Profile()
    assert profile.in_sandbox


def test_a_profile_as_it_is() -> None:
    assert chosen("--profile", "lab") == BOOK.get("lab")


def test_options_win_over_the_profile() -> None:
    profile = chosen(
        *("--profile", "lab", "--format", "json", "--low", "30", "--no-keep-active", "--connect-to", "c:2:d:3"),
        *("--trust-host", "Y.test", "--proxy", "none", "--channel-timeout", "200", "--auth", "windows"),
    )
    assert profile.payload_format.value == "json"
    assert profile.channel == ChannelParameters(30, 9, 200, None)
    assert not profile.keep_active
    assert profile.connect_to == (ConnectTo("c", 2, "d", 3), ConnectTo("a", None, "b", 1))
    assert profile.trusted_hosts == {"x.test", "y.test"}
    assert profile.proxy == ProxySettings(from_environment=False)
    assert profile.proxy_password is None
    assert (profile.grant, profile.domain) == (Grant.WINDOWS, "orchard.test")
    assert profile.password == SecretReference(SecretPlace.ENVIRONMENT, ("LAB",))


def test_another_place_replaces_that_of_the_profile() -> None:
    profile = chosen("--profile", "lab", "--root", "https://lync.orchard.test/")
    assert (profile.root, profile.domain) == ("https://lync.orchard.test/", "")


def test_somebody_elses_password_is_not_used() -> None:
    assert chosen("--profile", "lab", "--user", "vic@orchard.test").password is None
    assert chosen("--profile", "lab", "--user", "ruth@orchard.test").password is not None


@pytest.mark.parametrize(
    ("argv", "sandbox"),
    [
        ((), True),
        (("--auth", "anonymous", "--meeting", "sip:a@b.test;gruu;opaque=app:conf:focus:id:X"), False),
        (("--auth", "anonymous", "--meeting", "sip:a@Sandbox.Example;gruu;opaque=app:conf:focus:id:X"), True),
        (("--meeting", "sip:a@b.test;gruu;opaque=app:conf:focus:id:X"), True),
        (("--user", "ruth@b.test"), False),
        (("--user", "ruth@b.test", "--auth", "windows"), False),
        (("--user", "alice@sandbox.example"), True),
        (("--user", "alice"), True),
        (("--user", "ORCHARD\\ruth", "--auth", "windows"), True),
        (("--user", "ruth@10.0.0.1"), True),
        (("--user", "ruth@b.test", "--scenario", "calm"), True),
        (("--auth", "anonymous", "--meeting", "https://meet.b.test/a/XYZ12345"), False),
        (("--meeting", "https://meet.b.test/a/XYZ12345"), True),
        (("--domain", "b.test"), False),
        (("--applications", "https://b.test/apps"), False),
    ],
)
def test_when_the_sandbox_is_meant(argv: tuple[str, ...], sandbox: bool) -> None:
    assert chosen(*argv).in_sandbox is sandbox


SECRET = "Plain-Secret-77"
BAD = {
    "no such profile": (("--profile", "lbb"), "Did you mean lab?"),
    "a profile in error": (("--profile", "broken"), "profiles.broken.domian is no key that is known"),
    "two places": (("--root", "https://x", "--domain", "x.test"), "--root and --domain do not go together"),
    "an empty domain": (("--domain", ""), "--domain has to be a SIP domain, and it is empty"),
    "an address": (("--domain", "bob@x.test"), "behind the @"),
    "a bad URL": (("--applications", "x.test"), "--applications has to be an http or https URL"),
    "credentials in the proxy": (("--proxy", f"http://u:{SECRET}@p:3128"), "UCWA_TUI_PROXY_PASSWORD"),
    "a SOCKS proxy": (("--proxy", "socks5://p:1"), "--proxy has to be an http or https URL"),
    "connect-to": (("--connect-to", "a:b"), "HOST:PORT:HOST:PORT"),
    "a host with a scheme": (("--trust-host", "https://x.test"), "--trust-host has to be the name of a host"),
    "a key alone": (("--client-key", "/dev/null"), "--client-key needs --client-cert"),
    "a CA that is not there": (("--ca", "/no/such/ca.pem"), "--ca: /no/such/ca.pem cannot be read: No such file"),
    "a certificate that is not there": (("--client-cert", "/no/such.pem"), "--client-cert: /no/such.pem"),
    "a folder": (("--ca", "/"), "--ca: / cannot be read: Is a directory"),
    "low": (("--low", "4"), "from 5 to 1800"),
    "medium": (("--medium", "x"), "no whole number"),
    "time-out": (("--channel-timeout", "1801"), "from 180 to 1800"),
    "priority": (("--priority", "-1"), "from 0"),
    "an endpoint id too long": (("--endpoint-id", "e" * 101), "--endpoint-id is longer than 100"),
    "an unknown grant": (("--auth", "negotiate"), "'negotiate'"),
}


@pytest.mark.parametrize("command", ["events", "doctor", "join"])
@pytest.mark.parametrize(("argv", "said"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be(cli: Cli, tmp_path: Path, command: str, argv: tuple[str, ...], said: str) -> None:
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text('[profiles.lab]\nsandbox = true\n[profiles.broken]\ndomian = "x"\n')
    ran = cli(command, *argv, *(("--new",) if command == "join" else ()))
    assert ran.code == 2
    assert said in ran.err
    assert f"ucwa-tui {command}: " in ran.err
    assert ran.out == ""
    assert SECRET not in ran.err


def test_a_proxy_user_needs_a_password_from_somewhere(cli: Cli) -> None:
    argv = ("--root", "http://127.0.0.1:9/", "--auth", "windows", "--proxy", "http://127.0.0.1:9", "--proxy-user", "u")
    ran = cli("events", *argv)
    assert ran.code == 2
    assert "UCWA_TUI_PROXY_PASSWORD" in ran.err


@pytest.mark.parametrize(
    ("option", "way"),
    [
        ("--proxy-password", "UCWA_TUI_PROXY_PASSWORD"),
        ("--key-password", "UCWA_TUI_KEY_PASSWORD"),
        ("--password", "UCWA_TUI_PASSWORD"),
    ],
)
def test_each_secret_has_its_own_way(cli: Cli, option: str, way: str) -> None:
    ran = cli("events", option, SECRET)
    assert ran.code == 2
    assert way in ran.err
    assert SECRET not in ran.err
    assert len(ran.err.splitlines()) == 2


def test_the_namespace_of_another_command_is_enough() -> None:
    assert choose(argparse.Namespace(ca=None), lambda: BOOK) == Profile()
