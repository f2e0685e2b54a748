"""A certificate, and the authority that made it, whose every text acts on terminals."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import warnings
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_SINCE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_UNTIL = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class HostileCertificate:
    """For 127.0.0.1.

    Attributes:
        serving: a server's context with it; the authority's own certificate goes along in the handshake.
        authority: PEM file of who made it.
    """

    serving: ssl.SSLContext
    authority: Path


def hostile_certificate(folder: Path, text: str) -> HostileCertificate:
    """Make one with a text in subject, issuer and alternative names.

    Args:
        folder: where its files go.
        text: in UTF-8; alternative names take its ASCII part.
    """
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"CA {text}")
    root = _builder(issuer, issuer, root_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    root = root.add_extension(usage, critical=True)
    ascii_text = text.encode("ascii", "ignore").decode()
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName(ascii_text), x509.RFC822Name(ascii_text)]
    names += [x509.DNSName(f"{ascii_text}.{n}.example") for n in range(3)]
    leaf = _builder(_name(text), issuer, key.public_key()).add_extension(
        x509.SubjectAlternativeName(names), critical=False
    )
    made = leaf.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    above = root.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain, authority = folder / "hostile.pem", folder / "hostile-ca.pem"
    chain.write_bytes(secret + made + above)
    authority.write_bytes(above)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return HostileCertificate(context, authority)


def _name(text: str) -> x509.Name:
    oids = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    with warnings.catch_warnings(action="ignore"):  # longer than RFC 5280 allows, which no client checks
        return x509.Name([x509.NameAttribute(oid, text, _validate=False) for oid in oids])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_SINCE)
        .not_valid_after(_UNTIL)
    )
