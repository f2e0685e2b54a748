"""How connections are made: TLS, proxies, and names that lead somewhere else. Pure data, filled in by the workbench."""

from __future__ import annotations

from dataclasses import dataclass, field

from ucwa_tui.wire.secret import Secret


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """What to trust, and what to show to a server that asks. Paths are as the user gave them."""

    ca_file: str = ""
    """PEM file with further authorities; empty: the system's alone."""
    insecure: bool = False
    """Take any certificate; the screen says so all the time."""
    client_certificate: str = ""
    """PEM file with the user's own certificate (and, without `client_key`, its key)."""
    client_key: str = ""
    key_password: Secret | None = None


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """The way through an HTTP proxy."""

    url: str = ""
    """`http://proxy.contoso.com:3128`, without credentials; empty: what `from_environment` says."""
    user: str = ""
    password: Secret | None = None
    from_environment: bool = True
    """Without a `url`: whether HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY count. Never for loopback."""


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connect to another place than a URL says, like curl's `--connect-to`: names, Host and TLS stay the URL's."""

    host: str
    """In lower case; empty: every host."""
    port: int | None
    """None: every port."""
    to_host: str
    """Empty: the URL's own host."""
    to_port: int | None
    """None: the URL's own port."""

    def matches(self, host: str, port: int) -> bool:
        """Whether a connection to this host and port is meant."""
        return self.host in ("", host.lower()) and self.port in (None, port)


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """Everything that decides how a connection comes about."""

    tls: TlsSettings = field(default_factory=TlsSettings)
    proxy: ProxySettings = field(default_factory=ProxySettings)
    connect_to: tuple[ConnectTo, ...] = ()
    """The first that matches counts."""
