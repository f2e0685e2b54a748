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
from ucwa_tui.client.network_errors import Broken, ProxyBroken, ProxyRefused, TlsFailed, TooLarge, Unreachable
from ucwa_tui.client.recording import Phase
from ucwa_tui.wire.place import Place

NETWORK_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, TimeoutError)
"""Everything that sending a request may raise when no whole answer arrives."""


_SPEAKS_HTTPS = "Check that the port speaks HTTPS."
_WANTS_CERTIFICATE = "The server wants a client certificate that it knows: check which one it is given."
_TLS_ADVICE = {
    "tlsv13 alert certificate required": _WANTS_CERTIFICATE,
    "tlsv1 alert unknown ca": _WANTS_CERTIFICATE,
    "sslv3 alert bad certificate": _WANTS_CERTIFICATE,
    "sslv3 alert certificate expired": _WANTS_CERTIFICATE,
    "sslv3 alert certificate unknown": _WANTS_CERTIFICATE,
    "sslv3 alert handshake failure": "The server may want a client certificate, or has no cipher in common with this.",
    "unsupported protocol": "The server speaks only TLS versions that are too old.",
    "tlsv1 alert protocol version": "The server speaks only TLS versions that are too old.",
}


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
    proxy: str = ""
    """`host:port` of the proxy in between."""

    @property
    def at_proxy(self) -> bool:
        """Whether the proxy was as far as it got."""
        return bool(self.proxy) and self.phase in (Phase.RESOLVE, Phase.CONNECT, Phase.PROXY)


def trouble_of(error: BaseException, about: Circumstances) -> Trouble:
    """Put one of `NETWORK_ERRORS` into words."""
    match error:
        case ProxyRefused():
            return _proxy_refused(error, about)
        case ProxyBroken():
            return Trouble(f"{_who(about)}: {error}", "Check that this is an HTTP proxy, and its port.")
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
    if about.at_proxy:
        numeric = f" ({about.address})" if about.address and about.address not in about.proxy else ""
        return f"proxy {about.proxy}{numeric}, on the way to {place.host}:{place.port}"
    if about.proxy:
        return f"{place.host}:{place.port} (through proxy {about.proxy})"
    numeric = f" ({about.address})" if about.address and about.address != place.host else ""
    return f"{place.host}:{place.port}{numeric}"


def _proxy_refused(error: ProxyRefused, about: Circumstances) -> Trouble:
    place = about.place
    told = f"{error.status} {error.reason}".strip()
    headline = f"proxy {about.proxy} does not lead to {place.host}:{place.port}: it answered {told}"
    if error.status == 407:
        basic = not error.schemes or "basic" in (scheme.lower() for scheme in error.schemes)
        if not basic:
            wants = ", ".join(error.schemes)
            return Trouble(f"{headline} and wants {wants}", "Only a user and password (Basic) can be given to a proxy.")
        wrong = "Check the proxy's user and password." if error.authenticated else "Give the proxy's user and password."
        return Trouble(headline, wrong)
    if error.status in (502, 503, 504):
        return Trouble(headline, "The proxy cannot reach that host: check its name, or connect without the proxy.")
    return Trouble(headline, "Ask who runs the proxy to allow that host and port, or connect without the proxy.")


def _unreachable(cause: OSError, about: Circumstances) -> Trouble:
    host = _who(about) if about.at_proxy else about.place.host
    if isinstance(cause, socket.gaierror):
        return Trouble(
            f"{host}: the name cannot be looked up: {cause.strerror or cause}", "Check the host name and DNS."
        )
    if isinstance(cause, ConnectionRefusedError):
        what = "proxy" if about.at_proxy else "server"
        return Trouble(f"{_who(about)}: connection refused", f"Nothing listens there: check the port and the {what}.")
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
            "Name the issuer's certificate as CA file, or use the name that the certificate is for.",
        )
    told = _tls_reason(cause)
    return Trouble(f"{_who(about)}: TLS handshake failed: {told}", _TLS_ADVICE.get(told, _SPEAKS_HTTPS))


def _timed_out(about: Circumstances) -> Trouble:
    seconds = f"{round(about.patience, 1 if about.patience >= 1 else 2):g} s"
    match about.phase:
        case Phase.RESOLVE:
            host = _who(about) if about.at_proxy else about.place.host
            return Trouble(f"{host}: the name was not looked up within {seconds}", "Check DNS.")
        case Phase.CONNECT:
            return Trouble(
                f"{_who(about)}: no connection within {seconds}", "Check the network, or a firewall between."
            )
        case Phase.PROXY:
            return Trouble(f"{_who(about)}: no answer within {seconds}", "Check that this is an HTTP proxy.")
        case Phase.TLS:
            return Trouble(f"{_who(about)}: no TLS handshake within {seconds}", _SPEAKS_HTTPS)
        case Phase.SEND:
            return Trouble(f"{_who(about)}: the server did not take the request within {seconds}")
        case Phase.WAIT:
            return Trouble(f"{_who(about)}: no answer within {seconds}", "The server is connected but silent.")
        case Phase.RECEIVE:
            return Trouble(f"{_who(about)}: the answer stopped after {about.received} bytes, within {seconds}")


_CUT_OFF = ("peer closed", "Server disconnected")
"""How httpcore says that the connection ended in the body, or in the head."""


def _broken(error: BaseException, about: Circumstances) -> Trouble:
    cause = error.cause if isinstance(error, Broken) else None
    if isinstance(cause, ssl.SSLError) and cause.reason:
        told = _tls_reason(cause)
        return Trouble(f"{_who(about)}: TLS broke: {told}", _TLS_ADVICE.get(told, ""))
    if not about.received:
        reset = " (reset)" if isinstance(cause, ConnectionResetError) else ""
        return Trouble(f"{_who(about)}: the server closed the connection without an answer{reset}")
    cut = f"{_who(about)}: the answer broke off after {about.received} bytes"
    if isinstance(error, httpcore.RemoteProtocolError) and not any(words in str(error) for words in _CUT_OFF):
        return Trouble(f"{_who(about)}: the answer is not proper HTTP/1.1: {error}")
    return Trouble(cut)


def _tls_reason(cause: OSError) -> str:
    if isinstance(cause, ssl.SSLError) and cause.reason:
        return cause.reason.replace("_", " ").lower()
    return _os_text(cause)


def _os_text(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
