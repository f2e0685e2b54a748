"""Files are whole or not there, for their owner only, and a new one never takes another's place."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ucwa_tui.workbench import atomic_file
from ucwa_tui.workbench.atomic_file import write_atomically, write_new
from ucwa_tui.workbench.paths import shown_path


def no_links(source: str, place: Path) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
def test_new_files_are_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    places = [write_new(tmp_path / "7-body.txt", text) for text in (b"a", b"b", b"c")]
    assert [place.name for place in places] == ["7-body.txt", "7-body-2.txt", "7-body-3.txt"]
    assert [place.read_bytes() for place in places] == [b"a", b"b", b"c"]
    assert {stat.S_IMODE(place.stat().st_mode) for place in places} == {0o600}
    assert sorted(tmp_path.iterdir()) == sorted(places)


def test_too_many_of_a_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_file, "_MOST_OF_A_NAME", 1)
    write_new(tmp_path / "x", b"1")
    with pytest.raises(FileExistsError, match="of that name"):
        write_new(tmp_path / "x", b"2")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"1"]


def test_an_older_file_is_replaced_where_that_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"old")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_path_is_told_in_one_safe_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shown_path(tmp_path / "a" / "b.har") == "~/a/b.har"
    assert shown_path(Path("/x\x1b]0;t\x07/\u202e")) == "/x␛]0;t␇/‹U+202E›"
    assert shown_path(Path(f"{tmp_path}-other/a")) == f"{tmp_path}-other/a"
