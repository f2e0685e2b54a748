"""Exchanges as documents: three depths, masks, notes."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace

import pytest

from ucwa_tui.document import http_view
from ucwa_tui.document.http_view import exchange_document, request_document, response_document
from ucwa_tui.document.lines import TextDocument, TokenName
from ucwa_tui.document.request_preview import highlight_request
from ucwa_tui.document.views import View
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.redact import Redactor

REQUEST = b"POST /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer cwt=AAsecret\r\nContent-Length: 7\r\n\r\n" + b'{"a":1}'
JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _exchange(response: bytes, state: ExchangeState = ExchangeState.DONE, **changes: str) -> Exchange:
    redactor = Redactor()
    return Exchange(
        1,
        Purpose.OPERATION,
        "POST",
        "http://h/a",
        0.0,
        state,
        redactor.request(REQUEST),
        redactor.response(response),
        **changes,  # type: ignore[arg-type]  # only `error` is passed
    )


def _texts(document: TextDocument) -> list[str]:
    return [document.line(index).text for index in range(document.line_count)]


def _with(document: TextDocument, token: TokenName) -> list[str]:
    lines = (document.line(index) for index in range(document.line_count))
    return [line.text[span.start : span.end] for line in lines for span in line.spans if span.token is token]


def test_a_pretty_request() -> None:
    document = request_document(_exchange(b""))
    assert _texts(document) == [
        "1 secret is masked",
        "POST /a HTTP/1.1",
        "Host: h",
        "Authorization: Bearer [masked]",
        "Content-Length: 7",
        "",
        "{",
        '  "a": 1',
        "}",
    ]
    assert _with(document, TokenName.MASK) == ["[masked]"]
    assert _with(document, TokenName.METHOD) == ["POST"]
    assert _with(document, TokenName.NOTE) == ["1 secret is masked"]


def test_the_three_depths_of_a_chunked_answer() -> None:
    body = b'6\r\n{"a":1\r\n8;x=y\r\n,"b\x1b":2}\r\n0\r\nT: v\r\n\r\n'
    exchange = _exchange(JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    wire = response_document(exchange, View.WIRE)
    assert _texts(wire)[4:] == ["6␍␊", '{"a":1␍␊', "8;x=y␍␊", ',"b␛":2}␍␊', "0␍␊", "T: v␍␊", "␍␊"]
    assert _with(wire, TokenName.COMMENT) == ["6␍", "␍", "8;x=y␍", "␍", "0␍"]
    assert "T" in _with(wire, TokenName.HEADER_NAME)
    assert _texts(response_document(exchange, View.MESSAGE))[4:] == ['{"a":1,"b␛":2}']


def test_our_masks_are_told_from_a_servers_own_words() -> None:
    body = b'{"x":"[masked]","access_token":"secret","y":"[masked]"}'
    for view in (View.WIRE, View.MESSAGE, View.PRETTY):
        document = response_document(_exchange(JSON_HEAD + b"\r\n" + body), view)
        marked = [
            (index, span.start)
            for index in range(document.line_count)
            for span in document.line(index).spans
            if span.token is TokenName.MASK
        ]
        assert len(marked) == 1
        index, start = marked[0]
        assert document.line(index).text[:start].endswith(('"access_token":"', '"access_token": "'))


def test_a_compressed_answer_says_so() -> None:
    packed = gzip.compress(b'{"a":[1.0]}', mtime=0)
    exchange = _exchange(JSON_HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed)
    pretty = _texts(response_document(exchange))
    assert pretty[0] == f"decompressed (gzip): {len(packed)} bytes became 11"
    assert "    1.0" in pretty
    start = len(exchange.response.data) - len(packed)
    assert any(text.startswith(f"{start:08x}  1f 8b") for text in _texts(response_document(exchange, View.WIRE)))


def test_a_body_that_was_written_anew_says_so() -> None:
    packed = gzip.compress(b'{"access_token":"secret"}')
    document = response_document(_exchange(JSON_HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed))
    assert any(text.startswith("reconstructed") for text in _with(document, TokenName.NOTE))
    assert _with(document, TokenName.MASK) == ["[masked]"]


def test_a_body_is_written_anew_for_more_than_one_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture without wire bytes has no secret in its bodies; a bomb is cut off."""
    exchange = _exchange(JSON_HEAD + b"\r\n{}")
    taken = replace(exchange, response=replace(exchange.response, reconstructed=True))
    (why,) = _with(response_document(taken), TokenName.NOTE)
    assert "secret" not in why
    assert "put together anew" in why
    monkeypatch.setattr(http_view, "DECODED_LIMIT", 2)
    assert "the body is cut off at 2 bytes" in _with(response_document(taken), TokenName.NOTE)[1]


@pytest.mark.parametrize("response", [b"[[", b"\x1f\x8b"], ids=["not JSON", "not gzip"])
def test_what_is_said_about_a_message_is_broken_between_words(response: bytes) -> None:
    head = JSON_HEAD + b"Content-Encoding: gzip\r\n" * response.startswith(b"\x1f") + b"Content-Length: 99\r\n\r\n"
    whole = _with(response_document(_exchange(head + response)), TokenName.NOTE)
    broken = _with(response_document(_exchange(head + response), wrap=30), TokenName.NOTE)
    assert len(broken) > len(whole)
    assert " ".join(broken) == " ".join(whole)
    assert max(map(len, broken)) <= 30


@pytest.mark.parametrize(
    ("response", "note"),
    [
        (JSON_HEAD + b"Content-Length: 9\r\n\r\n{}", "the body breaks off after 2 of 9 bytes"),
        (JSON_HEAD + b"\r\n{,}", "shown as sent: line 1, column 2: not JSON"),
        (b"HTTP/1.1 200 OK\r\n\r\n<a><b></a>", "shown as sent: line 1, column 7: not XML"),
        (JSON_HEAD + b"Content-Encoding: br\r\n\r\nabc", "no way to undo the coding 'br'"),
        (b"garbage", "the first line is no HTTP status line"),
    ],
)
def test_trouble_is_said_first(response: bytes, note: str) -> None:
    notes = _with(response_document(_exchange(response)), TokenName.NOTE)
    assert any(text.startswith(note) for text in notes)


def test_no_answer_says_why() -> None:
    for state, error, note in [
        (ExchangeState.RUNNING, "", "no answer yet"),
        (ExchangeState.CANCELLED, "", "cancelled before an answer came"),
        (ExchangeState.FAILED, "refused\x1b", "no answer: refused␛"),
    ]:
        assert _texts(response_document(_exchange(b"", state, error=error))) == [note]


def test_a_running_answer_is_not_called_broken() -> None:
    exchange = _exchange(JSON_HEAD + b"Content-Length: 9\r\n\r\n{", ExchangeState.RUNNING)
    assert _texts(response_document(exchange, View.MESSAGE))[0] == "still on its way"


def test_binary_bodies_are_dumped() -> None:
    document = response_document(_exchange(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(32)) * 2))
    assert _texts(document)[-1].startswith("00000030  10 11 12")


def test_both_messages_in_one_document() -> None:
    exchange = _exchange(JSON_HEAD + b"\r\n{}")
    texts = _texts(exchange_document(exchange))
    assert texts == [*_texts(request_document(exchange)), "", *_texts(response_document(exchange))]


def test_a_long_line_is_cut_into_rows_and_loses_nothing() -> None:
    body = b'{"a":"' + b"x" * 10_000 + b'"}'
    document = response_document(_exchange(JSON_HEAD + b"\r\n" + body), View.MESSAGE, wrap=100)
    rows = [document.line(index) for index in range(3, document.line_count)]
    assert "".join(row.text for row in rows) == body.decode()
    assert all(row.continued for row in rows[1:])
    assert document.width <= 100


def test_a_preview_has_the_same_colours() -> None:
    lines = highlight_request(
        ["POST /a HTTP/1.1", "Authorization: Bearer [masked]", "", '{"a": "[masked]"}'], PayloadFormat.JSON
    )
    assert [span.token for span in lines[0].spans] == [TokenName.METHOD, TokenName.URL, TokenName.VERSION]
    assert TokenName.MASK in [span.token for span in lines[1].spans]
    assert [span.token for span in lines[3].spans][1] is TokenName.KEY
    assert TokenName.MASK not in [span.token for span in lines[3].spans]
    assert highlight_request(["", "<a>"], PayloadFormat.XML)[1].spans[0].token is TokenName.TAG


def test_nothing_heavy_is_imported_for_a_json_exchange() -> None:
    code = (
        "import sys, ucwa_tui.document.http_view, ucwa_tui.document.request_preview\n"
        "print([name for name in ('pygments', 'lxml', 'httpx', 'textual') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"
