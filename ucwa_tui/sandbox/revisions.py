"""Revisions of resources: how links look to a client that demands revision 2, which is the newest here.

Source: UCWA reference, "Versioning", and the pages of the resources whose names end in 2. Higher revisions are backward
compatible, so that both are at one address. Decision where it is silent: a link names its revision to those who demand
one; captured servers name it to nobody, or to everybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ucwa_tui.protocol.payload import Link, LinkGroup, Resource

SECOND: Final = 2.0
_REVISED = """
applications contactPrivacyRelationship group makeMeAvailable myGroupMembership myGroupMemberships myGroups
removeContactFromAllGroups search startMessaging startPhoneAudio
"""
REVISED: Final = frozenset(_REVISED.split())
"""Rels that there is a second revision of."""


def revised(original: Resource) -> Resource:
    """The same resource with `revision` at each link that there is a second revision of."""
    return replace(
        original,
        links=tuple(_named(g) if g.rel in REVISED else g for g in original.links),
        embedded=tuple(replace(g, resources=tuple(revised(r) for r in g.resources)) for g in original.embedded),
    )


def _named(group: LinkGroup) -> LinkGroup:
    return replace(group, links=tuple(_second(link) for link in group.links))


def _second(link: Link) -> Link:
    return Link(link.href, (*link.attributes, ("revision", "2")))
