"""Connection failures that keep their cause: the connection pool drops `__cause__` on the way."""

from __future__ import annotations

import ssl

import httpcore

from ucwa_tui.client.certificate import Certificate


class Unreachable(httpcore.ConnectError):
    """No socket could be connected."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class TlsFailed(httpcore.ConnectError):
    """There was a connection, but no TLS on it. `certificate` is what the server showed, where it showed one."""

    def __init__(self, cause: ssl.SSLError | OSError, certificate: Certificate | None) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.certificate = certificate


class Broken(httpcore.ReadError):
    """The connection broke while the answer was awaited."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class TooLarge(httpcore.ReadError):
    """The answer is longer than this program keeps."""


class ProxyRefused(httpcore.ConnectError):
    """A proxy will not lead to the host, or cannot.

    Args:
        status: of its answer.
        reason: the reason phrase.
        schemes: what it offers for proving who one is.
        authenticated: whether it was given a user and a password.
    """

    def __init__(self, status: int, reason: str, schemes: tuple[str, ...], authenticated: bool) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.schemes = schemes
        self.authenticated = authenticated


class ProxyBroken(httpcore.ConnectError):
    """A proxy did not answer in a way that HTTP knows."""
