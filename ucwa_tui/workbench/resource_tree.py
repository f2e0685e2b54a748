"""The resources seen so far as a tree: what embeds what, the links of each, and those that are not there.

Pure: made anew from the index at any time. Only rows that are unfolded are made, so that thousands of resources cost
what can be seen of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.protocol.links import resolve
from ucwa_tui.workbench.explaining.content import absent
from ucwa_tui.workbench.resource_index import KnownResource, ResourceIndex, resource_key

MOST_LINKS = 100
"""Links of one rel and one resource that get a row each."""


class Sort(StrEnum):
    """What a row tells of."""

    RESOURCE = "resource"
    LINK = "link"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row. Texts are a server's: hostile."""

    sort: Sort
    depth: int
    url: str
    """Of the resource, or where the link points; empty for an absent link."""
    rel: str
    title: str
    known: KnownResource
    """The resource, or the one that holds the link."""
    holder: str
    """Key of the resource, or of the one that holds the link."""
    unfolded: bool | None = None
    """None: nothing to unfold."""
    waits: str = ""
    """What an absent link waits for."""
    href: str = ""
    """The link as the server wrote it."""


class ResourceTree:
    """The nesting, worked out once; rows are made as they are unfolded.

    Args:
        index: what is known now.
        base_url: what relative hrefs are resolved against.
    """

    def __init__(self, index: ResourceIndex, base_url: str) -> None:
        self._base = base_url
        self._known: Mapping[str, KnownResource] = dict(index.items())
        self._children: dict[str, list[str]] = {}
        self.roots: list[str] = []
        self._everything: dict[str, str] = {}
        """All that is said of a resource and its links, for a quick look before a thorough one."""
        self._nest(_parents(self._known, base_url))
        self.unfolded: set[str] = {
            *self.roots,
            *(child for root in self.roots for child in self._children.get(root, ())),
        }

    def __len__(self) -> int:
        return len(self._known)

    def rows(self, words: str = "") -> list[TreeRow]:
        """What is to be seen: the unfolded rows, or with `words` those that hold every word, below those they are in.

        Args:
            words: looked for in name, title and address, without regard to case.
        """
        wanted = words.casefold().split()
        if not wanted:
            return list(self._unfolded_rows())
        return list(self._found_rows(wanted))

    def fold(self, key: str, *, unfold: bool) -> None:
        """Fold a resource, or unfold it."""
        if unfold:
            self.unfolded.add(key)
        else:
            self.unfolded.discard(key)

    def fold_all(self, *, unfold: bool) -> None:
        """Fold everything, or unfold it."""
        self.unfolded = set(self._known) if unfold else set()

    def _nest(self, parents: Mapping[str, str]) -> None:
        for key in self._known:
            parent = parents.get(key)
            if parent is None:
                self.roots.append(key)
            else:
                self._children.setdefault(parent, []).append(key)
        reached = {key for key, _ in self._walk(self.roots)}
        for key in self._known:  # what embeds itself, over some corners, has no beginning: it gets one
            if key not in reached:
                self.roots.append(key)
                self._children[parents[key]].remove(key)
                reached.update(found for found, _ in self._walk([key]))

    def _walk(self, starts: Sequence[str], only: Callable[[str], bool] | None = None) -> Iterator[tuple[str, int]]:
        stack = [(key, 0) for key in reversed(starts)]
        while stack:
            key, depth = stack.pop()
            yield key, depth
            if only is None or only(key):
                stack += [(child, depth + 1) for child in reversed(self._children.get(key, ()))]

    def _unfolded_rows(self) -> Iterator[TreeRow]:
        for key, depth in self._walk(self.roots, lambda key: key in self.unfolded):
            opened = key in self.unfolded
            yield self._resource(key, depth, unfolded=opened)
            if opened:
                yield from self._links(key, self._known[key], depth + 1)

    def _found_rows(self, words: Sequence[str]) -> Iterator[TreeRow]:
        above: list[tuple[str, int]] = []
        shown = 0
        for key, depth in self._walk(self.roots):
            del above[depth:]
            shown = min(shown, depth)
            above.append((key, depth))
            said = self._everything.get(key) or self._remember(key)
            if not all(word in said for word in words):
                continue
            known = self._known[key]
            links = [row for row in self._links(key, known, depth + 1, words) if holds(row, words)]
            if links or _hold(known.rel, known.title, key, words):
                yield from (self._resource(*place, unfolded=True) for place in above[shown:])
                shown = len(above)
                yield from links

    def _remember(self, key: str) -> str:
        known = self._known[key]
        parts = [known.rel, known.title, self._base, key, *(rel for rel, _ in absent(known.resource, known.rel))]
        for group in known.resource.links:
            parts.append(group.rel)
            for link in group.links[:MOST_LINKS]:
                parts += (link.title or "", link.href or "")
        said = self._everything[key] = "\n".join(parts).casefold()
        return said

    def _resource(self, key: str, depth: int, *, unfolded: bool) -> TreeRow:
        known = self._known[key]
        return TreeRow(Sort.RESOURCE, depth, key, known.rel, known.title, known, key, unfolded)

    def _links(self, key: str, known: KnownResource, depth: int, words: Sequence[str] = ()) -> Iterator[TreeRow]:
        """The links of a resource; with words, only those that may hold them."""
        children = frozenset(self._children.get(key, ()))
        for group in known.resource.links:
            if group.rel == "self":
                continue
            for link in group.links[:MOST_LINKS]:
                title, href = link.title or "", link.href or ""
                if not href or not _hold(group.rel, title, f"{self._base or key} {href}", words):
                    continue
                url = resolve(self._base or key, href)
                if resource_key(url) not in children:
                    yield TreeRow(Sort.LINK, depth, url, group.rel, title, known, key, href=href)
        missing = absent(known.resource, known.rel)
        below = {self._known[child].rel for child in children} if missing else set()
        for rel, waits in missing:
            if rel not in below:  # otherwise it tells of itself
                yield TreeRow(Sort.ABSENT, depth, "", rel, "", known, key, waits=waits)


def _parents(known: Mapping[str, KnownResource], base_url: str) -> dict[str, str]:
    """What embeds a resource; else what its path lies below; else what links to it."""
    by_path: dict[str, str] = {}
    for key in known:
        by_path.setdefault(key.partition("?")[0].rstrip("/"), key)
    parents: dict[str, str] = {}
    alone = []
    for key, entry in known.items():
        parent = entry.container if entry.container in known else _above(key, by_path)
        if parent and parent != key:
            parents[key] = parent
        else:
            alone.append(key)
    if len(alone) > 1:
        _link_up(known, alone[1:], base_url, parents)
    return parents


def _above(key: str, by_path: Mapping[str, str]) -> str:
    path = key.partition("?")[0].rstrip("/")
    while path.count("/") > 3:
        path = path.rpartition("/")[0]
        if path in by_path:
            return by_path[path]
    return ""


def _link_up(known: Mapping[str, KnownResource], alone: Sequence[str], base_url: str, parents: dict[str, str]) -> None:
    wanted = set(alone)
    for key, entry in known.items():
        for group in entry.resource.links:
            for link in group.links if group.rel != "self" else ():
                target = resource_key(resolve(base_url or key, link.href)) if link.href else ""
                if target in wanted and target != key and group.rel not in {"next", "prev"}:
                    wanted.discard(target)
                    parents[target] = key


def holds(row: TreeRow, words: Sequence[str]) -> bool:
    """Whether name, title or address of a row hold every word; the words are casefolded."""
    return _hold(row.rel, row.title, row.url, words)


def _hold(rel: str, title: str, url: str, words: Sequence[str]) -> bool:
    if not words:
        return True
    haystack = f"{rel} {title} {url}".casefold()
    return all(word in haystack for word in words)
