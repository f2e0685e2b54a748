"""Saving the session: asks where, never overwrites unasked, and what was written opens again as it was."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, opened
from tests.tui.test_exchanges import with_exchanges
from tests.workbench.builders import arrived, invitation_event
from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.save_file import LONGEST_PATH, place_of, shown, why_not
from ucwa_tui.tui.screens.save import SaveScreen
from ucwa_tui.wire.import_ import read_capture


@pytest.mark.parametrize("size", SIZES)
async def test_where_is_asked_and_what_was_written_is_told(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.report(arrived(invitation_event(1, "started")))
        await desk.press("alt+2", "S")
        assert "Save as HAR · 3 exchanges, 1 event · secrets masked" in desk.text
        await desk.press("enter")
        await desk.until(lambda: "saved " in f"{desk.footer} {desk.outcome}")
        [file] = files_in(tmp_path)
        assert file.name.startswith("ucwa-")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        said = f"{desk.footer} {desk.outcome}"
        assert "saved 3 exchanges, 1 event to" in said
        assert f"{file.stat().st_size:,} bytes" in said
        read = read_capture(file.read_bytes(), "saved")
        assert read.problems == ()
        assert list(read.exchanges) == desk.main.controller.session.exchanges


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize(("key", "kept"), [("escape", True), ("n", True), ("y", False)])
async def test_an_older_file_is_overwritten_only_if_that_is_wanted(tmp_path: Path, key: str, kept: bool) -> None:
    file = tmp_path / "old.har"
    file.write_text("precious")
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "S", "ctrl+u")
        await desk.paste(str(file))
        await desk.press("enter")
        assert "Overwrite the file?" in desk.text
        await desk.press(key)
        if kept:
            assert "Not saved" in f"{desk.footer} {desk.outcome}"
        else:
            await desk.until(lambda: "saved " in f"{desk.footer} {desk.outcome}")
        assert (file.read_text() == "precious") is kept


def test_what_no_file_can_be_written_to_is_known_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "somewhere").symlink_to(tmp_path / "file")
    for typed, why in {
        str(tmp_path): " is a folder: name a file in it",
        "/dev/null": "/dev/null is no regular file",
        "~nobody-of-that-name/x": "is no path that can be used",
        "a\0b": "ab is no path that can be used",
        "~/nowhere": "~/nowhere is a link to a file that is not there",
        "~/file/below/x": "~/file is no folder",
        "x" * 300: "is no path that can be used",
    }.items():
        assert why in why_not(typed), typed
    for typed in ("~/new", "~/a/b/new", "~/file", "~/somewhere", "relative.har"):
        assert why_not(typed) == ""
    assert place_of("rel.har") == tmp_path / "rel.har"
    long = shown(tmp_path / ("n" * 200) / "end.har")
    assert len(long) == LONGEST_PATH
    assert long.startswith("~/nnn")
    assert long.endswith("n/end.har")


async def test_a_path_that_cannot_be_is_told_where_it_was_typed(tmp_path: Path) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "S", "ctrl+u")
        await desk.paste(str(tmp_path))
        await desk.press("enter")
        assert "Not saved" in desk.box
        assert "is a folder" in desk.box
        assert isinstance(desk.app.screen, SaveScreen)
        assert desk.app.screen.input.value == str(tmp_path)
        await desk.press("end")
        await desk.paste("/new/below/x.har")
        await desk.press("enter")
        assert "Make the folder?" in desk.text
        assert "/below is not there" in desk.box
        await desk.press("escape")
        assert not (tmp_path / "new").exists()
        assert desk.app.screen.query_one(SafeInput).value.endswith("/new/below/x.har")
        await desk.press("enter", "enter")
        await desk.until(lambda: "saved " in f"{desk.footer} {desk.outcome}")
        assert stat.S_IMODE((tmp_path / "new" / "below").stat().st_mode) == 0o700
        assert (tmp_path / "new" / "below" / "x.har").exists()


async def test_after_a_failure_the_prompt_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("ucwa_tui.workbench.atomic_file.write_atomically", full)
    typed = str(tmp_path / f"{'n' * 120}.har")
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "S", "ctrl+u")
        await desk.paste(typed)
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, SaveScreen))
        await desk.until(lambda: "could not be written: No space left on device" in desk.box)
        assert desk.app.screen.query_one(SafeInput).value == typed
        await desk.press("escape")
        assert "could not be written: No space left on device" in " ".join(f"{desk.footer} {desk.outcome}".split())


async def test_nothing_to_save_is_told() -> None:
    async with opened() as desk:
        await desk.press("alt+2", "S")
        assert "nothing has been captured yet" in desk.footer


async def test_a_capital_letter_is_text_in_a_field() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        row = await desk.into("subject")
        await desk.press("S")
        assert row.value.endswith("S")
