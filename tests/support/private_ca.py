"""A private certificate authority, made for one test."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import trustme


@dataclass(frozen=True)
class PrivateCa:
    """An authority whose certificate lies in a folder as `ca.pem`."""

    folder: Path
    authority: trustme.CA

    @property
    def file(self) -> str:
        return str(self.folder / "ca.pem")

    def serving(self, *names: str, expired: bool = False, wants_client: bool = False) -> ssl.SSLContext:
        """A server's context with a certificate for these names."""
        until = datetime.datetime(2001, 2, 3, tzinfo=datetime.UTC) if expired else None
        since = datetime.datetime(2000, 2, 3, tzinfo=datetime.UTC) if expired else None
        certificate = self.authority.issue_cert(*names, common_name=names[0], not_before=since, not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        if wants_client:
            self.authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client_files(self) -> tuple[str, str]:
        """Certificate and key of a client, as files."""
        certificate = self.authority.issue_cert("dana@example.test", common_name="Dana Client")
        chain, key = self.folder / "client.pem", self.folder / "client.key"
        chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        key.write_bytes(certificate.private_key_pem.bytes())
        return str(chain), str(key)


@cache
def _authority(name: str) -> trustme.CA:
    return trustme.CA(organization_name=name)


def private_ca(folder: Path, name: str = "Example Private Authority") -> PrivateCa:
    """An authority with its file in a folder."""
    made = PrivateCa(folder, _authority(name))
    made.authority.cert_pem.write_to_path(made.file)
    return made
