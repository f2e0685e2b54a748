"""Rules for the values that say where to connect: the same for an option and for a profile's key."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ucwa_tui.protocol.join_url import is_join_url
from ucwa_tui.protocol.sign_in_domain import domain_problem
from ucwa_tui.wire.network_settings import ConnectTo, ProxySettings

_CONNECT_TO = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):([^:]*):(\[[^\]]*\]|[^:\[\]]*):([^:]*)\Z")
CHANNEL_RANGES = {"low": (5, 1800), "medium": (5, 1800), "timeout": (180, 1800), "priority": (0, 2**31 - 1)}
"""Seconds, but for `priority`. UCWA reference, "events"."""


class RuleBroken(ValueError):
    """A value that cannot be. Neither text repeats the value: it may be something secret in the wrong place.

    Args:
        rule: a clause that follows the name of the option or key, e.g. "has to be an http or https URL".
        way_out: a sentence.
    """

    def __init__(self, rule: str, way_out: str = "") -> None:
        super().__init__(f"{rule}. {way_out}".strip())
        self.rule = rule
        self.way_out = way_out


def url(text: str) -> str:
    """An absolute http or https URL without a user name.

    Raises:
        RuleBroken: it is none.
    """
    wanted = "Write it like https://lyncdiscover.contoso.com."
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise RuleBroken("is no URL", "Write https://host/path.") from None
    if parts.scheme.lower() not in {"http", "https"} or not host or port == 0:
        raise RuleBroken("has to be an http or https URL", wanted)
    if "@" in parts.netloc:
        raise RuleBroken("holds a user name", "Take it out, and say who signs in with the user and password settings.")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise RuleBroken("holds a character that a URL cannot hold", "Please percent-encode it.")
    return text


def meeting(text: str) -> str:
    """A meeting: a join URL without a user name; whatever else it is, others judge.

    Raises:
        RuleBroken: it is a URL that nothing can be asked of.
    """
    if is_join_url(text):
        link = text.strip()
        try:
            parts = urlsplit(link if "://" in link else f"https://{link}")
        except ValueError:
            raise RuleBroken("is no URL", "Write https://host/path.") from None
        if "@" in parts.netloc:
            raise RuleBroken("holds a user name", "Take it out: the page of a meeting needs none.")
    return text


def domain(text: str) -> str:
    """A SIP domain, in lower case.

    Raises:
        RuleBroken: it is none.
    """
    problem = domain_problem(text)
    if problem:
        raise RuleBroken(
            f"has to be a SIP domain, and {problem}",
            "Write the part of the sign-in address behind the @, such as contoso.com.",
        )
    return text.strip().rstrip(".").lower()


def host(text: str) -> str:
    """The name or address of a host, in lower case.

    Raises:
        RuleBroken: it is none.
    """
    name = text.strip().rstrip(".").lower()
    if not re.fullmatch(r"[^\s/@:?#]+|[0-9a-f:]+", name):
        raise RuleBroken("has to be the name of a host, without scheme, port and path")
    return name


def proxy(text: str) -> ProxySettings:
    """`http://host:port`, `https://…`, `host:port`, or `none`: no proxy at all, whatever the environment says.

    Raises:
        RuleBroken: it is none of these, or holds credentials.
    """
    if text.strip().lower() == "none":
        return ProxySettings(from_environment=False)
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        name, port = parts.hostname, parts.port
    except ValueError:
        raise RuleBroken("is no URL", "Write http://host:port, or none.") from None
    if parts.scheme.lower() not in {"http", "https"} or not name or port == 0:
        raise RuleBroken("has to be an http or https URL", "Write it like http://proxy.contoso.com:3128, or none.")
    if "@" in parts.netloc:
        raise RuleBroken(
            "holds credentials, which others could read",
            "Take them out; the name goes into the proxy-user setting, the password into UCWA_TUI_PROXY_PASSWORD or a "
            "profile's proxy-password.",
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise RuleBroken("holds a path, which a proxy does not have", "Write http://host:port.")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise RuleBroken("holds a character that a URL cannot hold", "Write http://host:port.")
    return ProxySettings(url=whole.rstrip("/"))


def connect_to(text: str) -> ConnectTo:
    """`HOST:PORT:HOST:PORT`, each of the four may be empty.

    Raises:
        RuleBroken: it is none.
    """
    match = _CONNECT_TO.match(text.strip())
    if not match:
        raise RuleBroken("has to be HOST:PORT:HOST:PORT", "Parts may be empty: contoso.com::127.0.0.1:8443.")
    from_host, from_port, to_host, to_port = match.groups()
    return ConnectTo(from_host.strip("[]").lower(), _port(from_port), to_host.strip("[]"), _port(to_port))


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise RuleBroken("names a port that is none", "A port is a number from 1 to 65535; leave it empty for any.")
    return int(text)


def channel_parameter(name: str, value: int) -> int:
    """A parameter of the event channel.

    Raises:
        RuleBroken: it is out of range.
    """
    low, high = CHANNEL_RANGES[name]
    if not low <= value <= high:
        raise RuleBroken(f"has to be from {low} to {high}", f"Servers refuse others; {low} is the least.")
    return value
