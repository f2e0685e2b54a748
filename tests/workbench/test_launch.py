"""What the command line tells the screen, and where the user's files are."""

from __future__ import annotations

import pytest

from tests.support.launching import launch
from ucwa_tui import __version__
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench import paths
from ucwa_tui.workbench.launch import LaunchOptions


def test_the_sandboxs_own_user_serves_where_none_is_named() -> None:
    target = LaunchOptions().target("http://127.0.0.1:1/root", "alice", Secret("pw"))
    assert (target.root_url, target.user, target.secret) == ("http://127.0.0.1:1/root", "alice", Secret("pw"))
    assert target.user_agent == f"ucwa-tui/{__version__}"
    assert target.meeting_uri is None


def test_what_was_given_wins() -> None:
    options = launch(
        root_url="https://x",
        grant=Grant.ANONYMOUS,
        user="bob",
        secret=Secret("mine"),
        meeting="sip:m",
        connect_timeout=3.0,
    )
    target = options.target("https://x", "alice", Secret("pw"))
    assert (target.user, target.secret, target.meeting_uri) == ("bob", Secret("mine"), "sip:m")
    assert (target.grant, target.connect_timeout) == (Grant.ANONYMOUS, 3.0)


def test_when_the_sandbox_is_meant() -> None:
    assert LaunchOptions().sandbox
    assert launch(grant=Grant.ANONYMOUS, meeting="sip:a@sandbox.example;gruu;opaque=app:conf:focus:id:X").sandbox
    assert not launch(grant=Grant.ANONYMOUS, meeting="sip:a@b.test;gruu;opaque=app:conf:focus:id:X").sandbox
    assert launch(user="alice@sandbox.example").sandbox
    assert not launch(user="ruth@b.test").sandbox
    assert launch(user="ruth@b.test", for_sandbox=True).sandbox
    assert not launch(grant=Grant.ANONYMOUS, meeting="https://meet.b.test/a/XYZ12345").sandbox
    assert launch(meeting="https://meet.b.test/a/XYZ12345").sandbox
    assert not launch(domain="b.test").sandbox


def test_an_address_or_a_guests_meeting_leads_to_its_domain() -> None:
    conference = "sip:a@b.test;gruu;opaque=app:conf:focus:id:X"
    assert launch(user="ruth@b.test").target().domain == "b.test"
    assert launch(grant=Grant.ANONYMOUS, meeting=conference).target().domain == "b.test"
    assert launch(user="ruth@b.test", root_url="https://x").target().domain == ""
    in_sandbox = launch(user="ruth@b.test", for_sandbox=True).target("http://127.0.0.1:1/root", "alice")
    assert (in_sandbox.domain, in_sandbox.root_url) == ("", "http://127.0.0.1:1/root")


def test_a_profiles_own_user_agent_is_kept() -> None:
    assert launch(root_url="https://x", user_agent="probe/7").target().user_agent == "probe/7"


def test_a_secret_never_shows() -> None:
    assert "hush" not in repr(launch(secret=Secret("hush")))


def test_themes_are_in_the_configuration_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")
    assert paths.user_themes_dir() == paths.config_dir() / "themes"
    assert paths.config_dir().name == "ucwa-tui"
