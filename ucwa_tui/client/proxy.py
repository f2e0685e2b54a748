"""Which HTTP proxy leads to a host: the one that was named, or the one that the environment names.

The variables are curl's: `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, each in lower case or capitals.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.wire.network_settings import ProxySettings
from ucwa_tui.wire.secret import Secret

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9._:\-]+\Z")


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy."""

    host: str
    port: int
    tls: bool = False
    """Whether the way to the proxy itself is HTTPS."""
    credentials: Secret | None = None
    """`user:password`."""

    @property
    def name(self) -> str:
        """`host:port`, for people."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen: the password, alone and in the form that is sent."""
        if self.credentials is None or self.authorization is None:
            return ()
        password = self.credentials.reveal().partition(":")[2]
        encoded = self.authorization.reveal().removeprefix("Basic ")
        return tuple(Secret(text) for text in (password, encoded) if text)

    @property
    def authorization(self) -> Secret | None:
        """The value of Proxy-Authorization (RFC 7617)."""
        if self.credentials is None:
            return None
        return Secret(f"Basic {base64.b64encode(self.credentials.reveal().encode()).decode('ascii')}")


def proxy_for(
    scheme: str, host: str, port: int, settings: ProxySettings, environment: Mapping[str, str]
) -> Proxy | None:
    """The proxy on the way to a host; None for a direct connection.

    Args:
        scheme: http or https, of the URL that is asked for.
        host: in lower case, without brackets.
        port: of the URL.
        settings: what the user wants.
        environment: where the variables are looked up.

    Raises:
        ClientFailure: SIGN_IN; what names the proxy cannot be used.
    """
    if settings.url:
        return parse_proxy(settings.url, "proxy", settings.user, settings.password)
    if not settings.from_environment or _is_loopback(host):
        return None
    names = [f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"]
    if "REQUEST_METHOD" in environment:
        names.remove(f"{scheme.upper()}_PROXY")  # in a CGI program anybody can set HTTP_PROXY with a header `Proxy`
    variable = next((name for name in names if environment.get(name, "").strip()), None)
    if variable is None or _is_exempt(host, port, environment.get("no_proxy") or environment.get("NO_PROXY") or ""):
        return None
    return parse_proxy(environment[variable], variable)


def parse_proxy(url: str, source: str, user: str = "", password: Secret | None = None) -> Proxy:
    """Take a proxy's URL apart.

    Args:
        url: `http://proxy:3128` or `https://…`; without a scheme it is http. May hold `user:password@`.
        source: who named it, for failures.
        user: counts in place of the URL's own.
        password: the user's.

    Raises:
        ClientFailure: SIGN_IN; it is no URL of an HTTP proxy.
    """
    text = url.strip() if "://" in url else f"http://{url.strip()}"
    scheme = text.partition("://")[0].lower()
    if scheme.startswith("socks"):
        raise _unusable(source, text, "SOCKS proxies are not supported", "Name an HTTP proxy: http://host:port.")
    if scheme not in _DEFAULT_PORTS:
        raise _unusable(source, text, "this is no HTTP proxy")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise _unusable(source, "", f"not a URL: {_without_userinfo(str(error))}") from None
    if not _HOST.match(host) or port == 0:
        raise _unusable(source, text, "it names no host, or no port that there is")
    if not user and parts.username:
        user, password = unquote(parts.username), Secret(unquote(parts.password or ""))
    credentials = Secret(f"{user}:{password.reveal() if password else ''}") if user else None
    return Proxy(host, port or _DEFAULT_PORTS[scheme], scheme == "https", credentials)


def _unusable(source: str, url: str, why: str, way_out: str = "") -> ClientFailure:
    shown = f" {_without_userinfo(url)}" if url else ""
    return sign_in_failure(f"{source}{shown}: {why}", way_out or "A proxy is named as http://host:port.")


def _without_userinfo(url: str) -> str:
    head, mark, rest = url.partition("://")
    return f"{head}{mark}{rest.rpartition('@')[2]}" if mark else url.rpartition("@")[2]


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Whether NO_PROXY names the host: `*`, a name with all below it, an address or a network, each with a port or
    without."""
    return any(_exempts(entry.lower(), host, port) for entry in re.split(r"[\s,]+", no_proxy) if entry)


def _exempts(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, colon, number = entry.rpartition(":")
    if colon and number.isdecimal() and ("]" in name or ":" not in name):
        if int(number) != port:
            return False
        entry = name
    entry = entry.strip("[]").removeprefix("*").strip(".")
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return bool(entry) and (host == entry or host.endswith(f".{entry}"))
