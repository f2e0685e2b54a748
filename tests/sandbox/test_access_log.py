"""The lines about requests: safe to print, without secrets, and never in anybody's way."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from ucwa_tui.sandbox import access_log
from ucwa_tui.sandbox.access_log import AccessLog
from ucwa_tui.sandbox.request_log import Served
from ucwa_tui.wire.secret import Secret

SERVED = Served(1_767_603_600.25, "127.0.0.1:5", "GET", "/ucwa?ack=1", 200, 0.0123, 345)


def lines(form: str, *served: Served, secrets: tuple[str, ...] = ()) -> list[str]:
    written: list[str] = []
    log = AccessLog(form, written.append, tuple(Secret(s) for s in secrets))
    for one in served:
        log(one)
    log.close()
    return written


def test_text() -> None:
    (line,) = lines("text", SERVED)
    assert line.split() == [
        *("2026-01-05T09:00:00.250Z", "127.0.0.1:5", "200", "12.3", "ms", "345", "B", "GET", "/ucwa?ack=1")
    ]


def test_jsonl() -> None:
    (line,) = lines("jsonl", SERVED)
    assert json.loads(line) == {
        "kind": "request",
        "time": "2026-01-05T09:00:00.250Z",
        "client": "127.0.0.1:5",
        "method": "GET",
        "path": "/ucwa?ack=1",
        "status": 200,
        "ms": 12.3,
        "bytes": 345,
    }


@pytest.mark.parametrize("form", access_log.FORMS)
def test_hostile_targets_and_secrets(form: str) -> None:
    evil = replace(SERVED, target="/a\x1b]0;owned\x07?password=sesame-open-77&x=\u202e", method="G\x1b[2J")
    (line,) = lines(form, evil, secrets=("sesame-open-77",))
    assert line.isprintable()
    assert "sesame-open-77" not in line


def test_an_endless_target_is_cut_and_said_so() -> None:
    (line,) = lines("text", replace(SERVED, target="/" + "a" * 50_000))
    assert len(line) < 2300
    assert "50001 characters" in line


def test_a_client_that_left() -> None:
    (text,), (told,) = lines("text", replace(SERVED, status=None)), lines("jsonl", replace(SERVED, status=None))
    assert " left " in text
    assert json.loads(told)["status"] is None


def test_a_reader_who_sleeps_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "MOST_WAITING", 3)
    awake, began = threading.Event(), threading.Event()
    written: list[str] = []

    def out(line: str) -> None:
        began.set()
        assert awake.wait(10)
        written.append(line)

    log = AccessLog("text", out)
    log(SERVED)
    assert began.wait(10)
    for _ in range(10):
        log(SERVED)
    awake.set()
    log.close(10)
    assert written.count(written[0]) == 4
    assert "7 requests are not in this log: nobody read it fast enough" in written
