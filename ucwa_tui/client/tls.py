"""TLS as the user wants it: which authorities to trust, and the certificate to show to a server that asks for one.

Every file that cannot be used is a failure that names the file, the rule and the way out, before anything is sent.
"""

from __future__ import annotations

import os
import ssl

from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.wire.network_settings import TlsSettings
from ucwa_tui.wire.secret import Secret

_MOST_BYTES = 16 * 1024 * 1024
"""A bundle of all the world's authorities is a fiftieth of that."""


def tls_context(settings: TlsSettings) -> ssl.SSLContext:
    """A client's context.

    Args:
        settings: with paths as the user gave them; `~` is the home folder.

    Raises:
        ClientFailure: SIGN_IN; a file cannot be used.
    """
    context = ssl.create_default_context()  # the system's certificates: company servers are rarely in public lists
    # Strictness is the default from Python 3.13 on, and refuses what old company authorities have issued.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if settings.ca_file:
        _trust(context, settings.ca_file)
    if settings.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if settings.client_certificate:
        _load_client_certificate(context, settings)
    elif settings.client_key:
        raise sign_in_failure(
            f"client key {settings.client_key}: there is no client certificate that it belongs to",
            "Name the certificate's PEM file too.",
        )
    return context


def _trust(context: ssl.SSLContext, ca_file: str) -> None:
    what = f"CA file {ca_file}"
    text = _text_of(what, ca_file)
    if "-----BEGIN" not in text:
        raise _not_pem(what, ca_file, "certificate")
    try:
        context.load_verify_locations(cadata=text.encode("ascii", "replace").decode("ascii"))  # names in remarks
    except ssl.SSLError as error:
        raise sign_in_failure(
            f"{what}: it holds no certificate that can be read ({_reason(error)})",
            "It must hold the authority's certificate in PEM form (BEGIN CERTIFICATE).",
        ) from None
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the file may hold an authority in mid-chain


def _load_client_certificate(context: ssl.SSLContext, settings: TlsSettings) -> None:
    what = f"client certificate {settings.client_certificate}"
    if "-----BEGIN" not in _text_of(what, settings.client_certificate):
        raise _not_pem(what, settings.client_certificate, "client certificate")
    key_what = f"client key {settings.client_key}" if settings.client_key else what
    if settings.client_key and "-----BEGIN" not in _text_of(key_what, settings.client_key):
        raise _not_pem(key_what, settings.client_key, "key")
    password = _Password(settings.key_password)
    key_file = _path(settings.client_key) if settings.client_key else None
    try:
        context.load_cert_chain(_path(settings.client_certificate), key_file, password)
    except (ssl.SSLError, ValueError) as error:
        raise _unusable(what, key_what, password, error, settings) from None


class _Password:
    """Answers OpenSSL, which would ask on the terminal otherwise, and remembers that it was asked."""

    def __init__(self, secret: Secret | None) -> None:
        self._secret = secret
        self.asked = False

    def __call__(self) -> str:
        self.asked = True
        return self._secret.reveal() if self._secret else ""


def _unusable(what: str, key_what: str, password: _Password, error: Exception, settings: TlsSettings) -> ClientFailure:
    reason = _reason(error)
    if password.asked and not settings.key_password:
        return sign_in_failure(
            f"{key_what}: the key is encrypted, and there is no password for it", "Give its password."
        )
    if "mismatch" in reason:
        return sign_in_failure(
            f"{what}: {settings.client_key or 'the key in it'} is another certificate's", "Name its own key."
        )
    if password.asked:
        return sign_in_failure(f"{key_what}: the password does not open the key", "Check the key's password.")
    if not settings.client_key and "PRIVATE KEY-----" not in _text_of(what, settings.client_certificate):
        return sign_in_failure(
            f"{what}: there is no private key in it", "Name the key's PEM file too, or append the key to this file."
        )
    return sign_in_failure(
        f"{what}: it cannot be used ({reason})",
        "It must hold the certificate (BEGIN CERTIFICATE), and it or the key file an unencrypted or PKCS#8 key.",
    )


def _not_pem(what: str, path: str, kind: str) -> ClientFailure:
    if kind == "certificate":
        advice = f"If it is in DER form: openssl x509 -inform der -in {path} -out ca.pem"
    else:
        advice = f"If it is in PKCS#12 form: openssl pkcs12 -in {path} -out client.pem"
    return sign_in_failure(f"{what}: not a PEM file (no line says -----BEGIN)", advice)


def _text_of(what: str, path: str) -> str:
    """The file as text, to look for PEM's marks.

    Raises:
        ClientFailure: it cannot be read.
    """
    try:
        with open(_path(path), "rb") as file:
            return file.read(_MOST_BYTES).decode("latin-1")
    except (OSError, ValueError) as error:
        told = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise sign_in_failure(f"{what}: {told.lower()}", "Check the path and who may read the file.") from None


def _path(path: str) -> str:
    return os.path.expanduser(path)


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return (error.reason or "OpenSSL cannot read it").replace("_", " ").lower()
    return str(error)
