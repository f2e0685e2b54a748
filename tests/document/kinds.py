"""The answers that every depth has to show pleasantly and truthfully, as raw bytes."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState

REQUEST = b"GET /ucwa/me HTTP/1.1\r\nHost: pool.example.test\r\nAccept: application/json\r\n\r\n"
HTML = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>\n b { color: red }\n</style></head><body>"
    b"<h1>Bad   Gateway</h1><p>The proxy <b>proxy1</b> got no answer.<br>Try <a href='/again'>again</a><ul><li>one"
    b"<li>two</ul><script>alert('never run')</script></body></html>"
)
BATCH = (
    b"--bat\r\nContent-Type: application/http; msgtype=response\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: "
    b'application/json\r\n\r\n{"rel":"me","n":1.50}\r\n--bat\r\nContent-Type: text/plain\r\n\r\n'
    b"plain words\r\n--bat--\r\n"
)
CONTROLS = "\x1b]52;c;AAAA\x07\x1b[2J\x9b31m\u202egnp\u2066\x00\r\x7f"
"""What could act on a terminal, or reorder what is read."""


@dataclass(frozen=True)
class Kind:
    """An answer, and what has to be seen of it."""

    name: str
    response: bytes
    state: ExchangeState = ExchangeState.DONE
    status: int | None = 200
    pretty: tuple[str, ...] = ()
    """Rows that the pretty depth has to have."""
    message: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()

    def exchange(self, n: int = 3) -> Exchange:
        """The whole exchange."""
        return Exchange(
            n,
            Purpose.GET,
            "GET",
            "http://pool.example.test/ucwa/me",
            1000.0,
            self.state,
            CapturedMessage(REQUEST),
            CapturedMessage(self.response),
            self.status,
            0.034 if self.status else None,
            error="the answer broke off" if self.state is ExchangeState.FAILED else None,
        )


def answer(content_type: str, body: bytes, *fields: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer with a length."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {size}", *fields]
    return "\r\n".join([*lines, "", ""]).encode() + body


def chunked(content_type: str, *chunks: bytes) -> bytes:
    """An answer in chunks with a trailer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    framed = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head + framed + b"0\r\nX-Trailer: t\r\n\r\n"


JSON = b'{"b":1.50,"a":[1e400,"x"],"b":{}}'
LONG = json.dumps({"text": "x" * 60_000, "end": True}).encode()
PEOPLE = json.dumps([{"n": n, "name": f"Person {n}"} for n in range(2000)]).encode()
PACKED = gzip.compress(JSON, mtime=0)

KINDS = (
    Kind("json", answer("application/json", JSON), pretty=('  "b": 1.50,', "    1e400,", '  "b": {}')),
    Kind(
        "xml",
        answer("application/xml", b"<a x='1'><b>t</b><!-- c --><c/></a>"),
        pretty=("<a x='1'>", "  <b>t</b>", "  <!-- c -->", "  <c/>", "</a>"),
    ),
    Kind(
        "html error page",
        answer("text/html; charset=utf-8", HTML, status="502 Bad Gateway"),
        status=502,
        pretty=(
            "    <h1>Bad Gateway</h1>",
            "      <li>one",
            "    <script>alert('never run')</script>",
            " b { color: red }",
        ),
        message=("</style></head><body><h1>Bad   Gateway</h1>",),
    ),
    Kind(
        "gzip",
        answer("application/json", PACKED, "Content-Encoding: gzip"),
        pretty=('  "b": 1.50,',),
        message=(JSON.decode(),),
    ),
    Kind(
        "damaged gzip",
        answer("application/json", PACKED[:-12], "Content-Encoding: gzip"),
        message=("the compressed body breaks off",),
    ),
    Kind("chunked", chunked("application/json", JSON[:9], JSON[9:]), pretty=("    1e400,",), message=(JSON.decode(),)),
    Kind("empty", answer("application/json", b""), pretty=("the body is empty",), message=("the body is empty",)),
    Kind("no content", b"HTTP/1.1 204 No Content\r\n\r\n", status=204, pretty=("no body, as 204 has none",)),
    Kind("binary", answer("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))), pretty=("no text: 264 bytes",)),
    Kind("large", answer("application/json", PEOPLE), pretty=('    "name": "Person 1999"',)),
    Kind("one long line", answer("application/json", LONG), pretty=('  "end": true',)),
    Kind(
        "broken json",
        answer("application/json", b'{"a":1,\n "b":}'),
        pretty=("shown as sent: line 2, column 6", '{"a":1,'),
    ),
    Kind("broken xml", answer("text/xml", b"<a><b></a>"), pretty=("shown as sent: line 1, column 7", "<a><b></a>")),
    Kind(
        "broken utf-8",
        answer("application/json", b'{"a":"caf\xe9"}'),
        pretty=('  "a": "caf\ufffd"', "byte 9 is not utf-8"),
        badges=("charset guessed",),
    ),
    Kind(
        "wrong charset",
        answer("text/plain; charset=us-ascii", "für".encode()),
        pretty=("für", "byte 1 is not ascii; read as utf-8"),
        badges=("charset guessed",),
    ),
    Kind(
        "utf-16 that nobody announced",
        answer("application/json", '{"a":1}'.encode("utf-16-le")),
        pretty=('  "a": 1',),
        badges=("charset guessed",),
    ),
    Kind("form", answer("application/x-www-form-urlencoded", b"a=x%20y&b=1"), pretty=("a=x%20y&", "  = x y", "b=1")),
    Kind(
        "batch",
        answer("multipart/batching; boundary=bat", BATCH),
        pretty=("--bat", '  "n": 1.50', "plain words", "--bat--"),
    ),
    Kind("text", answer("text/plain", b"one\r\ntwo"), pretty=("one", "two")),
    Kind(
        "truncated",
        answer("application/json", b'{"a":', length=99),
        state=ExchangeState.FAILED,
        badges=("truncated",),
        pretty=("the body breaks off after 5 of 99 bytes",),
    ),
    Kind("excess", answer("application/json", b"{}HTTP/1.1 500 no\r\n", length=2), pretty=("17 bytes too many",)),
    Kind(
        "interim",
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer("application/json", b"{}"),
        pretty=("HTTP/1.1 100 Continue", "{}"),
    ),
    Kind("no answer", b"", state=ExchangeState.FAILED, status=None, pretty=("no answer: the answer broke off",)),
    Kind("running", b"", state=ExchangeState.RUNNING, status=None, pretty=("no answer yet",), badges=("running",)),
    Kind(
        "hostile",
        "HTTP/1.1 200 {0}\r\n{0}: {0}\r\nContent-Type: application/json; charset={0}\r\n\r\n".format(
            CONTROLS.replace("\r", "")
        ).encode("latin-1", "replace")
        + json.dumps({CONTROLS: CONTROLS}, ensure_ascii=False).encode(),
        badges=("charset guessed",),
    ),
    Kind("hostile html", answer("text/html", f"<p {CONTROLS}>{CONTROLS}</p><{CONTROLS}>".encode())),
    Kind("hostile form", answer("application/x-www-form-urlencoded", b"%1b%5d52=%1b%5b2J%0d%00&\x1b]52")),
    Kind(
        "hostile batch", answer("multipart/x; boundary=b", f"--b\r\n{CONTROLS}: x\r\n\r\n{CONTROLS}\r\n--b--".encode())
    ),
)
