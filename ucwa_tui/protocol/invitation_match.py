"""Which events of an invitation's kind belong to one request.

Source: UCWA reference, "Operation resource": match by operationId, then by `Location`. Events come in groups, one for
each href. The group that carries our operationId is the request's, whatever `Location` says: servers and proxies have
more than one spelling for a resource. Only where several groups carry it, the id having been used twice, `Location`
chooses. Events without an id are ours by the company they keep, or when they are about the `Location`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    log: Sequence[EventSeen],
    operation_id: str,
    location: str | None,
    *,
    posted_at: float,
    known: frozenset[str],
    settled: str | None = None,
) -> tuple[EventSeen, ...]:
    """The events of the request's invitation, in order of arrival.

    Args:
        log: events of the invitation's kind, in order of arrival.
        operation_id: the request's own; empty matches nothing.
        location: absolute URL that the answer named, if it has come and named one.
        posted_at: when the request went out, seconds since the epoch.
        known: keys of invitations of earlier requests; only a `location` can make one of them ours.
        settled: key of the invitation that has decided already, which nothing takes over from.
    """
    named = href_key(location) if location is not None else None
    groups: dict[str, list[EventSeen]] = {}
    for seen in log:
        groups.setdefault(event_key(seen), []).append(seen)
    tied = [
        key
        for key, group in groups.items()
        if (key not in known or key == named) and any(_carries(seen, operation_id) for seen in group)
    ]
    if not tied:
        return tuple(groups.get(named, ())) if named is not None else ()
    own = _chosen(tied, groups, (settled, named), posted_at)
    return tuple(seen for seen in log if event_key(seen) == own or (event_key(seen) == named and _is_bare(seen)))


def _chosen(tied: Sequence[str], groups: Mapping[str, list[EventSeen]], named: Iterable[str | None], at: float) -> str:
    """Of the invitations with our operationId the one that is named, else the one that began first after the POST."""
    for key in named:
        if key is not None and key in tied:
            return key
    since = {key: [seen for seen in groups[key] if seen.at >= at] for key in tied}
    begun = [key for key in tied if any(seen.event.type == "started" for seen in since[key])]
    return (begun or [key for key in tied if since[key]] or list(tied))[0]


def _carries(seen: EventSeen, operation_id: str) -> bool:
    resource = seen.event.resource
    if resource is not None and (resource.text("direction") or "").strip().casefold() == "incoming":
        return False  # somebody else's operation, whose id may be the same as ours
    return bool(operation_id) and operation_id_in(resource) == operation_id


def _is_bare(seen: EventSeen) -> bool:
    return not operation_id_in(seen.event.resource)
