"""The history on disk: private from its first byte, bounded, shared by programs, and never the end of anything."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wire.captures import CANARY, TOKEN, bearer_exchange, saz, token_exchange
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.workbench.history_aside import MOST, aside_of, identity_of, put_aside
from ucwa_tui.workbench.history_entries import MIN_BYTES, HistoryRun, HistoryTrouble
from ucwa_tui.workbench.history_file import HistoryFile
from ucwa_tui.workbench.history_schema import VERSION

MEGABYTE = 1024 * 1024
RUN = HistoryRun("r1", 1000.0, "lab", "pool.example", "dana", False, "0.1")


def run(n: int) -> HistoryRun:
    return replace(RUN, uid=f"r{n}", started_at=1000.0 + n)


def exchange(n: int = 1, body: bytes = b"body", **more: object) -> Exchange:
    whole = Exchange(
        n,
        Purpose.OPERATION,
        "POST",
        f"https://pool.example/ucwa/{n}",
        1000.0 + n,
        ExchangeState.DONE,
        CapturedMessage(b"POST / HTTP/1.1\r\nHost: pool.example\r\n\r\n"),
        CapturedMessage(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body),
        200,
        0.25,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


def files(path: Path) -> list[Path]:
    return sorted(path.parent.iterdir())


def test_what_was_kept_is_there_again(path: Path) -> None:
    kept = [exchange(n) for n in (1, 2, 3)]
    with HistoryFile(path) as file:
        file.add([(RUN, one) for one in kept])
    with HistoryFile(path) as file:
        listed = file.list()
        assert listed.runs == (RUN,)
        assert [(line.n, line.method, line.status, line.run) for line in listed.lines] == [
            (n, "POST", 200, "r1") for n in (3, 2, 1)
        ]
        assert file.exchanges_of("r1") == (tuple(kept), ())
        assert file.exchanges_of("other") == ((), ())
        assert listed.file_bytes >= 4096


def test_the_same_number_again_replaces_the_record(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange(1, b"first"))])
        file.add([(RUN, exchange(1, b"second"))])
        ((whole,), _) = file.exchanges_of("r1")
        assert whole == exchange(1, b"second")


def test_runs_come_the_newest_first(path: Path) -> None:
    with HistoryFile(path) as file:
        for n in (2, 1, 3):
            file.add([(run(n), exchange(n)), (run(n), exchange(n + 10))])
        listed = file.list()
        assert [r.uid for r in listed.runs] == ["r3", "r2", "r1"]
        assert [(line.run, line.n) for line in listed.lines] == [
            ("r3", 13),
            ("r3", 3),
            ("r2", 12),
            ("r2", 2),
            ("r1", 11),
            ("r1", 1),
        ]


def test_only_the_owner_reads_it_and_what_lies_beside_it(path: Path) -> None:
    before = os.umask(0)
    try:
        with HistoryFile(path) as file:
            file.add([(RUN, exchange())])
            assert {p.name for p in files(path)} == {f"history.sqlite{e}" for e in ("", "-wal", "-shm")}
            assert {stat.S_IMODE(p.stat().st_mode) for p in files(path)} == {0o600}
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_becomes_private(path: Path) -> None:
    HistoryFile(path).close()
    path.chmod(0o644)
    with HistoryFile(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_secret_is_in_any_file(path: Path) -> None:
    imported = read_capture(saz(token_exchange(), bearer_exchange(f"/ucwa/a?access_token={TOKEN}")), "x.saz")
    assert len(imported.exchanges) == 2
    with HistoryFile(path) as file:
        file.add([(RUN, one) for one in imported.exchanges])
        for found in files(path):
            data = found.read_bytes()
            assert CANARY.encode() not in data
            assert TOKEN.encode() not in data
            assert b"T0ken" not in data
        assert b"pool.example" in b"".join(p.read_bytes() for p in files(path))  # the search can find something
        with sqlite3.connect(path) as connection:
            rows = [row for table in ("runs", "exchanges") for row in connection.execute(f"SELECT * FROM {table}")]
        connection.close()
        assert CANARY not in repr(rows)
        assert "Canary" not in repr(rows)


def test_the_bound_holds_under_load_and_the_oldest_runs_go(path: Path) -> None:
    bound = 4 * MIN_BYTES
    with HistoryFile(path, bound) as file:
        for n in range(1, 41):
            file.add([(run(n), exchange(i, os.urandom(40_000))) for i in range(1, 8)])
            assert file.file_bytes <= bound
        listed = file.list()
        uids = [r.uid for r in listed.runs]
        assert uids == [f"r{n}" for n in range(40, 40 - len(uids), -1)]
        assert 5 < len(uids) < 40
        assert listed.file_bytes > bound // 2


def test_a_run_that_is_too_large_alone_loses_its_oldest_exchanges(path: Path) -> None:
    bound = 2 * MIN_BYTES
    with HistoryFile(path, bound) as file:
        for n in range(1, 101):
            file.add([(RUN, exchange(n, os.urandom(50_000)))])
            assert file.file_bytes <= bound
        numbers = [one.n for one in file.exchanges_of("r1")[0]]
        assert numbers == list(range(numbers[0], 101))
        assert len(numbers) > 10


def test_an_exchange_that_is_too_large_keeps_its_heads_and_says_so(path: Path) -> None:
    with HistoryFile(path, 2 * MIN_BYTES) as file:
        file.add([(RUN, exchange(1)), (RUN, exchange(2, b"x" * MEGABYTE))])
        (small, large), (said,) = file.exchanges_of("r1")
        assert small == exchange(1)
        assert large.response.data == b"HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n"
        assert said == "exchange 2 was too large for the history: only its heads were kept"


def test_text_is_found_in_bodies(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange(1, b"Gr\xc3\xbc\xc3\x9fe from MUNICH")), (RUN, exchange(2, b"nothing"))])
        assert file.holding("munich") == {("r1", 1)}
        assert file.holding("Grüße") == {("r1", 1)}
        assert file.holding("host: POOL") == {("r1", 1), ("r1", 2)}
        assert file.holding("berlin") == frozenset()
        assert file.holding("munich", lambda: False) == frozenset()


SECRETISH = b"delete-me-" * 300


def test_what_is_deleted_is_nowhere_in_the_files(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(run(1), exchange(1, SECRETISH)), (run(1), exchange(2)), (run(2), exchange(3, SECRETISH))])
        file.delete_exchange("r1", 1)
        assert [(line.run, line.n) for line in file.list().lines] == [("r2", 3), ("r1", 2)]
        file.delete_run("r2")
        assert [r.uid for r in file.list().runs] == ["r1"]
        assert not any(b"delete-me-" in p.read_bytes() for p in files(path))
        file.delete_exchange("r1", 2)
        assert file.list().runs == ()


def test_deleting_everything_makes_the_file_small(path: Path) -> None:
    with HistoryFile(path) as file:
        for n in range(10):
            file.add([(run(n), exchange(n, SECRETISH * 100))])
        assert file.file_bytes > MEGABYTE
        file.delete_all()
        assert (file.list().runs, file.list().lines) == ((), ())
        assert file.file_bytes < 100_000
        assert not any(b"delete-me-" in p.read_bytes() for p in files(path))


def test_two_programs_at_once_lose_nothing(path: Path) -> None:
    def work(own: HistoryRun) -> None:
        with HistoryFile(path) as file:
            for n in range(1, 31):
                file.add([(own, exchange(n))])

    threads = [threading.Thread(target=work, args=(run(n),)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with HistoryFile(path) as file:
        assert len(file.list().lines) == 90


def test_a_run_that_was_deleted_meanwhile_goes_on(path: Path) -> None:
    with HistoryFile(path) as mine, HistoryFile(path) as theirs:
        mine.add([(RUN, exchange(1))])
        theirs.delete_all()
        mine.add([(RUN, exchange(2))])
        assert [line.n for line in theirs.list().lines] == [2]


def test_a_file_from_a_newer_version_is_left_alone(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange())])
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(HistoryTrouble, match="newer version"):
        HistoryFile(path)
    assert path.read_bytes() == before
    assert not aside_of(path).exists()


@pytest.mark.parametrize("data", [b"\0" * 5000, b"hello, this is no database at all" * 100])
def test_a_broken_file_is_put_aside_and_that_is_said(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    with HistoryFile(path) as file:
        assert "history.sqlite.broken" in file.note
        file.add([(RUN, exchange())])
        assert len(file.list().lines) == 1
    assert aside_of(path).read_bytes() == data
    with HistoryFile(path) as file:
        assert file.note == ""


def test_no_broken_file_takes_the_place_of_another_one(path: Path) -> None:
    for n in range(1, MOST + 2):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%d no database" % n * 100)
        if n <= MOST:
            HistoryFile(path).close()
            assert aside_of(path, n).read_bytes() == b"%d no database" % n * 100
        else:
            with pytest.raises(HistoryTrouble, match="move them away"):
                HistoryFile(path)
    assert aside_of(path).read_bytes() == b"1 no database" * 100


def test_a_file_that_another_program_has_begun_anew_stays(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange())])
        before = identity_of(path)
        assert "Another program has begun a new one" in put_aside(path, (0, 0))
        assert identity_of(path) == before
        assert file.is_current
        assert len(file.list().lines) == 1


def test_another_program_s_database_is_put_aside(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cookies (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with HistoryFile(path) as file:
        assert file.note
    assert aside_of(path).read_bytes() == before


def test_a_full_disk_loses_the_batch_and_nothing_else(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange(1))])
        file._connection.execute("PRAGMA max_page_count = 12")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            file.add([(RUN, exchange(2)), (RUN, exchange(3, b"x" * 100_000))])
        assert file.exchanges_of("r1") == ((exchange(1),), ())
        file._connection.execute("PRAGMA max_page_count = 100000")
        file.add([(RUN, exchange(4))])
        assert [one.n for one in file.exchanges_of("r1")[0]] == [1, 4]


def test_a_row_that_cannot_be_read_does_not_hide_the_others(path: Path) -> None:
    with HistoryFile(path) as file:
        file.add([(RUN, exchange(1)), (RUN, exchange(2))])
        file._connection.execute("UPDATE exchanges SET facts = '{' WHERE n = 1")
        whole, wrong = file.exchanges_of("r1")
        assert [one.n for one in whole] == [2]
        assert len(wrong) == 1
