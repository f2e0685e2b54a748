"""contact and the resources under it: presence, note, location, modalities, photo, privacy relationship.

Source: UCWA reference, the pages of the same names; captured contacts and their hrefs.
"""

from __future__ import annotations

import zlib

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.colleagues import Colleague
from ucwa_tui.sandbox.photos import portrait
from ucwa_tui.sandbox.preconditions import matches, tagged
from ucwa_tui.sandbox.presence import Seen
from ucwa_tui.sandbox.shapes import date, resource

CONTACT_LINKS = {
    "contactPresence": "presence",
    "contactLocation": "location",
    "contactNote": "note",
    "contactSupportedModalities": "supportedMedia",
    "contactPrivacyRelationship": "privacyRelationship",
}
"""Rel to path segment under a contact."""
PHOTO_SIZES = ("HR48X48", "HR64X64", "HR96X96", "HR240X240", "HR360X360", "HR648X648")


def contact_path(application: Application, person_id: str) -> str:
    """Where a contact is: servers write the address in lower case."""
    return f"{application.path}/people/{person_id.lower()}"


def contact(application: Application, entry: Colleague) -> Resource:
    """Somebody in the directory; what is not known is left out."""
    person = entry.person
    path = contact_path(application, person.id)
    known: dict[str, Value] = {
        "uri": person.uri,
        "sourceNetwork": person.network,
        "company": entry.company,
        "department": entry.department,
        "office": entry.office,
        "title": entry.title,
        "workPhoneNumber": f"tel:{entry.phone.replace(' ', '')}" if entry.phone else "",
    }
    properties = {name: value for name, value in known.items() if value}
    properties |= {"emailAddresses": (person.id,), "type": "User", "name": person.name}
    links = {rel: f"{path}/{segment}" for rel, segment in CONTACT_LINKS.items()}
    links = {"contactPhoto": f"{application.path}/photos/{person.id}", **links}
    return tagged(resource("contact", path, properties, links))


def get_contact(call: Call) -> Answer:
    """Somebody by SIP address."""
    return call.give(contact(call.application, _entry(call)))


def get_contact_part(call: Call) -> Answer:
    """One of the resources under a contact."""
    entry = _entry(call)
    seen = call.world.board.look(entry.person.id)
    assert seen is not None
    word = call.params["facet"].lower()
    rel = next((rel for rel, segment in CONTACT_LINKS.items() if segment.lower() == word), None)
    if rel is None:
        raise errors.resource_not_found()
    path = f"{contact_path(call.application, entry.person.id)}/{CONTACT_LINKS[rel]}"
    if rel == "contactPrivacyRelationship":
        level = "Colleagues" if entry.person.network == "SameEnterprise" else "External"
        return call.give(resource(rel, path, {"relationshipLevel": level})).marked()
    answer = call.give(resource(rel, path, _facet(rel, seen)))
    return answer if rel == "contactPresence" else answer.marked()


def get_photo(call: Call) -> Answer:
    """Somebody's picture; a picture, not a resource."""
    entry = call.world.book.find(call.params["person"])
    if entry is None:
        raise errors.resource_not_found()
    size = (call.request.parameter("size") or PHOTO_SIZES[0]).upper()
    if size not in PHOTO_SIZES:
        raise errors.parameter_validation([("size", f"The value has to be one of {', '.join(PHOTO_SIZES)}.")])
    picture = portrait(entry.person.id, int(size.rpartition("X")[2]))
    etag = f"{zlib.crc32(picture):08x}"
    headers = (("ETag", f'"{etag}"'), ("Cache-Control", "private, max-age=3600"))
    asked = call.request.header("If-None-Match")
    if asked is not None and matches(asked, etag):
        return Answer(304, headers)
    return Answer(200, headers, picture, "image/png").marked()


def get_privacy_relationships(call: Call) -> Answer:
    """myPrivacyRelationships: one for each contact."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    base = f"{call.application.path}/people/privacyRelationships"
    mine = [_relationship(call, entry) for entry in call.world.contacts_of(call.identity.person).contacts()]
    return call.give(resource("myPrivacyRelationships", base, None, None, {"myPrivacyRelationship": mine})).marked()


def get_privacy_relationship(call: Call) -> Answer:
    """myPrivacyRelationship: how much a contact shows the user."""
    return call.give(_relationship(call, _entry(call))).marked()


def _relationship(call: Call, entry: Colleague) -> Resource:
    level = "Workgroup" if entry.person.network == "SameEnterprise" else "External"
    address = entry.person.id.lower()
    path = f"{call.application.path}/people/privacyRelationships/{address}"
    links = {"contact": contact_path(call.application, address)}
    return resource("myPrivacyRelationship", path, {"relationshipLevel": level}, links)


def _facet(rel: str, seen: Seen) -> dict[str, Value]:
    match rel:
        case "contactPresence":
            return {
                "availability": seen.availability,
                "activity": seen.activity,
                "deviceType": seen.device,
                "lastActive": None if seen.last_active is None else date(seen.last_active),
            }
        case "contactNote":
            return {"message": seen.note, "type": seen.note_type}
        case "contactLocation":
            return {"location": seen.location}
        case _:
            return {"modalities": seen.modalities}


def _entry(call: Call) -> Colleague:
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    found = call.world.book.find(call.params["contact"])
    if found is None:
        raise errors.resource_not_found()
    return found
