"""What this program writes as HAR is HAR 1.2, whatever the exchanges are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.captures import bearer_exchange, entry, har, headers, saz, token_exchange
from tests.wire.har_schema import violations
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.import_ import read_capture

CAPTURES = {
    "token and resource": saz(token_exchange(), bearer_exchange()),
    "no answer": saz((bearer_exchange()[0], b"")),
    "redirect": saz((bearer_exchange()[0], b"HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: a=b; path=/\r\n\r\n")),
    "broken answer": saz((bearer_exchange()[0], b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n\x00\x01\xff")),
    "no HTTP": saz((bearer_exchange()[0], b"hello\x1b[2J")),
    "browser": har(entry("POST", request_postData={"text": "a=b"}, response_headers=headers(A="b"))),
    "curl": b"curl --json '{}' https://h.example/a",
}


@pytest.mark.parametrize("name", CAPTURES)
def test_every_file_fits_the_specification(name: str) -> None:
    read = read_capture(CAPTURES[name], name)
    assert read.exchanges
    assert list(violations(json.loads(har_bytes(read.exchanges)))) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("log", "version"), None, "har.log.version"),
        (("log", "entries", 0, "time"), "1", "har.log.entries[0].time"),
        (("log", "entries", 0, "startedDateTime"), "2026-01-01", "har.log.entries[0].startedDateTime"),
        (("log", "entries", 0, "request", "headers"), {}, "har.log.entries[0].request.headers"),
        (("log", "entries", 0, "response", "status"), True, "har.log.entries[0].response.status"),
        (("log", "entries", 0, "extra"), 1, "har.log.entries[0].extra"),
    ],
)
def test_the_checker_sees_what_is_wrong(path: tuple[Any, ...], value: object, where: str) -> None:
    document = json.loads(har_bytes(read_capture(CAPTURES["browser"], "x").exchanges))
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    (violation,) = violations(document)
    assert violation.startswith(where + ":")
