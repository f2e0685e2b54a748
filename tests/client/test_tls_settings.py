"""TLS as the user wants it, over real sockets with a private authority: trusted, wrong, expired, and client's own."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.client.harness import driven, target
from tests.support.private_ca import private_ca
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.failures import Circumstances, trouble_of
from ucwa_tui.client.network_errors import Broken
from ucwa_tui.client.recording import Phase
from ucwa_tui.client.tls import tls_context
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings, TlsSettings
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.secret import Secret

KEY_PASSWORD = "Sesame-4711-open"


def network(**tls: object) -> NetworkSettings:
    return NetworkSettings(TlsSettings(**tls))  # type: ignore[arg-type]  # fields by name


def sign_in_failure_with(fake: FakeUcwa, settings: NetworkSettings) -> Failure:
    with driven() as it:
        it.client.sign_in(target(fake, network=settings))
        return it.reports.failure()


def test_a_private_authority_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with FakeUcwa(tls=ca.serving("127.0.0.1")) as fake, driven() as it:
        it.sign_in(target(fake, network=network(ca_file=ca.file)))
        peer = it.reports.exchanges[0].peer
        assert peer is not None
        assert peer.tls is not None
        assert peer.tls.verified
        assert "Example Private Authority" in peer.tls.issuer
        assert peer.tls.alternative_names == ("IP:127.0.0.1",)


def test_another_authority_does_not_help(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with FakeUcwa(tls=private_ca(other, "Somebody Else").serving("127.0.0.1")) as fake:
        failure = sign_in_failure_with(fake, network(ca_file=private_ca(tmp_path).file))
        assert failure.kind is FailureKind.NETWORK
        assert "not trusted" in failure.headline
        assert "Somebody Else" in failure.headline
        assert "CA file" in failure.way_out
        assert not fake.requests


def test_an_expired_certificate_is_named_with_its_expiry(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with FakeUcwa(tls=ca.serving("127.0.0.1", expired=True)) as fake:
        failure = sign_in_failure_with(fake, network(ca_file=ca.file))
        assert "certificate has expired" in failure.headline
        assert "valid until 2001-02-03" in failure.headline
        assert "Example Private Authority" in failure.headline


def test_a_certificate_for_another_name_is_checked_against_the_url(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with FakeUcwa(tls=ca.serving("pool.example.test")) as fake:
        rules = (ConnectTo("lync.example.test", 443, "127.0.0.1", fake.discovery.port),)
        settings = NetworkSettings(TlsSettings(ca.file), connect_to=rules)
        with driven() as it:
            it.client.sign_in(target(fake, network=settings, root_url="https://lync.example.test/"))
            failure = it.reports.failure()
        assert "lync.example.test:443" in failure.headline
        assert "DNS:pool.example.test" in failure.headline


def test_connecting_elsewhere_checks_the_certificate_of_the_urls_name(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with FakeUcwa(tls=ca.serving("lync.example.test")) as fake, driven() as it:
        rules = (ConnectTo("lync.example.test", 443, "127.0.0.1", fake.discovery.port),)
        settings = NetworkSettings(TlsSettings(ca.file), connect_to=rules)
        url = f"https://lync.example.test{fake.root_path}"
        it.client.sign_in(target(fake, network=settings, root_url=url))
        it.reports.failure()  # its links lead to an address that the certificate is not for
        first = it.reports.exchanges[0]
        assert first.status == 200
        assert first.peer is not None
        assert first.peer.tls is not None
        assert first.peer.tls.verified


def test_insecure_takes_anything_and_says_so(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    with FakeUcwa(tls=ca.serving("pool.example.test", expired=True)) as fake, driven() as it:
        it.sign_in(target(fake, network=network(insecure=True)))
        facts = [e.peer.tls for e in it.reports.exchanges if e.peer and e.peer.tls]
        assert facts
        assert not any(fact.verified for fact in facts)
        assert facts[0].subject.startswith("CN=pool.example.test")


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_client_certificate_is_shown_to_a_server_that_asks(tmp_path: Path, encrypted: bool) -> None:
    ca = private_ca(tmp_path)
    certificate, key = ca.client_files()
    password = encrypt(key) if encrypted else None
    own = network(ca_file=ca.file, client_certificate=certificate, client_key=key, key_password=password)
    with FakeUcwa(tls=ca.serving("127.0.0.1", wants_client=True)) as fake, driven() as it:
        it.sign_in(target(fake, network=own))
        assert KEY_PASSWORD not in repr(it.reports.all)


def test_a_server_that_asks_for_a_client_certificate_in_vain(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    serving = ca.serving("127.0.0.1", wants_client=True)
    serving.maximum_version = ssl.TLSVersion.TLSv1_2  # refuses in the handshake; newer versions race with the request
    with FakeUcwa(tls=serving) as fake:
        failure = sign_in_failure_with(fake, network(ca_file=ca.file))
        assert failure.kind is FailureKind.NETWORK
        assert "TLS handshake failed" in failure.headline
        assert "client certificate" in failure.way_out


def test_a_refusal_of_tls_after_the_handshake_in_words() -> None:
    refusal = ssl.SSLError(1, "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] …")
    refusal.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    about = Circumstances(place_of("https://lync.example.test/"), Phase.WAIT, "192.0.2.7", 5.0, 0)
    trouble = trouble_of(Broken(refusal), about)
    assert "lync.example.test:443 (192.0.2.7): TLS broke: tlsv13 alert certificate required" in trouble.headline
    assert "client certificate" in trouble.way_out


def encrypt(key: str) -> Secret:
    """Put the key's password on its file."""
    loaded = serialization.load_pem_private_key(Path(key).read_bytes(), None)
    assert hasattr(loaded, "private_bytes")
    Path(key).write_bytes(
        loaded.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(KEY_PASSWORD.encode()),
        )
    )
    return Secret(KEY_PASSWORD)


def problem(**tls: object) -> Failure:
    with pytest.raises(ClientFailure) as caught:
        tls_context(TlsSettings(**tls))  # type: ignore[arg-type]  # fields by name
    assert caught.value.failure.kind is FailureKind.SIGN_IN
    assert caught.value.failure.way_out
    return caught.value.failure


def test_files_that_cannot_be_used_are_named_with_the_rule(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    certificate, key = ca.client_files()
    der, broken, other_key = tmp_path / "der.cer", tmp_path / "broken.pem", tmp_path / "other.key"
    der.write_bytes(b"\x30\x82\x01\x02")
    broken.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
    other_key.write_bytes(ca.authority.issue_cert("other@example.test").private_key_pem.bytes())
    missing = str(tmp_path / "missing.pem")

    assert problem(ca_file=missing).headline == f"CA file {missing}: no such file or directory"
    assert "not a PEM file" in problem(ca_file=str(der)).headline
    assert "openssl x509 -inform der" in problem(ca_file=str(der)).way_out
    assert "no certificate that can be read" in problem(ca_file=str(broken)).headline
    assert "no certificate that can be read" in problem(ca_file=key).headline
    assert problem(client_certificate=missing).headline.startswith(f"client certificate {missing}: no such file")
    assert "pkcs12" in problem(client_certificate=str(der)).way_out
    assert "no private key in it" in problem(client_certificate=certificate).headline
    assert "another certificate's" in problem(client_certificate=certificate, client_key=str(other_key)).headline
    assert "no client certificate" in problem(client_key=key).headline
    assert f"client key {missing}" in problem(client_certificate=certificate, client_key=missing).headline
    encrypt(key)
    assert "no password" in problem(client_certificate=certificate, client_key=key).headline
    wrong = problem(client_certificate=certificate, client_key=key, key_password=Secret("not-the-right-one"))
    assert "does not open the key" in wrong.headline
    assert "not-the-right-one" not in repr(wrong)


def test_nothing_is_sent_with_settings_that_cannot_be_used(tmp_path: Path) -> None:
    with FakeUcwa() as fake:
        failure = sign_in_failure_with(fake, network(ca_file=str(tmp_path / "missing.pem")))
        assert failure.kind is FailureKind.SIGN_IN
        assert "CA file" in failure.headline
        assert fake.discovery.connections == 0


def test_a_bundle_with_names_in_its_remarks(tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes("# Zertifizierungsstelle für Prüfungen\n".encode() + Path(ca.file).read_bytes())
    assert tls_context(TlsSettings(str(bundle))).cert_store_stats()["x509_ca"] >= 1
