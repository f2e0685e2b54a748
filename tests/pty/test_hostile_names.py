"""Names in certificates and in archives act on no terminal: on the screen, on the command line, in what is exported."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.conftest import Start
from tests.pty.escapes import foreign_sequences
from tests.pty.hostile import EVIL
from tests.support.hostile_certificate import HostileCertificate, hostile_certificate
from tests.support.scripted_server import MEETING, PASSWORD, USER, FakeUcwa
from tests.wire.captures import entry, har

PATIENCE = 60.0
"""Seconds: a busy machine takes its time."""
NAME = EVIL.replace("/", "").replace("\0", "")[:60]
"""As much of it as a file's name takes."""
REQUEST = b"GET /ucwa HTTP/1.1\r\nHost: h.example\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> HostileCertificate:
    """Made once."""
    return hostile_certificate(tmp_path_factory.mktemp("certificate"), EVIL)


@pytest.fixture(scope="module")
def fake(certificate: HostileCertificate) -> Iterator[FakeUcwa]:
    """A server that speaks TLS with it."""
    with FakeUcwa(tls=certificate.serving) as server:
        yield server


def archive() -> bytes:
    """An archive of Fiddler's whose members have names that act: some that it knows, some that it leaves out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("_index.htm", "<html></html>")
        made.writestr("raw/1_c.txt", REQUEST)
        made.writestr("raw/1_s.txt", ANSWER)
        for name in (f"raw/2{EVIL}_c.txt", f"raw/{EVIL}", f"../{EVIL}", f"{EVIL}/3_c.txt", "raw/4\x1b[2J_s.txt"):
            made.writestr(name, ANSWER)
        made.writestr("raw/5_c.txt", f"GET /{EVIL} HTTP/1.1\r\n\r\n")
        made.writestr("raw/5_m.xml", f"<Session><SessionFlags><SessionFlag N='x' V='{EVIL}'/>")
    return file.getvalue()


def test_a_certificate_on_the_screen(start: Start, fake: FakeUcwa) -> None:
    given = ("--root", fake.root_url, "--user", USER, "--meeting", MEETING, "--insecure")
    terminal = start(*given, UCWA_TUI_PASSWORD=PASSWORD)
    terminal.wait_for(r"ack \d", PATIENCE)
    terminal.press("alt+2", "enter", "o")
    terminal.wait_for(r"\[o conn", PATIENCE)
    terminal.wait_for("Evil", PATIENCE)
    terminal.press("end", "pageup", "p", "x", "w", "alt+h")
    terminal.wait_for("How we signed in", PATIENCE)
    terminal.press("end", "pageup", "home", "escape")
    terminal.wait_for(r"\A(?!.*How we signed in)", PATIENCE)
    terminal.press("ctrl+q")
    assert terminal.wait_exit(PATIENCE) == 0
    assert foreign_sequences(bytes(terminal.raw)) == []
    shown = bytes(terminal.raw)
    assert "␛[31m".encode() in shown
    assert b"NOT VERIFIED" in shown


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("doctor",), 0, "TLSv1.3, certificate"),
        (("doctor", "--output", "jsonl"), 0, "TLSv1.3, certificate"),
        (("join", "--meeting", MEETING), 5, "TLS certificate not trusted"),
    ],
    ids=["doctor", "jsonl", "join"],
)
def test_a_certificate_on_the_command_line(
    start: Start, fake: FakeUcwa, certificate: HostileCertificate, argv: tuple[str, ...], code: int, told: str
) -> None:
    trusting = ("--ca", str(certificate.authority)) if argv[0] == "doctor" else ()
    known = ("--root", fake.root_url, "--user", USER, *trusting)
    terminal = start(*argv, *known, columns=200, UCWA_TUI_PASSWORD=PASSWORD)
    assert terminal.wait_exit(PATIENCE) == code, terminal.text
    written = bytes(terminal.raw)
    assert foreign_sequences(written) == []
    assert told.encode() in written
    assert b"Evil" in written


def test_names_in_an_archive_and_its_own(start: Start, tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.saz"
    path.write_bytes(archive())
    terminal = start("open", str(path))
    terminal.wait_for(r"1 Capture.*2 Exchanges", PATIENCE)
    terminal.press("1", "end", "2", "enter", "w", "h", "x", "2", "S")
    terminal.wait_for("Save as HAR", PATIENCE)
    terminal.press("escape")
    terminal.wait_for(r"\A(?!.*Save as HAR)", PATIENCE)
    terminal.press("P", "down", "down", "end")
    terminal.wait_for("Problems", PATIENCE)
    terminal.press("escape")
    terminal.wait_for(r"\A(?!.*Problems)", PATIENCE)
    terminal.press("q")
    assert terminal.wait_exit(PATIENCE) == 0
    assert foreign_sequences(bytes(terminal.raw)) == []
    assert b"Evil" in bytes(terminal.raw)


@pytest.mark.parametrize("kind", ["saz", "har"])
def test_names_of_files_on_the_command_line(start: Start, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{NAME}.{kind}"
    broken = har(entry("GET", "ftp://h.example/"), entry(), creator={"name": EVIL, "version": EVIL}, comment=EVIL)
    path.write_bytes(archive() if kind == "saz" else broken)
    terminal = start("lint", str(path), columns=200)
    terminal.wait_exit(PATIENCE)
    assert foreign_sequences(bytes(terminal.raw)) == []
    assert b"Traceback" not in bytes(terminal.raw)
    assert b"Evil" in bytes(terminal.raw)
