"""Exports to paste elsewhere: exact, without secrets, and harmless in a shell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.export import TOKEN_VARIABLE, as_curl, as_raw, form
from ucwa_tui.wire.export_text import is_hexadecimal
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import has_control

BASH = shutil.which("bash") or "/bin/bash"
SHELLS = [program for name in ("sh", "bash", "dash", "zsh", "ksh") if (program := shutil.which(name))]
"""Those that there are; `sh` always is."""
FAKE_CURL = """#!/bin/sh
for argument in "$@"; do printf '%s\\0' "$argument"; done > "$OUT/arguments"
case " $* " in *" --config - "*) cat > "$OUT/stdin";; *) : > "$OUT/stdin";; esac
"""


def _exchange(plan: RequestPlan, authorization: str | None = None, url: str = "http://h.example/a") -> Exchange:
    request = Redactor().request(request_bytes(plan, "h.example", authorization, "/a"))
    return Exchange(1, Purpose.OPERATION, plan.method, url, 0.0, ExchangeState.DONE, request)


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    (tmp_path / "curl").write_text(FAKE_CURL)
    (tmp_path / "curl").chmod(0o755)
    return tmp_path


def _run(shell: Path, command: str, program: str = BASH) -> tuple[list[bytes], bytes]:
    """The arguments and standard input that curl gets when a shell runs a command."""
    environment = {"PATH": f"{shell}{os.pathsep}{os.environ['PATH']}", "OUT": str(shell), TOKEN_VARIABLE: "t0ken"}
    subprocess.run([program, "-c", command], env=environment, check=True, cwd=shell, capture_output=True)
    return (shell / "arguments").read_bytes().split(b"\0")[:-1], (shell / "stdin").read_bytes()


def test_the_command_sends_the_same_request_without_a_token_in_its_arguments(shell: Path) -> None:
    body = json.dumps({"subject": 'it\'s $HOME `id` "x" !é', "n": "@a"}, ensure_ascii=False, indent=2).encode()
    plan = RequestPlan("POST", "/a", (("Accept", "application/json"), ("X-Empty", ""), ("Content-Type", "a/b")), body)
    command = as_curl(_exchange(plan, "Bearer cwt=AAsecret"))
    arguments, stdin = _run(shell, command)
    assert stdin == b'header = "Authorization: Bearer t0ken"\n'
    assert arguments[-1] == b"http://h.example/a"
    assert arguments[arguments.index(b"--data-raw") + 1] == body
    headers = [following for option, following in pairwise(arguments) if option == b"--header"]
    assert headers == [b"Accept: application/json", b"X-Empty;", b"Content-Type: a/b"]
    assert b"--globoff" in arguments
    assert b"--include" in arguments  # a success without a body would print nothing
    assert "access_token" in command.splitlines()[0]
    assert b"--request" not in arguments
    assert not any(b"t0ken" in argument or b"secret" in argument for argument in arguments)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_hostile_text_arrives_as_it_is_and_runs_nothing(shell: Path, text: str) -> None:
    body = ("'; touch ran; $(touch ran) `touch ran`" + text + "\x1b]52;c\x07!\n\u202e").encode()
    value = (text.encode("latin-1", "replace").decode("latin-1") + "' $(touch ran)").strip()
    value = "".join(c if c == "\t" or (c >= " " and c != "\x7f") else "?" for c in value)
    url = "http://h.example/a?x=[1-9]&y=" + "'$(touch ran)'"
    command = as_curl(_exchange(RequestPlan("POST", "/a", (("X-A", value), ("Content-Type", "x")), body), url=url))
    for program in SHELLS:
        arguments, _ = _run(shell, command, program)
        assert arguments[arguments.index(b"--data-raw") + 1] == body
        assert b"X-A: " + value.encode("latin-1") in arguments
        assert arguments[-1] == url.encode()
    assert not (shell / "ran").exists()
    assert not has_control(command.replace("\n", ""))


@pytest.mark.parametrize(
    "body",
    [
        b"-n\x1b",
        b"100%d\\n\x1b",
        b"\x1b\n\n",
        b"\n!\n",
        b"it's\x07\n!",
        b"\xff\xfe\xe9",
        "می\u200cخواهم\u202e!".encode(),
        b"\x0112",
    ],
)
def test_every_posix_shell_sends_the_same_bytes(shell: Path, body: bytes) -> None:
    command = as_curl(_exchange(RequestPlan("POST", "/a", (("Content-Type", "x"),), body)))
    assert "$'" not in command
    for program in SHELLS:
        arguments, _ = _run(shell, command, program)
        assert arguments[arguments.index(b"--data-raw") + 1] == body


@pytest.mark.parametrize(
    ("method", "expected"), [("GET", None), ("HEAD", b"--head"), ("DELETE", b"DELETE"), ("P'T", b"P'T")]
)
def test_methods(shell: Path, method: str, expected: bytes | None) -> None:
    arguments, _ = _run(shell, as_curl(_exchange(RequestPlan(method, "/a"))))
    assert (expected in arguments) is (expected is not None)
    assert (b"--request" in arguments) is (expected not in (None, b"--head"))


def test_masked_places_and_zero_bytes_are_told(shell: Path) -> None:
    form = RequestPlan("POST", "/a", (), b"grant_type=password&password=p")
    command = as_curl(_exchange(form))
    assert command.startswith("# [masked] stands for a secret")
    assert b"Content-Type:" in _run(shell, command)[0]
    assert "--data-binary @body.bin" in as_curl(_exchange(RequestPlan("POST", "/a", (), b"\0")))


def test_raw_text_is_safe_and_complete() -> None:
    exchange = Exchange(
        1,
        Purpose.GET,
        "GET",
        "http://h/",
        0.0,
        ExchangeState.DONE,
        CapturedMessage(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        CapturedMessage(b"HTTP/1.1 200 OK\r\nX: \x1b[2J\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\x9bb\r\n0\r\n\r\n"),
    )
    assert as_raw(exchange) == (
        "GET / HTTP/1.1\nHost: h\n\n\nHTTP/1.1 200 OK\nX: ␛[2J\nTransfer-Encoding: chunked\n\na\ufffdb\n"
    )


def body_copied(body: bytes, head: bytes = b"") -> str:
    answer = b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return form("answer-body").make(replace(_exchange(RequestPlan("GET", "/a")), response=CapturedMessage(answer)))


@pytest.mark.parametrize("text", ["می\u200cخواهم 👩\u200d👩\u200d👧 co\u00adop \U0001fae8\ue000", "a\tb\n", "\u3000é"])
def test_a_copied_body_of_words_is_the_body(text: str) -> None:
    assert body_copied(text.encode()).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\x1b", "\x85", "\x07", "\U000e0041", "\uffff"]
)
def test_what_acts_or_hides_is_spelled_out_in_a_copy(character: str) -> None:
    copied = body_copied(f"a{character}b".encode())
    assert character not in copied
    assert copied[0] == "a"


@pytest.mark.parametrize("body", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0" * 9])
def test_a_body_that_is_no_text_is_copied_in_hexadecimal(body: bytes) -> None:
    copied = body_copied(body, b"Content-Type: image/png\r\n")
    assert is_hexadecimal(copied)
    assert not is_hexadecimal(body_copied(b"00000000: no row"))
    rows = copied.splitlines()
    assert b"".join(bytes.fromhex(row.partition(": ")[2]) for row in rows) == body
    assert [int(row[:8], 16) for row in rows] == list(range(0, len(body), 16))


def test_raw_text_says_why_there_is_no_answer() -> None:
    request = CapturedMessage(b"GET / HTTP/1.1\r\n\r\n")
    exchange = Exchange(1, Purpose.GET, "GET", "http://h/", 0.0, ExchangeState.FAILED, request, error="refused\x1b")
    assert as_raw(exchange) == "GET / HTTP/1.1\n\n\n(no answer: refused␛)\n"


def test_headers_are_the_same_bytes_whatever_their_charset(shell: Path) -> None:
    values = {b"X-U": "Größe".encode(), b"X-L": b"Gr\xf6\xdfe"}
    data = b"GET / HTTP/1.1\r\nHost: h\r\n" + b"".join(b"%s: %s\r\n" % pair for pair in values.items()) + b"\r\n"
    exchange = replace(_exchange(RequestPlan("GET", "/", ())), request=CapturedMessage(data))
    arguments, _ = _run(shell, as_curl(exchange))
    assert [a for a in arguments if a.startswith(b"X-")] == [b"%s: %s" % pair for pair in values.items()]
    assert "X-U: Größe\nX-L: Größe" in as_raw(exchange)
