"""Hrefs: resolve one, compare two, add a query parameter without touching the server's own.

Source: UCWA reference, "Web links" and "Hypermedia": links are followed, never built.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_REMEMBERED_LENGTH = 1_000
"""Longer ones are not worth the memory: a server may send any."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ACK = re.compile(r"[?&]ack=([0-9]{1,18})(?=[&#]|$)", re.IGNORECASE)
_UNSENDABLE = re.compile(r"[^\x21-\x7e]+")


def resolve(base_url: str, href: str) -> str:
    """An href as an absolute URL.

    UCWA servers write paths such as `//ucwa/v1/applications/1`: two leading slashes begin a path here, not a host.
    Characters that no request line may hold (blanks, controls, anything outside ASCII) come out percent-encoded.

    Args:
        base_url: the absolute URL of the answer that held the link.
        href: what the server wrote: absolute, a path, a query, relative, or empty (the base itself).

    Returns:
        The absolute URL; the href alone where the base is no URL.
    """
    if len(base_url) + len(href) < _REMEMBERED_LENGTH:
        return _remembered(base_url, href)
    return _resolved(base_url, href)


def _resolved(base_url: str, href: str) -> str:
    wanted = href.strip()
    if not wanted:
        return base_url
    if _SCHEME.match(wanted):
        return _sendable(wanted)
    origin = _origin_text(base_url)
    if not origin:
        return _sendable(wanted)
    wanted = _sendable(wanted)
    if wanted.startswith("/"):
        return origin + wanted
    try:
        return urljoin(base_url, wanted)
    except ValueError:
        return origin + "/" + wanted


_remembered = lru_cache(4096)(_resolved)  # a busy channel names the same resources again and again


def add_query(href: str, name: str, value: str) -> str:
    """The href with one more query parameter; everything that was there stays byte for byte.

    Args:
        href: as the server wrote it, with or without a query or a fragment.
        name: the parameter's name, unencoded.
        value: its value, unencoded; all but unreserved characters are percent-encoded as UTF-8.
    """
    head, mark, fragment = href.partition("#")
    pair = f"{_encoded(name)}={_encoded(value)}"
    path, _, query = head.partition("?")
    glue = "&" if query and not query.endswith("&") else ""
    return f"{path}?{query}{glue}{pair}{mark}{fragment}"


def host_of(url: str) -> str:
    """The host in lower case, without port, brackets or a final dot; empty where the URL names none."""
    parts = _split(url)
    return _host(parts) if parts else ""


def same_host(a: str, b: str) -> bool:
    """Whether two absolute URLs name one host, whatever their case and port. False where either names none."""
    host = host_of(a)
    return bool(host) and host == host_of(b)


def same_origin(a: str, b: str) -> bool:
    """Whether two absolute URLs have the same scheme, host and effective port."""
    first, second = _split(a), _split(b)
    return first is not None and second is not None and bool(_host(first)) and _origin(first) == _origin(second)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine by its name or address; nothing is looked up."""
    host = host_of(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def ack_of(url: str) -> int | None:
    """The number of the event answer that this URL asks for (`ack`), or None."""
    found = _ACK.search(url)
    return int(found.group(1)) if found else None


def same_resource(a: str, b: str) -> bool:
    """Whether two hrefs mean one resource.

    A relative href is compared by path and query alone. Host case, a spelled-out default port, escapes that need not
    be, doubled leading slashes and fragments do not matter; the case of the path does.
    """
    first, second = _split(a), _split(b)
    if first is None or second is None:
        return a == b
    if _host(first) and _host(second) and _origin(first) != _origin(second):
        return False
    return _target(first) == _target(second)


def _sendable(href: str) -> str:
    head, mark, tail = href, "", ""
    if "://" in href:  # a host outside ASCII is the resolver's business (IDNA), not percent-encoding's
        scheme, _, rest = href.partition("://")
        cut = next((i for i, c in enumerate(rest) if c in "/?#"), len(rest))
        head, mark, tail = scheme, "://" + rest[:cut], rest[cut:]
    else:
        head, tail = "", href
    return head + mark + _UNSENDABLE.sub(lambda m: _encoded(m.group()), tail)


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _origin_text(url: str) -> str:
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+", url.strip())
    return found.group() if found else ""


def _split(url: str) -> SplitResult | None:
    text = url.strip()
    if not _SCHEME.match(text):
        text = "x:" + ("" if text.startswith("/") else "/") + re.sub(r"^/+", "/", text)
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port  # both are parsed on access and may refuse
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").lower()


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    scheme = parts.scheme.lower()
    return scheme, _host(parts), parts.port or _DEFAULT_PORTS.get(scheme)


def _target(parts: SplitResult) -> tuple[str, str]:
    return "/" + unquote(parts.path).lstrip("/"), parts.query
