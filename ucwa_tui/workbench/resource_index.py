"""What is known of the server's resources: the latest of each by its absolute URL, and the links they offer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Link, Resource
from ucwa_tui.wire.reports import ReceivedEvent

MAX_RESOURCES = 5000
REMEMBERED_LENGTH = 1_000
"""Longer URLs are not worth the memory: a server may send any."""


class FoundLink(NamedTuple):
    """A link and who offers it."""

    holder: str
    """Rel of the resource that holds the link."""
    href: str
    """Absolute."""
    title: str
    """The link's title, else the holder's: a participant's name, say."""
    holder_href: str = ""


class KnownResource(NamedTuple):
    """A resource as it was last told of."""

    rel: str
    title: str
    resource: Resource
    told: int | None = None
    """Number of the exchange that last told of it; None where nobody knows."""
    at: float | None = None
    """When that was, in seconds since the epoch."""
    container: str = ""
    """Key of the resource that embeds it; empty: it stands for itself."""


class ResourceIndex:
    """The latest resource by absolute URL. The ones longest without news are forgotten first."""

    def __init__(self, max_resources: int = MAX_RESOURCES) -> None:
        self._entries: dict[str, KnownResource] = {}
        self._holders: dict[str, dict[str, None]] = {}
        """Rel -> keys of the resources that offer it, the latest news last."""
        self._max = max_resources

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget everything: URLs are valid for one application only."""
        self._entries.clear()
        self._holders.clear()

    def add(
        self,
        base_url: str,
        resource: Resource,
        *,
        rel: str = "",
        href: str = "",
        title: str = "",
        told: tuple[int, float] | None = None,
        container: str = "",
    ) -> None:
        """Take in a resource and everything embedded in it.

        Args:
            base_url: what relative hrefs are resolved against.
            resource: as received.
            rel: what it was called where it was found, if the resource does not say itself.
            href: where it was found, if it has no `self`.
            title: a name for it from the link that led there.
            told: number of the exchange that holds it, and when that was answered (seconds since the epoch).
            container: key of the resource that embeds it.
        """
        where = resource.href() or href
        key = container
        if where:
            key = resource_key(resolve(base_url, where))
            known = self._drop(key)
            name = title or resource.text("name") or resource.text("subject") or (known.title if known else "")
            n, at = told or (None, None)
            within = container or (known.container if known else "")
            self._entries[key] = KnownResource(resource.rel or rel, name, resource, n, at, within)
            for offered in resource.links:
                self._holders.setdefault(offered.rel, {})[key] = None
            if len(self._entries) > self._max:
                self._drop(next(iter(self._entries)))
        for group in resource.embedded:
            for child in group.resources:
                self.add(base_url, child, rel=group.rel, told=told, container=key)

    def apply_event(self, base_url: str, received: ReceivedEvent) -> None:
        """Follow an event: take in what it embeds, forget what it says is deleted."""
        event = received.event
        if event.resource is not None:
            link = event.link
            told = (received.exchange, received.at)
            self.add(base_url, event.resource, rel=link.rel, href=link.href, title=link.title or "", told=told)
        elif event.type == "deleted" and event.in_ is None:
            self.forget(resolve(base_url, event.link.href))

    def items(self) -> Iterator[tuple[str, KnownResource]]:
        """Key (an absolute URL) and resource of everything, the latest news last."""
        yield from self._entries.items()

    def get(self, url: str) -> Resource | None:
        """The latest resource seen at an absolute URL."""
        entry = self._entries.get(resource_key(url))
        return entry.resource if entry else None

    def find_link(self, base_url: str, rel: str) -> list[FoundLink]:
        """Every link of a rel that some resource offers now, the latest news last."""
        return [
            FoundLink(entry.rel, resolve(base_url, link.href), link.title or entry.title, url)
            for url, entry in self._holding(rel)
            for link in _links_of(entry.resource, rel)
            if link.href
        ]

    def _holding(self, rel: str) -> list[tuple[str, KnownResource]]:
        return [(url, self._entries[url]) for url in self._holders.get(rel, ())]

    def _drop(self, key: str) -> KnownResource | None:
        entry = self._entries.pop(key, None)
        for offered in entry.resource.links if entry else ():
            holders = self._holders.get(offered.rel, {})
            holders.pop(key, None)
            if not holders:
                self._holders.pop(offered.rel, None)
        return entry

    def of_rel(self, rel: str) -> list[tuple[str, Resource]]:
        """URL and resource of everything of a kind, the latest news last."""
        return [(url, entry.resource) for url, entry in self._entries.items() if entry.rel == rel]

    def forget(self, url: str) -> None:
        """Drop a resource that is gone, and everything below it."""
        key = resource_key(url)
        below = key.partition("?")[0].rstrip("/") + "/"
        for url in [url for url in self._entries if url == key or url.startswith(below)]:
            self._drop(url)


def _links_of(resource: Resource, rel: str) -> tuple[Link, ...]:
    return next((group.links for group in resource.links if group.rel == rel), ())


def resource_key(url: str) -> str:
    """What makes two absolute URLs the same resource: all but the case of scheme and host, and fragments."""
    return _remembered_key(url) if len(url) < REMEMBERED_LENGTH else _key(url)


def _key(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))


_remembered_key = lru_cache(4096)(_key)  # a busy channel names the same resources again and again
