"""Windows sign-in over real sockets: Negotiate and NTLM against pyspnego's own server side."""

from __future__ import annotations

import base64
import hashlib
import ssl
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.harness import Driven, driven, join_plan, target
from tests.support.forward_proxy import ForwardProxy
from tests.support.private_ca import private_ca
from tests.support.raw_server import answer
from tests.support.scripted_server import FakeUcwa
from tests.support.windows_service import PASSWORD, WindowsService, windows_accounts
from ucwa_tui.client.certificate import end_point_binding
from ucwa_tui.protocol.challenge import handshake_message
from ucwa_tui.wire.network_settings import NetworkSettings, ProxySettings, TlsSettings
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

NO_WORD = "It was not said: Zebra-88"


def windows(fake: FakeUcwa, user: str = r"EXAMPLE\dana", password: str = PASSWORD, **more: object) -> SignInTarget:
    return target(fake, grant=Grant.WINDOWS, user=user, secret=Secret(password), **more)


def assert_no_secret(it: Driven, service: WindowsService) -> None:
    everything = repr(it.reports.all)
    assert PASSWORD not in everything
    assert NO_WORD not in everything
    assert [blob for blob in service.blobs if blob in everything or blob.rstrip("=") in everything] == []


@pytest.mark.parametrize("user", [r"EXAMPLE\dana", "dana@example.test"])
@pytest.mark.parametrize(
    ("offered", "used"),
    [(("NTLM",), "NTLM"), (("Negotiate",), "Negotiate"), (("NTLM", "Negotiate"), "Negotiate"), (("nTLM",), "NTLM")],
)
def test_signing_in(
    offered: tuple[str, ...], used: str, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows_accounts(tmp_path, monkeypatch)
    with FakeUcwa() as fake, driven() as it:
        service = WindowsService(fake, offered)
        told = it.sign_in(windows(fake, user))
        assert told.grant == "windows"
        assert set(service.proofs) == {used}
        assert service.users == [user]
        assert set(service.forms) == {b"grant_type=urn%3Amicrosoft.rtc%3Awindows"}
        assert len(set(service.connections)) == 1
        legs = [e for e in it.reports.exchanges if e.method == "POST" and e.url.endswith(fake.token_path)]
        assert [leg.status for leg in legs] == [401, *[401] * (len(legs) - 2), 200]
        assert len(legs) >= 3
        assert f"Authorization: {used} [masked]".encode() in legs[1].request.data
        assert f"WWW-Authenticate: {used} [masked]".encode() in legs[1].response.data
        assert it.finish(join_plan(fake)).exchange.status == 201
        assert_no_secret(it, service)


def test_over_tls_the_proof_is_bound_to_the_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows_accounts(tmp_path, monkeypatch)
    ca = private_ca(tmp_path)
    serving = ca.serving("127.0.0.1")
    with FakeUcwa(tls=serving) as fake, driven() as it:
        der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", fake.discovery.port)))
        service = WindowsService(fake, ("NTLM",), end_point_binding(der))
        network = NetworkSettings(TlsSettings(ca.file))
        it.sign_in(windows(fake, network=network))
        assert_no_secret(it, service)
        other = WindowsService(fake, ("NTLM",), end_point_binding(b"another certificate"))
        fake.revoke()
        it.client.sign_in(windows(fake, network=network))
        assert it.reports.failure().kind is FailureKind.SIGN_IN
        assert not other.users


def test_the_end_point_binding_uses_the_hash_of_the_signature(tmp_path: Path) -> None:
    assert end_point_binding(b"") == b"tls-server-end-point:" + hashlib.sha256(b"").digest()
    der = ssl.PEM_cert_to_DER_cert(Path(private_ca(tmp_path).file).read_text())
    assert end_point_binding(der) == b"tls-server-end-point:" + hashlib.sha256(der).digest()
    sha256, sha384 = bytes.fromhex("2a8648ce3d040302"), bytes.fromhex("2a8648ce3d040303")
    stronger = der.replace(sha256, sha384)
    assert stronger != der
    assert end_point_binding(stronger) == b"tls-server-end-point:" + hashlib.sha384(stronger).digest()


def failed(it: Driven, fake: FakeUcwa, **more: object) -> Failure:
    it.client.sign_in(windows(fake, **more))  # type: ignore[arg-type]  # fields by name
    failure = it.reports.failure()
    assert failure.kind is FailureKind.SIGN_IN
    assert failure.way_out
    return failure


@pytest.mark.parametrize("scheme", ["NTLM", "Negotiate"])
@pytest.mark.parametrize("diagnostics", ["", '28020;source="fe1.example.test";reason="Logon failure."'])
def test_a_wrong_password_is_told_once(
    scheme: str, diagnostics: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows_accounts(tmp_path, monkeypatch)
    with FakeUcwa() as fake, driven() as it:
        service = WindowsService(fake, (scheme,), diagnostics=diagnostics)
        failure = failed(it, fake, password=NO_WORD)
        assert "wrong user or password" in failure.headline
        assert ("28020: Logon failure." in failure.headline) is bool(diagnostics)
        assert failure.status == 401
        assert len(service.proofs) == 2
        assert len(fake.seen("POST", fake.token_path)) == 3
        assert_no_secret(it, service)


def test_a_service_that_offers_neither(tmp_path: Path) -> None:
    with FakeUcwa() as fake, driven() as it:
        WindowsService(fake, ("Basic realm=x",))
        assert "neither Negotiate nor NTLM" in failed(it, fake).headline


def test_a_connection_that_is_closed_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows_accounts(tmp_path, monkeypatch)
    with FakeUcwa() as fake, driven() as it:
        service = WindowsService(fake, ("NTLM",), forgets=True)
        assert "closed in the middle of the NTLM handshake" in failed(it, fake).headline
        assert_no_secret(it, service)


@pytest.mark.parametrize("challenge", ["NTLM AAAA", "NTLM TlRMTVNTUAACAAAA", "NTLM", "Negotiate AAAA", "NTLM =", "x"])
def test_a_challenge_that_makes_no_sense(challenge: str) -> None:
    with FakeUcwa() as fake, driven() as it:
        first = answer(401, headers=(("WWW-Authenticate", "NTLM"),))
        odd = answer(401, headers=(("WWW-Authenticate", challenge),))
        fake.on("POST", fake.token_path, first, odd)
        failure = failed(it, fake)
        assert "wrong user or password" not in failure.headline
        assert "127.0.0.1" in failure.headline


@pytest.mark.parametrize(
    ("challenge", "cause"),
    [
        ("NTLM", "asking for one again"),
        ("ntlm, Negotiate", "asking for one again"),
        ("NTLM ###", "its NTLM challenge cannot be read"),
        ("Basic realm=x", "does not offer NTLM any more"),
    ],
)
def test_a_handshake_that_the_server_does_not_take_up(challenge: str, cause: str) -> None:
    with FakeUcwa() as fake, driven() as it:
        told = (("WWW-Authenticate", challenge), ("X-Ms-diagnostics", '28020;source="fe1";reason="No."'))
        fake.on(
            "POST", fake.token_path, answer(401, headers=(("WWW-Authenticate", "NTLM"),)), answer(401, headers=told)
        )
        failure = failed(it, fake)
        assert cause in failure.headline
        assert "no password was sent" in failure.headline
        assert "28020: No." in failure.headline
        assert "proxy" in failure.way_out
        assert len(fake.seen("POST", fake.token_path)) == 2
        assert len(fake.seen("POST", fake.token_path)) == 2


def test_a_handshake_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless:
        complete = False

        def step(self, _: bytes | None = None) -> bytes:
            return b"on and on"

    monkeypatch.setattr("spnego.client", lambda *_, **__: Endless())
    with FakeUcwa() as fake, driven() as it:
        told = f"Negotiate {base64.b64encode(b'go on').decode()}"
        fake.on("POST", fake.token_path, answer(401, headers=(("WWW-Authenticate", told),)))
        it.client.sign_in(windows(fake))
        assert "does not end" in it.reports.failure().headline
        assert len(fake.seen("POST", fake.token_path)) == 7


def test_negotiate_that_cannot_start_gives_way_to_ntlm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import spnego

    windows_accounts(tmp_path, monkeypatch)
    real = spnego.client

    def without_negotiate(*args: object, **more: object) -> object:
        if more["protocol"] == "negotiate":
            raise ValueError("no mechanism here")
        return real(*args, **more)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("spnego.client", without_negotiate)
    with FakeUcwa() as fake, driven() as it:
        service = WindowsService(fake)
        it.sign_in(windows(fake))
        assert set(service.proofs) == {"NTLM"}
        only = WindowsService(fake, ("Negotiate",))
        fake.revoke()
        failure = failed(it, fake)
        assert "no mechanism here" in failure.headline
        assert not only.proofs


def test_nobody_has_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NTLM_USER_FILE", raising=False)
    monkeypatch.setenv("KRB5CCNAME", "FILE:/nonexistent/tickets")
    with FakeUcwa() as fake, driven() as it:
        WindowsService(fake)
        it.client.sign_in(target(fake, grant=Grant.WINDOWS, user="", secret=None))
        failure = it.reports.failure()
        assert "no Kerberos ticket" in failure.headline
        assert "kinit" in failure.way_out


def test_without_pyspnego_nothing_is_sent_and_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spnego", None)
    with FakeUcwa() as fake, driven() as it:
        failure = failed(it, fake)
        assert "pyspnego" in failure.headline
        assert failure.way_out == "Install it: pip install 'ucwa-tui[windows]'"
        assert not fake.seen("POST", fake.token_path)


def test_a_token_service_that_asks_nobody() -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.accept("cwt=AAEB-free-for-all")
        body = b'{"access_token":"cwt=AAEB-free-for-all","expires_in":900}'
        fake.on("POST", fake.token_path, answer(200, body))
        it.sign_in(windows(fake))
        assert len(fake.seen("POST", fake.token_path)) == 1


def test_a_refusal_after_the_handshake_keeps_the_services_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeUcwa() as fake, driven() as it:
        told = (("X-Ms-diagnostics", '28000;source="fe1.example.test";reason="User is not SIP enabled."'),)
        fake.on("POST", fake.token_path, answer(403, b"<html>", "text/html", told))
        failure = failed(it, fake)
        assert "28000: User is not SIP enabled." in failure.headline
        assert failure.diagnostics is not None


def test_through_a_tunnel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows_accounts(tmp_path, monkeypatch)
    ca = private_ca(tmp_path)
    with ForwardProxy() as proxy, FakeUcwa(tls=ca.serving("127.0.0.1")) as fake, driven() as it:
        service = WindowsService(fake)
        network = NetworkSettings(TlsSettings(ca.file), ProxySettings(proxy.server.url))
        it.sign_in(windows(fake, network=network))
        assert len(set(service.connections)) == 1
        assert_no_secret(it, service)


def test_two_hosts_over_tls_and_a_proxy_each_with_a_handshake_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows_accounts(tmp_path, monkeypatch)
    ca = private_ca(tmp_path)
    serving = ca.serving("127.0.0.1", "127.0.0.2")
    way_out = "Way-out-please-66"
    with (
        ForwardProxy(credentials=f"dana:{way_out}") as proxy,
        FakeUcwa(pool_host="127.0.0.2", tls=serving) as fake,
        driven() as it,
    ):
        service = WindowsService(fake)
        settings = ProxySettings(proxy.server.url, "dana", Secret(way_out))
        it.sign_in(windows(fake, network=NetworkSettings(TlsSettings(ca.file), settings)))
        assert service.users == [r"EXAMPLE\dana"] * 2
        assert {host: len(tokens) for host, tokens in fake.tokens.items()} == {
            f"127.0.0.1:{fake.discovery.port}": 1,
            f"127.0.0.2:{fake.pool.port}": 1,
        }
        assert it.finish(join_plan(fake)).exchange.status == 201
        for received in fake.requests:
            scheme, _, token = (received.header("Authorization") or "").partition(" ")
            assert scheme != "Bearer" or token in fake.tokens[f"{received.address[0]}:{received.address[1]}"]
        assert it.client.stop(5)
        assert fake.deleted
        assert_no_secret(it, service)
        assert way_out not in repr(it.reports.all)


@pytest.mark.parametrize(
    ("values", "scheme", "message"),
    [
        (["Negotiate oYIB"], "negotiate", "oYIB"),
        (["NTLM TlRM", "Negotiate oYIB=="], "Negotiate", "oYIB=="),
        (["Negotiate, NTLM TlRM="], "NTLM", "TlRM="),
        (["Negotiate, NTLM TlRM="], "Negotiate", None),
        (['Bearer x="NTLM AAAA"'], "NTLM", None),
        (["NTLM"], "NTLM", None),
        ([], "NTLM", None),
    ],
)
def test_messages_in_challenges(values: list[str], scheme: str, message: str | None) -> None:
    assert handshake_message(values, scheme) == message


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_challenge_is_taken(values: list[str]) -> None:
    assert handshake_message(values, "NTLM") is None or any("ntlm" in value.lower() for value in values)
