"""`ucwa-tui sandbox` about its clients: a line for each mistake, a report at the end; `inspect` and its URL."""

from __future__ import annotations

import io
import json
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.workbench.lint_client import LintClient
from ucwa_tui.cli.inspect_command import origin_of
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.sandbox_judge import SandboxJudge, make_judge, report_path
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.observed import Observation, ObservedClient

COMMAND = [sys.executable, "-m", "ucwa_tui", "sandbox"]


def mistake(agent: str = "bot/1") -> Observation:
    """A token in the URL."""
    url = "http://127.0.0.1/ucwa\x1b[31m?access_token=[masked]"
    exchange = Exchange(4, Purpose.GET, "GET", url, 1000.0, ExchangeState.DONE, status=404, elapsed=0.1)
    return Observation(1, ObservedClient(2, agent, "sip:bob@x"), exchange)


def judged(findings: str, report: Path | None) -> str:
    out = io.StringIO()
    judge = SandboxJudge(Output(out, io.StringIO()), report, findings)
    judge.start()
    judge.hear((mistake(),), 0)
    judge.finish()
    return out.getvalue()


def test_a_finding_is_a_line() -> None:
    line = judged("text", None)
    assert line.startswith("B bob · bot/1: error secret-in-url, #4 GET /ucwa␛[31m?access_token=[masked]: GET ")
    assert line.count("\n") == 1
    assert "\x1b" not in line


def test_a_finding_is_a_line_of_json() -> None:
    (line,) = judged("jsonl", None).splitlines()
    told = json.loads(line)
    assert (told["kind"], told["rule"], told["n"], told["client"]["letter"]) == ("finding", "secret-in-url", 4, "B")


@pytest.mark.parametrize("name", ["r.md", "r.json"])
def test_the_report_is_for_its_owner_only(tmp_path: Path, name: str) -> None:
    assert judged("off", tmp_path / name) == ""
    path = tmp_path / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "secret-in-url" in path.read_text()
    assert judged("off", report_path(str(path))) == ""  # an older report is replaced
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_report_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.touch()
    assert report_path(str(path)) == path
    path.write_text("mine")
    out, said = io.StringIO(), io.StringIO()
    judge = SandboxJudge(Output(out, said), path, "off")
    judge.start()
    judge.finish()
    assert path.read_text() == "mine"
    assert "another file is there now, and would be lost" in said.getvalue()


@pytest.mark.parametrize("name", ["r.txt", "missing/r.md", "."])
def test_a_report_that_cannot_be_is_refused_before_anything_listens(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        make_judge("text", str(tmp_path / name), Output(None, None))
    assert make_judge("off", None, Output(None, None)) is None


def test_a_sandbox_on_its_own_judges_until_it_is_told_to_stop(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    report.write_text(json.dumps({"format": 1, "at": 0.0}, indent=1))
    argv = [*COMMAND, "--report", str(report)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        root = process.stdout.readline().decode().split()[-1]
        client = LintClient(root)
        client.get_token('{"grant_type":"password"}', client.find(), "application/json")
        line = b""
        while b"wrong-media-type" not in line:
            line = process.stdout.readline()
            assert line
        process.send_signal(signal.SIGUSR1)
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=10) == 0
    (told,) = json.loads(report.read_text())["clients"]
    assert [finding["rule"] for finding in told["findings"]] == ["wrong-media-type"]
    assert told["exchanges"] == 3


def test_without_a_report_the_signal_for_one_does_nothing() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    try:
        assert make_judge("off", None, Output(None, None)) is None
        signal.raise_signal(signal.SIGUSR1)
        assert signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:81/Autodiscover/AutodiscoverService.svc/root", "http://localhost:81"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
    ],
)
def test_any_url_of_the_sandbox_will_do(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize("text", ["http://contoso.com/", "ftp://127.0.0.1/", "", "http://127.0.0.1.evil.example"])
def test_only_this_machine_is_watched(cli: Cli, text: str) -> None:
    ran = cli("inspect", text)
    assert ran.code == 2
    assert "URL:" in ran.err
