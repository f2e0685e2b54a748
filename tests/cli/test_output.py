"""What may reach a terminal, a pipe or a file: no secrets, no control characters, no trouble when a reader leaves."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.harness import JOIN, OP_ID, Cli, after_post, completed, told
from tests.support.raw_server import answer
from tests.support.scripted_server import PASSWORD, FakeUcwa
from tests.support.ucwa_bodies import reason_json
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.result_file import ResultFile
from ucwa_tui.workbench.opened_capture import OpenedCapture, open_file
from ucwa_tui.workbench.timeline import timeline_of, timelines

EVIL = "a\x1b[31m\x1b]52;c;eA==\x07\x9b2J\x7f\u202e\u2066b\u200b[bold]c[/bold]\u2028d"


def test_hostile_text_is_exact_in_json_and_harmless_in_both(cli: Cli, fake: FakeUcwa) -> None:
    reason = {"code": "Forbidden", "subcode": EVIL, "message": EVIL}
    after_post(fake, told(fake, 1, completed(fake, "Failed", status="Failure", reason=reason)))
    ran = cli.at(fake, *JOIN)
    assert ran.code == 1
    assert (ran.result["message"], ran.result["subcode"]) == (EVIL, EVIL)
    assert ran.of("event")[0]["reason"]["message"] == EVIL
    for line in ran.out.splitlines():
        assert line.isprintable()
    assert "\\u001b[31m" in ran.out
    assert "\\u202e" in ran.out


def test_hostile_text_is_visible_in_text_output(cli: Cli, fake: FakeUcwa) -> None:
    body = reason_json("Forbidden", None, EVIL)
    fake.on("POST", fake.join_path, answer(403, body, headers=(("X-Ms-diagnostics", "1;reason=\x1b[2J"),)))
    ran = cli(
        *("join", "--root", fake.root_url, "--user", "dana@example.test", *JOIN),
        environment={"UCWA_TUI_PASSWORD": PASSWORD},
    )
    assert ran.code == 3
    for line in (ran.out + ran.err).split("\n"):
        assert line.isprintable(), line
    assert "␛[31m" in ran.out
    assert "[bold]c[/bold]" in ran.out


def test_no_secret_is_anywhere(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    har = tmp_path / "join.har"
    cookie = "cwt_ucwa=AAcookie123456secret; path=/photos"
    tree = json.dumps(fake.application().tree())
    fake.on("POST", fake.applications_path, answer(201, tree, headers=(("Set-Cookie", cookie),)))
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN, "--har", str(har))
    assert ran.code == 0
    tokens = [token for issued in fake.tokens.values() for token in issued]
    assert tokens
    everything = ran.out + ran.err + har.read_text()
    for secret in (PASSWORD, "AAcookie123456secret", *tokens, *(t.removeprefix("cwt=") for t in tokens)):
        assert secret not in everything
    assert "[masked]" in ran.out


def test_the_har_file_holds_the_exchanges_and_is_the_owners_alone(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    har = tmp_path / "join.har"
    har.write_text("old")
    har.chmod(0o644)
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    before = os.umask(0)
    try:
        ran = cli.at(fake, *JOIN, "--har", str(har))
    finally:
        os.umask(before)
    assert stat.S_IMODE(har.stat().st_mode) == 0o600
    entries = json.loads(har.read_text())["log"]["entries"]
    assert len(entries) == len(ran.of("exchange"))
    assert [path.name for path in tmp_path.iterdir()] == ["join.har"]


def test_a_har_file_that_cannot_be_written_in_the_end_is_named_and_changes_nothing(
    cli: Cli, fake: FakeUcwa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: ResultFile, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ResultFile, "write", full)
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN, "--har", str(tmp_path / "x.har"))
    assert ran.code == 0
    assert "could not be written: No space left on device" in ran.err
    assert ran.result["outcome"] == "joined"


def test_a_har_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.har"
    target.write_text("old")
    har = ResultFile("--har", str(target))

    def refuse(old: object, new: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        har.write(b"new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.har"]


@pytest.mark.parametrize("suffix", [".md", ".jsonl", ".csv"])
def test_the_timeline_is_the_one_that_the_screen_exports(cli: Cli, fake: FakeUcwa, tmp_path: Path, suffix: str) -> None:
    file, har = tmp_path / f"t{suffix}", tmp_path / "t.har"
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN, "--timeline", str(file), "--har", str(har))
    assert ran.code == 0
    assert f"timeline written to {file}" in ran.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    opened = list(open_file(har))[-1]
    assert isinstance(opened, OpenedCapture)
    session = opened.session
    view = session.book.view(timelines(session)[-1])
    assert view is not None
    steps = [step.what for step in timeline_of(session, view).steps]
    assert len(steps) >= 2
    text = file.read_text(encoding="utf-8")
    assert text.count("Success") >= 1
    if suffix == ".csv":
        assert [row[5] for row in csv.reader(text.splitlines())][1:] == steps
    elif suffix == ".jsonl":
        assert [one["what"] for one in map(json.loads, text.splitlines()) if one["kind"] == "step"] == steps
    else:
        assert text.startswith(f"# joinOnlineMeeting {OP_ID}: ")
        assert sum(line.startswith("| ") and ":" in line[:12] for line in text.splitlines()) >= len(steps)


def test_a_timeline_on_standard_output_comes_after_the_result(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    known = ("--root", fake.root_url, "--user", "dana@example.test", *JOIN)
    ran = cli("join", *known, "--timeline", "-", environment={"UCWA_TUI_PASSWORD": PASSWORD})
    assert ran.code == 0
    result, _, timeline = ran.out.partition("# joinOnlineMeeting ")
    assert "result        joined" in result
    assert "| time (UTC) | since POST |" in timeline


def test_without_a_post_there_is_no_timeline(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    fake.on("POST", fake.applications_path, answer(500, "{}"))
    ran = cli.at(fake, *JOIN, "--timeline", str(tmp_path / "t.md"))
    assert ran.code == 4
    assert "--timeline: there is none, as no request was sent" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_big_numbers_in_events_keep_their_spelling(cli: Cli, fake: FakeUcwa) -> None:
    done = completed(fake, status="Success")
    done["_embedded"]["onlineMeetingInvitation"]["size"] = 12345678901234567890123
    body = told(fake, 1, done)
    after_post(fake, body.replace(b"12345678901234567890123", b"12345678901234567890.50"))
    ran = cli.at(fake, *JOIN)
    assert ran.code == 0
    assert '"size":12345678901234567890.50' in ran.out
    assert ran.of("event")[0]["operation_id"] == OP_ID


class Leaving(io.StringIO):
    """A reader that goes away after some lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._left = lines

    def write(self, text: str) -> int:
        """Take a line, or break."""
        if self._left <= 0:
            raise BrokenPipeError(32, "Broken pipe")
        self._left -= 1
        return super().write(text)


def test_a_reader_that_leaves_is_no_error() -> None:
    stdout, stderr = Leaving(1), io.StringIO()
    output = Output(stdout, stderr)
    for line in ("one", "two", "three"):
        output.data(line)
    output.say("still\there")
    assert stdout.getvalue() == "one\n"
    assert stderr.getvalue() == "still␉here\n"


def test_narration_that_nobody_reads_is_no_error() -> None:
    output = Output(io.StringIO(), Leaving(0))
    output.say("one")
    output.say("two")


def test_an_ascii_terminal_gets_escapes_and_json_stays_utf8() -> None:
    raw = io.BytesIO()
    output = Output(io.TextIOWrapper(raw, encoding="ascii"), io.StringIO())
    output.data("ü")
    output.use_utf8()
    output.data("ü")
    assert raw.getvalue() == b"\\xfc\n" + "ü\n".encode()


def test_a_root_that_holds_the_password_is_narrated_without_it(cli: Cli, fake: FakeUcwa) -> None:
    root = f"{fake.root_url}?pw={quote(PASSWORD + '/é', safe='')}"
    argv = ("--root", root, "--user", "u", "--new", "--connect-timeout", "5")
    ran = cli.join(*argv, environment={"UCWA_TUI_PASSWORD": PASSWORD + "/é"})
    assert "server: http://127.0.0.1:" in ran.err
    assert "?pw=[masked]" in ran.err
    for spelled in (PASSWORD, quote(PASSWORD)):
        assert spelled not in ran.err + ran.out


def test_header_text_in_utf8_is_shown_as_it_is(cli: Cli, fake: FakeUcwa) -> None:
    head = 'HTTP/1.1 403 Nö\r\nX-Ms-diagnostics: 28000;source="fé";reason="Größe"\r\nContent-Length: 0\r\n\r\n'
    fake.on("POST", fake.join_path, head.encode())
    ran = cli.at(fake, *JOIN)
    assert ran.result["diagnostics"] == '28000;source="fé";reason="Größe"'
    assert ["X-Ms-diagnostics", '28000;source="fé";reason="Größe"'] in [
        header for line in ran.of("exchange") for header in line["response_headers"] or []
    ]


class Full(Leaving):
    """A disk without room."""

    def write(self, text: str) -> int:
        """Take a line, or say that there is no room."""
        if self._left <= 0:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_output_that_cannot_be_written_is_said_once() -> None:
    stdout, stderr = Full(1), io.StringIO()
    output = Output(stdout, stderr)
    for line in ("one", "two", "three"):
        output.data(line)
    assert stdout.getvalue() == "one\n"
    assert stderr.getvalue() == "standard output cannot be written: No space left on device; the rest of it is lost\n"
