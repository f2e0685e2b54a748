"""`ucwa-tui events`: every event once and in order, until interrupted or for a time; exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.harness import Cli, Ran, completed, started, told
from tests.cli.test_process import COMMAND, environment, finished
from tests.support.raw_server import Reply, answer, hang_up
from tests.support.scripted_server import HTML_401, PASSWORD, USER, FakeUcwa
from ucwa_tui.cli.events_command import nothing_by_itself
from ucwa_tui.protocol import channel_faults

KNOWN = {"UCWA_TUI_PASSWORD": PASSWORD}


def tail(cli: Cli, fake: FakeUcwa, *argv: str) -> Ran:
    return cli("events", "--root", fake.root_url, "--user", USER, *argv, environment=KNOWN)


def lines(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_events_come_in_order_and_the_result_last(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, started(fake)), told(fake, 2, completed(fake, status="Success")))
    ran = tail(cli, fake, "--count", "2", "--output", "jsonl")
    assert ran.code == 0, ran.err
    found = lines(ran)
    assert [line["type"] for line in found if line["kind"] == "event"] == ["started", "completed"]
    assert (found[-1]["kind"], found[-1]["outcome"], found[-1]["exit_code"]) == ("result", "done", 0)
    assert {line["kind"] for line in found} == {"exchange", "event", "result"}
    numbers = [line["n"] for line in found if line["kind"] == "exchange"]
    assert len(numbers) == len(set(numbers))
    assert fake.deleted


def test_text_is_one_line_an_event(cli: Cli, fake: FakeUcwa) -> None:
    theirs = started(fake)
    sender = {"from": {"rel": "participant", "name": "Carol\x1b[31m"}}
    theirs["_embedded"]["onlineMeetingInvitation"] |= {"direction": "Incoming", "subject": "Bu", "_embedded": sender}
    fake.events(told(fake, 1, theirs, completed(fake, status="Failure\x1b[2J")))
    ran = tail(cli, fake, "--count", "2")
    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert first.endswith(" (Carol␛[31m invites you to a meeting: “Bu”)")
    assert "0.000 s  communication: started onlineMeetingInvitation /ucwa/" in first
    assert "completed onlineMeetingInvitation" in second
    assert second.endswith("Failure␛[2J")


def test_no_more_than_the_wanted_events_are_printed_and_more_are_waited_for(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, started(fake)), told(fake, 2, started(fake), completed(fake, status="Success")))
    assert len(tail(cli, fake, "--count", "2").out.splitlines()) == 2
    assert fake.deleted


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.5", "٣", "9" * 20])
def test_a_count_is_a_whole_number(cli: Cli, wrong: str) -> None:
    ran = cli("events", f"--count={wrong}")
    assert ran.code == 2
    assert f"--count: {wrong!r} is no whole number from 1 on" in ran.err


def test_channel_parameters_are_sent(cli: Cli, fake: FakeUcwa) -> None:
    tail(cli, fake, "--seconds", "0.2", "--low", "30", "--medium", "7", "--channel-timeout", "240", "--priority", "2")
    query = fake.seen("GET", fake.events_path)[0].query
    for pair in ("low=30", "medium=7", "timeout=240", "priority=2"):
        assert pair in query.split("&")


def test_a_sign_in_that_fails(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("GET", fake.root_path, answer(404, b""))
    ran = tail(cli, fake, "--output", "jsonl")
    assert (ran.code, lines(ran)[-1]["outcome"]) == (4, "signin")
    assert "404" in ran.err


def test_a_server_that_is_not_there(cli: Cli) -> None:
    ran = cli("events", "--root", "http://127.0.0.1:9/", "--user", "u", environment=KNOWN)
    assert ran.code == 5
    assert "Traceback" not in ran.err


def test_somebody_else_who_keeps_taking_the_channel(cli: Cli, fake: FakeUcwa) -> None:
    replaced = answer(409, b'{"code":"Conflict","subcode":"PGetReplaced","message":"Somebody else."}')
    fake.on("GET", fake.events_path, replaced)
    ran = tail(cli, fake, "--output", "jsonl")
    assert ran.code == 1, ran.err
    assert lines(ran)[-1]["outcome"] == "failed"
    assert "Traceback" not in ran.err
    assert "Run it again to take the channel over" in ran.err
    assert "--endpoint-id" in ran.err
    assert "Alt+" not in ran.err + ran.out
    assert "the application is left alive: another client uses it" in ran.err
    assert not fake.deleted


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(200, HTML_401, "text/html"), "the answer is HTML"),
        (answer(404, HTML_401, "text/html"), "HTTP 404 text/html: a proxy or the web server has answered"),
        (answer(503, b""), "HTTP 503"),
        (hang_up, "closed the connection without an answer"),
    ],
)
def test_a_channel_that_never_works_is_no_success_when_the_time_is_over(
    cli: Cli, fake: FakeUcwa, monkeypatch: pytest.MonkeyPatch, reply: Reply, words: str
) -> None:
    monkeypatch.setattr(channel_faults, "GIVE_UP_AFTER", float("inf"))
    fake.on("GET", fake.events_path, reply)
    ran = tail(cli, fake, "--seconds", "0.3", "--output", "jsonl")
    result = lines(ran)[-1]
    assert (ran.code, result["outcome"], result["exit_code"]) == (5, "network", 5)
    assert words in result["message"]
    assert words in ran.err
    assert fake.created == 1
    assert fake.deleted == [fake.application_path]


def test_trouble_that_has_passed_does_not_count(cli: Cli, fake: FakeUcwa) -> None:
    page = answer(404, HTML_401, "text/html")
    fake.events(page, page, told(fake, 1, started(fake)))
    ran = tail(cli, fake, "--count", "1", "--output", "jsonl")
    assert (ran.code, lines(ran)[-1]["outcome"]) == (0, "done")
    assert [line["type"] for line in lines(ran) if line["kind"] == "event"] == ["started"]


def test_a_gap_is_a_line_of_its_own(cli: Cli, fake: FakeUcwa) -> None:
    resync = {"_links": {"self": {"href": "e"}, "resync": {"href": f"{fake.events_path}?ack=5"}}}
    fake.events(answer(200, json.dumps(resync).encode()), told(fake, 5, started(fake)))
    ran = tail(cli, fake, "--count", "1", "--output", "jsonl")
    gaps = [line for line in lines(ran) if line["kind"] == "gap"]
    assert [gap["gap"] for gap in gaps] == ["resync"]
    assert gaps[0]["why"]


def test_the_sandbox_can_be_tailed(cli: Cli) -> None:
    ran = cli("events", "--seconds", "0.3")
    assert ran.code == 0
    assert "embedded sandbox" in ran.err
    assert "hint" not in ran.err  # the wait has an end


def test_somebody_who_is_not_in_the_sandbox_is_told_how_to_name_a_server(cli: Cli) -> None:
    ran = cli("events", "--user", "CONTOSO\\dana")
    assert ran.code == 2
    assert "add --domain DOMAIN or --root URL" in ran.err


def test_a_reader_that_leaves_ends_it(fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, started(fake)))
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, "events", "--root", fake.root_url, "--user", USER]
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, env=environment(), timeout=20)
    assert done.returncode == 0, done.stderr.decode()
    assert fake.deleted == [fake.application_path]
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_signs_out_first(fake: FakeUcwa, number: signal.Signals) -> None:
    command = [*COMMAND, "events", "--root", fake.root_url, "--user", USER, "--output", "jsonl"]
    assert sys.executable in command
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        try:
            fake.wait_for("GET", fake.events_path, timeout=15)
            process.send_signal(number)
            out, err = finished(process)
        finally:
            if process.poll() is None:
                process.kill()
    assert process.returncode == 130
    assert (out[-1]["kind"], out[-1]["exit_code"]) == ("result", 130)
    assert fake.deleted == [fake.application_path]
    assert "Traceback" not in err


def test_whoever_waits_in_the_embedded_sandbox_is_told_that_nothing_happens_there_by_itself() -> None:
    told_of = nothing_by_itself
    assert "--make-available" in told_of("http://127.0.0.1:1/", reachable=False)
    assert "--make-available" not in told_of("http://127.0.0.1:1/", reachable=True)
