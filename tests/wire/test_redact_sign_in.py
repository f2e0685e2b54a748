"""What a sign-in through ADFS, a proxy or a web ticket service carries: no canary is left, and what helps stays."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.captures import saz
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.export import FORMS
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.import_har import read_har
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked

CANARY = "CANARY"
"""In every secret below; in nothing that is to stay."""


def request(head: str = "", body: str = "", target: str = "/adfs/ls/") -> bytes:
    length = f"Content-Length: {len(body.encode())}\r\n" if body else ""
    return f"POST {target} HTTP/1.1\r\nHost: sts.example.test\r\n{head}{length}\r\n{body}".encode()


def answer(head: str = "", body: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


def masked_head(line: str) -> str:
    """One header of a request, masked; and back again with its secrets."""
    data = request(line + "\r\n")
    split = Redactor().split_request(data)
    assert unmasked(split.message, split.secrets).data == data
    assert len(split.secrets) == len(split.message.masks)
    return split.message.data.decode().split("\r\n")[2]


HEADS = [
    ("Cookie: FedAuth=77u/CANARY+1==; MSISAuth=CANARY2; sid=CANARY3", "Cookie: FedAuth=*; MSISAuth=*; sid=*"),
    ("Cookie: MSISAuthenticated=MTEvCANARY", "Cookie: MSISAuthenticated=*"),
    ('Cookie: $Version=1; a="CAN;ARY CANARY"; $Path=/; b=CANARY', 'Cookie: $Version=1; a="*"; $Path=/; b=*'),
    ("Cookie: CANARY-without-name", "Cookie: *"),
    ("Cookie: path=CANARY; secure=CANARY", "Cookie: path=*; secure=*"),
    ("Set-Cookie: FedAuth=CANARY; path=/; secure; HttpOnly", "Set-Cookie: FedAuth=*; path=/; secure; HttpOnly"),
    (
        "Set-Cookie: MSISAuth=CANARY; domain=.example.test; expires=Wed, 21 Oct 2026 07:28:00 GMT; SameSite=None",
        "Set-Cookie: MSISAuth=*; domain=.example.test; expires=Wed, 21 Oct 2026 07:28:00 GMT; SameSite=None",
    ),
    ("Set-Cookie: a=CANARY; path=/, b=CANARY=; HttpOnly", "Set-Cookie: a=*; path=/, b=*; HttpOnly"),
    # Chrome's HAR joins them by line feeds, which are read as blanks.
    ("Set-Cookie: a=CANARY; HttpOnly b=CANARY; path=/ c=CANARY", "Set-Cookie: a=*; HttpOnly b=*; path=/ c=*"),
    ("Set-Cookie: path=CANARY; path=/x", "Set-Cookie: path=*; path=/x"),
    ("Set-Cookie: FedAuth=; expires=Thu, 01-Jan-1970 00:00:01 GMT", None),
    ("X-Forwarded-Cookie: a=CANARY", "X-Forwarded-Cookie: a=*"),
    ("X-MS-WebTicket: opaque=CANARY/+==", "X-MS-WebTicket: *"),
    ("x-ms-token: Bearer CANARY", "x-ms-token: *"),
    ("X-Api-Key: CANARY", "X-Api-Key: *"),
    ("api-key: CANARY", "api-key: *"),
    ("Ocp-Apim-Subscription-Key: CANARY", "Ocp-Apim-Subscription-Key: *"),
    ("X-Skypetoken: CANARY", "X-Skypetoken: *"),
    ("X-Amz-Security-Token: CANARY", "X-Amz-Security-Token: *"),
    ("X-CSRF-Token: CANARY", "X-CSRF-Token: *"),
    ("X-Client-Secret: CANARY", "X-Client-Secret: *"),
    ("Proxy-Authorization: Basic CANARY", "Proxy-Authorization: Basic *"),
    ("X-Original-Authorization: Bearer CANARY", "X-Original-Authorization: Bearer *"),
    (
        "Referer: https://a.test/x?code=CANARY&state=st-1&session_state=9#id_token=CANARY&nonce=n",
        "Referer: https://a.test/x?code=*&state=st-1&session_state=9#id_token=*&nonce=n",
    ),
    (
        "Location: https://a.test/?sig=CANARY%2B&se=2026-01-01&sp=r",
        "Location: https://a.test/?sig=*&se=2026-01-01&sp=r",
    ),
    ("X-Ms-Client-Request-Id: 2e27115e-b2fd-4bf4-8af8-1d556d45caf8", None),
    ("X-MS-Correlation-Id: abc-1", None),
    ('X-Ms-diagnostics: 28032;source="pool";reason="code=28032 and sig=none"', None),
    ("Idempotency-Key: join-5", None),
    ("Sec-WebSocket-Key: dGhlIHNhbXBsZQ==", None),
    ("X-Monkey: banana", None),
    ('WWW-Authenticate: Bearer trusted_issuers="0@*", client_id="5"', None),
    ('WWW-Authenticate: MsRtcOAuth href="https://a.test/WebTicket/oauthtoken",grant_type="password"', None),
    ('ETag: "5-token"', None),
    ("Referer: https://a.test/ucwa/events?ack=3&low=30&timeout=180&operationId=op-5&conversation=77", None),
    ("Referer: https://a.test/error?code=404", None),
]


@pytest.mark.parametrize(("line", "expected"), HEADS)
def test_heads(line: str, expected: str | None) -> None:
    assert masked_head(line) == (line if expected is None else expected.replace("*", "[masked]"))


def test_a_target_is_masked_where_its_parameters_are_secrets() -> None:
    data = request(target="/x?sig=CANARY&ticket=CANARY&token=CANARY&pass=CANARY&operationId=op-1&wctx=rm%3d0")
    target = Redactor().request(data).data.split(b" ")[1].decode()
    assert target == "/x?sig=*&ticket=*&token=*&pass=*&operationId=op-1&wctx=rm%3d0".replace("*", "[masked]")


FORM = "application/x-www-form-urlencoded"
BODIES = [
    (FORM, "UserName=dana%40a.test&Password=CANARY&AuthMethod=FormsAuthentication", 1),
    (FORM, "wa=wsignin1.0&wresult=%3Ct%3ARequestSecurityTokenResponse%3ECANARY%3C&wctx=rm%3D0", 1),
    (FORM, "SAMLResponse=PHNhbWxwCANARY&RelayState=ss%3Amem", 1),
    (
        FORM,
        "grant_type=authorization_code&code=CANARY&redirect_uri=https%3A%2F%2Fa&code_verifier=CANARY&client_id=5",
        2,
    ),
    (FORM, "code=12345678&grant_type=x", 1),
    (FORM, "grant_type=refresh_token&refresh_token=CANARY&client_secret=CANARY&client_assertion=CANARY", 3),
    (FORM, "grant_type=urn:ietf:params:oauth:grant-type:saml2-bearer&assertion=CANARY", 1),
    (FORM, "grant_type=urn%3Amicrosoft.rtc%3Aanonmeeting&password=CANARY&ms_rtc_conferenceuri=sip%3Ax", 1),
    ("application/json", '{"accessToken":"CANARY","idToken":"CANARY","refresh_token":"CANARY","expires_in":3600}', 3),
    ("application/json", '{"grant_type":"authorization_code","code":"CANARY","client_id":"5"}', 1),
    (
        "application/json",
        '{"headers":{"Authorization":"Bearer CANARY","Cookie":"a=CANARY","X-MS-WebTicket":"CANARY"}}',
        3,
    ),
    ("application/json", '{"unknown":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDANARY1.CANARY_-x"}', 1),
    ("application/json", '{"next":"https://a.test/p?sig=CANARY\\u0026se=1","code":"NotFound","subcode":"x"}', 1),
    (
        "application/soap+xml",
        '<s:Envelope><o:Security><o:UsernameToken><o:Username>dana</o:Username><o:Password o:Type="#Text">CANARY'
        "</o:Password></o:UsernameToken></o:Security></s:Envelope>",
        1,
    ),
    (
        "text/xml",
        '<t:RequestedSecurityToken><saml:Assertion ID="_1"><ds:Signature>CANARY</ds:Signature></saml:Assertion>'
        "</t:RequestedSecurityToken><t:Lifetime>2026</t:Lifetime>",
        1,
    ),
    ("text/xml", '<saml:Assertion Issuer="sts"><a>x</a><b>CANARY</b></saml:Assertion><after/>', 1),
    ("text/xml", "<saml:Assertion><a>x</a><b>CANARY", 1),
    ("text/xml", "<d>&lt;saml:Assertion ID=&quot;1&quot;&gt;&lt;a&gt;CANARY&lt;/saml:Assertion&gt;</d>", 1),
    ("application/json", '{"xml":"\\u003csaml:Assertion\\u003eCANARY\\u003c/saml:Assertion\\u003e","a":1}', 1),
    (
        "text/xml",
        "<wsse:BinarySecurityToken>CANARY</wsse:BinarySecurityToken><wst:BinarySecret>CANARY</wst:BinarySecret>",
        2,
    ),
    (
        "text/html",
        '<form action="/x"><input type="hidden" name="wresult" value="&lt;t:x a=&quot;CANARY&quot;&gt;" />'
        "<input value='CANARY' name='SAMLResponse'><input name=code value=CANARY><input name=\"wctx\" value=\"rm=0\">"
        '<input type="password" id="p" name="UserPass" value="CANARY"></form>',
        4,
    ),
    ("text/html", '<input type="hidden" name="wresult" value="CANARY', 1),
    ("text/html", '<input value="CANARY" na', 1),
    (
        "multipart/form-data; boundary=b",
        '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nCANARY\r\n--b\r\nContent-Disposition: '
        'form-data; name="operationId"\r\n\r\nop-1\r\n--b--\r\n',
        1,
    ),
    (
        "multipart/batching; boundary=b",
        "--b\r\nContent-Type: application/http\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n"
        "Cookie: FedAuth=CANARY; s=CANARY\r\n"
        "Authorization: Bearer CANARY\r\nX-MS-WebTicket: CANARY\r\nX-Ms-Request-Id: id-1\r\n\r\n\r\n--b--\r\n",
        4,
    ),
]


KEPT = ["UserName", "wctx=rm", "RelayState", "ms_rtc_conferenceuri=sip", "NotFound", "expires_in", "op-1", "id-1"]
KEPT += ["Issuer=", "<after/>", "Lifetime>2026", "client_id", '"a":1']


@pytest.mark.parametrize(("media", "body", "count"), BODIES)
def test_bodies(media: str, body: str, count: int) -> None:
    data = request(f"Content-Type: {media}\r\n", body)
    split = Redactor().split_request(data)
    assert CANARY.encode() not in split.message.data
    assert [m.kind in ("token", "password", "cookie") for m in split.message.masks] == [True] * count
    assert unmasked(split.message, split.secrets).data == data
    shown = split.message.data.decode()
    for kept in KEPT:
        assert (kept in shown) == (kept in body)


INNOCENT = [
    ("application/json", '{"code":"BadRequest","subcode":"ParameterValidationFailure","message":"sig code token"}'),
    ("application/json", '{"token_type":"Bearer","expires_in":28800,"ms_rtc_identityscope":"local"}'),
    ("application/xml", '<reason xmlns="x"><code>NotFound</code><subcode>ConversationNotFound</subcode></reason>'),
    ("application/xml", '<property name="code">NotFound</property><property name="participantPassCode"/>'),
    (
        "application/json",
        '{"_links":{"mediaRelayAccessToken":{"href":"/x"}},"operationId":"2e27115eb2fd4bf48af81d556d45caf8"}',
    ),
    ("text/html", '<input name="q" value="find me"><input type="submit" value="Go"><p>code=5 sig=a ticket=b</p>'),
    ("text/plain", "See x-files: nothing.\r\nAbout cookies: they are good.\r\nkey: value\r\n"),
    ("multipart/mixed; boundary=b", '--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\nhello\r\n--b--\r\n'),
]


@pytest.mark.parametrize(("media", "body"), INNOCENT)
def test_what_is_no_secret_stays(media: str, body: str) -> None:
    data = answer(f"Content-Type: {media}\r\n", body)
    assert Redactor().response(data) == CapturedMessage(data)


def test_a_cookie_is_known_elsewhere_only_where_it_looks_like_a_secret() -> None:
    redactor = Redactor()
    guid = "2e27115e-b2fd-4bf4-8af8-1d556d45caf8"
    redactor.response(answer(f"Set-Cookie: FedAuth=77uCANARY/998877==; path=/\r\nSet-Cookie: rid={guid}\r\n"))
    redactor.response(answer("Set-Cookie: lang=europe/berlin-summer; path=/\r\nSet-Cookie: x=[masked]; path=/\r\n"))
    told = f"sent 77uCANARY/998877== for {guid} in europe/berlin-summer, [masked]"
    assert redactor.text(told) == told.replace("77uCANARY/998877==", "[masked]")


def test_masking_what_is_masked_changes_nothing() -> None:
    for line, _ in HEADS:
        once = Redactor().request(request(line + "\r\n")).data
        assert Redactor().request(once).data == once


def test_every_cut_of_a_sign_in_hides_its_secrets() -> None:
    head = "Cookie: FedAuth=CANARY1; s=CANARY2\r\nX-MS-WebTicket: CANARY3\r\nContent-Type: text/html\r\n"
    bodies = [body for media, body, _ in BODIES if media in ("text/html", "text/xml")]
    for body in bodies:
        whole = request(head, body)
        for cut in range(len(whole)):
            assert b"CANA" not in Redactor().request(whole[:cut]).data


@given(st.text('=;, "ab\t$', max_size=30), st.booleans())
def test_whatever_a_cookie_field_holds_can_be_put_back(value: str, is_set: bool) -> None:
    data = (answer if is_set else request)(f"{'Set-' if is_set else ''}Cookie: {value}\r\n")
    split = Redactor().split_response(data) if is_set else Redactor().split_request(data)
    assert unmasked(split.message, split.secrets).data == data


@given(st.dictionaries(st.from_regex(r"[A-Za-z.]{1,8}", fullmatch=True), st.just("CANARY"), min_size=1, max_size=6))
def test_every_value_of_every_cookie_goes_and_every_name_stays(cookies: dict[str, str]) -> None:
    line = "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())
    assert masked_head(line) == "Cookie: " + "; ".join(f"{name}=[masked]" for name in cookies)


def test_nothing_of_it_comes_out_of_a_foreign_har() -> None:
    def pairs(*each: tuple[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in each]

    sent = pairs(
        ("Cookie", "FedAuth=CANARY1; MSIS=CANARY2; sid=CANARY3"), ("X-MS-WebTicket", "CANARY"), ("X-Api-Key", "CANARY")
    )
    got = pairs(("Set-Cookie", "FedAuth=CANARY; path=/\nMSISAuth=CANARY; path=/adfs"), ("request-id", "r-1"))
    entry = {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": {
            "method": "POST",
            "url": "https://a.test/x?sig=CANARY&a=1",
            "headers": sent,
            "cookies": pairs(("FedAuth", "CANARY")),
            "postData": {"mimeType": FORM, "text": "", "params": pairs(("Password", "CANARY"), ("a", "b"))},
        },
        "response": {"status": 200, "headers": got, "content": {"text": "you typed CANARY"}},
    }
    entry["request"]["headers"].append({"name": "Content-Type", "value": FORM})  # type: ignore[index]
    imported = read_har(json.dumps({"log": {"entries": [entry]}}).encode(), "x.har")
    [read] = imported.exchanges
    told = f"{read.url} {read.request.data!r} {imported.problems}{read.response.data!r}"
    assert CANARY not in told
    assert (len(read.request.masks), len(read.response.masks)) == (7, 3)
    assert b"MSISAuth=[masked]; path=/adfs" in read.response.data
    assert b"request-id: r-1" in read.response.data


def unmasked_har_of_ours() -> bytes:
    """As a version wrote it that let other cookies than `cwt_ucwa` stand."""
    sent = request("Cookie: FedAuth=CANARY\r\nX-MS-WebTicket: CANARY\r\n", target="/x?sig=CANARY")
    got = answer("Set-Cookie: FedAuth=CANARY; path=/\r\n", '{"idToken":"CANARY"}')
    made = Exchange(1, Purpose.GET, "POST", "https://sts.example.test/x?sig=CANARY", 1.0, ExchangeState.DONE)
    return har_bytes([replace(made, request=CapturedMessage(sent), response=CapturedMessage(got), status=200)])


@pytest.mark.parametrize(
    "data",
    [
        b"curl 'https://a.test/x?sig=CANARY' -b 'a=CANARY; s=CANARY' -H 'X-MS-WebTicket: CANARY' -d 'code=CANARY'",
        b"POST https://a.test/x?sig=CANARY HTTP/1.1\nHost: a.test\nCookie: s=CANARY\n"
        b'Content-Type: application/json\n\n{"idToken":"CANARY"}\n',
        saz((request("Cookie: FedAuth=CANARY; s=CANARY\r\n"), answer("Set-Cookie: a=CANARY; path=/\r\n", "x"))),
        unmasked_har_of_ours(),
    ],
    ids=["curl", "http", "saz", "our HAR"],
)
def test_no_kind_of_capture_brings_a_secret_in_and_no_form_takes_one_out(data: bytes) -> None:
    imported = read_capture(data, "x")
    [read] = imported.exchanges
    assert read.request.masks
    assert CANARY not in repr(imported)
    assert CANARY.encode() not in har_bytes([read])
    assert b64encode(CANARY.encode())[:-2] not in har_bytes([read])
    assert not any(CANARY in form.make(read) for form in FORMS)


def test_a_flood_of_names_stays_quick_to_read() -> None:
    """Each of these would take minutes if a pattern went back over them again and again."""
    pieces = ["<input ", '<input "a=', "<input a a", 'form-data; name="', "eyJaaaaaaaaaaa.", "cookie=", "<assertion"]
    pieces += ["&lt;assertion ", "&lt;/assertion&lt;assertion", "\\u00", "x-a-token", '"token"', '"a&#1']
    pieces += ["\ncookie: ", "\nCookie:  ,  ,"]
    for piece in pieces:
        flood = piece * (40_000 // len(piece))
        for data in (answer("Content-Type: text/html\r\n", flood), answer("Set-Cookie: a=" + flood + "\r\n")):
            assert Redactor([Secret("never-there-1")]).response(data).data.startswith(b"HTTP/1.1 200 OK")
