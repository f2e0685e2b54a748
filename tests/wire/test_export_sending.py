"""Every form to send a request again does so: run against a server, it is the same request."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire.powershell import piped, value
from tests.wire.raw_server import RawServer
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.export import FORMS, TOKEN_VARIABLE, Form, FormGroup, form
from ucwa_tui.wire.export_powershell import quoted
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import has_control

TOKEN = "cwt=AAEB-token-of-the-one-who-pastes"
ENVIRONMENT = {"PATH": os.environ["PATH"], TOKEN_VARIABLE: TOKEN}
LATEST = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, derandomize=True
)
Run = Callable[[str, Path], None]


def run_curl(command: str, folder: Path) -> None:
    subprocess.run(
        [shutil.which("bash") or "bash", "-c", command],
        env=ENVIRONMENT,
        check=True,
        cwd=folder,
        capture_output=True,
        timeout=20,
    )


def run_curl_powershell(script: str, folder: Path) -> None:
    file = folder / "body of it"
    config, body = piped(script, ENVIRONMENT, str(file))
    if body is not None:
        file.write_bytes(body)
    subprocess.run(
        ["curl", "--config", "-"], input=config.encode(), env=ENVIRONMENT, check=True, capture_output=True, timeout=20
    )


def run_python(program: str, folder: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as printed, pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN_VARIABLE, TOKEN)
        exec(compile(program, str(folder / "again.py"), "exec"), {})
    assert printed.getvalue() == "200 OK\nok\n"


RUNS: dict[str, Run] = {"curl": run_curl, "curl-powershell": run_curl_powershell, "python": run_python}
needs_curl = shutil.which("curl") is not None


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    running = RawServer()
    yield running
    running.close()


def exchange(
    server: RawServer,
    method: str = "POST",
    target: str = "/a",
    headers: tuple[tuple[str, bytes], ...] = (),
    body: bytes = b"",
) -> Exchange:
    """The same for all: a token, an Accept, and what the test wants."""
    lines = [
        f"{method} {target} HTTP/1.1".encode(),
        b"Host: 127.0.0.1",
        b"Authorization: Bearer cwt=secret-of-the-capture",
        b"Accept: application/json",
        *(name.encode() + b": " + text for name, text in headers),
    ]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    request = Redactor().request(b"\r\n".join([*lines, b"", body]))
    return Exchange(1, Purpose.OPERATION, method, server.origin + target, 0.0, ExchangeState.DONE, request)


JSON = ("Content-Type", b"application/json; charset=utf-8")
REQUESTS: dict[str, tuple[str, str, tuple[tuple[str, bytes], ...], bytes]] = {
    "a join": ("POST", "/ucwa/v1/a?b=1&c=%5B%5D", (JSON,), '{"subject":"it\'s “x” é $HOME `id`","n":1.0}'.encode()),
    "XML": ("POST", "/a", (("Content-Type", b"application/xml"),), b'<?xml version="1.0"?>\n<input a="&amp;"/>'),
    "a PUT with If-Match": ("PUT", "/a", (("If-Match", b'"a-1"'), JSON), b"{}"),
    "a form": ("POST", "/a", (("Content-Type", b"application/x-www-form-urlencoded"),), b"a=%20&b=@x"),
    "a body that begins with @": ("POST", "/a", (JSON,), b"@etc/passwd"),
    "a DELETE": ("DELETE", "/a/b(1)", (), b""),
    "dots in the path": ("GET", "/a/../b/./c", (), b""),
    "brackets in the query": ("GET", "/a?b=[1-3]&c={x,y}", (), b""),
    "the same header twice": ("GET", "/a", (("X-A", b"1"), ("X-A", b"2")), b""),
    "an empty header": ("GET", "/a", (("X-Empty", b""),), b""),
    "control characters": ("POST", "/a", (JSON,), b"\x1b]52;c;aGFjaw==\x07\r\n\tx\xe2\x80\xae\xf0\x9f\x98\x80"),
    "bytes of no text": ("POST", "/a", (JSON,), b"\xff\xfe\x00\x01"),
}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("form_id", RUNS)
def test_it_is_the_same_request(server: RawServer, tmp_path: Path, form_id: str, name: str) -> None:
    assert needs_curl, "install curl: the commands are run with it"
    method, target, headers, body = REQUESTS[name]
    command = form(form_id).make(exchange(server, method, target, headers, body))
    if form_id == "curl" and b"\0" in body:
        (tmp_path / "body.bin").write_bytes(body)  # as the comment says
    RUNS[form_id](command, tmp_path)
    came = server.take()
    assert (came.method, came.target, came.body) == (method, target, body)
    assert came.header("Authorization") == f"Bearer {TOKEN}"
    assert came.header("Accept") == "application/json"
    for header, text in headers:
        assert text.decode() in came.headers_named(header)
    assert {n for n, _ in headers} <= {n for n, _ in came.headers}
    added = {n.lower() for n, _ in came.headers} - {n.lower() for n, _ in headers}
    known = {"host", "accept", "authorization", "content-length", "user-agent", "accept-encoding", "expect"}
    assert added <= known
    if form_id == "python":
        assert not added & {"user-agent", "accept-encoding", "expect"}


@pytest.mark.parametrize("form_id", RUNS)
def test_no_token_is_in_an_argument(server: RawServer, form_id: str) -> None:
    command = form(form_id).make(exchange(server))
    assert TOKEN_VARIABLE in command
    assert "secret-of-the-capture" not in command
    if form_id == "curl":
        _, _, after_pipe = command.partition("|\n")
        assert TOKEN_VARIABLE not in after_pipe
    elif form_id == "curl-powershell":
        assert command.count("curl.exe") == 2  # in the comment, and without any argument but --config -
        assert re.search(r"\| curl\.exe --config -$", command, re.M)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("form_id", RUNS)
@LATEST
@given(body=TEXTS, header=TEXTS)
def test_hostile_text_arrives_and_runs_nothing(
    server: RawServer, tmp_path: Path, form_id: str, body: str, header: str
) -> None:
    evil = '\'; touch ran; $(touch ran) `touch ran`\u2019 + (Remove-Item x) """ {{x}} '
    sent = (evil + body.replace("\0", "")).encode()
    safe = "".join(c if c >= " " and c != "\x7f" else "?" for c in evil + header).strip().encode()
    command = form(form_id).make(exchange(server, headers=(("X-A", safe), JSON), body=sent))
    assert not has_control(command.replace("\n", ""))
    RUNS[form_id](command, tmp_path)
    came = server.take()
    assert came.body == sent
    assert came.header("X-A") == safe.decode()
    assert not (tmp_path / "ran").exists()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_powershells_strings_are_what_they_say(text: str) -> None:
    spelled = quoted(text)
    assert value(spelled, {}) == (text, "")
    assert not has_control(spelled)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("plain", "'plain'"),
        ("", "''"),
        ("it's", "'it''s'"),
        ("‘a’‚‛", "'‘‘a’’‚‚‛‛'"),
        ('$env:X "`n"', "'$env:X \"`n\"'"),
        ("a\x1bb", "('a' + [char]0x001b + 'b')"),
        ("\u202e", "('' + [char]0x202e)"),
        ("\U000e0041", "('' + [char]0xdb40 + [char]0xdc41)"),
        ("two\nlines", "('two' + [char]0x000a + 'lines')"),
    ],
)
def test_powershell_quoting(text: str, spelled: str) -> None:
    assert quoted(text) == spelled


def web_request(script: str) -> tuple[str, dict[str, str], bytes]:
    """URI, headers and body of an Invoke-WebRequest."""
    environment = {TOKEN_VARIABLE: TOKEN}
    uri, _ = value(script.partition("-Uri ")[2], environment)
    headers: dict[str, str] = {}
    for line in re.search(r"\$headers = @\{\n?(.*?)\n?\}$", script, re.M | re.S)[1].splitlines():  # type: ignore[index]
        name, rest = value(line, environment)
        assert rest.startswith(" = ")
        headers[name], left = value(rest[3:], environment)
        assert left == ""
    assert len({name.lower() for name in headers}) == len(headers), "a hash table has each name once"
    for option, header in (("-ContentType ", "Content-Type"), ("-UserAgent ", "User-Agent")):
        if option in script:
            headers[header], _ = value(script.partition(option)[2], environment)
    text = script.partition("\n$body = ")[2]
    if text.startswith("[Text.Encoding]::UTF8.GetBytes("):
        return uri, headers, value(text.partition("GetBytes(")[2], environment)[0].encode()
    encoded = re.match(r"\[Convert\]::FromBase64String\('([^']*)'\)", text)
    return uri, headers, base64.b64decode(encoded[1]) if encoded else b""


@pytest.mark.parametrize("name", REQUESTS)
def test_invoke_web_request_says_the_same(server: RawServer, name: str) -> None:
    method, target, headers, body = REQUESTS[name]
    script = form("web-request").make(exchange(server, method, target, headers, body))
    uri, said, sent = web_request(script)
    assert (uri, sent) == (server.origin + target, body)
    assert f"-Method {method} " in script
    assert said["Authorization"] == f"Bearer {TOKEN}"
    for header, text in headers:
        assert text.decode() in said[header].split(", ")
    assert "SkipHeaderValidation" in script  # 7 would refuse an If-Match without quotes, 5.1 has no such switch


def test_a_method_of_ones_own_needs_7(server: RawServer) -> None:
    script = form("web-request").make(exchange(server, "P'T"))
    assert "-CustomMethod 'P''T'" in script
    assert "# this method needs PowerShell 7" in script


def http_file(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """Request line, headers and body as REST Client reads them."""
    lines = text.split("\n")
    while lines[0].startswith(("#", "@")) or not lines[0]:
        lines.pop(0)
    blank = lines.index("")
    headers = [line.partition(": ") for line in lines[1:blank]]
    return lines[0], [(name.rstrip(":"), text) for name, _, text in headers], "\n".join(lines[blank + 1 :])


@pytest.mark.parametrize("name", REQUESTS)
def test_an_http_file_says_the_same(server: RawServer, name: str) -> None:
    method, target, headers, body = REQUESTS[name]
    text = form("http").make(exchange(server, method, target, headers, body))
    line, said, sent = http_file(text)
    assert line == f"{method} {server.origin}{target} HTTP/1.1"
    assert ("Authorization", "Bearer {{token}}") in said
    assert f"@token = {{{{$processEnv {TOKEN_VARIABLE}}}}}" in text
    for header, told in headers:
        assert (header, told.decode()) in said
    if name in ("control characters", "bytes of no text"):
        assert "# the body is left out" in text
        assert sent == "< ./body.bin\n"
    else:
        assert sent.rstrip("\n") == body.decode()


@pytest.mark.parametrize(
    "body",
    ["### x\nDELETE http://evil/", "{}\n### ", "< /etc/passwd", "<@ f", "> {% x %}", "{{token}}", "@a = b", "# x"],
)
def test_a_body_cannot_become_another_request(server: RawServer, body: str) -> None:
    text = form("http").make(exchange(server, body=body.encode()))
    assert "# the body is left out" in text
    assert http_file(text)[2] == "< ./body.bin\n"
    assert text.count("###") == 0


def test_a_header_cannot_become_a_variable(server: RawServer) -> None:
    text = form("http").make(exchange(server, headers=(("X-A", b"{{token}}"),)))
    assert "# header X-A is left out" in text
    assert text.count("{{token}}") == 1


@pytest.mark.parametrize("one", [f for f in FORMS if f.group is FormGroup.SEND], ids=lambda f: f.id)
def test_masked_secrets_are_told(server: RawServer, one: Form) -> None:
    made = one.make(exchange(server, headers=(("Cookie", b"cwt_ucwa=hidden-cookie"),), body=b"password=hidden-word"))
    assert "hidden" not in made
    assert "secret-of-the-capture" not in made
    assert "[masked]" in made


def test_each_form_has_a_letter_of_its_own() -> None:
    assert len({f.key for f in FORMS}) == len({f.id for f in FORMS}) == len(FORMS)
    assert not {f.key for f in FORMS} & set("jkgGsyY")  # keys of the list, of a selection, and of the menu itself
