"""people and its lists: search, contacts, groups and who is in them.

Source: UCWA reference, "people", "search", "myContacts", "myGroups", "myGroupMemberships", "groupContacts".
Decisions where the documentation is silent: a search looks at the beginning of every word of the name, at the address
and at the department; an absent limit means ten.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import application_shapes, errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.application import PUT_SENTENCE
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.colleagues import GROUPS, Colleague, Group
from ucwa_tui.sandbox.contacts import contact, contact_path
from ucwa_tui.sandbox.preconditions import tagged
from ucwa_tui.sandbox.shapes import Href, resource
from ucwa_tui.sandbox.validation import Fields, utf16_length

DEFAULT_LIMIT = 10
MAX_QUERY = 256
GROUP_PUT_PROPERTY = "5c1d8f5e-3b0e-4d0f-9a57-0e6f6b1b7c42"
"""The property of a group that a PUT brings back."""
_SEVERAL = ("group", "distributionGroup")
"""Rels of which there may be more than one."""


def get_people(call: Call) -> Answer:
    """The way to contacts and groups."""
    return call.give(application_shapes.people(call.application))


def get_search(call: Call) -> Answer:
    """Who fits; `mail` is the newer page's way to look for one address."""
    insiders_only(call)
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
        "distributionGroup": [group_resource(call, g) for g in groups[: max(0, limit - len(people))]],
    }
    more = len(people) + len(groups) > limit
    path = f"{call.application.path}/people/search"
    embedded = {rel: each for rel, each in found.items() if each}
    return call.give(resource("search", path, {"moreResultsAvailable": more}, None, embedded)).marked()


def get_contacts(call: Call) -> Answer:
    """myContacts, embedded as captured."""
    insiders_only(call)
    mine = [contact(call.application, c) for c in call.world.contacts_of(call.identity.person).contacts()]
    return call.give(resource("myContacts", f"{call.application.path}/people/contacts", None, None, {"contact": mine}))


def get_subscribed_contacts(call: Call) -> Answer:
    """Whom this application watches."""
    insiders_only(call)
    watched = [contact_path(call.application, address) for address in call.application.subscriptions.watched]
    path = f"{call.application.path}/people/subscribedContacts"
    return call.give(resource("subscribedContacts", path, None, {"contact": watched} if watched else None)).marked()


def get_groups(call: Call) -> Answer:
    """myGroups: links, and the same groups embedded."""
    insiders_only(call)
    links: dict[str, Href | list[Href] | None] = {}
    embedded: dict[str, Resource | list[Resource]] = {}
    mine = call.world.contacts_of(call.identity.person).groups
    for rel in dict.fromkeys(g.rel for g in mine):
        shown = [group_resource(call, g) for g in mine if g.rel == rel]
        hrefs: list[Href] = [g.href() or "" for g in shown]
        links[rel] = hrefs if rel in _SEVERAL else hrefs[0]
        embedded[rel] = shown if rel in _SEVERAL else shown[0]
    return call.give(resource("myGroups", _groups_path(call), None, links, embedded)).marked()


def get_group(call: Call) -> Answer:
    """One group."""
    return call.give(group_resource(call, find_group(call))).marked()


def get_group_contacts(call: Call) -> Answer:
    """groupContacts, or expandDistributionGroup: who is in it."""
    group = find_group(call)
    segment = call.request.segments[-1]
    members = call.world.contacts_of(call.identity.person).members(group)
    mine = [contact(call.application, c) for c in members]
    rel = "expandDistributionGroup" if group.uri else "groupContacts"
    path = f"{_groups_path(call)}/{group.id}/{segment}"
    return call.give(resource(rel, path, None, None, {"contact": mine} if mine else None)).marked()


def get_group_memberships(call: Call) -> Answer:
    """myGroupMemberships: each contact in each of their groups, or in the one of `groupId`."""
    insiders_only(call)
    wanted = call.request.parameter("groupId")
    if wanted is not None and utf16_length(wanted) > MAX_QUERY:
        raise errors.parameter_validation([("groupId", f"The maximum length is {MAX_QUERY} characters.")])
    own = call.world.contacts_of(call.identity.person)
    groups = [g for g in own.groups if not g.department and wanted in (None, "", g.id)]
    mine = [membership(call, g, c) for g in groups for c in own.members(g)]
    path = f"{call.application.path}/people/groupMemberships"
    links = {"removeContactFromAllGroups": f"{path}/removeContactFromAllGroups"}
    embedded = {"myGroupMembership": mine} if mine else None
    return call.give(resource("myGroupMemberships", path, None, links, embedded)).marked()


def get_memberships_of_group(call: Call) -> Answer:
    """groupMemberships: everybody in one group."""
    group = find_group(call)
    if group.department:
        raise errors.resource_not_found()
    mine = [membership(call, group, c) for c in call.world.contacts_of(call.identity.person).members(group)]
    embedded = {"myGroupMembership": mine} if mine else None
    path = f"{_groups_path(call)}/{group.id}/memberships"
    return call.give(resource("groupMemberships", path, None, None, embedded)).marked()


def get_group_membership(call: Call) -> Answer:
    """One contact in one group."""
    insiders_only(call)
    group_id, _, address = call.params["membership"].lower().partition(",")
    own = call.world.contacts_of(call.identity.person)
    for group in (g for g in own.groups_of(address) if g.id == group_id):
        for entry in own.members(group):
            if entry.person.id.lower() == address:
                return call.give(membership(call, group, entry)).marked()
    raise errors.resource_not_found()


def find_group(call: Call) -> Group:
    """The group in the path. Raises Refusal 404."""
    insiders_only(call)
    found = call.world.contacts_of(call.identity.person).group(call.params["group"])
    if found is None:
        raise errors.resource_not_found()
    return found


def insiders_only(call: Call) -> None:
    """Guests have no contacts. Raises Refusal 403."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()


def _groups_path(call: Call) -> str:
    return f"{call.application.path}/people/groups"


def group_resource(call: Call, group: Group) -> Resource:
    """A group; a distribution group also says whether it is in the list, and the user's own ones can be PUT."""
    path = f"{_groups_path(call)}/{group.id}"
    mine = call.world.contacts_of(call.identity.person)
    links = {"groupContacts": f"{path}/contacts"}
    if group.uri:
        links = {"expandDistributionGroup": f"{path}/expand"} | _change(call, path, group, mine.holds(group))
    elif not group.department:
        links["groupMemberships"] = f"{path}/memberships"
    links["subscribeToGroupPresence"] = f"{call.application.path}/people/presenceSubscriptions?groupId={group.id}"
    told = call.world.cast.told({"uri": group.uri or None, "id": group.id, "name": group.name})
    if not mine.can_be_changed(group):
        return resource(group.rel, path, told, links)
    return tagged(resource(group.rel, path, {GROUP_PUT_PROPERTY: PUT_SENTENCE, **told}, links))


def _change(call: Call, path: str, group: Group, held: bool) -> dict[str, str]:
    """How a distribution group leaves the list, or comes into it: with what the server wants to be told."""
    if held:
        return {"removeFromContactList": f"{path}/removeFromContactList?groupId={group.id}"}
    address = str(call.world.cast.told({"uri": group.uri})["uri"]).removeprefix("sip:")
    asked = urlencode({"displayName": group.name, "smtpAddress": address})
    return {"addToContactList": f"{path}/addToContactList?{asked}"}


def membership(call: Call, group: Group, entry: Colleague) -> Resource:
    """A contact in a group."""
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
