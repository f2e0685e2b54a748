"""Certificates for one run of the sandbox: an authority of its own, whose key never leaves the memory of the process.

Needs the library trustme (extra `tls`).
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass

_NAMES = ("", "lyncdiscover.", "lyncdiscoverinternal.", "sip.", "sipinternal.", "fe1.", "meet.", "dialin.", "webext.")
_ORGANIZATION = "ucwa-tui sandbox"


class NoTls(Exception):
    """The library for certificates is not installed; the text says how to get it."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """A server's context, and the authority that a client has to trust."""

    context: ssl.SSLContext
    ca_pem: bytes
    names: tuple[str, ...]
    """What the certificate is for."""


def names_of(domain: str, host: str, machine: str = "") -> tuple[str, ...]:
    """The names by which a sandbox may be reached.

    Args:
        domain: its SIP domain; the names of discovery and a wildcard come from it.
        host: where it listens.
        machine: the machine's own name, where it listens on all addresses.
    """
    found = ["localhost", "127.0.0.1", "::1", *(f"{prefix}{domain}" for prefix in _NAMES), f"*.{domain}"]
    listens = host.strip("[]")
    if listens not in ("", "0.0.0.0", "::", "*"):
        found.append(listens)
    if machine:
        found.append(machine)
    return tuple(dict.fromkeys(name.lower() for name in found))


def make_certificates(names: tuple[str, ...]) -> Certificates:
    """An authority, and a certificate of it for these names.

    Raises:
        NoTls: trustme is not installed.
        ValueError: a name can be in no certificate.
    """
    try:
        import trustme
    except ImportError:
        raise NoTls("the library trustme is not installed: pip install 'ucwa-tui[tls]'") from None
    authority = trustme.CA(organization_name=_ORGANIZATION, organization_unit_name="for tests only")
    certificate = authority.issue_cert(*names, common_name=names[0])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    certificate.configure_cert(context)
    return Certificates(context, authority.cert_pem.bytes(), names)


def is_authority(data: bytes) -> bool:
    """Whether it is the certificate of a sandbox's authority as PEM, and nothing else."""
    try:
        return _ORGANIZATION.encode("ascii") in ssl.PEM_cert_to_DER_cert(data.decode("ascii"))
    except ValueError:
        return False
