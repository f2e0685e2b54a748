"""Conference URIs and join URLs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.conference_uri import (
    ConferenceUri,
    conference_key,
    guess_from_join_url,
    is_join_url,
    normalise,
    parse,
    same_meeting,
)
from ucwa_tui.protocol.sip_uri import SipProblem, SipUri, parse_sip_uri

GOOD = "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D"
GUESS = "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D"


def test_the_parts_of_a_conference_uri() -> None:
    uri = parse(GOOD)
    assert uri == ConferenceUri("alice", "contoso.com", "7HK2QX9D")
    assert uri.text == GOOD
    assert uri.organizer_uri == "sip:alice@contoso.com"
    assert conference_key(GOOD) == "7HK2QX9D"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "sip:a@[2001:db8::1]:5061;gruu;opaque=app:conf:focus:id:X",
            ConferenceUri("a", "[2001:db8::1]", "X", port=5061),
        ),
        ("sip:a%20b@c.d;opaque=app:conf:focus:id:X;gruu", ConferenceUri("a b", "c.d", "X")),
        ("sip:a@c.d;opaque=app:conf:focus:id:X", ConferenceUri("a", "c.d", "X", gruu=False)),
        ("SIP:a@c.d;GRUU;Opaque=App:Conf:Audio-Video:Id:X", ConferenceUri("a", "c.d", "X", "audio-video")),
        (" sip:a@c.d; gruu; opaque=app:conf:focus:id:X ", ConferenceUri("a", "c.d", "X")),
        (
            "sip:a@c.d;gruu;opaque=app:conf:focus:id:teams:2:0!19:meeting_Zm9v-thread.v2",
            ConferenceUri("a", "c.d", "teams:2:0!19:meeting_Zm9v-thread.v2"),
        ),
        ("sip:a;b/c?@d.e;gruu;opaque=app:conf:focus:id:X", ConferenceUri("a;b/c?", "d.e", "X")),
    ],
)
def test_unusual_spellings_parse(text: str, expected: ConferenceUri) -> None:
    uri = parse(text)
    assert uri == expected
    assert parse(uri.text) == ConferenceUri(uri.organizer, uri.domain, uri.conference_id, uri.kind, uri.port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "adhoc",
        "sip:john@contoso.com",
        "sip : john@contoso.com",
        "tel:+1",
        "conf:" + GOOD,
        "sip:contoso.com;gruu;opaque=app:conf:focus:id:X",
        "sip:a@contoso.com;gruu;opaque=user:epid:X",
        "sip:a@contoso.com;gruu;opaque=app:conf:focus:id:",
        "sip:a@contoso.com;gruu;opaque=app:conf:focus:id:X%3Frequired-media=audio",
    ],
)
def test_other_texts_are_no_conference(text: str) -> None:
    assert parse(text) is None
    assert conference_key(text) is None


@pytest.mark.parametrize(
    ("text", "clause", "position"),
    [
        ("http://x", "it does not begin with sip:", 0),
        ("sip:", "the domain is missing", 4),
        ("sip:@b", "nothing stands between sip: and @", 4),
        ("sip:a b@c", "' ' is not allowed before @", 5),
        ("sip:a\u200b@c", "U+200B is not allowed before @", 5),
        ("sip:a%4@c", "'%' is not allowed before @", 5),
        ("sip:a@", "the domain is missing", 6),
        ("sip:a@b_-.c", "the domain is neither a host name nor an address", 6),
        ("sip:a@[::zz]", "the domain is neither a host name nor an address", 6),
        ("sip:a@b:0", "the port is not between 1 and 65535", 8),
        ("sip:a@b:99999", "the port is not between 1 and 65535", 8),
        ("sip:a@b;", "a ; is followed by nothing", 8),
        ("sip:a@b;x=1=2", "the parameter 'x' has a form that SIP does not allow", 8),
        ("sip:a@b;ok;x y", "the parameter 'x y' has a form that SIP does not allow", 11),
    ],
)
def test_why_a_text_is_no_sip_uri(text: str, clause: str, position: int) -> None:
    assert parse_sip_uri(text) == SipProblem(clause, position)


def test_the_parts_of_a_sip_uri() -> None:
    assert parse_sip_uri("sips:a:pw@b.c:5061;x;y=1?h=2") == SipUri(
        "sips", "a", "b.c", 5061, (("x", None), ("y", "1")), "h=2"
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (GOOD, GOOD.upper().replace("SIP:", "sip:"), True),
        (GOOD, GOOD.replace(";gruu", "; gruu"), True),
        (GOOD, "sip:%61lice@contoso.com;opaque=app:conf:focus:id:7hk2qx9d;gruu", True),
        (GOOD, GOOD + "1", False),
        (GOOD, GOOD.replace("alice", "bob"), False),
        (GOOD, GOOD.replace("focus", "chat"), False),
        (GOOD, GOOD.replace("contoso.com;", "contoso.com:5061;"), False),
        ("sip:john@contoso.com", "SIP:John@Contoso.COM;x=y", True),
        ("nonsense ", "nonsense", True),
    ],
)
def test_same_meeting(a: str, b: str, expected: bool) -> None:
    assert same_meeting(a, b) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://meet.contoso.com/alice/7HK2QX9D", GUESS),
        (" HTTPS://MEET.contoso.com/alice/7HK2QX9D/?sl=1#x ", GUESS),
        ("meet.contoso.com/alice/7HK2QX9D", GUESS),
        ("https://join.contoso.com/meet/alice/7HK2QX9D", GUESS),
        ("https://pool.fabrikam.com/contoso.com/meet/alice/7HK2QX9D", GUESS),
        ("https://meet.lync.com/contoso.com/alice/7HK2QX9D", GUESS),
        ("https://meet.fabrikam.com/alice@contoso.com/7HK2QX9D", GUESS),
        ("https://meet.lync.com/contoso/alice/7HK2QX9D", None),
        ("https://meet.contoso.com/7HK2QX9D", None),
        ("https://meet.contoso.com/alice/not-an-id!", None),
        ("https://127.0.0.1/alice/7HK2QX9D", None),
        ("https://[::1/alice/7HK2QX9D", None),
        ("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0", None),
        (GOOD, None),
    ],
)
def test_guess_from_join_url(url: str, expected: str | None) -> None:
    assert guess_from_join_url(url) == expected


def test_what_a_join_url_is() -> None:
    assert is_join_url("http://x")
    assert is_join_url("join.contoso.com/a/b")
    assert not is_join_url(GOOD)
    assert not is_join_url("meet.alice@contoso.com/x")


@given(st.text() | st.text("sip:@[].;?=%abAB9 /", max_size=40) | st.builds(lambda t: GOOD[:4] + t, st.text()))
@settings(max_examples=100)
def test_nothing_raises_and_a_normal_form_is_its_own(text: str) -> None:
    parse_sip_uri(text)
    uri = parse(text)
    guess_from_join_url(text)
    guess_from_join_url("https://meet." + text)
    assert same_meeting(text, text)
    assert isinstance(normalise(text), str)
    if uri is not None:
        assert same_meeting(uri.text, text)
        again = parse(uri.text)
        assert again is not None
        assert again.text == uri.text


_NAMES = st.text("abcXYZ019-_.!~*'()&=+$, äß%", min_size=1, max_size=12)


@given(_NAMES, st.sampled_from(["contoso.com", "h", "192.0.2.1", "[::1]"]), st.text("AZaz09", min_size=1, max_size=32))
@settings(max_examples=60)
def test_a_built_uri_parses_to_its_parts(user: str, domain: str, identity: str) -> None:
    uri = ConferenceUri(user, domain, identity, port=None)
    assert parse(uri.text) == uri
