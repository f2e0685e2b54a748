"""`ucwa-tui sandbox` as a process: TLS, ready file, log lines, a clean end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ucwa_tui.cli.main import run
from ucwa_tui.sandbox.announcement import is_ready_file, ready_bytes, ready_text
from ucwa_tui.sandbox.certificates import is_authority, make_certificates
from ucwa_tui.sandbox.healthcheck import answers
from ucwa_tui.sandbox.own_file import OwnFile

PATIENCE = 20.0
FORM = "application/x-www-form-urlencoded"


@dataclass
class Standing:
    """A sandbox that listens."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]
    ready_file: Path

    def connect(self, name: str = "127.0.0.1") -> socket.socket:
        """A connection, with TLS where the sandbox has it; the certificate has to be for the name."""
        plain = socket.create_connection(("127.0.0.1", self.ready["port"]), timeout=PATIENCE)
        if not self.ready["ca"]:
            return plain
        return ssl.create_default_context(cafile=self.ready["ca"]).wrap_socket(plain, server_hostname=name)

    def ask(self, method: str, path: str, body: str = "", *, host: str = "", **headers: str) -> tuple[int, str]:
        """Status and body of a request on a connection of its own."""
        name = host or f"127.0.0.1:{self.ready['port']}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {name}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{k.replace('_', '-')}: {v}" for k, v in headers.items()]
        with self.connect(host or "127.0.0.1") as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
            head, _, rest = received(connection).partition("\r\n\r\n")
        return int(head.split()[1]), rest

    def token(self, user: str, password: str) -> str:
        """A token; fails where there is none."""
        form = f"grant_type=password&username={user}&password={password}"
        status, body = self.ask("POST", "/WebTicket/oauthtoken", form, Content_Type=FORM)
        assert status == 200, body
        return str(json.loads(body)["access_token"])

    def application(self, token: str) -> dict[str, Any]:
        """A new application."""
        body = '{"culture":"en-US","userAgent":"t","endpointId":"e"}'
        kept = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
        status, answer = self.ask("POST", "/ucwa/oauth/v1/applications", body, **kept)
        assert status == 201, answer
        made: dict[str, Any] = json.loads(answer)
        return made

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[str, str, float]:
        """Standard output, standard error, and how many seconds it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=PATIENCE)
        return out, errors, time.monotonic() - started


def received(connection: socket.socket) -> str:
    """Everything until the other end closes."""
    parts = []
    while data := connection.recv(65536):
        parts.append(data)
    return b"".join(parts).decode()


@contextlib.contextmanager
def standing(folder: Path, *argv: str, environment: Mapping[str, str] | None = None) -> Iterator[Standing]:
    """A sandbox as a process of its own, once its ready file is there."""
    ready_file = folder / "ready.json"
    command = [sys.executable, "-m", "ucwa_tui", "sandbox", "--ready-file", str(ready_file), *argv]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UCWA_TUI_")}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=kept | dict(environment or {}), **pipes) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not ready_file.exists():
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < end
                time.sleep(0.02)
            yield Standing(process, json.loads(ready_file.read_text()), ready_file)
        finally:
            process.kill()


def test_tls_domain_and_files(tmp_path: Path) -> None:
    users, meetings = tmp_path / "users.toml", tmp_path / "meetings.toml"
    users.write_text('[[user]]\nname = "dana"\ndisplay-name = "Dana Dorn"\ntitle = "Surveyor"\n')
    meetings.write_text('[[meeting]]\norganizer = "dana"\nsubject = "Daily"\nid = "DA1LY000"\n')
    files = ("--users", str(users), "--meetings", str(meetings))
    with standing(tmp_path, "--tls", "--domain", "Lab.Test", *files) as here:
        assert here.ready["root"].startswith("https://127.0.0.1:")
        assert (here.ready["domain"], here.ready["pid"]) == ("lab.test", here.process.pid)
        assert [u["name"] for u in here.ready["users"]] == ["dana@lab.test"]
        (daily,) = here.ready["meetings"]
        assert daily["uri"] == "sip:dana@lab.test;gruu;opaque=app:conf:focus:id:DA1LY000"
        assert daily["joinUrl"] == f"https://127.0.0.1:{here.ready['port']}/meet/dana/DA1LY000"
        assert "open-sesame" not in here.ready_file.read_text()
        for name in ("lyncdiscover.lab.test", "lyncdiscoverinternal.lab.test"):
            status, body = here.ask("GET", "/?sipuri=sip:dana@lab.test", host=name)
            root = json.loads(body)
            assert (status, urlsplit(root["_links"]["user"]["href"]).netloc) == (200, name)
            assert root["_links"]["user"]["href"].startswith("https://")
            assert root["_links"]["self"]["href"].endswith("originalDomain=lab.test")
        application = here.application(here.token("dana@lab.test", "open-sesame-dana"))
        me = application["_embedded"]["me"]
        assert (me["uri"], me["title"], me.get("department")) == ("sip:dana@lab.test", "Surveyor", None)
        assert answers(here.ready_file)
        ca = Path(here.ready["ca"])
        assert stat.S_IMODE(ca.stat().st_mode) == 0o644
        with pytest.raises(ssl.SSLCertVerificationError):
            here.connect("other.test")
        here.end()
        assert not ca.exists()
        assert not answers(here.ready_file)


def test_our_own_client_comes_in_with_the_ca_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with standing(tmp_path, "--tls", "--ready-passwords") as here:
        assert stat.S_IMODE(here.ready_file.stat().st_mode) == 0o600
        alice = here.ready["users"][0]
        argv = ["join", "--root", here.ready["root"], "--ca", here.ready["ca"], "--user", alice["name"], "--new"]
        assert run(argv, {"UCWA_TUI_PASSWORD": alice["password"]}) == 0, capsys.readouterr().err


@pytest.mark.parametrize("tls", [(), ("--tls",)], ids=["plain", "tls"])
def test_a_pending_p_get_is_answered_at_the_end(tmp_path: Path, tls: tuple[str, ...]) -> None:
    with standing(tmp_path, *tls) as here:
        token = here.token("alice", "open-sesame-alice")
        application = here.application(token)
        heard: list[str] = []
        with here.connect() as pending:
            events = application["_links"]["events"]["href"]
            lines = f"GET {events} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n\r\n"
            pending.sendall(lines.encode())
            reader = threading.Thread(target=lambda: heard.append(received(pending)))
            reader.start()
            with here.connect() as silent:  # has asked for nothing, and says nothing
                time.sleep(0.3)
                out, errors, took = here.end(signal.SIGINT)
                assert silent.recv(1) == b""
            reader.join(PATIENCE)
    assert heard[0].startswith("HTTP/1.1 404")
    assert "ApplicationNotFound" in heard[0]
    assert (here.process.returncode, errors) == (0, "")
    assert took < 10  # two seconds, on a machine that has nothing else to do
    assert not here.ready_file.exists()
    assert "users:" in out


def test_log_lines_are_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    with standing(tmp_path, "--log", "jsonl", "--seed", "7") as here:
        assert here.ask("GET", "/nowhere/%1b%5b31m?password=hush-hush-1")[0] == 404
        out, errors, _ = here.end()
    told = [json.loads(line) for line in out.splitlines()]
    lines = [line for line in told if line["kind"] != "finding"]
    assert [line["kind"] for line in lines] == ["listening", "request", "stopped"]
    assert "secret-in-url" in [line["rule"] for line in told if line["kind"] == "finding"]
    assert lines[0]["root"] == here.ready["root"]
    assert (lines[1]["method"], lines[1]["status"]) == ("GET", 404)
    assert lines[1]["path"].startswith("/nowhere/%1b%5b31m")
    assert "hush-hush-1" not in out
    assert "open-sesame-alice" in errors


def test_the_same_seed_gives_the_same_ids(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        with standing(tmp_path, "--seed", "11") as here:
            token = here.token("alice", "open-sesame-alice")
            found.append((token, here.application(token)["id"]))
            here.end()
    assert found[0] == found[1]


def test_a_port_in_use_leaves_no_files(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "ucwa_tui", "sandbox", "--port", str(taken.getsockname()[1])]
        command += ["--ready-file", str(tmp_path / "ready.json"), "--tls"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 5
    assert "Try another --port" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_ready_file_stays(tmp_path: Path) -> None:
    with standing(tmp_path) as here:
        here.ready_file.write_text("another sandbox")
        here.end()
        assert here.ready_file.read_text() == "another sandbox"


def test_files_that_a_sandbox_left_are_replaced_and_no_others(tmp_path: Path) -> None:
    authority = make_certificates(("localhost",)).ca_pem
    ready = ready_bytes(ready_text("http://127.0.0.1:1/x"))
    for data, ours in ((authority, is_authority), (ready, is_ready_file)):
        for before, fits in ((b"", True), (data, True), (b"{}", False), (b"precious", False), (b"\xff", False)):
            path = tmp_path / "file"
            path.write_bytes(before)
            file = OwnFile(path, 0o600, ours)
            if fits:
                file.write(data)
                file.remove()
                assert not path.exists()
            else:
                with pytest.raises(FileExistsError):
                    file.write(data)
                file.remove()
                assert path.read_bytes() == before


def test_beyond_loopback_with_a_secret(tmp_path: Path) -> None:
    secret = "long-enough-1"
    with standing(
        tmp_path, "--host", "0.0.0.0", "--log", "text", environment={"UCWA_TUI_SANDBOX_SECRET": secret}
    ) as here:
        assert here.ready["root"].startswith("http://127.0.0.1:")
        assert stat.S_IMODE(here.ready_file.stat().st_mode) == 0o600
        form = "grant_type=password&username=alice&password=open-sesame-alice"
        assert here.ask("POST", "/WebTicket/oauthtoken", form, Content_Type=FORM)[0] == 400
        token = here.token("alice", secret)
        assert here.ask("GET", "/Sandbox//meetings")[0] == 401
        assert here.ask("GET", "/sandbox/meetings", X_Sandbox_Secret="wrong-secret")[0] == 401
        assert here.ask("GET", "/sandbox/meetings", X_Sandbox_Secret=secret)[0] == 200
        assert here.ask("GET", "/sandbox/meetings", Authorization=f"Bearer {token}")[0] == 200
        assert here.ask("GET", "/sandbox/elsewhere", Authorization=f"Bearer {token}")[0] == 401
        assert here.ask("GET", "/meet/alice/STAND1UP")[1].count("Meeting not found") > 0
        out, errors, _ = here.end()
    assert "warning: 0.0.0.0 is not loopback" in errors
    assert secret not in out + errors
    assert "open-sesame" not in out + errors
