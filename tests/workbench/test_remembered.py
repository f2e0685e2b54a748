"""What earlier sign-ins found out survives, and trouble with the file never ends anything."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from ucwa_tui.wire.reports import Discovered, DiscoveryForgotten
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench import paths
from ucwa_tui.workbench.remembered import Remembered

ROOT = "https://lync.orchard.test/root"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "remembered.json"


def test_a_found_root_is_kept_for_its_profile_until_it_is_forgotten(path: Path) -> None:
    Remembered.load(path).apply(Discovered("Orchard.test", ROOT), "lab")
    again = Remembered.load(path)
    assert again.root_of("orchard.TEST", "lab") == ROOT
    assert again.root_of("orchard.test") == ""
    assert again.warning == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.apply(DiscoveryForgotten("orchard.test", "502"), "other")
    assert Remembered.load(path).root_of("orchard.test", "lab") == ROOT
    again.apply(DiscoveryForgotten("orchard.test", "502"), "lab")
    assert Remembered.load(path).root_of("orchard.test", "lab") == ""


def test_approved_hosts_are_kept_for_the_domain(path: Path) -> None:
    Remembered.load(path).trust("orchard.test", "Pool.Elsewhere.test")
    again = Remembered.load(path)
    assert again.trusted_hosts("Orchard.test") == {"pool.elsewhere.test"}
    assert again.trusted_hosts("other.test") == frozenset()


def test_two_windows_do_not_undo_each_other(path: Path) -> None:
    one, other = Remembered.load(path), Remembered.load(path)
    one.trust("a.test", "x.test")
    other.trust("b.test", "y.test")
    assert Remembered.load(path).trusted_hosts("a.test") == {"x.test"}
    assert Remembered.load(path).trusted_hosts("b.test") == {"y.test"}


def test_a_target_gets_what_is_known_for_it(path: Path) -> None:
    remembered = Remembered.load(path)
    remembered.apply(Discovered("orchard.test", ROOT), "lab")
    remembered.trust("orchard.test", "x.test")
    by_domain = remembered.added_to(SignInTarget(domain="Orchard.test", trusted_hosts=frozenset({"y.test"})), "lab")
    assert (by_domain.cached_root, by_domain.trusted_hosts) == (ROOT, frozenset({"x.test", "y.test"}))
    by_user = remembered.added_to(SignInTarget(root_url="https://z.test", user="ruth@orchard.test"), "lab")
    assert (by_user.cached_root, by_user.trusted_hosts) == ("", frozenset({"x.test"}))


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b"null", b"\xff", b'{"roots": 5, "trusted": {}}', b'{"roots": {"": 5}, "trusted": {}}']
)
def test_a_broken_file_is_put_aside(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    remembered = Remembered.load(path)
    assert "kept as remembered.json.broken" in remembered.warning
    assert path.with_name("remembered.json.broken").read_bytes() == data
    remembered.trust("a.test", "x.test")
    assert Remembered.load(path).trusted_hosts("a.test") == {"x.test"}


def test_values_that_are_none_are_left_out(path: Path) -> None:
    path.parent.mkdir()
    tree = {"roots": {"": {"a.test": "file:///etc", "b.test": 5}}, "trusted": {"a.test": ["x.test", 5]}}
    path.write_text(json.dumps(tree))
    remembered = Remembered.load(path)
    assert (remembered.root_of("a.test"), remembered.root_of("b.test")) == ("", "")
    assert remembered.trusted_hosts("a.test") == {"x.test"}


def test_a_place_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    remembered = Remembered.load(tmp_path / "state" / "remembered.json")
    remembered.trust("a.test", "x.test")
    assert remembered.trusted_hosts("a.test") == {"x.test"}
    assert "cannot be" in remembered.warning


def test_without_a_file_it_remembers_for_the_run() -> None:
    remembered = Remembered()
    remembered.apply(Discovered("a.test", ROOT))
    assert remembered.root_of("a.test") == ROOT


def test_the_file_is_in_the_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere")
    assert paths.remembered_file().name == "remembered.json"
    assert os.fspath(paths.remembered_file()).startswith("/somewhere/")
    assert paths.profiles_file() == paths.config_dir() / "profiles.toml"
