"""Saving the session: asks where, never overwrites unasked, and what was written opens again as it was."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, opened
from tests.tui.test_exchanges import with_exchanges
from tests.workbench.builders import arrived, invitation_event
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


@pytest.mark.parametrize(
    ("path", "why"), [("{}", "is a folder"), ("/dev/null", "regular"), ("~nobody-of-that-name/x", "no path")]
)
async def test_a_path_that_cannot_be_is_told(tmp_path: Path, path: str, why: str) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "S", "ctrl+u")
        desk.app.screen.query_one("SafeInput").value = path.format(tmp_path)  # type: ignore[attr-defined]
        await desk.press("enter")
        said = f"{desk.footer} {desk.outcome}"
        assert "Not saved" in said
        assert why in said


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
