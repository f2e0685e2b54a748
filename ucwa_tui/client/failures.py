"""Network trouble in words: what was tried with whom, why it failed, what to look at.

The texts may quote a certificate or the system's resolver; whoever shows them passes them through `safe_text`.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from dataclasses import dataclass

import httpcore

from ucwa_tui.client.certificate import Certificate
from ucwa_tui.client.network_errors import Broken, TlsFailed, TooLarge, Unreachable
from ucwa_tui.client.recording import Phase
from ucwa_tui.wire.place import Place

NETWORK_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, TimeoutError)
"""Everything that sending a request may raise when no whole answer arrives."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Cause first, then the way out."""

    headline: str
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about the exchange that failed."""

    place: Place
    phase: Phase
    address: str
    patience: float
    """Seconds that the client was ready to wait in this phase."""
    received: int
    """Bytes of the answer that did arrive."""


def trouble_of(error: BaseException, about: Circumstances) -> Trouble:
    """Put one of `NETWORK_ERRORS` into words."""
    match error:
        case Unreachable(cause=cause):
            return _unreachable(cause, about)
        case TlsFailed(cause=cause, certificate=certificate):
            return _tls(cause, certificate, about)
        case TooLarge():
            return Trouble(f"{_who(about)}: the answer is longer than {about.received // 2**20} MB")
        case httpcore.TimeoutException() | TimeoutError():
            return _timed_out(about)
        case httpcore.LocalProtocolError():
            return Trouble(
                f"{_who(about)}: the request cannot be sent as it is: {error}", "Mend the headers or the body."
            )
        case httpcore.RemoteProtocolError() | Broken() | httpcore.NetworkError():
            return _broken(error, about)
    return Trouble(f"{_who(about)}: {error or type(error).__name__}")


def _who(about: Circumstances) -> str:
    place = about.place
    numeric = f" ({about.address})" if about.address and about.address != place.host else ""
    return f"{place.host}:{place.port}{numeric}"


def _unreachable(cause: OSError, about: Circumstances) -> Trouble:
    host = about.place.host
    if isinstance(cause, socket.gaierror):
        return Trouble(
            f"{host}: the name cannot be looked up: {cause.strerror or cause}", "Check the host name and DNS."
        )
    if isinstance(cause, ConnectionRefusedError):
        return Trouble(f"{_who(about)}: connection refused", "Nothing listens there: check the port and the server.")
    if cause.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN):
        return Trouble(f"{_who(about)}: {os.strerror(cause.errno).lower()}", "Check the network or the VPN.")
    return Trouble(f"{_who(about)}: no connection: {_os_text(cause)}")


def _tls(cause: OSError, certificate: Certificate | None, about: Circumstances) -> Trouble:
    if isinstance(cause, ssl.SSLCertVerificationError):
        shown = ""
        if certificate is not None:
            subject, issuer = certificate.subject or "nobody", certificate.issuer or "nobody"
            shown = f"; the certificate is for {subject}, issued by {issuer}"
            shown += f", valid until {certificate.not_after}" if certificate.not_after else ""
        return Trouble(
            f"{_who(about)}: TLS certificate not trusted: {cause.verify_message or cause.reason}{shown}",
            "Let the system (or SSL_CERT_FILE) trust the issuer, or use the name that the certificate is for.",
        )
    told = (
        cause.reason.replace("_", " ").lower() if isinstance(cause, ssl.SSLError) and cause.reason else _os_text(cause)
    )
    return Trouble(f"{_who(about)}: TLS handshake failed: {told}", "Check that the port speaks HTTPS.")


def _timed_out(about: Circumstances) -> Trouble:
    seconds = f"{round(about.patience, 1 if about.patience >= 1 else 2):g} s"
    match about.phase:
        case Phase.RESOLVE:
            return Trouble(f"{about.place.host}: the name was not looked up within {seconds}", "Check DNS.")
        case Phase.CONNECT:
            return Trouble(
                f"{_who(about)}: no connection within {seconds}", "Check the network, or a firewall between."
            )
        case Phase.TLS:
            return Trouble(f"{_who(about)}: no TLS handshake within {seconds}", "Check that the port speaks HTTPS.")
        case Phase.SEND:
            return Trouble(f"{_who(about)}: the server did not take the request within {seconds}")
        case Phase.WAIT:
            return Trouble(f"{_who(about)}: no answer within {seconds}", "The server is connected but silent.")
        case Phase.RECEIVE:
            return Trouble(f"{_who(about)}: the answer stopped after {about.received} bytes, within {seconds}")


def _broken(error: BaseException, about: Circumstances) -> Trouble:
    if not about.received:
        reset = " (reset)" if isinstance(error, Broken) and isinstance(error.cause, ConnectionResetError) else ""
        return Trouble(f"{_who(about)}: the server closed the connection without an answer{reset}")
    cut = f"{_who(about)}: the answer broke off after {about.received} bytes"
    if isinstance(error, httpcore.RemoteProtocolError) and "peer closed" not in str(error):
        return Trouble(f"{_who(about)}: the answer is not proper HTTP/1.1: {error}")
    return Trouble(cut)


def _os_text(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
