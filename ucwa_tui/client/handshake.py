"""What TLS settled on, and a look at a certificate that was not trusted."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import replace

import httpcore

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.certificate import Certificate, read_certificate
from ucwa_tui.client.certificate_chain import sent_chain
from ucwa_tui.client.recording import Recording
from ucwa_tui.client.road import Road
from ucwa_tui.wire.exchange import ChainLink, TlsFacts

_MOST_LINKS = 20
"""Certificates of a chain that are kept; real ones have three."""
_LOOK_AT_CERTIFICATE = 5.0
"""Seconds for a second handshake that only reads the certificate that was not trusted."""


def tls_facts(stream: ByteStream) -> TlsFacts:
    """The facts of a stream that speaks TLS."""
    connection = _connection(stream)
    cipher = connection.cipher()
    verified = connection.context.verify_mode is not ssl.CERT_NONE
    facts = _facts(_certificate(connection), connection.version() or "", cipher[0] if cipher else "", verified)
    chain = sent_chain(connection)
    return replace(
        facts,
        chain=tuple(map(_link, chain[1 : 1 + _MOST_LINKS])) if chain else (),
        chain_known=chain is not None,
        alpn=connection.selected_alpn_protocol() or "",
    )


def certificate_of(stream: ByteStream) -> bytes:
    """The server's certificate in DER form."""
    return _connection(stream).getpeercert(binary_form=True) or b""


def untrusted_facts(certificate: Certificate | None) -> TlsFacts | None:
    """The facts of a handshake that ended with a certificate that is not trusted."""
    return _facts(certificate, "", "", False) if certificate else None


async def untrusted_certificate(road: Road, place: tuple[str, int], host: str) -> Certificate | None:
    """What the server shows for a certificate. Nothing but a handshake goes over this connection.

    Args:
        road: the way that leads there.
        place: host and port.
        host: the name to ask for.
    """
    looking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE
    unseen = Recording(time.monotonic, 0, lambda: None)
    try:
        async with asyncio.timeout(_LOOK_AT_CERTIFICATE):
            stream = await road.open(*place, unseen)
            await stream.start_tls(looking, host)
    except (OSError, httpcore.NetworkError):  # TimeoutError is an OSError
        return None
    certificate = _certificate(_connection(stream))
    await stream.close()
    return certificate


def _connection(stream: ByteStream) -> ssl.SSLObject:
    connection = stream.extra("ssl_object")
    assert isinstance(connection, ssl.SSLObject)
    return connection


def _certificate(connection: ssl.SSLObject) -> Certificate:
    return read_certificate(connection.getpeercert(binary_form=True) or b"")


def _link(der: bytes) -> ChainLink:
    certificate = read_certificate(der)
    return ChainLink(
        certificate.subject,
        certificate.issuer,
        certificate.not_before,
        certificate.not_after,
        certificate.serial,
        certificate.fingerprint,
    )


def _facts(certificate: Certificate, version: str, cipher: str, verified: bool) -> TlsFacts:
    return TlsFacts(
        version,
        cipher,
        certificate.subject,
        certificate.issuer,
        certificate.not_after,
        verified,
        certificate.alternative_names,
        certificate.not_before,
        certificate.serial,
        certificate.fingerprint,
    )
