"""The parts of an absolute URL that sending needs: origin, Host header, request target.

Source: RFC 9110, "Host and :authority"; RFC 9112, "Request Target".
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes."""

    scheme: str
    host: str
    """Lower case, ASCII, IPv6 without brackets."""
    port: int
    target: str
    """Path and query."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a token belongs to."""
        return f"{self.scheme}://{self._bracketed}:{self.port}"

    @property
    def host_header(self) -> str:
        """Host, and the port where it is not the scheme's own."""
        return self._bracketed if self.port == _DEFAULT_PORTS[self.scheme] else f"{self._bracketed}:{self.port}"

    @property
    def url(self) -> str:
        """Absolute, without userinfo and fragment."""
        return f"{self.scheme}://{self.host_header}{self.target}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def place_of(url: str) -> Place:
    """Take an absolute http or https URL apart. Userinfo and fragment are left behind.

    Raises:
        ValueError: not such a URL; the text says what is wrong with it.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise ValueError(f"not a URL: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ValueError("not a URL that begins with http:// or https://")
    if not host:
        raise ValueError("the URL names no host")
    if port == 0:
        raise ValueError("port 0 cannot be connected to")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, _ascii(host), port or _DEFAULT_PORTS[scheme], target)


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the host is not a name that can be looked up") from error
