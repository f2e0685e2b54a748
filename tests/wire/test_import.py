"""Other programs' captures: exact or clearly reconstructed, masked, and no entry in error loses the others."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.captures import (
    CANARY,
    TOKEN,
    bearer_exchange,
    encoded,
    entry,
    har,
    headers,
    saz,
    token_exchange,
)
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import body_text, decoded_body
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.export import as_curl, as_raw
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.import_ import CaptureKind, kind_of, read_capture
from ucwa_tui.wire.import_saz import read_saz


def one(data: bytes) -> Exchange:
    """The only exchange of a file without problems."""
    read = read_capture(data, "file")
    assert read.problems == ()
    (exchange,) = read.exchanges
    return exchange


def request_of(exchange: Exchange) -> HttpMessage:
    return parse_request(exchange.request)


def response_of(exchange: Exchange) -> HttpMessage:
    return parse_response(exchange.response, exchange.method)


def test_a_browsers_entry_is_written_anew() -> None:
    sent = [{"name": ":authority", "value": "h.example"}, *headers(Accept="application/json")]
    packed = headers(content_type="application/json", content_encoding="gzip", content_length="9999")
    content = {"mimeType": "application/json", "text": '{"a":"ü"}', "size": 10}
    exchange = one(har(entry(request_headers=sent, response_headers=packed, response_content=content)))
    request, response = request_of(exchange), response_of(exchange)
    assert (request.start_line, request.headers) == (
        "GET /a?b=1 HTTP/2.0",
        (("Host", "h.example"), ("Accept", "application/json")),
    )
    assert (response.status, response.version, body_text(response)) == (200, "HTTP/2", '{"a":"ü"}')
    assert exchange.request.reconstructed
    assert exchange.response.reconstructed
    assert (response.problems, response.complete) == ((), True)
    assert (exchange.started_at, exchange.elapsed) == (1772359200.5, 0.1205)
    assert (exchange.timings.wait, exchange.timings.receive) == (0.1, None)


def test_base64_and_chunked_bodies() -> None:
    data = bytes(range(256))
    content = {"text": encoded(data), "encoding": "base64"}
    chunked = headers(Transfer_Encoding="chunked", Content_Type="x/y")
    response = response_of(one(har(entry(response_headers=chunked, response_content=content))))
    assert decoded_body(response) == data
    assert (response.complete, response.problems) == (True, ())
    empty = response_of(one(har(entry(response_headers=chunked))))
    assert (empty.body, empty.complete) == (b"", True)


def test_parameters_stand_for_a_missing_text() -> None:
    post = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "x y"}, {"name": "b"}]}
    assert request_of(one(har(entry("POST", request_postData=post)))).body == b"a=x+y&b="


def test_a_charset_of_the_head_is_kept() -> None:
    latin = headers(Content_Type="text/plain; charset=iso-8859-1")
    response = response_of(one(har(entry(response_headers=latin, response_content={"text": "ü"}))))
    assert (response.body, body_text(response)) == (b"\xfc", "ü")
    wide = headers(Content_Type="text/plain; charset=utf-16")
    response = response_of(one(har(entry(response_headers=wide, response_content={"text": "ü"}))))
    assert body_text(response) == "ü"


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (7, "object `request`"),
        ({"request": []}, "object `request`"),
        ({"request": {"method": "G T", "url": "https://h.example"}}, "`request.method`"),
        ({"request": {"method": "GET", "url": 7}}, "`request.url`"),
        ({"request": {"method": "GET", "url": "ftp://h.example"}}, "URL"),
        ({"request": {"method": "GET", "url": "https://h.example:99999/"}}, "URL"),
    ],
)
def test_an_entry_in_error_does_not_lose_the_others(broken: object, rule: str) -> None:
    read = read_capture(har(entry(), broken, entry()), "x.har")
    assert len(read.exchanges) == 2
    (problem,) = read.problems
    assert (problem.file, problem.entry, problem.lost) == ("x.har", "entry 2", True)
    assert rule in problem.rule
    assert problem.text.startswith("x.har, entry 2: ")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"startedDateTime": "yesterday"}, "startedDateTime"),
        ({"startedDateTime": 7}, "startedDateTime"),
        ({"request_headers": [{"name": "A\r\nB", "value": "x"}]}, "name"),
        ({"request_headers": [{"name": "A", "value": "x\r\nInjected: yes"}]}, "line break"),
        ({"response_headers": [{"name": "A", "value": 7}]}, "header"),
        ({"response_status": "teapot"}, "status"),
        ({"response_content": {"text": 7}}, "`response.content.text`"),
        ({"response_content": {"text": "A", "encoding": "base64"}}, "Base64"),
    ],
)
def test_what_is_wrong_with_a_part_is_told(changes: dict[str, Any], rule: str) -> None:
    read = read_capture(har(entry(**changes)), "x.har")
    (exchange,) = read.exchanges
    (problem,) = read.problems
    assert rule in problem.rule
    assert not problem.lost
    assert request_of(exchange).header("Injected") is None


@pytest.mark.parametrize("value", [None, [], {}, "x", True, -1, 1e400, 10**400, float("nan"), "\ud800"])
@pytest.mark.parametrize("name", ["time", "timings", "_n", "_purpose", "_state", "_error", "serverIPAddress"])
def test_wrong_types_cost_nothing(name: str, value: object) -> None:
    (exchange,) = read_capture(har(entry() | {name: value}), "x").exchanges
    assert exchange.url == "https://h.example/a?b=1"
    assert exchange.elapsed is None or exchange.elapsed == 0.1205


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"{", "line 1"),
        (b"{}", "`log`"),
        (b'{"log":{"entries":{}}}', "log.entries"),
        (b'{"log":' * 100_000, "deeply"),
        (b"PK\x03\x04 no zip", "archive"),
        (b"PK\x05\x06" + b"\0" * 18, "no SAZ"),
        (b"", "empty"),
        (b"\x00\x01\x02", "neither"),
        (b"curl 'unclosed", "single quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(data: bytes, rule: str) -> None:
    read = read_capture(data, "some file")
    assert read.exchanges == ()
    assert rule in read.problems[0].rule
    assert read.problems[0].file == "some file"


def test_tunnels_are_counted_and_left_out() -> None:
    read = read_capture(har(entry("CONNECT", "h.example:443"), entry()), "x")
    assert (len(read.exchanges), read.left_out, read.problems) == (1, 1, ())


def test_an_entry_without_an_answer() -> None:
    exchange = one(har(entry(response_status=0)))
    assert (exchange.state, exchange.status, exchange.error) == (
        ExchangeState.FAILED,
        None,
        "The capture holds no answer.",
    )


def test_fiddlers_archive_keeps_its_bytes() -> None:
    note = bearer_exchange(note="x")
    plain = (note[0].replace(TOKEN.encode(), b"abc"), b"HTTP/1.1 204 No Content\r\nX-MS-Server-Fqdn: fe1\r\n\r\n")
    read = read_capture(saz(token_exchange(), plain), "x.saz")
    assert (read.kind, read.problems, len(read.exchanges)) == (CaptureKind.SAZ, (), 2)
    first, second = read.exchanges
    assert second.response.data == plain[1]
    assert not second.response.reconstructed
    assert (first.url, first.purpose, second.status, second.front_end) == (
        "https://h.example/WebTicket/oauthtoken",
        Purpose.TOKEN,
        204,
        "fe1",
    )
    assert first.started_at == 1772352001.25
    assert first.elapsed == pytest.approx(0.5)
    assert (first.timings.resolve, first.timings.connect, first.timings.tls) == (0.012, 0.03, None)
    assert first.timings.wait == pytest.approx(0.2)
    assert first.peer is not None
    assert first.peer.address == "192.0.2.7"


def test_an_archives_bombs_are_bounded() -> None:
    bomb = (b"GET https://h.example/ HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + b"\0" * 3_000_000)
    read = read_saz(saz(bomb, bearer_exchange()), "x.saz", most_of_one=1_000_000)
    assert len(read.exchanges) == 1
    assert "grows over" in read.problems[0].rule
    read = read_saz(saz(bearer_exchange(), bearer_exchange(), timers=False), "x.saz", most=400)
    assert len(read.exchanges) == 1
    assert len(read.problems) == 1


def test_a_damaged_file_of_an_archive_loses_only_its_session() -> None:
    data = saz(bearer_exchange(), bearer_exchange("/other"), timers=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("raw/01_s.txt").header_offset
    damaged = data[: at + 45] + b"\xff\xff\xff" + data[at + 48 :]
    read = read_capture(damaged, "x.saz")
    assert [e.url for e in read.exchanges] == ["https://h.example/other"]
    assert "session 1" in read.problems[0].text


CURLS = {
    "posix": "curl 'https://h.example/a?b=1' \\\n  -X POST -H 'Accept: text/it'\\''s' "
    '--data-raw $\'{"a":"\\u00fc\\041"}\'',
    "cmd": 'curl ^"https://h.example/a?b=1^" ^\n  -X POST ^\n  -H ^"Accept: text/it\'s^" ^\n'
    '  --data-raw ^"^{^\\^"a^\\^":^\\^"ü!^\\^"^}^"',
    "powershell": "curl.exe 'https://h.example/a?b=1' `\n  -X POST -H 'Accept: text/it''s' --data-raw '{\"a\":\"ü!\"}'",
}


@pytest.mark.parametrize("text", CURLS.values(), ids=list(CURLS))
def test_curl_in_three_quotings(text: str) -> None:
    exchange = one(text.encode())
    request = request_of(exchange)
    assert (exchange.method, exchange.url, exchange.state) == (
        "POST",
        "https://h.example/a?b=1",
        ExchangeState.CANCELLED,
    )
    assert request.header("Accept") == "text/it's"
    assert body_text(request) == '{"a":"ü!"}'
    assert exchange.request.reconstructed


def test_curl_options() -> None:
    text = (
        "# a comment\n$ curl -sk -G https://h.example/q -d a=1 --data-urlencode 'b=x y' -o /dev/null -Hno:\\ thing\n"
        "curl -I h.example; curl --json '{}' --url https://h.example/j -u 'bob:Canary-5ecret'\n"
        "curl -d @file https://h.example; curl -d x"
    )
    read = read_capture(text.encode(), "paste")
    assert [(e.method, e.url) for e in read.exchanges] == [
        ("GET", "https://h.example/q?a=1&b=x+y"),
        ("HEAD", "http://h.example/"),
        ("POST", "https://h.example/j"),
    ]
    assert request_of(read.exchanges[2]).header("Content-Type") == "application/json"
    assert request_of(read.exchanges[2]).header("Authorization") == "Basic [masked]"
    assert [p.entry for p in read.problems] == ["command 4", "command 5"]
    assert "file" in read.problems[0].rule


def test_our_own_curl_and_text_come_back() -> None:
    exchange = read_capture(saz(bearer_exchange()), "x").exchanges[0]
    back = one(as_curl(exchange).encode())
    assert (back.method, back.url) == (exchange.method, exchange.url)
    assert request_of(back).header("Authorization") == "Bearer [masked]"
    text = one(as_raw(exchange).encode())
    assert body_text(response_of(text)) == body_text(response_of(exchange))
    assert request_of(text).headers == request_of(exchange).headers


def test_raw_http_with_exact_bytes_is_exact() -> None:
    request, response = bearer_exchange()
    read = read_capture(request + response + b"\r\n" + request + response, "x.txt")
    assert (read.kind, len(read.exchanges), read.problems) == (CaptureKind.HTTP, 2, ())
    assert not any(e.request.reconstructed or e.response.reconstructed for e in read.exchanges)
    assert read.exchanges[0].response == read.exchanges[1].response


def test_http_files_and_retyped_messages() -> None:
    text = (
        b"### first\nGET https://h.example/a HTTP/1.1\nAccept: x/y\n\n"
        b"### second\nPOST https://h.example/b\nContent-Type: application/json\nContent-Length: 400\n\n"
        b'{"a":\n 1}\n\n###\nHTTP/1.1 200 OK\n\nhello\n\nHTTP/1.1 200 OK\n\nstray\n'
    )
    read = read_capture(text, "x.http")
    assert [(e.method, e.url, e.status) for e in read.exchanges] == [
        ("GET", "https://h.example/a", None),
        ("POST", "https://h.example/b", 200),
    ]
    posted = read.exchanges[1]
    assert request_of(posted).body == b'{"a":\n 1}'
    assert posted.request.reconstructed
    assert body_text(response_of(posted)) == "hello"
    assert "without a request" in read.problems[0].rule


ALL_FORMS = {
    "har": lambda: har_of_pairs(token_exchange(), bearer_exchange()),
    "saz": lambda: saz(token_exchange(), bearer_exchange()),
    "http": lambda: b"".join(
        request + response + b"\r\n" for request, response in (token_exchange(), bearer_exchange())
    ),
}


def har_of_pairs(*pairs: tuple[bytes, bytes]) -> bytes:
    entries = []
    for sent, received in pairs:
        request, response = parse_request(sent), parse_response(received)
        told = entry(request.method or "", request.target or "")
        told["request"]["headers"] = [{"name": n, "value": v} for n, v in request.headers]
        told["request"]["postData"] = {"mimeType": "", "text": request.body.decode()}
        told["response"]["headers"] = [{"name": n, "value": v} for n, v in response.headers]
        told["response"]["content"] = {"text": response.body.decode()}
        entries.append(told)
    return har(*entries)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_secrets_are_masked_wherever_in_the_file_they_stand(form: str) -> None:
    read = read_capture(ALL_FORMS[form](), "x")
    assert len(read.exchanges) == 2
    seen = repr(read) + "".join(as_raw(e) + as_curl(e) for e in read.exchanges)
    seen += har_bytes(read.exchanges).decode()
    assert CANARY not in seen
    assert "T0ken" not in seen
    token, user = read.exchanges
    assert json.loads(body_text(response_of(user)))["echo"] == "[masked] [masked]"
    assert (read.tokens.issued[token.n], read.tokens.sent[user.n]) == (1, 1)
    assert json.loads(body_text(response_of(token)))["access_token"] == "[masked]"


def test_a_guests_password_is_the_meetings_id_and_stays_elsewhere() -> None:
    uri = "sip:a@b.example;gruu;opaque=app:conf:focus:id:STAND1UP"
    form = f"grant_type=urn:microsoft.rtc:anonmeeting&password=STAND1UP&ms_rtc_conferenceuri={uri}"
    exchange = one(har(entry("POST", request_postData={"text": form})))
    body = request_of(exchange).body.decode()
    assert "password=[masked]&" in body
    assert body.endswith(":STAND1UP")


@pytest.mark.parametrize(
    ("method", "url", "purpose"),
    [
        ("GET", "https://lyncdiscover.h.example/", Purpose.ROOT),
        ("GET", "https://h.example/Autodiscover/AutodiscoverService.svc/root?originalDomain=d", Purpose.ROOT),
        ("GET", "https://h.example/Autodiscover/AutodiscoverService.svc/root/oauth/user", Purpose.USER),
        ("POST", "https://h.example/ucwa/oauth/v1/applications", Purpose.APPLICATIONS),
        ("GET", "https://h.example/ucwa/oauth/v1/applications/1/events?ack=1", Purpose.EVENTS),
        ("DELETE", "https://h.example/ucwa/oauth/v1/applications/1", Purpose.SIGN_OUT),
        ("POST", "https://h.example/ucwa/oauth/v1/applications/1/me/makeMeAvailable", Purpose.MAKE_ME_AVAILABLE),
        ("POST", "https://h.example/ucwa/oauth/v1/applications/1/x", Purpose.OPERATION),
        ("GET", "https://h.example/ucwa/oauth/v1/applications/1/x", Purpose.GET),
    ],
)
def test_purposes_are_told_from_the_request(method: str, url: str, purpose: Purpose) -> None:
    assert one(har(entry(method, url))).purpose is purpose


def test_marks_before_a_file_do_not_hide_its_kind() -> None:
    assert kind_of(b"\xef\xbb\xbf" + har()) is CaptureKind.HAR
    assert kind_of(har().decode().encode("utf-16")) is CaptureKind.HAR
    assert len(read_capture(har(entry()).decode().encode("utf-16"), "x").exchanges) == 1
    assert len(read_capture(b"\xef\xbb\xbf" + har(entry()), "x").exchanges) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["method", "url", "headers", "name", "value", "status", "content", "text"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["request", "response", "time", "timings", "startedDateTime"]), JSON))
def test_any_json_is_read_without_a_fault(parts: dict[str, object]) -> None:
    read = read_capture(json.dumps({"log": {"entries": [parts, entry() | parts]}}).encode(), "x")
    assert len(read.exchanges) <= 2
    har_bytes(read.exchanges)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"curl ", b"GET https://h.example/ HTTP/1.1\r\n", b"PK\x03\x04"]))
def test_any_bytes_are_read_without_a_fault(data: bytes, start: bytes) -> None:
    har_bytes(read_capture(start + data, "x").exchanges)


def test_a_masked_file_is_not_decompressed_again() -> None:
    packed = zlib.compress(b"x" * 100)
    content = {"text": encoded(packed), "encoding": "base64"}
    deflated = headers(Content_Encoding="deflate", Content_Type="x/y")
    assert decoded_body(response_of(one(har(entry(response_headers=deflated, response_content=content))))) == packed
