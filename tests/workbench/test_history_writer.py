"""The writer never makes anybody wait, tells trouble once, and what it has taken is in the file soon."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.workbench.test_history_file import RUN, exchange
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench import history_writer
from ucwa_tui.workbench.history import HistoryShelf
from ucwa_tui.workbench.history_aside import aside_of
from ucwa_tui.workbench.history_entries import HistoryRun, HistoryTrouble
from ucwa_tui.workbench.history_file import HistoryFile
from ucwa_tui.workbench.history_schema import VERSION
from ucwa_tui.workbench.history_writer import HistoryWriter
from ucwa_tui.workbench.opened_capture import NotOpened, OpenedCapture

PATIENCE = 30.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def test_nothing_is_made_before_there_is_something_to_keep(path: Path) -> None:
    writer = HistoryWriter(path)
    assert writer.flush(0.0)
    assert writer.close(0.0)
    assert not path.exists()


def test_what_was_taken_is_written_on_the_way_out(path: Path) -> None:
    writer = HistoryWriter(path)
    for n in range(1, 501):
        writer.put(RUN, exchange(n))
    assert writer.close(PATIENCE)
    assert len(HistoryShelf(path).list().lines) == 500
    writer.put(RUN, exchange(501))
    assert writer.close(0.0)
    assert len(HistoryShelf(path).list().lines) == 500


def test_a_reader_sees_what_was_taken_after_a_flush(path: Path) -> None:
    writer = HistoryWriter(path)
    for n in (1, 2):
        writer.put(RUN, exchange(n))
        assert writer.flush(PATIENCE)
        assert len(HistoryShelf(path).list().lines) == n
    writer.close(PATIENCE)


def test_a_newer_file_is_told_of_once_and_nothing_is_kept(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange())])
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    for n in (2, 3):
        writer.put(RUN, exchange(n))
        assert writer.flush(PATIENCE)
    writer.close(PATIENCE)
    assert len(told) == 1
    assert "newer version" in told[0]
    with pytest.raises(HistoryTrouble, match="newer version"):
        HistoryShelf(path).list()


def test_a_folder_that_cannot_be_made_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    told: list[str] = []
    writer = HistoryWriter(tmp_path / "state" / "history.sqlite", tell=told.append)
    for n in (1, 2, 3):
        writer.put(RUN, exchange(n))
        assert not writer.flush(PATIENCE)
    assert len(told) == 1
    assert told[0].startswith("The history cannot be written: ")
    assert writer.trouble == f"{told[0]} 3 exchanges are in memory, to go in as soon as that works."
    (tmp_path / "state").unlink()
    assert writer.flush(PATIENCE)  # and what waited goes in once that works
    assert (writer.trouble, writer.note) == ("", "The history is written again; nothing is missing in it.")
    assert told[1:] == [writer.note]
    assert writer.close(PATIENCE)
    assert [line.n for line in HistoryShelf(tmp_path / "state" / "history.sqlite").list().lines] == [3, 2, 1]


def numbers(path: Path) -> list[int]:
    return sorted(line.n for line in HistoryShelf(path).list().lines)


def kept(writer: HistoryWriter, n: int) -> None:
    writer.put(RUN, exchange(n))
    assert writer.flush(PATIENCE)


def test_two_programs_agree_about_a_broken_file_and_nothing_is_replaced(path: Path) -> None:
    told: dict[str, list[str]] = {"a": [], "b": []}
    a, b = (HistoryWriter(path, tell=told[name].append) for name in "ab")
    kept(a, 1)
    kept(b, 2)
    log = Path(f"{path}-wal").read_bytes()
    path.write_bytes(os.urandom(20_000))
    Path(f"{path}-wal").write_bytes(os.urandom(len(log)))
    ruined = path.read_bytes()
    kept(a, 3)
    assert "is kept as history.sqlite.broken, and a new one is begun" in told["a"][-1]
    inode = path.stat().st_ino
    kept(b, 4)
    kept(a, 5)
    assert path.stat().st_ino == inode
    assert numbers(path) == [3, 4, 5]
    assert "was replaced meanwhile" in told["b"][-1]
    assert aside_of(path).read_bytes() == ruined
    assert Path(f"{aside_of(path)}-wal").exists()
    assert not aside_of(path, 2).exists()
    for writer in (a, b):
        assert writer.close(PATIENCE)
    assert numbers(path) == [3, 4, 5]


@pytest.mark.parametrize("where", ["folder", "file", "replaced"])
def test_a_file_that_is_taken_away_is_begun_anew_and_that_is_said(tmp_path: Path, where: str) -> None:
    path = tmp_path / "state" / "history.sqlite"
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    kept(writer, 1)
    if where == "folder":
        shutil.rmtree(path.parent)
    else:
        path.rename(tmp_path / "away")
    if where == "replaced":
        with HistoryFile(path) as other:
            other.add([(RUN, exchange(7))])
    assert writer.flush(PATIENCE)  # looking is enough
    (said,) = told
    assert ("was replaced" if where == "replaced" else "was removed") in said
    kept(writer, 2)
    assert numbers(path) == ([2, 7] if where == "replaced" else [2])
    assert writer.close(PATIENCE)
    assert told == [said]


def test_a_log_that_is_taken_away_is_saved(path: Path) -> None:
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    kept(writer, 1)
    Path(f"{path}-wal").unlink()
    assert writer.flush(PATIENCE)
    assert told == [f"The log of the history was removed meanwhile; what could be saved of it is in {path}."]
    assert numbers(path) == [1]
    kept(writer, 2)
    assert numbers(path) == [1, 2]
    assert writer.close(PATIENCE)
    assert len(told) == 1


def test_a_full_disk_keeps_exchanges_waiting_and_says_when_it_is_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = True
    add = HistoryFile.add

    def refusing(self: HistoryFile, batch: Sequence[tuple[HistoryRun, Exchange]]) -> None:
        if full:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        add(self, batch)

    monkeypatch.setattr(HistoryFile, "add", refusing)
    monkeypatch.setattr(history_writer, "MOST_WAITING", 5_000)
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    for n in range(1, 10):
        writer.put(RUN, exchange(n, b"x" * 1000))
        assert not writer.flush(PATIENCE)
    assert told == [f"The history cannot be written: the disk is full ({path})."]
    assert writer.trouble == (
        f"{told[0]} 2 exchanges are in memory, to go in as soon as that works. 7 exchanges are not kept."
    )
    full = False
    kept(writer, 10)
    assert told[1:] == ["The history is written again; 8 exchanges are missing in it."]
    assert writer.trouble == ""
    assert numbers(path) == [1, 2]
    assert writer.close(PATIENCE)


def test_what_the_disk_refuses_does_not_hold_up_the_end(path: Path) -> None:
    path.mkdir()
    writer = HistoryWriter(path)
    writer.put(RUN, exchange(1))
    assert writer.close(PATIENCE)
    assert "1 exchange is in memory" in writer.trouble


def test_a_file_that_breaks_while_it_is_used_is_begun_anew(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    writer.put(RUN, exchange(1))
    assert writer.flush(PATIENCE)
    path.write_bytes(b"no database" * 1000)
    for name in ("-wal", "-shm"):
        Path(f"{path}{name}").unlink(missing_ok=True)
    again = HistoryWriter(path, tell=told.append)
    again.put(RUN, exchange(2))
    assert again.close(PATIENCE)
    writer.close(PATIENCE)
    assert [line.n for line in HistoryShelf(path).list().lines] == [2]
    assert len(told) == 2


def test_a_disk_that_is_too_slow_is_told_of_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_writer, "MOST_WAITING", 5_000)
    monkeypatch.setattr(history_writer, "PAUSE", PATIENCE)
    told: list[str] = []
    writer = HistoryWriter(path, tell=told.append)
    for n in range(1, 21):
        writer.put(RUN, exchange(n))
    assert len(told) == 1
    assert "too slow" in told[0]
    assert writer.close(PATIENCE)
    assert 0 < len(HistoryShelf(path).list().lines) < 20


def test_a_run_opens_as_a_capture(path: Path) -> None:
    with HistoryFile(path, 2 * 1024 * 1024) as file:
        file.add([(RUN, exchange(1)), (RUN, exchange(2, b"x" * 1024 * 1024))])
    *_, opened = HistoryShelf(path).open_run("r1", "the run")
    assert isinstance(opened, OpenedCapture)
    assert (opened.name, opened.kind) == ("the run", "history")
    assert [one.n for one in opened.session.exchanges] == [1, 2]
    assert opened.session.exchanges[0].response == exchange(1).response
    (problem,) = opened.problems
    assert (problem.lost, "only its heads" in problem.rule) == (False, True)


def test_a_run_that_is_gone(path: Path) -> None:
    *_, result = HistoryShelf(path).open_run("none", "the run")
    assert result == NotOpened(("this run is not kept any more",))
