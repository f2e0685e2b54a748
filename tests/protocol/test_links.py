"""Hrefs: resolving, comparing, adding to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.links import ack_of, add_query, host_of, is_loopback, resolve, same_host, same_origin
from ucwa_tui.protocol.links import same_resource as same

BASE = "https://pool.contoso.com/ucwa/oauth/v1/applications/101?x=1"
KEYED = "/ucwa/v1/applications/1/events?ack=1&key=c2lwOmFAYi5j%3D-77-"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("", BASE),
        ("  ", BASE),
        ("/ucwa/x", "https://pool.contoso.com/ucwa/x"),
        ("//ucwa/v1/x", "https://pool.contoso.com//ucwa/v1/x"),
        ("https://Other.example/y", "https://Other.example/y"),
        ("HTTP://h/y", "HTTP://h/y"),
        ("events?ack=2", "https://pool.contoso.com/ucwa/oauth/v1/applications/events?ack=2"),
        ("?ack=2", "https://pool.contoso.com/ucwa/oauth/v1/applications/101?ack=2"),
        ("/a b\r\nX: y", "https://pool.contoso.com/a%20b%0D%0AX:%20y"),
        ("/ü", "https://pool.contoso.com/%C3%BC"),
        ("https://h/ü?q= ", "https://h/%C3%BC?q="),
        ("data:text/plain,Hi", "data:text/plain,Hi"),
        (KEYED, "https://pool.contoso.com" + KEYED),
    ],
)
def test_resolve(href: str, expected: str) -> None:
    assert resolve(BASE, href) == expected


def test_resolve_keeps_the_port_of_the_base() -> None:
    assert resolve("http://127.0.0.1:8080/root", "/x") == "http://127.0.0.1:8080/x"
    assert resolve("http://[::1]:8080/root", "//x") == "http://[::1]:8080//x"


def test_resolve_against_no_url_gives_the_href() -> None:
    assert resolve("", "/x") == "/x"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/x", "/x?n=v"),
        ("/x?", "/x?n=v"),
        ("/x?a=1", "/x?a=1&n=v"),
        ("/x?a=1&", "/x?a=1&n=v"),
        ("/x?a=1#f", "/x?a=1&n=v#f"),
        (KEYED, KEYED + "&n=v"),
    ],
)
def test_add_query_keeps_what_is_there(href: str, expected: str) -> None:
    assert add_query(href, "n", "v") == expected


def test_add_query_encodes_a_conference_uri() -> None:
    uri = "sip:ä@contoso.com;gruu;opaque=app:conf:focus:id:A%B"
    added = add_query("/x", "onlineMeetingUri", uri)
    assert added == ("/x?onlineMeetingUri=sip%3A%C3%A4%40contoso.com%3Bgruu%3Bopaque%3Dapp%3Aconf%3Afocus%3Aid%3AA%25B")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=60)
def test_add_query_survives_parsing(name: str, value: str) -> None:
    added = add_query(KEYED, name, value)
    assert added.startswith(KEYED + "&")
    assert added.isascii()
    assert parse_qs(urlsplit(added).query, keep_blank_values=True)[name][-1] == value


@given(st.text(), st.text())
@settings(max_examples=80)
def test_nothing_raises(a: str, b: str) -> None:
    joined = resolve("https://h.example/a/b", a)
    assert isinstance(joined, str)
    assert "\n" not in joined
    for function in (same_host, same_origin, same):
        assert isinstance(function(a, b), bool)
        assert isinstance(function("https://" + a, "//" + b), bool)
    assert isinstance(host_of("https://" + a), str)
    assert isinstance(is_loopback("http://" + a), bool)
    assert ack_of(a) is None or isinstance(ack_of(a), int)
    add_query(a, b, a)


def test_hosts_compare_without_case_and_port() -> None:
    assert host_of("https://WebDir1A.Online.Lync.com.:443/x") == "webdir1a.online.lync.com"
    assert host_of("https://[::1]:8/x") == "::1"
    assert same_host("https://A.example/x", "http://a.EXAMPLE:8080/y")
    assert not same_host("/x", "/x")
    assert host_of("//ucwa/v1/x") == ""
    assert not same_host("https://a.example", "https://b.example")


def test_same_origin_knows_default_ports() -> None:
    assert same_origin("https://A.example:443/x", "https://a.example/y")
    assert not same_origin("http://a.example/", "https://a.example/")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:80/", True),
        ("http://127.9.9.9/", True),
        ("http://LOCALHOST/", True),
        ("http://x.localhost/", True),
        ("http://[::1]/", True),
        ("http://[::ffff:127.0.0.1]/", True),
        ("http://127.0.0.1.evil.example/", False),
        ("http://10.0.0.1/", False),
        ("http://localhost@evil.example/", False),
        ("/x", False),
    ],
)
def test_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/e?ack=7", 7),
        (KEYED, 1),
        ("/e?key=ack=9", None),
        ("/e?low=5&ack=12#x", 12),
        ("/e?ack=", None),
        ("/e?ack=1x", None),
        ("/e?ack=" + "9" * 5000, None),
        ("/e?ack=٣", None),
        ("/e", None),
    ],
)
def test_ack(url: str, expected: int | None) -> None:
    assert ack_of(url) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("/ucwa/x/1", "https://h.example/ucwa/x/1", True),
        ("https://H.example:443/x", "https://h.example/x", True),
        ("//ucwa/x", "/ucwa/x", True),
        ("/p/a%40b.c", "/p/a@b.c", True),
        ("/x#f", "/x", True),
        ("/x", "/X", False),
        ("/x?a=1", "/x", False),
        ("https://a.example/x", "https://b.example/x", False),
        ("http://a.example/x", "http://a.example:8080/x", False),
        ("https://[bad", "https://[bad", True),
    ],
)
def test_same_resource(a: str, b: str, expected: bool) -> None:
    assert same(a, b) is expected
    assert same(b, a) is expected
