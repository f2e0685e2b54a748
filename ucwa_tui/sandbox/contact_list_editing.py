"""Editing the contact list: groups made, renamed and deleted, contacts put in and taken out.

Source: UCWA reference, revision 2 of "myGroups", "group", "myGroupMemberships", "myGroupMembership";
"addToContactList", "removeFromContactList", "removeContactFromAllGroups", and the event tables of "myGroups",
"group" and "myContacts". Decisions where it is silent: a name that another group has is a Conflict; only groups of
the user's own can be renamed and deleted; whoever leaves the last group is no contact any more; the events go to the
applications of the user that have subscribed to the list, the one that edits among them.
"""

from __future__ import annotations

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, Refusal, no_content, resource_answer
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.colleagues import Colleague, Group
from ucwa_tui.sandbox.contact_lists import GROUP_PUT_PROPERTY, find_group, group_resource, insiders_only, membership
from ucwa_tui.sandbox.own_contacts import MAX_CONTACTS, MAX_GROUPS, USUAL_GROUP
from ucwa_tui.sandbox.preconditions import demand_if_match, demand_put_property
from ucwa_tui.sandbox.validation import Fields

MAX_NAME = 256
MAX_ADDRESS = 250


def post_groups(call: Call) -> Answer:
    """Make a group."""
    insiders_only(call)
    fields = Fields(call.request)
    name = (fields.text("displayName", required=True, limit=MAX_NAME) or "").strip()
    if not name and not fields.troubled:
        fields.problem("displayName", "This parameter is empty.")
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    if mine.is_taken(name):
        raise errors.already_exists()
    if mine.full_of_groups:
        raise errors.conflict(f"There is room for {MAX_GROUPS} groups.", "TooManyGroups")
    _tell_group(call, "added", mine.make(call.world.ids.hex32()[:8], name))
    return no_content().marked()


def put_group(call: Call) -> Answer:
    """Rename a group. Needs If-Match and the property that asks to be passed back, as every PUT."""
    group = _own_group(call)
    demand_if_match(call.request, group_resource(call, group).text("etag") or "")
    fields = Fields(call.request)
    demand_put_property(fields, GROUP_PUT_PROPERTY)
    name = (fields.text("name", required=True, limit=MAX_NAME) or "").strip()
    fields.text("id")
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    if mine.is_taken(name, besides=group):
        raise errors.already_exists()
    renamed = mine.rename(group, name)
    _tell_group(call, "updated", renamed)
    return call.give(group_resource(call, renamed)).marked()


def delete_group(call: Call) -> Answer:
    """Delete a group; whoever was in no other one is no contact any more."""
    group = _own_group(call)
    mine = call.world.contacts_of(call.identity.person)
    for address in mine.drop(group):
        _tell_contact(call, "deleted", address, _place(call, group))
        _tell_if_gone(call, address)
    _tell_group(call, "deleted", group)
    return no_content().marked()


def post_memberships(call: Call) -> Answer:
    """Put somebody of the directory into a group: 201 with the membership."""
    insiders_only(call)
    fields = Fields(call.request)
    address = (fields.text("contactUri", required=True, limit=MAX_ADDRESS) or "").strip()
    group_id = fields.text("groupId", limit=MAX_NAME) or USUAL_GROUP
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    group, entry = mine.group(group_id), call.world.book.find(address)
    if group is None or not mine.holds(group):
        raise errors.resource_not_found()
    if entry is None:
        raise errors.destination_not_found()
    if not mine.takes_contacts(group) or entry.person == call.identity.person:
        raise _not_supported("Nobody can be added here, and nobody is a contact of their own.")
    key = entry.person.id.lower()
    before = mine.groups_of(key)
    if group in before:
        raise errors.already_exists()
    if not before and mine.full_of_contacts:
        raise errors.limit_exceeded(f"There is room for {MAX_CONTACTS} contacts.")
    mine.add(group, entry)
    _tell_contact(call, "added", key, _place(call, group))
    if not before:
        _tell_contact(call, "added", key, EventLink("myContacts", f"{_people(call)}/contacts"))
    made = membership(call, group, entry)
    headers = (("Location", made.href() or ""),)  # for a 201 without it a client fails
    return resource_answer(made, call.accepted, status=201, headers=headers).marked()


def delete_membership(call: Call) -> Answer:
    """Take somebody out of a group."""
    insiders_only(call)
    group_id, _, address = call.params["membership"].lower().partition(",")
    mine = call.world.contacts_of(call.identity.person)
    group = next((g for g in mine.groups_of(address) if g.id == group_id), None)
    if group is None:
        raise errors.resource_not_found()
    if not mine.takes_contacts(group):
        raise _not_supported("Who is in this group is not up to the user.")
    mine.remove(group, address)
    _tell_contact(call, "deleted", address, _place(call, group))
    _tell_if_gone(call, address)
    return no_content().marked()


def post_remove_from_all(call: Call) -> Answer:
    """Take somebody out of every group that the user decides about; who is in no other one is no contact any more."""
    insiders_only(call)
    fields = Fields(call.request)
    address = (fields.text("contactUri", required=True, limit=MAX_ADDRESS) or "").strip()
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    entry = _contact(call, address)
    key = entry.person.id.lower()
    for group in (g for g in mine.groups_of(key) if mine.takes_contacts(g)):
        mine.remove(group, key)
        _tell_contact(call, "deleted", key, _place(call, group))
    _tell_if_gone(call, key)
    return no_content().marked()


def post_add_to_list(call: Call) -> Answer:
    """addToContactList: put a distribution group that a search has found into the list."""
    group = _distribution_group(call)
    fields = Fields(call.request)
    fields.text("displayName", required=True, limit=MAX_NAME)
    fields.text("smtpAddress", required=True)
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    if mine.holds(group):
        raise errors.already_exists()
    mine.restore(group)
    _tell_group(call, "added", group)
    return no_content().marked()


def post_remove_from_list(call: Call) -> Answer:
    """removeFromContactList: take a distribution group out of the list."""
    group = _distribution_group(call)
    fields = Fields(call.request)
    fields.text("groupId", required=True, limit=MAX_NAME)
    fields.check()
    mine = call.world.contacts_of(call.identity.person)
    if not mine.holds(group):
        raise errors.resource_not_found()
    mine.drop(group)
    _tell_group(call, "deleted", group)
    return no_content().marked()


def _own_group(call: Call) -> Group:
    group = find_group(call)
    if not call.world.contacts_of(call.identity.person).can_be_changed(group):
        raise errors.forbidden("This group belongs to the server: it can be neither renamed nor deleted.")
    return group


def _distribution_group(call: Call) -> Group:
    group = find_group(call)
    if not group.uri:
        raise errors.resource_not_found()
    return group


def _contact(call: Call, address: str) -> Colleague:
    entry = call.world.book.find(address)
    if entry is None or not call.world.contacts_of(call.identity.person).groups_of(entry.person.id.lower()):
        raise errors.resource_not_found()
    return entry


def _not_supported(message: str) -> Refusal:
    return Refusal(403, Reason("Forbidden", "OperationNotSupported", message), captured=False)


def _people(call: Call) -> str:
    """The path of the editing application's `people`; every application has its own."""
    return f"{call.application.path}/people"


def _place(call: Call, group: Group) -> EventLink:
    return EventLink(group.rel, f"{_people(call)}/groups/{group.id}", group.name)


def _tell_if_gone(call: Call, address: str) -> None:
    if not call.world.contacts_of(call.identity.person).groups_of(address):
        _tell_contact(call, "deleted", address, EventLink("myContacts", f"{_people(call)}/contacts"))


def _tell_contact(call: Call, kind: str, address: str, place: EventLink) -> None:
    _tell(call, Event(kind, EventLink("contact", f"{_people(call)}/{address}"), in_=place))


def _tell_group(call: Call, kind: str, group: Group) -> None:
    place = EventLink("myGroups", f"{_people(call)}/groups") if kind != "updated" else None
    _tell(call, Event(kind, _place(call, group), in_=place), group if kind != "deleted" else None)


def _tell(call: Call, event: Event, group: Group | None = None) -> None:
    """To every application of the user that listens, with the paths of that application.

    Args:
        call: of the application that edits.
        event: as that one would be told.
        group: to be embedded, since clients look for it in the event.
    """
    now = call.world.clock.now()
    for application in call.world.applications.values():
        until = application.subscriptions.list_until
        if application.owner.person == call.identity.person and until is not None and until > now:
            theirs = Event(
                event.type,
                _at(call, application, event.link),
                in_=_at_or_none(call, application, event.in_),
                resource=group_resource(_seen_by(call, application), group) if group is not None else None,
            )
            application.channel.post(("people", f"{application.path}/people"), theirs)


def _seen_by(call: Call, application: Application) -> Call:
    """The same call as another application of the user would make it."""
    other = Call(call.world, call.request, call.params)
    other.admit(application.owner)
    other.enter(application)
    return other


def _at(call: Call, application: Application, link: EventLink) -> EventLink:
    return EventLink(link.rel, application.path + link.href.removeprefix(call.application.path), link.title)


def _at_or_none(call: Call, application: Application, link: EventLink | None) -> EventLink | None:
    return _at(call, application, link) if link is not None else None
