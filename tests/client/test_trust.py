"""Which hops discovery may take, and where secrets may go."""

from __future__ import annotations

import pytest

from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.trust import Trust
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings, ProxySettings
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

ROOT = "https://lyncdiscover.example.test/"
MEETING = "sip:dana@meet.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"


def trust(root: str = ROOT, user: str = "dana@example.test", **changes: object) -> Trust:
    return Trust(SignInTarget(root, user=user, **changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("target", "domain"),
    [
        (SignInTarget(ROOT, user="dana@Example.test"), "example.test"),
        (SignInTarget(ROOT, user="sip:dana@sip.test"), "sip.test"),
        (SignInTarget("https://lyncdiscover.corp.test/", user="CORP\\dana"), "corp.test"),
        (SignInTarget("https://corp.test/", user="dana"), "corp.test"),
        (SignInTarget("https://corp.co.test/", user="dana"), "corp.co.test"),
        (SignInTarget("https://lync.corp.co.test/", user="dana"), "corp.co.test"),
        (SignInTarget("http://127.0.0.1:8080/", user="dana"), "127.0.0.1"),
        (SignInTarget(ROOT, grant=Grant.ANONYMOUS, meeting_uri=MEETING), "meet.test"),
        (SignInTarget(ROOT, grant=Grant.ANONYMOUS, user="x@y.test", meeting_uri=MEETING), "meet.test"),
        (SignInTarget(domain="Sip.Test.", user="dana@example.test"), "sip.test"),
        (SignInTarget(domain="b\u00fccher.test", user="dana"), "xn--bcher-kva.test"),
        (SignInTarget(ROOT, applications_url="https://pool.corp.test/a", user="dana"), "corp.test"),
    ],
)
def test_the_sign_in_domain(target: SignInTarget, domain: str) -> None:
    assert Trust(target).domain == domain


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        (ROOT, "https://pool.elsewhere.net/root"),
        (ROOT, "http://lync.example.test/root"),
        ("http://lyncdiscover.example.test/", "https://pool.EXAMPLE.test/root"),
        ("http://127.0.0.1:1/", "http://127.0.0.2:2/"),
        ("http://127.0.0.1:1/", "https://elsewhere.net/"),
        ("http://localhost:1/", "http://[::1]:2/"),
    ],
)
def test_hops_that_are_allowed(came_from: str, leads_to: str) -> None:
    trust().check_hop(came_from, leads_to, "`redirect` link")


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        (ROOT, "http://elsewhere.net/root"),
        ("http://127.0.0.1:1/", "http://elsewhere.net/root"),
        ("http://lyncdiscover.example.test/", "https://elsewhere.net/root"),
        (ROOT, "http://notexample.test/root"),
        (ROOT, "http://example.test.evil.net/root"),
        (ROOT, "ftp://example.test/"),
        (ROOT, "http://"),
    ],
)
def test_hops_that_are_refused(came_from: str, leads_to: str) -> None:
    with pytest.raises(ClientFailure) as caught:
        trust().check_hop(came_from, leads_to, "`redirect` link")
    assert caught.value.failure.kind == "sign-in"
    assert "`redirect`" in caught.value.failure.headline


@pytest.mark.parametrize(
    ("root", "url", "allowed"),
    [
        (ROOT, "https://anywhere.net/", True),
        (ROOT, "http://lyncdiscover.example.test/", False),
        ("http://lync.example.test/", "http://LYNC.example.test:81/", True),
        ("http://lync.example.test/", "http://pool.example.test/", False),
        (ROOT, "http://127.0.0.1:80/", True),
        (ROOT, "http://localhost/", True),
    ],
)
def test_where_secrets_may_go(root: str, url: str, allowed: bool) -> None:
    assert trust(root).may_carry_secrets(url) is allowed


@pytest.mark.parametrize(
    ("came_from", "url", "allowed"),
    [
        (ROOT, "http://127.0.0.1:8080/oauth", False),
        (ROOT, "https://127.0.0.1/oauth", True),
        ("http://127.0.0.1:8080/user", "http://127.0.0.2:8080/oauth", True),
        ("http://localhost:8080/user", "http://[::1]:8080/oauth", True),
    ],
)
def test_a_server_elsewhere_sends_no_secret_to_this_machine_in_the_clear(
    came_from: str, url: str, allowed: bool
) -> None:
    assert trust().may_carry_secrets(url, came_from) is allowed


@pytest.mark.parametrize(
    ("came_from", "leads_to", "followed"),
    [
        ("http://a.test/", "https://A.test/x", True),
        ("http://a.test/", "http://a.test:81/", True),
        ("https://a.test/", "http://a.test/", False),
        ("https://a.test/", "https://b.test/", False),
        ("https://a.test/", "", False),
        ("https://a.test/", "https://pool.example.test/", True),
        ("https://a.test/", "http://pool.example.test/", False),
        ("https://a.test/", "https://notexample.test/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
    ],
)
def test_http_redirects(came_from: str, leads_to: str, followed: bool) -> None:
    assert (trust().check_redirect(came_from, leads_to) is None) is followed


@pytest.mark.parametrize(
    ("root", "url", "fetched"),
    [
        (ROOT, "http://lync.example.test/root?a=b", "https://lync.example.test/root?a=b"),
        (ROOT, "http://lync.example.test:8080/", "https://lync.example.test:8080/"),
        (ROOT, "http://[2001:db8::7]/", "https://[2001:db8::7]/"),
        (ROOT, "http://127.0.0.1:81/", "http://127.0.0.1:81/"),
        (ROOT, "https://lync.example.test/", "https://lync.example.test/"),
        ("http://lync.example.test/", "http://LYNC.example.test/x", "http://LYNC.example.test/x"),
        ("http://lync.example.test/", "http://pool.example.test/", "https://pool.example.test/"),
    ],
)
def test_what_a_link_leads_to_is_fetched_over_https(root: str, url: str, fetched: str) -> None:
    assert trust(root).over_https(url) == fetched


def test_only_an_answer_over_plain_http_makes_a_foreign_host_doubtful() -> None:
    told_openly, led = "http://lyncdiscover.example.test/", "https://pool.hosted.test/root"
    trusted = trust(trusted_hosts=frozenset({"POOL.hosted.test."}))
    assert trust().is_doubtful(told_openly, led)
    assert not trusted.is_doubtful(told_openly, led)
    assert not trust().is_doubtful(ROOT, led)
    approving = trust()
    approving.approve(led)
    assert not approving.is_doubtful(told_openly, "https://pool.HOSTED.test/other")
    approving.check_hop(told_openly, led, "token service")


HERE = ConnectTo("", 80, "127.0.0.1", 8080)
NAME = "lync.example.test"


@pytest.mark.parametrize(
    ("rules", "url", "stays"),
    [
        ((HERE,), f"http://{NAME}/a", True),
        ((ConnectTo(NAME, None, "::1", 8080),), f"http://{NAME}/a", True),
        ((ConnectTo(NAME, 8443, "localhost", 8080),), f"http://{NAME}:8443/a", True),
        ((HERE,), f"http://{NAME}:81/a", False),
        ((HERE,), "http://elsewhere.net/a", False),
        ((ConnectTo(NAME, 80, "192.0.2.1", 80), HERE), f"http://{NAME}/a", False),
        ((ConnectTo(NAME, 80, "", 8080),), f"http://{NAME}/a", False),
        ((HERE, ConnectTo("", 443, "127.0.0.1", 8443)), f"http://{NAME}/a", False),
        ((), f"http://{NAME}/a", False),
    ],
)
def test_a_name_that_the_user_has_connected_to_this_machine(
    rules: tuple[ConnectTo, ...], url: str, stays: bool
) -> None:
    here = trust(network=NetworkSettings(connect_to=rules))
    assert here.may_carry_secrets(url) is stays
    assert here.over_https(url).startswith("http:" if stays else "https:")
    assert not here.may_carry_secrets(url, "http://elsewhere.net/")
    proxied = trust(network=NetworkSettings(proxy=ProxySettings("http://proxy.example.test:3128"), connect_to=rules))
    assert not proxied.may_carry_secrets(url)


def test_a_connected_name_takes_nothing_from_the_security_check() -> None:
    here = trust(network=NetworkSettings(connect_to=(HERE,)))
    assert here.is_doubtful(f"http://{NAME}/", "https://elsewhere.net/")
    with pytest.raises(ClientFailure):
        here.check_hop(ROOT, "http://elsewhere.net/", "`redirect` link")
