"""The sandbox on its own thread, and as a program of its own."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import pytest

from tests.sandbox.visitor import Visitor
from ucwa_tui.sandbox.announcement import announcement
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.serve import is_loopback, serve
from ucwa_tui.sandbox.serve_options import ServeOptions, make_cast
from ucwa_tui.workbench.ports import SandboxPort


def get(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_start_and_stop() -> None:
    sandbox: SandboxPort = EmbeddedSandbox(seed=1)
    assert {u.name.split("@")[0] for u in sandbox.users} == {"alice", "bob", "carol"}
    assert sandbox.meetings[0].behaviour == "joins"
    assert sandbox.admit_waiting() == 0
    url = sandbox.start()
    assert sandbox.start() == url
    assert get(url)[0] == 200
    assert sandbox.admit_waiting() == sandbox.reject_waiting() == 0
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(OSError, match="refused"):
        get(url)
    assert not [t for t in threading.enumerate() if t.name == "ucwa-sandbox"]


def test_stop_leaves_no_fault_behind_with_open_connections() -> None:
    sandbox = EmbeddedSandbox()
    parts = urlsplit(sandbox.start())
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", parts.path)
    connection.getresponse().read()
    sandbox.stop()
    connection.close()
    assert sandbox.faults == []


def test_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sandbox = EmbeddedSandbox(port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            sandbox.start()
        sandbox.stop()


def test_import_is_cheap() -> None:
    code = (
        "import sys; import ucwa_tui.sandbox.embedded; "
        "print([m for m in ('asyncio', 'h11', 'lxml', 'json', 'gzip', 'ucwa_tui.sandbox.sandbox') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"


def test_announcement_is_printable() -> None:
    lines = list(announcement("http://127.0.0.1:1/root"))
    assert lines[0] == "root: http://127.0.0.1:1/root"
    assert all(line.isprintable() for line in lines)
    assert any("open-sesame-alice" in line for line in lines)
    assert sum("app:conf:focus:id:" in line for line in lines) == 18


@pytest.mark.parametrize("warned", [False, True])
def test_serve(monkeypatch: pytest.MonkeyPatch, warned: bool) -> None:
    if warned:
        monkeypatch.setattr("ucwa_tui.sandbox.serve.is_loopback", lambda host: False)
    lines: list[str] = []
    warnings: list[str] = []
    up, stop = threading.Event(), threading.Event()

    def out(line: str) -> None:
        lines.append(line)
        if "meetings:" in line:
            up.set()

    options = ServeOptions(cast=make_cast(secret="long-enough-1")) if warned else None
    kwargs = {"warn": warnings.append, "stop": stop, "options": options}
    host = "127.0.0.1" if warned else "[127.0.0.1]"  # brackets, as around an address in a URL, mean nothing
    thread = threading.Thread(target=serve, args=(host, 0, out), kwargs=kwargs)
    thread.start()
    try:
        assert up.wait(5)
        status, body = get(lines[0].removeprefix("root: "))
        assert (status, json.loads(body)["rel"]) == (200, "root")
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert bool(warnings) == warned


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_cleanly_on_a_signal(number: signal.Signals) -> None:
    code = (
        "import sys; from ucwa_tui.sandbox.serve import serve; "
        "serve('127.0.0.1', 0, lambda line: (sys.stdout.write(line + chr(10)), sys.stdout.flush()))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("root: http://127.0.0.1:")
        while "meetings:" not in process.stdout.readline():
            pass
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False), ("", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_scheduled_meetings_are_in_the_directory() -> None:
    sandbox = EmbeddedSandbox(seed=1)
    root = sandbox.start()
    try:
        before = sandbox.meetings
        asyncio.run(_schedule(root, "From a client"))
        assert sandbox.meetings[:-1] == before
        new = sandbox.meetings[-1]
        assert (new.subject, new.behaviour) == ("From a client", "joins")
        assert new.join_url.startswith(f"{root.split('/Autodiscover')[0]}/meet/alice/")
    finally:
        sandbox.stop()


async def _schedule(root: str, subject: str) -> None:
    visitor = await Visitor(root).sign_in()
    answer = await visitor.post(f"{visitor.path}/onlineMeetings/myOnlineMeetings", subject=subject)
    assert answer.status == 201
    await visitor.close()
