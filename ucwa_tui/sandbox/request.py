"""A received HTTP request, with the tolerance that wild clients need: case, double slashes, un-encoded queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit


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
    connection: dict[str, bytes] = field(default_factory=dict, repr=False)
    """What handlers remember as long as the connection lasts."""
    _by_name: dict[str, str] = field(default_factory=dict, repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return self._by_name.get(name.lower())

    def parameter(self, name: str) -> str | None:
        """The first query parameter of that name, in any case."""
        return next((v for k, v in self.query if k.lower() == name.lower()), None)

    @property
    def base_url(self) -> str:
        """Scheme and host as the client named them: absolute links are built from this, never from configuration."""
        return f"http://{self.host}"


def make_request(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    fallback_host: str,
    connection: dict[str, bytes] | None = None,
) -> Request:
    """Take a request line and headers apart.

    Args:
        method: as received.
        target: origin form or absolute form.
        headers: in order, spelling as received.
        body: de-chunked.
        fallback_host: `host:port` for an HTTP/1.0 request without Host.
        connection: what is remembered about the connection.
    """
    kept = tuple(headers)
    by_name: dict[str, str] = {}
    for name, value in kept:
        by_name.setdefault(name.lower(), value)
    # `//ucwa/…` is a path here, but an authority to urlsplit
    origin_form = target if "://" in target.split("?", 1)[0] else "http://sandbox/" + target.lstrip("/")
    parts = urlsplit(origin_form)
    return Request(
        method=method,
        target=target,
        segments=_canonical(tuple(unquote(s) for s in parts.path.split("/") if s)),
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers=kept,
        body=body,
        host=by_name.get("host") or fallback_host,
        connection={} if connection is None else connection,
        _by_name=by_name,
    )


def _canonical(segments: tuple[str, ...]) -> tuple[str, ...]:
    """The captured spelling of a UCWA path. The reference writes `/ucwa/v1/…` where servers have `/ucwa/oauth/v1/…`."""
    if [s.lower() for s in segments[:2]] == ["ucwa", "v1"]:
        return (segments[0], "oauth", *segments[1:])
    return segments
