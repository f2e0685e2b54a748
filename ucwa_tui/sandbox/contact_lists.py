"""people and its lists: search, contacts, groups and who is in them.

Source: UCWA reference, "people", "search", "myContacts", "myGroups", "myGroupMemberships", "groupContacts".
Decisions where the documentation is silent: a search looks at the beginning of every word of the name, at the address
and at the department; an absent limit means ten.
"""

from __future__ import annotations

import re

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import application_shapes, errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.colleagues import GROUPS, Colleague, Group
from ucwa_tui.sandbox.contacts import contact, contact_path
from ucwa_tui.sandbox.shapes import Href, resource
from ucwa_tui.sandbox.validation import Fields, utf16_length

DEFAULT_LIMIT = 10
MAX_QUERY = 256
_SEVERAL = ("group", "distributionGroup")
"""Rels of which there may be more than one."""


def get_people(call: Call) -> Answer:
    """The way to contacts and groups."""
    return call.give(application_shapes.people(call.application))


def get_search(call: Call) -> Answer:
    """Who fits; `mail` is the newer page's way to look for one address."""
    _insiders_only(call)
    fields = Fields(call.request)
    query = fields.text("query", limit=MAX_QUERY)
    mail = fields.text("mail", limit=MAX_QUERY)
    limit = fields.integer("limit", 1, 100) or DEFAULT_LIMIT
    if not (query or "").strip() and not (mail or "").strip():
        fields.problem("query", "This parameter is required.")
    fields.check()
    people = [c for c in call.world.book.entries if _fits(c, query or "", mail or "")]
    groups = [] if mail else [g for g in GROUPS if g.uri and _word_starts(g.name, query or "")]
    found = {
        "contact": [contact(call.application, c) for c in people[:limit]],
        "distributionGroup": [_group(call, g) for g in groups[: max(0, limit - len(people))]],
    }
    more = len(people) + len(groups) > limit
    path = f"{call.application.path}/people/search"
    embedded = {rel: each for rel, each in found.items() if each}
    return call.give(resource("search", path, {"moreResultsAvailable": more}, None, embedded)).marked()


def get_contacts(call: Call) -> Answer:
    """myContacts, embedded as captured."""
    _insiders_only(call)
    mine = [contact(call.application, c) for c in call.world.book.contacts_of(call.identity.person)]
    return call.give(resource("myContacts", f"{call.application.path}/people/contacts", None, None, {"contact": mine}))


def get_subscribed_contacts(call: Call) -> Answer:
    """Whom this application watches."""
    _insiders_only(call)
    watched = [contact_path(call.application, address) for address in call.application.subscriptions.watched]
    path = f"{call.application.path}/people/subscribedContacts"
    return call.give(resource("subscribedContacts", path, None, {"contact": watched} if watched else None)).marked()


def get_groups(call: Call) -> Answer:
    """myGroups: links, and the same groups embedded."""
    _insiders_only(call)
    links: dict[str, Href | list[Href] | None] = {}
    embedded: dict[str, Resource | list[Resource]] = {}
    for rel in dict.fromkeys(g.rel for g in GROUPS):
        shown = [_group(call, g) for g in GROUPS if g.rel == rel]
        hrefs: list[Href] = [g.href() or "" for g in shown]
        links[rel] = hrefs if rel in _SEVERAL else hrefs[0]
        embedded[rel] = shown if rel in _SEVERAL else shown[0]
    return call.give(resource("myGroups", _groups_path(call), None, links, embedded)).marked()


def get_group(call: Call) -> Answer:
    """One group."""
    return call.give(_group(call, find_group(call))).marked()


def get_group_contacts(call: Call) -> Answer:
    """groupContacts, or expandDistributionGroup: who is in it."""
    group = find_group(call)
    segment = call.request.segments[-1]
    mine = [contact(call.application, c) for c in call.world.book.members_of(group, call.identity.person)]
    rel = "expandDistributionGroup" if group.uri else "groupContacts"
    path = f"{_groups_path(call)}/{group.id}/{segment}"
    return call.give(resource(rel, path, None, None, {"contact": mine} if mine else None)).marked()


def get_group_memberships(call: Call) -> Answer:
    """myGroupMemberships: each contact in each of their groups, or in the one of `groupId`."""
    _insiders_only(call)
    wanted = call.request.parameter("groupId")
    if wanted is not None and utf16_length(wanted) > MAX_QUERY:
        raise errors.parameter_validation([("groupId", f"The maximum length is {MAX_QUERY} characters.")])
    groups = [g for g in GROUPS if not g.department and wanted in (None, "", g.id)]
    mine = [_membership(call, g, c) for g in groups for c in call.world.book.members_of(g, call.identity.person)]
    path = f"{call.application.path}/people/groupMemberships"
    embedded = {"myGroupMembership": mine} if mine else None
    return call.give(resource("myGroupMemberships", path, None, None, embedded)).marked()


def get_group_membership(call: Call) -> Answer:
    """One contact in one group."""
    _insiders_only(call)
    group_id, _, address = call.params["membership"].lower().partition(",")
    for group in (g for g in GROUPS if g.id == group_id):
        for entry in call.world.book.members_of(group, call.identity.person):
            if entry.person.id.lower() == address:
                return call.give(_membership(call, group, entry)).marked()
    raise errors.resource_not_found()


def find_group(call: Call) -> Group:
    """The group in the path. Raises Refusal 404."""
    _insiders_only(call)
    found = next((g for g in GROUPS if g.id == call.params["group"].lower()), None)
    if found is None:
        raise errors.resource_not_found()
    return found


def _insiders_only(call: Call) -> None:
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()


def _groups_path(call: Call) -> str:
    return f"{call.application.path}/people/groups"


def _group(call: Call, group: Group) -> Resource:
    path = f"{_groups_path(call)}/{group.id}"
    inside = {"expandDistributionGroup": "expand"} if group.uri else {"groupContacts": "contacts"}
    links = {rel: f"{path}/{segment}" for rel, segment in inside.items()}
    links["subscribeToGroupPresence"] = f"{call.application.path}/people/presenceSubscriptions?groupId={group.id}"
    told = call.world.cast.told({"uri": group.uri or None, "id": group.id, "name": group.name})
    return resource(group.rel, path, told, links)


def _membership(call: Call, group: Group, entry: Colleague) -> Resource:
    address = entry.person.id.lower()
    path = f"{call.application.path}/people/groupMemberships/{group.id},{address}"
    links = {"contact": contact_path(call.application, address), group.rel: f"{_groups_path(call)}/{group.id}"}
    return resource("myGroupMembership", path, None, links)


def _fits(entry: Colleague, query: str, mail: str) -> bool:
    address = entry.person.id.lower()
    if mail.strip():
        return address == mail.strip().lower().removeprefix("sip:").removeprefix("smtp:")
    asked = query.strip().lower().removeprefix("sip:")
    return address.startswith(asked) or _word_starts(f"{entry.person.name} {entry.department}", asked)


def _word_starts(text: str, query: str) -> bool:
    """Whether every word of the query begins some word of the text, without case."""
    words = re.split(r"\W+", text.casefold())
    return all(any(word.startswith(q) for word in words) for q in query.casefold().split())
