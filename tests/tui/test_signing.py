"""Profiles, questions, the story of the sign-in, and what the bars say of all that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.tui.fakes import ScriptedSandbox
from tests.workbench.builders import HOST, arrived, channel_failed, event, exchange, signed_in, waiting
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.exchange import Peer, TlsFacts
from ucwa_tui.wire.network_settings import NetworkSettings, TlsSettings
from ucwa_tui.wire.reports import (
    Challenged,
    ChannelChanged,
    ChannelGap,
    ChannelPhase,
    Discovered,
    DiscoveryHop,
    ExchangeChanged,
    FailureKind,
    TokenRenewed,
)
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.profiles import ProfileBook, read_profiles
from ucwa_tui.workbench.remembered import Remembered

PROFILES = """
default = "lab"

[profiles.lab]
root = "https://lync.example.test/"
user = "erin@example.test"
password = { file = "SECRET" }
format = "xml"
theme = "ucwa-light"
meeting = "sip:erin@example.test;gruu;opaque=app:conf:focus:id:QQQQ1111"

[profiles.asks]
domain = "example.test"
user = "frank@example.test"
password = "prompt"
insecure = true

[profiles.gone]
root = "https://lync.example.test/"
user = "erin@example.test"
password = { file = "SECRET.not-there" }

[profiles.wrong]
root = "https://lync.example.test/"
colour = "blue"

[profiles.box]
sandbox = true
"""


def book(folder: Path) -> ProfileBook:
    """Some profiles, one of them in error."""
    (folder / "secret").write_text("open sesame\n")
    return read_profiles(PROFILES.replace("SECRET", str(folder / "secret")), "profiles.toml")


@pytest.mark.parametrize(("size", "key"), [(SMALL, "alt+j"), (WIDE, "shift+f4")])
async def test_a_profile_signs_in(size: tuple[int, int], key: str, tmp_path: Path) -> None:
    async with opened(size, profiles=lambda: book(tmp_path)) as desk:
        await desk.press(key)
        assert "Profiles (5)" in desk.text
        assert "lync.example.test" in desk.box
        assert "default" in desk.box
        assert "secret: file" in desk.box
        await desk.press("enter")
        await desk.until(lambda: len(desk.client.targets) == 2)
        target = desk.client.targets[-1]
        assert (target.root_url, target.user, target.steady) == (
            "https://lync.example.test/",
            "erin@example.test",
            True,
        )
        assert target.secret is not None
        assert target.secret.reveal() == "open sesame"
        await desk.report(signed_in(), waiting())
        assert desk.lines[0].split()[0] == "lab:"
        assert "QQQQ1111" in desk.field("onlineMeetingUri").value
        assert desk.app.controller.draft.payload_format is PayloadFormat.XML
        assert desk.app.controller.sandbox is None
        assert desk.app.theme == "ucwa-light"
        assert "open sesame" not in desk.text
        await desk.press(key)
        assert "in use" in desk.box


@pytest.mark.parametrize("size", SIZES)
async def test_a_secret_is_asked_for(size: tuple[int, int], tmp_path: Path) -> None:
    async with opened(size, profiles=lambda: book(tmp_path)) as desk:
        await desk.press("alt+j", "down", "enter")
        await desk.until(lambda: "Password of frank@example.test" in desk.text)
        await desk.type("let me in")
        assert "let me in" not in desk.text
        await desk.press("enter")
        await desk.until(lambda: len(desk.client.targets) == 2)
        target = desk.client.targets[-1]
        assert target.secret is not None
        assert target.secret.reveal() == "let me in"
        await desk.settle()
        assert "INSECURE" in desk.lines[0]


async def test_a_secret_that_is_not_given_or_not_found(tmp_path: Path) -> None:
    async with opened(profiles=lambda: book(tmp_path)) as desk:
        await desk.press("alt+j", "down", "enter")
        await desk.until(lambda: "Password of frank" in desk.text)
        await desk.press("escape")
        await desk.until(lambda: "was not given" in desk.footer)
        await desk.press("alt+j", "down", "down", "enter")
        await desk.until(lambda: "cannot be read" in desk.outcome)
        assert len(desk.client.targets) == 1


async def test_a_profile_in_error_says_why_and_is_not_taken(tmp_path: Path) -> None:
    async with opened(profiles=lambda: book(tmp_path)) as desk:
        await desk.press("alt+j", "down", "down", "down")
        assert "✗ error" in desk.box
        assert "profiles.wrong.colour" in desk.box
        await desk.press("enter")
        assert "Profiles (5)" in desk.text
        await desk.press("escape")
        assert len(desk.client.targets) == 1


async def test_from_a_server_to_the_sandbox(tmp_path: Path) -> None:
    box = ScriptedSandbox()
    elsewhere = launch(root_url="https://lync.example.test/", user="erin")
    async with opened(options=elsewhere, sandbox=box, profiles=lambda: book(tmp_path)) as desk:
        assert box.started == 0
        await desk.press("alt+j", "end", "enter")
        await desk.until(lambda: len(desk.client.targets) == 2)
        assert box.started == 1
        assert desk.client.targets[-1].user == "dana@example.test"
        assert desk.app.controller.sandbox is box
        await desk.settle()
        assert "box: sandbox" in desk.lines[0]
    assert box.stopped > 0


async def test_no_profiles_yet() -> None:
    async with opened() as desk:
        await desk.press("alt+j")
        assert "No profiles yet: `ucwa-tui profiles add`" in desk.words
        await desk.press("enter", "escape")
        assert desk.app.screen is desk.main


async def test_a_broken_file_is_named() -> None:
    async with opened(profiles=lambda: read_profiles("[profiles.lab\n", "profiles.toml")) as desk:
        await desk.press("alt+j")
        assert "profiles.toml, line 1" in desk.box


async def test_a_found_root_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    async with opened(remembered=Remembered(path)) as desk:
        await desk.report(Discovered("example.test", "https://lync.example.test/"))
        assert json.loads(path.read_text())["roots"] == {"": {"example.test": "https://lync.example.test/"}}


# How we signed in

TLS = TlsFacts("TLSv1.3", "AES256", "CN=lync.example.test", "CN=Example CA", "2027-05-01", verified=True)
PEER = Peer("lync.example.test", 443, "192.0.2.7", tls=TLS, proxy="proxy.example.test:3128")


@pytest.mark.parametrize(("size", "key"), [(SMALL, "alt+h"), (WIDE, "shift+f3")])
async def test_the_way_in(size: tuple[int, int], key: str) -> None:
    root = exchange(1, url="https://lync.example.test/", purpose=Purpose.ROOT, peer=PEER, front_end="FE07.example.test")
    user = exchange(2, url="https://lync.example.test/user", purpose=Purpose.USER, status=401, peer=PEER)
    hop = DiscoveryHop("https://lync.example.test/", "answered", exchange=1)
    told = Challenged("lync.example.test", ("password",), "https://lync.example.test/token", "password", "it fits", 2)
    steps = (ExchangeChanged(root), hop, ExchangeChanged(user), told, signed_in(), waiting())
    async with opened(size, reports=steps) as desk:
        await desk.press(key)
        for words in ("How we signed in", "192.0.2.7", "CN=lync.example.test", "on offer: password", "password chosen"):
            assert words in desk.words
        assert "FE07.example.test" in desk.box
        await desk.press("enter")
        assert desk.app.screen is desk.main
        assert desk.main.pane.number == 3
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 1
        shown = " ".join(desk.text_of(desk.main.exchange.reader).split())
        assert "TLSv1.3 verified, through the proxy proxy.example.test:3128, front end FE07" in shown
        await desk.press("o")
        lines = desk.main.exchange.reader.lines
        text = " ".join(" ".join(lines.text(y) for y in range(len(lines))).split())
        for words in ("proxy proxy.example.test:3128", "CN=Example CA", "until 2027-05-01", "AES256"):
            assert words in text


async def test_front_ends_have_a_column() -> None:
    async with opened(SMALL) as desk:
        steps = [exchange(n, front_end=f"FE{n:02}.example.test") for n in (1, 2)]
        await desk.report(*map(ExchangeChanged, steps))
        await desk.press("alt+2")
        assert "FE01 " in desk.text
        assert "FE02 " in desk.text


async def test_the_proxy_is_in_the_bar() -> None:
    async with opened((160, 40)) as desk:
        await desk.report(ExchangeChanged(exchange(1, peer=PEER)))
        await desk.report(TokenRenewed(HOST, 1003.0 + 3600 * 2, True))
        assert "proxy proxy.example.test:3128" in desk.lines[0]
        assert "token 2h00m" in desk.lines[0]


async def test_insecure_is_said_from_the_first_moment_at_any_size() -> None:
    network = NetworkSettings(TlsSettings(insecure=True))
    options = launch(
        root_url="https://a-rather-long-name.example.test/", user="erin", network=network, profile="production"
    )
    for size in (SMALL, WIDE, (60, 20)):
        async with opened(size, options=options) as desk:
            note = ChannelChanged(ChannelPhase.RETRYING, 7, note="retry 3, next in 4 s: connection refused")
            await desk.report(note)
            assert "INSECURE" in desk.lines[0]
            if size != (60, 20):
                assert "retry 3, next in 4 s" in desk.lines[0]
                assert "refused" not in desk.lines[0]


# The channel


@pytest.mark.parametrize("size", SIZES)
async def test_somebody_else_has_taken_the_channel(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(channel_failed(FailureKind.REPLACED))
        assert "replaced: Alt+C takes over" in desk.lines[0]
        assert "Alt+C takes over" in desk.outcome
        await desk.press("alt+c")
        assert desk.client.reopened == 1
        assert "taken over" in desk.footer


@pytest.mark.parametrize("size", SIZES)
async def test_gaps_are_lines_across(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("alt+4")
        await desk.report(arrived(*(event(n, "updated", "me", "/me") for n in range(1, 4))))
        await desk.report(
            ChannelGap(1000.0, "recreated", "the application was gone", 3),
            arrived(*(event(n, "updated", "people", "/people") for n in range(4, 6))),
        )
        text = desk.text_of(desk.main.events.list).split("\n")
        assert "── gap: application re-created" in text[3]
        assert "people" in text[4]
        assert desk.main.events.following
        assert desk.main.events.list.cursor == 5
        assert "5, 1 gap · following" in desk.text
        await desk.press("up", "up")
        await desk.press("enter")
        assert "After event 3: application re-created. the application was gone" in " ".join(desk.footer.split())
        await desk.report(ChannelGap(1001.0, "slept", "asleep", 1))
        assert desk.main.events.list.cursor == 4
        await desk.press("i")
        assert desk.main.events.list.row_count() == 2
        await desk.press("i")
        assert desk.main.events.list.row_count() == 7


async def test_a_gap_is_seen_where_the_events_are_not() -> None:
    async with opened(SMALL) as desk:
        await desk.report(arrived(event(1, "updated", "me", "/me")), ChannelGap(1000.0, "slept", "asleep", 1))
        assert "gap: this computer slept" in desk.text


def test_grants_that_need_a_secret_are_known() -> None:
    from ucwa_tui.tui.signing import NEEDS_SECRET

    assert set(NEEDS_SECRET) == {Grant.PASSWORD, Grant.BEARER}


async def test_a_profile_of_an_address_alone_leads_to_its_domain(tmp_path: Path) -> None:
    text = '[profiles.me]\nuser = "erin@example.test"\npassword = { file = "FILE" }\n'
    (tmp_path / "secret").write_text("open sesame\n")
    profiles = read_profiles(text.replace("FILE", str(tmp_path / "secret")), "profiles.toml")
    async with opened(profiles=lambda: profiles) as desk:
        await desk.press("alt+j")
        assert "example.test" in desk.box
        await desk.press("enter")
        await desk.until(lambda: len(desk.client.targets) == 2)
        target = desk.client.targets[-1]
        assert (target.domain, target.root_url, target.user) == ("example.test", "", "erin@example.test")
