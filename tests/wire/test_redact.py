"""Redaction at capture: no secret is left, and nothing else changes."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.wire.redact import MOST_LEARNED, Redactor
from ucwa_tui.wire.redact_known import KnownSecret
from ucwa_tui.wire.secret import Secret

TOKEN = "cwt=AAEBHAEFAAAAq+/wq=="


def _request(head: str, body: bytes = b"") -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"POST /WebTicket/oauthtoken HTTP/1.1\r\nHost: a.example\r\n{head}{length}\r\n".encode() + body


def _response(head: str, body: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body


def _restored(message: CapturedMessage, original: bytes) -> bytes:
    """The stored bytes with the original bytes put back where the masks are."""
    result, position, source = b"", 0, 0
    for mask in message.masks:
        assert message.data[mask.offset : mask.offset + mask.length] == b"[masked]"
        plain = message.data[position : mask.offset]
        result += plain
        source += len(plain)
        result += original[source : source + mask.original_length]
        source += mask.original_length
        position = mask.offset + mask.length
    return result + message.data[position:]


HEADS = [
    ("Authorization: Bearer cwt=AAtok\r\n", "Authorization: Bearer [masked]\r\n", "token"),
    ("authorization:bearer\tsome-opaque\r\n", "authorization:bearer\t[masked]\r\n", "token"),
    ("Authorization: justatoken\r\n", "Authorization: [masked]\r\n", "token"),
    ("Authorization: Negotiate YIIabc==\r\n", "Authorization: Negotiate [masked]\r\n", "negotiate"),
    ("Proxy-Authorization: NTLM TlRMTVNTUAABAAAA\r\n", "Proxy-Authorization: NTLM [masked]\r\n", "negotiate"),
    ("Authorization: Basic dTpw\r\n", "Authorization: Basic [masked]\r\n", "password"),
    ("Authorization: Bearer\r\n cwt=AAtok\r\n", "Authorization: Bearer\r\n [masked]\r\n", "token"),
    ("Cookie: a=b; cwt_ucwa=AAXY==; c=d\r\n", "Cookie: a=[masked]; cwt_ucwa=[masked]; c=[masked]\r\n", "cookie"),
    ("X-Token: CWT=AAEB/+x\r\n", "X-Token: [masked]\r\n", "token"),
    ("Referer: https://u:pw@h/x?a=1&access_token=zz#f\r\n", None, "password"),
]


@pytest.mark.parametrize(("head", "expected", "kind"), HEADS)
def test_credentials_in_a_request_head_are_masked(head: str, expected: str | None, kind: str) -> None:
    message = Redactor().request(_request(head))
    if expected is not None:
        assert message.data == _request(expected)
    assert message.masks[0].kind == kind
    assert _restored(message, _request(head)) == _request(head)


def test_userinfo_and_query_parameters_are_masked() -> None:
    text = "https://u:hunter@h.example/x?ack=1&access_token=zz%20y&p%61ssword=q#f"
    assert Redactor().text(text) == "https://u:[masked]@h.example/x?ack=1&access_token=[masked]&p%61ssword=[masked]#f"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Set-Cookie: cwt_ucwa=AAqq; path=/; HttpOnly\r\n", "Set-Cookie: cwt_ucwa=[masked]; path=/; HttpOnly\r\n"),
        ("WWW-Authenticate: Negotiate oYG2==\r\n", "WWW-Authenticate: Negotiate [masked]\r\n"),
        ("WWW-Authenticate: NTLM\r\n", "WWW-Authenticate: NTLM\r\n"),
        ('WWW-Authenticate: Negotiate realm="x", NTLM\r\n', 'WWW-Authenticate: Negotiate realm="x", NTLM\r\n'),
        ('WWW-Authenticate: Bearer trusted_issuers="0@*"\r\n', 'WWW-Authenticate: Bearer trusted_issuers="0@*"\r\n'),
        ("X-Odd: NTLM TlRMTVNTUAACAAAAz\r\n", "X-Odd: NTLM [masked]\r\n"),
        ('X-Ms-diagnostics: 1;reason="NTLM failed"\r\n', 'X-Ms-diagnostics: 1;reason="NTLM failed"\r\n'),
    ],
)
def test_a_response_head_keeps_everything_but_messages_and_cookies(head: str, expected: str) -> None:
    assert Redactor().response(_response(head, b"")).data == _response(expected, b"")


PARTS = "multipart/form-data; boundary=x"
BODIES = [
    ("application/x-www-form-urlencoded", "grant_type=password&username=a@b&password=p w%26;x&z=1", "p w%26;x"),
    ("application/x-www-form-urlencoded", "PassWord=q+r", "q+r"),
    ("application/x-www-form-urlencoded", "a=1&ms_rtc_renew=tok", "tok"),
    ("application/json", '{"access_token":"se\\"cret","expires_in":28364}', 'se\\"cret'),
    ("application/json", '{"a":[{"\\u0061ccess_tok\\u0065n" : "t0k\\u003dx"}],"b":1}', "t0k\\u003dx"),
    ("application/json", '{"log":"{\\"refresh_token\\":\\"in\\\\\\"side\\",\\"b\\":1}"}', 'in\\\\\\"side'),
    ("application/json", '{"password":123456}', "123456"),
    ("application/json", '{"password":["one"],"b":"password"}', "one"),
    ("application/json", 'broken " {"id_token":"zzz', "zzz"),
    ("application/xml", '<input><property name="password">a&amp;b</property></input>', "a&amp;b"),
    ("application/xml", "<r><property x='1' name='access_&#116;oken'><![CDATA[a</b]]></property>", "<![CDATA[a</b]]>"),
    ("application/xml", "<access_token>abc</access_token>", "abc"),
    ("application/xml", '<x password="abc"/>', "abc"),
    ("text/html", "<a href='/x?b=1&amp;access_token=abc&amp;c=2'>", "abc"),
    ("text/plain", "see CWT=AAEB/x, it is over", "CWT=AAEB/x"),
    ("", '{"href":"/e?a=1\\u0026access_token=abc"}', "abc"),
    (PARTS, '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\np\r\n--w\r\n--x--\r\n', "p\r\n--w"),
    (PARTS, "--x\r\ncontent-disposition:form-data;\r\n name=Pass%57ord\r\nX: y\r\n\r\np w\r\n--x--", "p w"),
    (PARTS, '--x\nContent-Type: text/plain\nContent-Disposition: a; name="ms_rtc_renew"\n\ntok\n--x--\n', "tok"),
    ("", 'Content-Disposition: form-data; name="access_token"; a=b\r\n\r\nopen end', "open end"),
    (
        PARTS,
        '--x\r\nContent-Disposition: a; name="a"\r\n\r\npassword\r\n'
        '--x\r\nContent-Disposition: a; name="password"\r\n\r\nq',
        "q",
    ),
]


@pytest.mark.parametrize(("media", "body", "secret"), BODIES)
def test_bodies_are_masked_by_structure(media: str, body: str, secret: str) -> None:
    expected = body.replace(secret, "[masked]").encode()
    original = _request(f"Content-Type: {media}\r\n", body.encode())
    message = Redactor().request(original)
    assert parse_request(message).body == expected
    assert _restored(message, original) == original
    assert not message.reconstructed


def test_innocent_bodies_come_back_as_they_are() -> None:
    body = b'{"password":null,"passwords":"x","token_type":"Bearer","text":"password: x","access_token":""}'
    original = _request("", body)
    assert Redactor([Secret("password"), Secret("short")]).request(original) == CapturedMessage(original)


def test_a_masked_body_is_whole_although_its_length_changed() -> None:
    for body in (b"password=p&a=b", b"a=b&password=" + b"p" * 100):
        message = parse_request(Redactor().request(_request("", body)))
        assert message.complete
        assert message.problems == ()
        assert message.body.replace(b"[masked]", b"") == body.replace(b"p" * 100, b"").replace(b"=p&", b"=&")


def _chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:half], body[half:]) if p) + b"0\r\n\r\n"


def _raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "chunked": ("Transfer-Encoding: chunked\r\n", _chunked),
    "gzip": ("Content-Encoding: gzip\r\n", lambda body: gzip.compress(body, mtime=0)),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress),
    "raw deflate": ("Content-Encoding: deflate\r\n", _raw_deflate),
    "gzip, chunked": (
        "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        lambda body: _chunked(gzip.compress(body, mtime=0)),
    ),
    "utf-16": ("Content-Type: application/json; charset=utf-16\r\n", lambda body: body.decode().encode("utf-16")),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_a_coded_body_with_a_secret_is_written_anew(coding: str) -> None:
    head, encode = CODINGS[coding]
    body = json.dumps({"access_token": TOKEN, "é": 1}, ensure_ascii=False).encode()
    message = Redactor().response(_response(head, encode(body)))
    assert message.reconstructed
    assert [message.data[m.offset : m.offset + m.length] for m in message.masks] == [b"[masked]"]
    parsed = parse_response(message)
    assert json.loads(body_text(parsed)) == {"access_token": "[masked]", "é": 1}
    assert parsed.complete


@pytest.mark.parametrize("coding", CODINGS)
def test_a_coded_body_without_a_secret_is_not_touched(coding: str) -> None:
    head, encode = CODINGS[coding]
    original = _response(head, encode(b'{"subject":"x"}'))
    assert Redactor([Secret("sec-ret-1")]).response(original) == CapturedMessage(original)


def test_a_chunked_body_written_anew_keeps_trailers_and_what_follows() -> None:
    head = "Transfer-Encoding: chunked\r\n"
    chunks = b'4;x=hidden-1\r\n{"pa\r\n10\r\nssword":"abcde"}\r\n0\r\nX-T: hidden-1\r\nY: z\r\n\r\nmore hidden-1'
    message = Redactor([Secret("hidden-1")]).response(_response(head, chunks))
    expected = b'17\r\n{"password":"[masked]"}\r\n0\r\nX-T: [masked]\r\nY: z\r\n\r\nmore [masked]'
    assert message.data == _response(head, expected)
    assert len(message.masks) == 3


def test_an_unreadable_token_answer_is_masked_whole() -> None:
    original = _response("Content-Encoding: br\r\n", b"\x8b\x02\x80abc\x03")
    assert Redactor().response(original, purpose=Purpose.TOKEN).data.endswith(b"\r\n\r\n[masked]")
    assert Redactor().response(original, purpose=Purpose.GET).data == original


@pytest.mark.parametrize("length", range(6, 12))
def test_the_beginning_of_a_known_secret_at_a_cut_is_masked(length: int) -> None:
    secret = 'hid"den+12 3'
    for text in (secret[:length], quote(secret)[:length], json.dumps(secret)[1 : length + 1]):
        cut = _request("Content-Length: 900\r\n", b"x " + text.encode())
        masked = Redactor([Secret(secret)]).request(cut)
        assert masked.data.endswith(b"x [masked]")


@given(st.text("ab", min_size=6, max_size=14), st.text("ab", max_size=30))
def test_the_longest_beginning_of_a_secret_at_a_cut_is_found(secret: str, text: str) -> None:
    own = (n for n in range(min(len(secret) - 1, len(text)), 3, -1) if text.endswith(secret[:n]))
    assert KnownSecret(secret, "password").cut_off(text.encode()) == next((len(text) - n for n in own), None)


def test_every_cut_of_a_message_hides_the_structural_secret() -> None:
    whole = _request(
        "Authorization: Bearer s3cr3tvalue\r\nCookie: cwt_ucwa=s3cr3tvalue\r\n", b"password=s3cr3tvalue&b=1"
    )
    for cut in range(len(whole)):
        assert b"s3c" not in Redactor().request(whole[:cut]).data


def test_a_body_without_a_head_is_masked_too() -> None:
    assert b"abc" not in Redactor().response(b'{"access_token":"abc"}').data
    assert b"abc" not in Redactor().request(b"password=abc").data


def test_a_redactor_does_not_show_what_it_knows() -> None:
    redactor = Redactor([Secret("hidden-1")])
    assert "hidden-1" not in repr(redactor) + repr(vars(redactor))


SECRETS = st.text(min_size=8, max_size=40).filter(
    lambda text: (
        len(set(text)) > 4 and not text.isspace() and "masked" not in text and not text.replace("_", "").isalpha()
    )
)
SPELLINGS: list[Callable[[str], str]] = [
    lambda s: s,
    lambda s: quote(s, safe=""),
    lambda s: quote_plus(s),
    lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    lambda s: json.dumps(s)[1:-1],
    lambda s: json.dumps(s, ensure_ascii=False)[1:-1].replace("/", "\\/"),
    lambda s: "".join(f"\\u{int.from_bytes(u):04X}" for u in _units(s)),
    lambda s: escape(s, {'"': "&quot;"}),
    lambda s: "".join(f"&#{ord(c)};" for c in s),
    lambda s: base64.b64encode(b"user:" + s.encode()).decode(),
    lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
]


def _units(text: str) -> list[bytes]:
    raw = text.encode("utf-16-be")
    return [raw[at : at + 2] for at in range(0, len(raw), 2)]


@given(secret=SECRETS, data=st.data())
def test_a_known_secret_is_nowhere_in_whatever_spelling(secret: str, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from(SPELLINGS))
    around = st.text(st.sampled_from("ab {}:\"'&=%\\,<>\n"), max_size=10)
    spelled = spelling(secret)
    body = (data.draw(around) + " " + spelled + " " + data.draw(around)).encode()
    coding = data.draw(st.sampled_from([None, "chunked", "gzip", "gzip, chunked"]))
    head, encode = CODINGS[coding] if coding else ("", lambda plain: plain)
    message = Redactor([Secret(secret)]).response(_response(head, encode(body)))
    shown = body_text(parse_response(message)) + message.data.decode("utf-8", "replace")
    assert spelled not in shown
    assert secret not in shown


@given(secret=st.text(st.sampled_from('abcXYZ019+/=&%"\\<é '), min_size=1, max_size=30), data=st.data())
def test_structural_secrets_leave_everything_else_as_it_was(secret: str, data: st.DataObject) -> None:
    framings: list[tuple[str, str, str]] = [
        ("application/x-www-form-urlencoded", "user=a&password=", quote_plus(secret)),
        ("application/json", '{"x":1.0,"access_token":"', json.dumps(secret)[1:-1]),
        ("application/xml", '<input><property name="password">', escape(secret)),
    ]
    media, before, spelled = data.draw(st.sampled_from(framings))
    after = {"f": "&z=1", "j": '","n":1e5}', "x": "</property></input>"}[
        "f" if "form" in media else "j" if "json" in media else "x"
    ]
    original = _request(f"Content-Type: {media}\r\n", (before + spelled + after).encode())
    message = Redactor().request(original)
    assert _restored(message, original) == original
    assert parse_request(message).body == (before + "[masked]" + after).encode()


@given(st.binary(max_size=200), st.binary(max_size=100))
def test_arbitrary_bytes_never_raise_and_masks_add_up(head: bytes, body: bytes) -> None:
    redactor = Redactor([Secret("abcdefgh")])
    for data in (head + b"\r\n\r\n" + body, b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body):
        for message in (redactor.request(data), redactor.response(data)):
            if not message.reconstructed:
                assert _restored(message, data) == data


COOKIE = "AAEB/cook+ie998=="


@pytest.mark.parametrize(
    "head",
    [
        f"Set-Cookie: cwt_ucwa={COOKIE}; path=/photos; secure\r\n",
        f'set-cookie: CWT_UCWA = "{COOKIE}"\r\n',
        f"Set-Cookie: a=b, cwt_ucwa={COOKIE}, c=d\r\n",
        f"Set-Cookie: other=1\r\nSet-Cookie: cwt_ucwa={quote(COOKIE, safe='')}\r\n",
    ],
)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_cookie_is_known_once_it_was_set(head: str, spelling: Callable[[str], str]) -> None:
    redactor = Redactor()
    first = redactor.response(_response(head, f"beside it: {COOKIE}".encode()))
    assert COOKIE.encode() not in first.data
    later = _response(f"Location: /x?y={spelling(COOKIE)}\r\n", gzip.compress(b"plain"))
    assert spelling(COOKIE).encode() not in redactor.response(later).data
    assert spelling(COOKIE) not in redactor.text(f"Bob {spelling(COOKIE)}")


def test_a_cookie_is_known_from_a_request_an_interim_answer_and_a_trailer() -> None:
    sources: list[Callable[[Redactor], object]] = [
        lambda r: r.request(_request(f"Cookie: x=y; cwt_ucwa={COOKIE}\r\n")),
        lambda r: r.response(f"HTTP/1.1 103 Early\r\nSet-Cookie: cwt_ucwa={COOKIE}\r\n\r\nHTTP/1.1 200 OK".encode()),
        lambda r: r.response(
            _response("Transfer-Encoding: chunked\r\n", f"0\r\nSet-Cookie: cwt_ucwa={COOKIE}\r\n\r\n".encode())
        ),
    ]
    for learn in sources:
        redactor = Redactor()
        learn(redactor)
        assert redactor.text(f"HTTP/1.1 403 {COOKIE}") == "HTTP/1.1 403 [masked]"


def test_short_cookies_and_a_flood_of_them_are_not_looked_for() -> None:
    redactor = Redactor()
    redactor.response(_response("Set-Cookie: cwt_ucwa=Bob\r\n", b""))
    for number in range(MOST_LEARNED + 10):
        redactor.response(_response(f"Set-Cookie: cwt_ucwa=cookie-{number:04}\r\n", b""))
    assert redactor.text("Bob has cookie-0001") == "Bob has [masked]"
    assert redactor.text(f"cookie-{MOST_LEARNED + 5:04}") == f"cookie-{MOST_LEARNED + 5:04}"


@pytest.mark.parametrize("coding", CODINGS)
def test_every_token_of_a_token_service_is_known(coding: str) -> None:
    tokens = {"access_token": TOKEN, "refresh_token": 'refresh/"9988', "id_token": "eyJ-id-9988"}
    head, encode = CODINGS[coding]
    redactor = Redactor()
    redactor.response(_response(head, encode(json.dumps(tokens).encode())), purpose=Purpose.TOKEN)
    for token in tokens.values():
        assert redactor.text(f"you sent {token} here") == "you sent [masked] here"
        assert token not in redactor.response(_response("", json.dumps({"message": token}).encode())).data.decode()


@pytest.mark.parametrize("token", [TOKEN, "swt.v2=AAEBHAEFAAAAq+/wq=="])
def test_a_token_is_known_without_the_name_before_it(token: str) -> None:
    redactor = Redactor()
    redactor.add(Secret(token), "token")
    bare = token.partition("=")[2]
    assert redactor.text(f"ticket {bare}, {quote(bare, safe='')}") == "ticket [masked], [masked]"
    assert redactor.text(f"all of it: {token}!") == "all of it: [masked]!"
