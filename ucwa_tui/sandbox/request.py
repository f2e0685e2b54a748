"""A received HTTP request, with the tolerance that wild clients need: case, double slashes, un-encoded queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

_AUTHORITY = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]+)", re.IGNORECASE)
_PLAIN_TARGET = re.compile(r"/[A-Za-z0-9/._~@=,-]*(?:\?[A-Za-z0-9/._~@=&,-]*)?")


class BadTarget(ValueError):
    """What a request line asks for cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole. `segments` are percent-decoded and keep their spelling; match them without case."""

    method: str
    target: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    host: str = ""
    scheme: str = "http"
    version: str = "1.1"
    """Of HTTP, as the client speaks it."""
    connection: dict[str, bytes] = field(default_factory=dict, repr=False)
    """What handlers remember as long as the connection lasts."""
    _by_name: dict[str, str] = field(default_factory=dict, repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return self._by_name.get(name.lower())

    def parameter(self, name: str) -> str | None:
        """The first query parameter of that name, in any case."""
        return next((v for k, v in self.query if k.lower() == name.lower()), None)

    def under(self, word: str) -> bool:
        """Whether the path begins with this word, which is in lower case."""
        return bool(self.segments) and self.segments[0].lower() == word

    @property
    def base_url(self) -> str:
        """Scheme and host as the client named them: absolute links are built from this, never from configuration."""
        return f"{self.scheme}://{self.host}"


def make_request(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    fallback_host: str,
    scheme: str = "http",
    version: str = "1.1",
    connection: dict[str, bytes] | None = None,
    by_name: dict[str, str] | None = None,
) -> Request:
    """Take a request line and headers apart.

    Args:
        method: as received.
        target: origin form or absolute form, which says itself which host is meant.
        headers: in order, spelling as received.
        body: de-chunked.
        fallback_host: `host:port` for an HTTP/1.0 request without Host.
        scheme: http or https, as the connection is.
        version: of HTTP, as the client speaks it.
        connection: what is remembered about the connection.
        by_name: the first header of each name in lower case, where somebody knows them already.

    Raises:
        BadTarget: the target is no address.
    """
    kept = tuple(headers)
    if by_name is None:
        by_name = {}
        for name, value in kept:
            by_name.setdefault(name.lower(), value)
    segments, query = _taken_apart(target)
    named = None if target.startswith("/") else _AUTHORITY.match(target)
    return Request(
        method=method,
        target=target,
        segments=_canonical(segments),
        query=query,
        headers=kept,
        body=body,
        host=named[1] if named is not None else by_name.get("host") or fallback_host,
        scheme=scheme,
        version=version,
        connection={} if connection is None else connection,
        _by_name=by_name,
    )


def _taken_apart(target: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Segments and query parameters."""
    if _PLAIN_TARGET.fullmatch(target):  # nothing is encoded: nearly always
        path, _, query = target.partition("?")
        pairs = [p.partition("=") for p in query.split("&") if p]
        return tuple([s for s in path.split("/") if s]), tuple([(name, value) for name, _, value in pairs])
    # `//ucwa/…` is a path here, but an authority to urlsplit
    origin_form = target if "://" in target.split("?", 1)[0] else "http://sandbox/" + target.lstrip("/")
    try:
        parts = urlsplit(origin_form)
    except ValueError as error:
        raise BadTarget(str(error)) from None
    segments = tuple(unquote(s) for s in parts.path.split("/") if s)
    return segments, tuple(parse_qsl(parts.query, keep_blank_values=True))


def _canonical(segments: tuple[str, ...]) -> tuple[str, ...]:
    """The captured spelling of a UCWA path. The reference writes `/ucwa/v1/…` where servers have `/ucwa/oauth/v1/…`."""
    if len(segments) > 1 and segments[1].lower() == "v1" and segments[0].lower() == "ucwa":
        return (segments[0], "oauth", *segments[1:])
    return segments
