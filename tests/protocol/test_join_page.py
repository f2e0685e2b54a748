"""What meeting pages say, and what hostile ones cannot do."""

from __future__ import annotations

import base64
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.conf_info import MAX_BYTES, NAMESPACE
from ucwa_tui.protocol.conference_uri import parse
from ucwa_tui.protocol.join_page import ConfInfo, PageFacts, joinable_uri, read_conf_info, read_page
from ucwa_tui.protocol.payload_error import PayloadError

URI = "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"


def document(inner: str, declared: str = "utf-8") -> str:
    return f'<?xml version="1.0" encoding="{declared}"?><conf-info xmlns="{NAMESPACE}">{inner}</conf-info>'


FULL = document(
    f"<conf-uri>{URI}</conf-uri><server-time>3.5</server-time>"
    "<original-incoming-url>https://meet.example.test/dana/K7Q2M4XN</original-incoming-url>"
    "<conf-key> K7Q2M4XN </conf-key><fallback-url/>"
    "<ucwa-int-url>https://pool.example.internal/ucwa</ucwa-int-url>"
    "<ucwa-url>https://web.example.test/ucwa</ucwa-url>"
)


def test_conf_info_in_full() -> None:
    assert read_conf_info(FULL.encode()) == ConfInfo(
        URI,
        "K7Q2M4XN",
        "https://meet.example.test/dana/K7Q2M4XN",
        (("ucwa-url", "https://web.example.test/ucwa"), ("ucwa-int-url", "https://pool.example.internal/ucwa")),
        (("server-time", "3.5"),),
    )


def test_conf_info_without_a_namespace_in_another_encoding() -> None:
    data = f'<?xml version="1.0" encoding="utf-16"?><conf-info><conf-uri>{URI}</conf-uri></conf-info>'
    assert read_conf_info(data.encode("utf-16")).conference_uri == URI


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<html><body>Hello</body></html>", "HTML"),
        (b"<conf-info><conf-uri>", "no XML"),
        (b'<!DOCTYPE conf-info [<!ENTITY a "b">]><conf-info/>', "DOCTYPE"),
        (b"<root/>", "<root>"),
        (b'<conf-info xmlns="urn:other"/>', "<conf-info>"),
        (b"<conf-info>&nothing;</conf-info>", "no XML"),
        (b"<conf-info>" + b"<a>" * 200 + b"</a>" * 200 + b"</conf-info>", "levels deep"),
        (b"<conf-info>" + b" " * MAX_BYTES + b"</conf-info>", "more than"),
        (b"\xff<conf-info/>", "byte 0"),
    ],
)
def test_what_is_no_conf_info(data: bytes, what: str) -> None:
    with pytest.raises(PayloadError, match=what):
        read_conf_info(data)


def test_conf_info_is_bounded() -> None:
    info = read_conf_info(document(f"<conf-key>{'k' * 5000}</conf-key>" + "<x>1</x>" * 500).encode())
    assert info.conference_key == ""
    assert len(info.others) < 500


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        (URI, URI),
        (f" conf:{URI}%3Frequired-media=audio ", URI),
        (f"CONF:{URI}?required-media=audio", URI),
        (URI.replace(";", "%3b").replace("=", "%3D").replace("@", "%40"), URI),
        (URI.replace("focus", "audio-video"), None),
        ("sip:dana@example.test", None),
        ("tel:+1", None),
        ("javascript:alert(1)", None),
        (f"{URI}\x1b[31m", None),
        (URI.replace("K7", "K\u202e7"), None),
        (f"{URI}{'A' * 2000}", None),
        ("", None),
    ],
)
def test_joinable_uri(text: str, uri: str | None) -> None:
    assert joinable_uri(text) == uri


def packed(text: str, ending: str) -> str:
    return base64.b64encode(text.encode()).decode().translate(str.maketrans("+/", "-_")).replace("=", ending)


LINK = f"conf:{URI}%3Frequired-media=audio"


@pytest.mark.parametrize(
    "page",
    [
        f'<a id="go" href="{LINK}">Join</a>',
        f"<A HREF = '{LINK}'>Join</A>",
        f'<a href="{LINK.replace(";", "&#x3b;").replace(":", "&#58;")}">Join</a>',
        f'<a href="mailto:x@y"></a><a href="conf:sip:nobody"></a><a href="{LINK}">Join</a>',
        f'var lyncLaunchLink = "{LINK}";',
        f"LyncLaunchLink='{LINK}'",
        'var lyncLaunchLink = "' + LINK.replace(":", "\\x3a").replace(";", "\\u003b").replace("/", "\\/") + '";',
        'var escapedXML = "' + FULL.replace("<", "\\x3c").replace('"', '\\"') + '";',
        'var escapedXML = "' + FULL.replace("<", "&lt;").replace('"', "&quot;") + '";',
        f"var escapedXML = '{quote(FULL)}';",
        f'var reachURL = "https://meet.example.test/lwa/client?x=1&xml={packed(FULL, "!")}&y=2";',
        f'var reachURL = "https:\\/\\/meet.example.test\\/lwa?xml={packed(FULL.replace("utf-8", "utf-16"), "")}";',
        f'var reachURL = "?xml=broken!&amp;xml={packed(FULL, "=")}"; var lyncLaunchLink = "";',
    ],
)
def test_where_pages_have_the_uri(page: str) -> None:
    filled = f"<html><script>{page}</script>{page}</html>"
    assert read_page(filled).conference_uri == URI


def test_a_page_in_full() -> None:
    page = (
        'var validMeeting = "True"; var errorCode = "-1"; '
        f'var lyncLaunchLink = "{LINK}"; var reachURL = "?xml={packed(FULL, "!")}"; '
        'var domainOwnerJoinLauncherUrl = "https:\\/\\/join.example.test\\/x?a=1\\u0026b=2";'
    )
    assert read_page(page) == PageFacts(
        URI, "https://join.example.test/x?a=1&b=2", read_conf_info(FULL.encode()), True, "-1"
    )


def test_a_page_that_knows_no_meeting() -> None:
    page = 'var lyncLaunchLink = ""; var validMeeting = "False"; var errorCode = "1000"'
    assert read_page(page) == PageFacts(None, "", None, False, "1000")


@pytest.mark.parametrize("page", ["", "<html>", "validMeeting = maybe", 'validMeeting = "perhaps"', "href="])
def test_a_page_that_says_nothing(page: str) -> None:
    assert read_page(page) == PageFacts()


@pytest.mark.parametrize(
    "unit",
    [
        'escapedXML="\\\\',
        "lyncLaunchLink=",
        'lyncLaunchLink="',
        "reachURL='\\\"",
        'href="',
        "href='href=\"conf:",
        'href="conf:sip:@">',
        "href                    ",
        "reachURL=\"?xml=A'",
        "%3fxml=A&xml=",
        "escapedXML='<conf-info>",
        'lyncLaunchLink="&#9999999999999999999;"',
        "\\",
        "&#x",
    ],
)
def test_reading_takes_time_in_proportion(unit: str) -> None:
    for page in (unit * (400_000 // len(unit)), f'escapedXML="{unit.replace(chr(34), "") * 20_000}"'):
        before = time.process_time()
        read_page(page)
        assert time.process_time() - before < 2.0


_BITS = st.sampled_from(
    [
        *("lyncLaunchLink", "reachURL", "escapedXML", "validMeeting", "errorCode", "href", "conf:", "sip:", "?xml="),
        *("=", '"', "'", "\\", "\\x3c", "\\ud83d", "&#", "&lt;", "<", ">", "%3F", "\n", " ", "True", LINK, FULL),
    ]
)


@given(st.lists(_BITS | st.text(max_size=8), max_size=30).map("".join))
@settings(max_examples=200)
def test_no_page_makes_it_stumble(page: str) -> None:
    facts = read_page(page)
    assert facts.conference_uri is None or parse(facts.conference_uri) is not None


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    for body in (data, document("").encode().replace(b"></", b">" + data + b"</")):
        try:
            read_conf_info(body)
        except PayloadError:
            continue
