"""Subject, issuer and expiry out of an X.509 certificate's DER bytes, also of one that was not trusted.

Python's `ssl` tells these only of a certificate that it could verify; a failure is of little use without them.
Source: RFC 5280, "Certificate"; ITU-T X.690 for the encoding. Anything odd gives empty texts, never an exception.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = {b"\x55\x04\x03": "CN", b"\x55\x04\x0a": "O", b"\x55\x04\x0b": "OU"}
_ALTERNATIVE_NAMES = b"\x55\x1d\x11"
_OID, _SET = 0x06, 0x31
_EXTENSIONS, _VERSION = 0xA3, 0xA0
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_MOST_NAMES = 100
_UTF16 = 0x1E
_RSA, _ECDSA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01", b"\x2a\x86\x48\xce\x3d\x04\x03"
_SIGNATURE_HASHES = {
    _RSA + b"\x0c": "sha384",
    _RSA + b"\x0d": "sha512",
    _ECDSA + b"\x03": "sha384",
    _ECDSA + b"\x04": "sha512",
}
"""Signatures by object identifier; MD5 and SHA-1 count as SHA-256."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person needs in order to recognise a certificate. Hostile text."""

    subject: str = ""
    """`CN=…, O=…`, then the alternative names."""
    issuer: str = ""
    not_after: str = ""
    """As it is encoded, e.g. `20310401120000Z`, made readable: `2031-04-01 12:00`."""
    not_before: str = ""
    alternative_names: tuple[str, ...] = ()
    """`DNS:…` and `IP:…`."""
    serial: str = ""
    """Hexadecimal."""
    fingerprint: str = ""
    """SHA-256, as `AB:CD:…`."""


def read_certificate(der: bytes) -> Certificate:
    """Read a certificate.

    Args:
        der: what `SSLObject.getpeercert(binary_form=True)` gives.
    """
    try:
        return _read(der)
    except (IndexError, ValueError, StopIteration):
        return Certificate()


def end_point_binding(der: bytes) -> bytes:
    """What ties a sign-in to the TLS connection that it goes over: `tls-server-end-point` (RFC 5929, section 4).

    Args:
        der: the server's certificate.
    """
    try:
        whole = list(_items(next(_items(der))[1]))
        oid = next(_items(whole[1][1]))[1]
    except (IndexError, ValueError, StopIteration):
        oid = b""
    digest = hashlib.new(_SIGNATURE_HASHES.get(oid, "sha256"), der).digest()
    return b"tls-server-end-point:" + digest


def _read(der: bytes) -> Certificate:
    whole = next(_items(der))[1]
    signed = list(_items(next(_items(whole))[1]))
    if signed[0][0] == _VERSION:
        signed = signed[1:]
    serial, _algorithm, issuer, validity, subject, *rest = signed
    times = list(_items(validity[1]))
    names = [text for tag, value in rest if tag == _EXTENSIONS for text in _alternative_names(value)]
    told = _name(subject[1])
    also = ", ".join(names[:8])
    return Certificate(
        ", ".join(part for part in (told, also) if part),
        _name(issuer[1]),
        _time(times[1][1]),
        _time(times[0][1]),
        tuple(names[:_MOST_NAMES]),
        serial[1].hex()[:64],
        hashlib.sha256(der).digest().hex(":").upper(),
    )


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        tag, length = data[position], data[position + 1]
        position += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[position : position + size], "big")
            position += size
        if position + length > len(data):
            raise ValueError("a length runs past the end")
        yield tag, data[position : position + length]
        position += length


def _name(data: bytes) -> str:
    parts: list[str] = []
    for tag, group in _items(data):
        if tag != _SET:
            continue
        for _, pair in _items(group):
            (_, oid), (kind, value) = list(_items(pair))[:2]
            if oid in _NAMES:
                text = value.decode("utf-16-be" if kind == _UTF16 else "utf-8", "replace")
                parts.append(f"{_NAMES[oid]}={text}")
    return ", ".join(sorted(parts, key=lambda part: not part.startswith("CN=")))


def _alternative_names(extensions: bytes) -> list[str]:
    for _, extension in _items(next(_items(extensions))[1]):
        fields = list(_items(extension))
        if fields[0] == (_OID, _ALTERNATIVE_NAMES):
            names = next(_items(fields[-1][1]))[1]
            return [text for tag, value in _items(names) if (text := _alternative_name(tag, value))]
    return []


def _alternative_name(tag: int, value: bytes) -> str:
    if tag == _DNS_NAME:
        return f"DNS:{value.decode('latin-1')}"
    return f"IP:{ipaddress.ip_address(value)}" if tag == _IP_ADDRESS and len(value) in (4, 16) else ""


def _time(value: bytes) -> str:
    text = value.decode("ascii", "replace")
    if len(text) == 13:  # UTCTime: two digits for the year, 1950 to 2049
        text = ("19" if text[:2] >= "50" else "20") + text
    return f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12]}" if len(text) >= 12 else text
