"""Which events of an invitation's kind belong to one request.

Source: UCWA reference, "Operation resource": match by operationId, then by `Location`. Events come in groups, one for
each href. Where the answer named a resource (`Location`, or a body), only the group of that href is the request's:
an operationId may have been used twice. Until then every group that carries the operationId is a candidate, but for
those that earlier requests own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_outcome import operation_id_in
from ucwa_tui.protocol.links import resolve


def href_key(url: str) -> str:
    """What identifies a resource within one application: path and query, whatever host and spelling it came with."""
    return _cached_key(url) if len(url) <= _CACHEABLE else _key(url)


def resource_key(base_url: str, href: str) -> str:
    """The key of an href as the server wrote it. A path has the same key whatever it is resolved against."""
    return href_key(href if href.startswith("/") else resolve(base_url, href))


def _key(url: str) -> str:
    try:
        parts = urlsplit("x:/" + url.lstrip("/") if url.startswith("/") else url)
    except ValueError:
        return url
    return unquote("/" + parts.path.lstrip("/") + ("?" + parts.query if parts.query else ""))


_CACHEABLE = 512
"""Longer hrefs are worked out each time, so that hostile ones cannot fill the memory."""
_cached_key = lru_cache(maxsize=4096)(_key)


def event_url(seen: EventSeen) -> str:
    """The absolute URL of the resource that an event is about."""
    return resolve(seen.base_url, seen.event.link.href)


def event_key(seen: EventSeen) -> str:
    """The key of the resource that an event is about."""
    return resource_key(seen.base_url, seen.event.link.href)


def plain_rel(rel: str) -> str:
    """A rel without its namespace prefix, such as `ms:rtc:saas:`."""
    return rel.rpartition(":")[2]


def is_about(seen: EventSeen, rel: str) -> bool:
    """Whether an event tells of a resource of this rel."""
    resource = seen.event.resource
    return rel in (plain_rel(seen.event.link.rel), plain_rel(resource.rel or "") if resource else None)


def own_group(
    log: Sequence[EventSeen], operation_id: str, location: str | None, *, strict: bool, known: frozenset[str]
) -> tuple[EventSeen, ...]:
    """The events of the request's invitation, in order of arrival.

    Args:
        log: events of the invitation's kind, in order of arrival.
        operation_id: the request's own; empty matches nothing.
        location: absolute URL that the answer named, if it has come and named one.
        strict: whether a `location` rules out a group that only shares the operationId.
        known: keys of invitations of earlier requests; only a `location` can make one of them ours.
    """
    groups: dict[str, list[EventSeen]] = {}
    for seen in log:
        groups.setdefault(event_key(seen), []).append(seen)
    if location is not None:
        named = groups.get(href_key(location), [])
        if named or strict:
            return tuple(named)
    if not operation_id:
        return ()
    mine = ((key, g) for key, g in groups.items() if any(_carries(seen, operation_id) for seen in g))
    candidates = [g for key, g in mine if key not in known]
    begun = [g for g in candidates if any(seen.event.type == "started" for seen in g)]
    newest = (begun or candidates)[-1:]  # of two with one id, the one that began last is ours
    return tuple(newest[0]) if newest else ()


def _carries(seen: EventSeen, operation_id: str) -> bool:
    return operation_id_in(seen.event.resource) == operation_id
