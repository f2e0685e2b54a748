"""HTTP proxies over real sockets: tunnels for https, forwarding for http, refusals, and where the proxy comes from."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.client.harness import Driven, driven, target
from tests.support.forward_proxy import ForwardProxy
from tests.support.private_ca import private_ca
from tests.support.raw_server import Reply, answer, cut_short, hang_up, silent
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.proxy import Proxy, parse_proxy, proxy_for
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings, ProxySettings, TlsSettings
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.secret import Secret

PASSWORD = "Way-out-please-66"


def through(proxy: ForwardProxy, **more: object) -> NetworkSettings:
    settings = ProxySettings(proxy.server.url, **more)  # type: ignore[arg-type]  # fields by name
    return NetworkSettings(proxy=settings)


def peers(it: Driven) -> list[tuple[str, str, str]]:
    return [(e.peer.host, e.peer.address, e.peer.proxy) for e in it.reports.exchanges if e.peer is not None]


def test_https_goes_through_a_tunnel_and_only_the_exchange_is_recorded(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    proxy = ForwardProxy({"lync.example.test": "127.0.0.1"})
    with proxy, FakeUcwa(tls=ca.serving("127.0.0.1", "lync.example.test")) as fake, driven() as it:
        url = f"https://lync.example.test:{fake.discovery.port}{fake.root_path}"
        network = NetworkSettings(TlsSettings(ca.file), ProxySettings(proxy.server.url))
        it.sign_in(target(fake, root_url=url, network=network))
        exchanges = it.reports.exchanges
        assert exchanges[0].request.data.startswith(b"GET /Autodiscover/AutodiscoverService.svc/root HTTP/1.1\r\n")
        assert not any(b"CONNECT" in e.request.data or b"established" in e.response.data for e in exchanges)
        assert {p[2] for p in peers(it)} == {proxy.name}
        assert peers(it)[0][:2] == ("lync.example.test", "127.0.0.1")
        assert exchanges[0].peer is not None
        assert exchanges[0].peer.tls is not None
        assert exchanges[0].peer.tls.verified
        assert proxy.tunnels[0] == f"lync.example.test:{fake.discovery.port}"
        assert not proxy.forwarded


def test_http_is_forwarded_with_the_whole_url() -> None:
    with ForwardProxy() as proxy, FakeUcwa() as fake, driven() as it:
        it.sign_in(target(fake, network=through(proxy)))
        assert proxy.forwarded[0] == fake.root_url
        first = it.reports.exchanges[0]
        assert first.request.data.startswith(f"GET {fake.root_url} HTTP/1.1\r\nHost: 127.0.0.1:".encode())
        assert first.peer is not None
        assert first.peer.proxy == proxy.name
        assert it.reports.exchanges[1].url == fake.discovery.url + fake.user_path
        assert not proxy.tunnels


def test_a_tunnel_leads_where_connect_to_says() -> None:
    with ForwardProxy() as proxy, FakeUcwa() as fake, driven() as it:
        rules = (ConnectTo("lync.example.test", 80, "127.0.0.1", fake.discovery.port),)
        network = NetworkSettings(proxy=ProxySettings(proxy.server.url), connect_to=rules)
        it.sign_in(target(fake, root_url=f"http://lync.example.test{fake.root_path}", network=network))
        assert proxy.tunnels == [f"127.0.0.1:{fake.discovery.port}"]
        assert fake.seen("GET", fake.root_path)[0].header("Host") == "lync.example.test"


@pytest.mark.parametrize("tls", [False, True])
def test_a_proxy_that_wants_a_password_gets_it_and_nobody_sees_it(tls: bool, tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    server = ca.serving("127.0.0.1") if tls else None
    with ForwardProxy(credentials=f"dana:{PASSWORD}") as proxy, FakeUcwa(tls=server) as fake, driven() as it:
        settings = ProxySettings(proxy.server.url, "dana", Secret(PASSWORD))
        it.sign_in(target(fake, network=NetworkSettings(TlsSettings(ca.file), settings)))
        everything = repr(it.reports.all)
        assert PASSWORD not in everything
        assert Proxy("p", 1, credentials=Secret(f"dana:{PASSWORD}")).authorization is not None
        sent = proxy.requests[0].header("Proxy-Authorization") or ""
        assert sent.removeprefix("Basic ") not in everything
        assert (b"Proxy-Authorization: Basic [masked]" in it.reports.exchanges[0].request.data) is not tls
        assert all(r.header("Proxy-Authorization") is None for r in fake.requests)


def test_a_proxy_of_the_environment_with_credentials_in_its_url() -> None:
    with ForwardProxy({"lync.example.test": "127.0.0.1"}, credentials=f"dana:{PASSWORD}") as proxy, FakeUcwa() as fake:
        environment = {"http_proxy": f"http://dana:{PASSWORD}@{proxy.name}"}
        with driven(environment=environment) as it:
            url = f"http://lync.example.test:{fake.discovery.port}{fake.root_path}"
            fake.on("GET", fake.root_path, answer(404, f"{PASSWORD} echoed", "text/html"))
            it.client.sign_in(target(fake, root_url=url))
            failure = it.reports.failure()
            assert "404" in failure.headline
            assert proxy.forwarded == [url]
            assert PASSWORD not in repr(it.reports.all)


def test_loopback_never_goes_through_a_proxy_of_the_environment() -> None:
    with ForwardProxy() as proxy, FakeUcwa() as fake:
        environment = {"http_proxy": proxy.server.url, "ALL_PROXY": proxy.server.url}
        with driven(environment=environment) as it:
            it.sign_in(target(fake))
            assert not proxy.requests


def test_a_proxy_over_https(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with (
        ForwardProxy(tls=ca.serving("127.0.0.1")) as proxy,
        FakeUcwa(tls=ca.serving("127.0.0.1")) as fake,
        driven() as it,
    ):
        it.sign_in(target(fake, network=NetworkSettings(TlsSettings(ca.file), ProxySettings(proxy.server.url))))
        assert proxy.tunnels
        assert it.client.stop(5)
        assert len(fake.deleted) == 1


def refused(fake: FakeUcwa, network: NetworkSettings) -> Failure:
    with driven() as it:
        it.client.sign_in(target(fake, network=network))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert it.reports.exchanges[0].error is not None
        return failure


@pytest.mark.parametrize(
    ("reply", "words", "way_out"),
    [
        (answer(403, b"no", reason="Forbidden"), "it answered 403 Forbidden", "Ask who runs the proxy"),
        (answer(502, b"no", reason="Bad Gateway"), "it answered 502 Bad Gateway", "cannot reach that host"),
        (answer(503, b"no", reason="Busy"), "it answered 503 Busy", "cannot reach that host"),
        (answer(407, headers=(("Proxy-Authenticate", "Basic realm=x"),)), "it answered 407", "Give the proxy's user"),
        (answer(407, headers=(("Proxy-Authenticate", "NTLM"),)), "wants NTLM", "Only a user and password"),
        (hang_up, "it hung up", "HTTP proxy"),
        (cut_short(b"SSH-2.0-OpenSSH\r\n\r\n"), "not HTTP", "HTTP proxy"),
        (cut_short(b"HTTP/1.1 200 OK\r\n\r\nhello"), "bytes of its own", "HTTP proxy"),
        (silent, "no answer within", "HTTP proxy"),
    ],
)
def test_a_proxy_that_opens_no_tunnel_is_named(reply: Reply, words: str, way_out: str, tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with ForwardProxy(refusal=reply) as proxy, FakeUcwa(tls=ca.serving("127.0.0.1")) as fake:
        failure = refused(fake, NetworkSettings(TlsSettings(ca.file), ProxySettings(proxy.server.url)))
        assert f"proxy {proxy.name}" in failure.headline
        assert f"127.0.0.1:{fake.discovery.port}" in failure.headline
        assert words in failure.headline
        assert way_out in failure.way_out
        assert not fake.requests


def test_a_forwarding_proxy_that_wants_a_password_is_named() -> None:
    with ForwardProxy(credentials="dana:x") as proxy, FakeUcwa() as fake:
        assert "407" in refused(fake, through(proxy)).headline
        wrong = refused(fake, through(proxy, user="dana", password=Secret(PASSWORD)))
        assert f"proxy {proxy.name}" in wrong.headline
        assert wrong.way_out == "Check the proxy's user and password."
        assert not fake.requests


def test_a_proxy_that_cannot_be_reached_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with FakeUcwa() as fake:
        failure = refused(fake, NetworkSettings(proxy=ProxySettings(f"http://127.0.0.1:{port}")))
        assert f"proxy 127.0.0.1:{port}" in failure.headline
        assert "connection refused" in failure.headline
        assert "check the port and the proxy" in failure.way_out


def test_a_certificate_that_is_not_trusted_is_named_behind_a_proxy_too(tmp_path: Path) -> None:
    with ForwardProxy() as proxy, FakeUcwa(tls=private_ca(tmp_path).serving("127.0.0.1")) as fake:
        failure = refused(fake, through(proxy))
        assert "Example Private Authority" in failure.headline
        assert f"through proxy {proxy.name}" in failure.headline


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("socks5://p:1080", "SOCKS proxies are not supported"),
        ("ftp://p", "no HTTP proxy"),
        ("http://", "names no host"),
        ("http://p:0", "no port"),
        (f"http://dana:{PASSWORD}@p:99999", "not a URL"),
        (f"gopher://dana:{PASSWORD}@p", "no HTTP proxy"),
        ("http://[::1", "not a URL"),
        ("http://a b", "names no host"),
    ],
)
def test_what_is_no_proxy_is_told_before_anything_is_sent(url: str, words: str) -> None:
    with pytest.raises(ClientFailure) as caught:
        parse_proxy(url, "proxy")
    failure = caught.value.failure
    assert failure.kind is FailureKind.SIGN_IN
    assert words in failure.headline
    assert failure.way_out
    assert PASSWORD not in repr(failure)
    with FakeUcwa() as fake, driven() as it:
        it.client.sign_in(target(fake, network=NetworkSettings(proxy=ProxySettings(url))))
        assert it.reports.failure().kind is FailureKind.SIGN_IN
        assert fake.discovery.connections == 0


def test_what_a_proxys_url_means() -> None:
    assert parse_proxy("proxy.test:3128", "proxy") == Proxy("proxy.test", 3128)
    assert parse_proxy("http://proxy.test", "proxy") == Proxy("proxy.test", 80)
    assert parse_proxy("https://proxy.test/", "proxy") == Proxy("proxy.test", 443, True)
    assert parse_proxy("http://[::1]:3128", "proxy").name == "[::1]:3128"
    assert parse_proxy("http://d%40x:p%3Aq@h:1", "proxy").credentials == Secret("d@x:p:q")
    assert parse_proxy("http://u:p@h:1", "proxy", "me", Secret("mine")).credentials == Secret("me:mine")


ENVIRONMENT = {"https_proxy": "http://s:1", "HTTP_PROXY": "http://h:2"}


@pytest.mark.parametrize(
    ("environment", "scheme", "host", "found"),
    [
        (ENVIRONMENT, "https", "lync.test", "s:1"),
        (ENVIRONMENT, "http", "lync.test", "h:2"),
        (ENVIRONMENT | {"http_proxy": "l:3"}, "http", "lync.test", "l:3"),
        (ENVIRONMENT | {"REQUEST_METHOD": "GET"}, "http", "lync.test", None),
        ({"ALL_PROXY": "a:4"}, "https", "lync.test", "a:4"),
        (ENVIRONMENT | {"https_proxy": "", "ALL_PROXY": "a:4"}, "https", "lync.test", "a:4"),
        ({}, "https", "lync.test", None),
        (ENVIRONMENT, "https", "127.0.0.1", None),
        (ENVIRONMENT, "https", "::1", None),
        (ENVIRONMENT, "https", "localhost", None),
        (ENVIRONMENT | {"NO_PROXY": "*"}, "https", "lync.test", None),
        (ENVIRONMENT | {"NO_PROXY": "other.test, .Lync.test"}, "https", "lync.test", None),
        (ENVIRONMENT | {"no_proxy": "lync.test"}, "https", "web.lync.test", None),
        (ENVIRONMENT | {"no_proxy": "*.lync.test"}, "https", "web.lync.test", None),
        (ENVIRONMENT | {"no_proxy": "lync.test"}, "https", "notlync.test", "s:1"),
        (ENVIRONMENT | {"no_proxy": "lync.test:443"}, "https", "lync.test", None),
        (ENVIRONMENT | {"no_proxy": "lync.test:8443"}, "https", "lync.test", "s:1"),
        (ENVIRONMENT | {"no_proxy": "10.0.0.0/8"}, "https", "10.1.2.3", None),
        (ENVIRONMENT | {"no_proxy": "10.0.0.0/8"}, "https", "11.1.2.3", "s:1"),
        (ENVIRONMENT | {"no_proxy": "[2001:db8::7]:443"}, "https", "2001:db8::7", None),
        (ENVIRONMENT | {"no_proxy": "2001:db8::/32"}, "https", "2001:db8::7", None),
    ],
)
def test_the_proxy_that_the_environment_names(
    environment: dict[str, str], scheme: str, host: str, found: str | None
) -> None:
    proxy = proxy_for(scheme, host, 443 if scheme == "https" else 80, ProxySettings(), environment)
    assert (proxy.name if proxy else None) == found
    assert proxy_for(scheme, host, 443, ProxySettings(from_environment=False), environment) is None
    named = proxy_for(scheme, host, 443, ProxySettings("http://named:9"), environment)
    assert named == Proxy("named", 9)


def test_a_variable_that_is_no_proxy_is_named() -> None:
    with FakeUcwa() as fake, driven(environment={"ALL_PROXY": "socks5h://dana:secret-88@p:1080"}) as it:
        it.client.sign_in(target(fake, root_url="http://lync.example.test/"))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "ALL_PROXY socks5h://p:1080: SOCKS proxies are not supported" in failure.headline
        assert "secret-88" not in repr(it.reports.all)
