"""`ucwa-tui lint`: exit codes, both outputs, no secret and nothing that acts on a terminal; our own HAR is clean."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import Cli
from tests.wire.captures import CANARY, TOKEN, bearer_exchange, entry, har, headers, saz, token_exchange
from tests.wire.har_schema import violations
from ucwa_tui.sandbox.directory import meetings, users
from ucwa_tui.wire.decode import decoded_body
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.wire.import_ import Imported, read_capture

URI = {m.behaviour: m.uri for m in meetings()}
CLEAR = har(entry("GET", "http://pool.example/ucwa/a", request_headers=headers(Authorization=f"Bearer {TOKEN}")))


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    "options",
    [
        ("--meeting", URI["joins"]),
        ("--meeting", URI["early-events"]),
        ("--meeting", URI["error-not-found"]),
        ("--new", "--make-available", "--keep-active"),
        ("--auth", "anonymous", "--meeting", URI["joins"], "--display-name", "Gus"),
    ],
    ids=["join", "early", "refused", "new", "guest"],
)
def test_our_own_capture_is_clean_and_opens_again_identically(
    cli: Cli, tmp_path: Path, options: tuple[str, ...], form: str
) -> None:
    path = tmp_path / "join.har"
    assert cli("join", *options, "--format", form, "--har", str(path)).code in (0, 3)
    ran = cli("lint", str(path))
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"Nothing found in \d+ exchanges\.\n", ran.out), ran.out
    again = read_capture(path.read_bytes(), "join.har")
    assert again.problems == ()
    document = json.loads(path.read_bytes())
    assert list(violations(document)) == []
    assert told(json.loads(har_bytes(again.exchanges))) == told(document)
    assert [e.n for e in again.exchanges] == [e["_n"] for e in document["log"]["entries"]]
    assert not any(e.request.reconstructed for e in again.exchanges), "the bytes are those of the wire"
    for exchange, saved in zip(again.exchanges, document["log"]["entries"], strict=True):
        request, response = parse_request(exchange.request), parse_response(exchange.response, exchange.method)
        assert (exchange.method, exchange.url) == (saved["request"]["method"], saved["request"]["url"])
        assert (exchange.status or 0) == saved["response"]["status"]
        assert [list(h.values()) for h in saved["request"]["headers"]] == [list(pair) for pair in request.headers]
        assert [list(h.values()) for h in saved["response"]["headers"]] == [list(pair) for pair in response.headers]
        assert decoded_body(request) == saved["request"].get("postData", {}).get("text", "").encode()
        assert decoded_body(response) == body_of(saved["response"]["content"])


def body_of(content: dict[str, Any]) -> bytes:
    text = content.get("text", "")
    return base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()


def told(document: dict[str, Any]) -> list[Any]:
    """What a file says of each exchange; events are found anew in what the P-GETs brought."""
    return [{k: v for k, v in each.items() if k != "_events"} for each in document["log"]["entries"]]


def test_findings_are_grouped_by_rule_with_their_exchanges(cli: Cli, tmp_path: Path) -> None:
    ran = cli("lint", written(tmp_path / "clear.har", CLEAR))
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == "error  credentials-in-clear: token or password over plain HTTP"
    assert lines[1] == "  exchange 1  GET http://pool.example/ucwa/a: 200"
    assert "in the clear" in lines[2]
    assert lines[3].startswith("  what to do: Use https")
    assert lines[-1] == "1 error in 1 exchange."


def test_json_lines(cli: Cli, tmp_path: Path) -> None:
    ran = cli("lint", written(tmp_path / "x.har", CLEAR), "--output", "jsonl")
    finding, result = map(json.loads, ran.out.splitlines())
    assert (finding["kind"], finding["rule"], finding["severity"], finding["n"]) == (
        "finding",
        "credentials-in-clear",
        "error",
        1,
    )
    assert (result["kind"], result["exit_code"], result["errors"], result["exchanges"]) == ("result", ran.code, 1, 1)
    assert result["format"] == "HAR"


def test_an_entry_in_error_is_told_and_the_rest_is_linted(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path / "x.har", har({"request": 1}, entry()))
    ran = cli("lint", path)
    assert (ran.code, ran.out) == (0, "Nothing found in 1 exchange.\n")
    assert "x.har, entry 1" in ran.err
    lines = [json.loads(line) for line in cli("lint", path, "--output", "jsonl").out.splitlines()]
    assert [line["kind"] for line in lines] == ["problem", "result"]


@pytest.mark.parametrize("data", [b"", b"hello", b"{}", har(), b"PK\x03\x04", b"curl"])
def test_a_file_that_is_no_capture(cli: Cli, tmp_path: Path, data: bytes) -> None:
    ran = cli("lint", written(tmp_path / "x", data))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("ucwa-tui lint: x")


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    assert cli("lint", str(tmp_path / "none.har")).code == 2
    assert cli("lint", str(tmp_path)).code == 2
    assert cli("lint", "a\0b").code == 2
    assert cli("lint").code == 2


HOSTILE = "\x1b]0;owned\x07\u202e"


@pytest.mark.parametrize("output", ["text", "jsonl"])
def test_hostile_text_does_nothing(cli: Cli, tmp_path: Path, output: str) -> None:
    said = {"code": "Conflict", "subcode": "MakeMeAvailableRequired", "message": HOSTILE}
    answer = {"text": json.dumps(said), "mimeType": "application/json"}
    kind = headers(Content_Type="application/json")
    wrong = entry("GET", "http://h.example/a" + HOSTILE, request_headers=headers(Authorization="Bearer 1234567"))
    refused = entry("GET", "https://h.example/b", response_status=409, response_headers=kind, response_content=answer)
    path = written(tmp_path / f"x{HOSTILE}.har", har(7, wrong, refused))
    ran = cli("lint", path, "--output", output)
    assert ran.code == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out + ran.err)


def test_no_secret_is_in_any_output(cli: Cli, tmp_path: Path) -> None:
    wrong = bearer_exchange(f"/ucwa/a?access_token={TOKEN}")
    note = (wrong[0].replace(b"https:", b"http:"), wrong[1])
    data = saz(token_exchange(), bearer_exchange(), note)
    for name, form in (("x.saz", data), ("x.har", har_bytes(read_capture(data, "x").exchanges))):
        for output in ("text", "jsonl"):
            ran = cli("lint", written(tmp_path / name, form), "--output", output)
            assert ran.code == 1
            assert CANARY not in ran.out + ran.err
            assert "T0ken" not in ran.out + ran.err


def test_passwords_of_the_sandbox_are_not_in_what_was_read(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "join.har"
    assert cli("join", "--new", "--har", str(path)).code == 0
    read: Imported = read_capture(path.read_bytes(), "x")
    assert users()[0].password not in repr(read)


def test_a_capture_comes_by_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CLEAR)))
    assert cli("lint", "-").code == 1
    monkeypatch.setattr("sys.stdin", None)
    ran = cli("lint", "-")
    assert (ran.code, "standard input" in ran.err) == (2, True)
