"""HTTPS on loopback: facts of a good connection, and the real cause of a bad one."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme

from tests.client.harness import driven, target
from tests.support.raw_server import RawServer, answer
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.client import handshake
from ucwa_tui.client.certificate import Certificate, read_certificate
from ucwa_tui.wire.exchange import TlsFacts
from ucwa_tui.wire.network_settings import TlsSettings
from ucwa_tui.wire.reports import FailureKind
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget

PEM = Path(__file__).parent.parent / "support" / "loopback.pem"


def serving() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


def trusting(_: TlsSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(PEM))


def test_sign_in_over_https_tells_the_tls_facts() -> None:
    with FakeUcwa(tls=serving()) as fake, driven(tls_context=trusting) as it:
        told = it.sign_in(target(fake))
        assert told.url.startswith("https://127.0.0.1:")
        peer = it.reports.exchanges[0].peer
        assert peer is not None
        assert peer.tls is not None
        assert peer.tls.version.startswith("TLSv1.")
        assert (
            peer.tls.subject
            == "CN=lync.example.test, O=Example Ltd, DNS:lync.example.test, DNS:localhost, IP:127.0.0.1"
        )
        assert peer.tls.not_after == "2120-01-01 00:00"
        assert peer.tls.verified
        assert peer.tls.alternative_names == ("DNS:lync.example.test", "DNS:localhost", "IP:127.0.0.1")
        der = ssl.PEM_cert_to_DER_cert(PEM.read_text()[PEM.read_text().index("-----BEGIN CERTIFICATE") :])
        assert peer.tls.fingerprint.replace(":", "").lower() == hashlib.sha256(der).hexdigest()
        assert peer.tls.not_before < peer.tls.not_after
        assert int(peer.tls.serial, 16)
        assert it.reports.exchanges[0].timings.tls is not None
        assert it.reports.exchanges[0].request.data.startswith(b"GET /Autodiscover/")
        assert it.client.stop(5)
        assert len(fake.deleted) == 1


def test_an_untrusted_certificate_is_named() -> None:
    with FakeUcwa(tls=serving()) as fake, driven() as it:
        it.client.sign_in(target(fake))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        for word in ("root: 127.0.0.1:", "not trusted", "CN=lync.example.test", "issued by CN=lync.example.test"):
            assert word in failure.headline
        (exchange,) = it.reports.exchanges
        assert exchange.peer is not None
        assert exchange.peer.tls is not None
        assert not exchange.peer.tls.verified
        assert exchange.peer.tls.subject.startswith("CN=lync.example.test")
        assert exchange.request.data == b""
        assert not fake.requests


def test_a_certificate_for_another_name() -> None:
    with FakeUcwa("127.0.0.2", tls=serving()) as fake, driven(tls_context=trusting) as it:
        it.client.sign_in(target(fake))
        assert "127.0.0.2" in it.reports.failure().headline
        assert "DNS:lync.example.test" in it.reports.failure().headline


def test_plain_http_where_https_was_expected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, driven() as it:

        def refuse() -> None:
            accepted, _ = listener.accept()
            accepted.recv(4096)
            accepted.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            accepted.close()

        server = threading.Thread(target=refuse)
        server.start()
        it.client.sign_in(SignInTarget(f"https://127.0.0.1:{listener.getsockname()[1]}/", user="d", secret=Secret("x")))
        failure = it.reports.failure()
        server.join()
        assert failure.kind is FailureKind.NETWORK
        assert "TLS handshake failed" in failure.headline


def test_https_where_plain_http_was_expected() -> None:
    with FakeUcwa(tls=serving()) as fake, driven() as it:
        it.client.sign_in(target(fake, root_url=fake.root_url.replace("https:", "http:")))
        assert it.reports.failure().kind is FailureKind.NETWORK


def test_a_redirect_from_https_to_plain_http_is_refused() -> None:
    plain = RawServer(lambda _: answer(200, b"{}"))
    with FakeUcwa(tls=serving()) as fake, driven(tls_context=trusting) as it:
        fake.on("GET", fake.root_path, answer(302, headers=(("Location", plain.url + "/"),)))
        it.client.sign_in(target(fake))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "plain HTTP" in failure.headline
        assert plain.connections == 0
    plain.stop()


def test_a_certificate_is_read_without_being_trusted() -> None:
    der = ssl.PEM_cert_to_DER_cert(PEM.read_text()[PEM.read_text().index("-----BEGIN CERTIFICATE") :])
    assert read_certificate(der).issuer == "CN=lync.example.test, O=Example Ltd"
    for cut in range(len(der)):
        assert isinstance(read_certificate(der[:cut]), Certificate)
    assert read_certificate(b"\x30\x82") == Certificate()
    assert read_certificate(b"") == Certificate()


def test_the_chain_that_the_server_sent_is_told_or_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA(organization_name="Root Ltd")
    between = authority.create_child_ca()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    between.issue_cert("127.0.0.1").configure_cert(context)

    def trusting_it(_: TlsSettings) -> ssl.SSLContext:
        made = ssl.create_default_context()
        authority.configure_trust(made)
        return made

    def facts() -> TlsFacts:
        with FakeUcwa(tls=context) as fake, driven(tls_context=trusting_it) as it:
            it.sign_in(target(fake))
            peer = it.reports.exchanges[0].peer
            assert peer is not None
            assert peer.tls is not None
            return peer.tls

    told = facts()
    assert told.chain_known
    [link] = told.chain
    assert "O=Root Ltd" in link.issuer
    assert told.issuer == link.subject
    assert len(link.fingerprint) == 95
    monkeypatch.setattr(handshake, "sent_chain", lambda connection: None)
    told = facts()
    assert not told.chain_known
    assert told.chain == ()


def test_exchanges_that_share_a_connection_say_its_number() -> None:
    with FakeUcwa() as fake, driven() as it:
        it.sign_in(target(fake))
        peers = [exchange.peer for exchange in it.reports.exchanges if exchange.peer is not None]
        opened = {peer.connection for peer in peers if not peer.reused}
        assert 0 not in opened
        kept = [peer.connection for peer in peers if peer.reused]
        assert kept
        assert set(kept) <= opened
