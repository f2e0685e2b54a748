"""A new profile goes to the end of the file; nothing else in it changes, and nothing is lost."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.workbench.profile_file import ProfileRefused, add_profile, profile_text, read_new
from ucwa_tui.workbench.profiles import load_profiles, read_profiles

TREE: dict[str, Any] = {
    "domain": "orchard.test",
    "user": "ruth@orchard.test",
    "password": {"command": ["pass", "show", 'a "quoted" name']},
    "connect-to": ["a::127.0.0.1:8443"],
    "insecure": True,
    "connect-timeout": 2.5,
    "channel": {"low": 30, "priority": 1},
}


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "config" / "profiles.toml"
    add_profile(path, "lab", TREE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    book = load_profiles(path)
    assert book.all_problems == ()
    lab = book.profiles[0]
    assert lab == read_new("lab", TREE, path)
    assert (lab.password and lab.password.words) == ("pass", "show", 'a "quoted" name')
    assert (lab.channel.low, lab.channel.priority, lab.connect_timeout, lab.insecure) == (30, 1, 2.5, True)


@pytest.mark.parametrize(
    "before", ["# mine\n[profiles.a]\nsandbox = true  # so\n", "default = 'a'\r\nprofiles.a.sandbox=true"]
)
def test_what_was_there_stays(tmp_path: Path, before: str) -> None:
    path = tmp_path / "profiles.toml"
    path.write_bytes(before.encode())
    add_profile(path, "my lab", TREE)
    assert path.read_bytes().startswith(before.encode())
    assert [profile.name for profile in load_profiles(path).profiles] == ["a", "my lab"]


def test_a_profile_in_error_beside_it_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text("[profiles.a]\nsandbocks = true\n")
    add_profile(path, "lab", TREE)
    assert [bool(profile.problems) for profile in load_profiles(path).profiles] == [True, False]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("[profiles.lab]\nsandbox = true\n", "already"),
        ("[profiles.lab\n", "Put the file right first"),
        ("profiles = { a = { sandbox = true } }\n", "Add the lines with an editor"),
    ],
)
def test_a_file_that_cannot_take_it_is_left_as_it_is(tmp_path: Path, before: str, said: str) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text(before)
    with pytest.raises(ProfileRefused, match=said):
        add_profile(path, "lab", TREE)
    assert path.read_text() == before


def test_a_tree_in_error_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileRefused, match=r"password has to be a reference"):
        add_profile(tmp_path / "profiles.toml", "lab", {**TREE, "password": "Plain-Secret-77"})
    assert not (tmp_path / "profiles.toml").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no folder")
    with pytest.raises(ProfileRefused, match="cannot be"):
        add_profile(tmp_path / "config" / "profiles.toml", "lab", TREE)


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    (tmp_path / "profiles.toml").symlink_to(real)
    add_profile(tmp_path / "profiles.toml", "lab", TREE)
    assert "orchard.test" in real.read_text()
    assert (tmp_path / "profiles.toml").is_symlink()


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=20), st.text(max_size=30))
def test_any_name_and_text_is_written_so_that_it_is_read_again(name: str, user: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in name + user):
        return
    book = read_profiles(profile_text(name, {"sandbox": True, "user": user}), "x")
    assert not book.broken
    profile = book.get(name)
    assert profile is not None
    assert profile.user == user or profile.problems
