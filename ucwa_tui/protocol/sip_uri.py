"""SIP URIs: the grammar of RFC 3261, section 25.1, as far as conference URIs need it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_USER = re.compile(r"(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+\Z")
_PASSWORD = re.compile(r"(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*\Z")
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(?::([0-9]{1,5}))?\Z")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\Z")
_PARAMETER = re.compile(r"[!#-:A-Z\[-~]+(?:=[!#-:A-Z\[-~]+)?\Z")  # printable ASCII without " ; < = > ? @


@dataclass(frozen=True, slots=True)
class SipUri:
    """The parts of a SIP URI, as written."""

    scheme: str
    """`sip` or `sips`, in lower case."""
    user: str
    """Percent-escapes kept; empty where there is none."""
    host: str
    """A name, an IPv4 address, or an IPv6 address in brackets."""
    port: int | None
    parameters: tuple[tuple[str, str | None], ...]
    headers: str
    """What follows a `?`, without it."""

    def parameter(self, name: str) -> str | None:
        """A parameter's value, its name compared without case; empty for one without a value, None when absent."""
        return next((v or "" for k, v in self.parameters if k.lower() == name), None)


@dataclass(frozen=True, slots=True)
class SipProblem:
    """Why a text is no SIP URI."""

    text: str
    """A clause that follows "because"."""
    position: int
    """Zero-based, in code points."""


def parse_sip_uri(text: str) -> SipUri | SipProblem:
    """Parse a text without surrounding blanks. Never raises."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in {"sip", "sips"}:
        return SipProblem("it does not begin with sip:", 0)
    start = len(scheme) + 1
    user, at, after = rest.partition("@")
    if not at:
        user, after = "", rest
    else:
        name, password_mark, password = user.partition(":")
        if not _USER.match(name) or (password_mark and not _PASSWORD.match(password)):
            return _bad_user(name, start)
        user = name
        start += len(rest) - len(after)
    host_port, headers_at = _until(after, ";?")
    parsed = _host_and_port(host_port, start)
    if isinstance(parsed, SipProblem):
        return parsed
    tail, _, headers = after[headers_at:].partition("?")
    parameters = _parameters(tail, start + headers_at)
    if isinstance(parameters, SipProblem):
        return parameters
    return SipUri(scheme.lower(), user, parsed[0], parsed[1], parameters, headers)


def _until(text: str, stops: str) -> tuple[str, int]:
    end = next((i for i, c in enumerate(text) if c in stops), len(text))
    return text[:end], end


def _bad_user(name: str, start: int) -> SipProblem:
    if not name:
        return SipProblem("nothing stands between sip: and @", start)
    good = re.match(_USER.pattern.removesuffix(r"\Z"), name)
    offset = good.end() if good else 0
    if offset >= len(name):
        return SipProblem("the part before @ holds a character that needs escaping", start)
    return SipProblem(f"{_named(name[offset])} is not allowed before @", start + offset)


def _host_and_port(text: str, start: int) -> tuple[str, int | None] | SipProblem:
    found = _HOST_PORT.match(text)
    host = found.group(1) if found else ""
    if not text:
        return SipProblem("the domain is missing", start)
    if found is None or not _is_host(host):
        return SipProblem("the domain is neither a host name nor an address", start)
    port = int(found.group(2)) if found.group(2) else None
    if port is not None and not 0 < port < 65536:
        return SipProblem("the port is not between 1 and 65535", start + len(host) + 1)
    return host, port


def _is_host(host: str) -> bool:
    try:
        if host.startswith("["):
            ipaddress.IPv6Address(host[1:-1])
            return True
    except ValueError:
        return False
    return len(host) < 256 and all(_LABEL.match(label) for label in host.removesuffix(".").split("."))


def _parameters(tail: str, start: int) -> tuple[tuple[str, str | None], ...] | SipProblem:
    if not tail:
        return ()
    found: list[tuple[str, str | None]] = []
    position = start + 1
    for part in tail[1:].split(";"):
        if not part:
            return SipProblem("a ; is followed by nothing", position)
        if not _PARAMETER.match(part):
            name = part.partition("=")[0][:24]
            return SipProblem(f"the parameter {name!r} has a form that SIP does not allow", position)
        key, equals, value = part.partition("=")
        found.append((key, value if equals else None))
        position += len(part) + 1
    return tuple(found)


def _named(character: str) -> str:
    return repr(character) if character.isprintable() else f"U+{ord(character):04X}"
