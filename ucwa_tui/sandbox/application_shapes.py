"""The application resource and what it embeds, as captured.

Source: UCWA reference, "application", "me", "people", "onlineMeetings", "communication".
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox.application import PUT_SENTENCE, Application
from ucwa_tui.sandbox.meetings import assigned_id
from ucwa_tui.sandbox.shapes import Href, resource

PEOPLE_LINKS = {
    "presenceSubscriptions": "presenceSubscriptions",
    "subscribedContacts": "subscribedContacts",
    "presenceSubscriptionMemberships": "presenceSubscriptionMemberships",
    "myGroups": "groups",
    "myGroupMemberships": "groupMemberships",
    "myContacts": "contacts",
    "myPrivacyRelationships": "privacyRelationships",
    "myContactsAndGroupsSubscription": "contactsAndGroupsSubscription",
    "search": "search",
}
"""Rel to path segment under `people`."""

ONLINE_MEETINGS_LINKS = {
    "myOnlineMeetings": "myOnlineMeetings",
    "onlineMeetingDefaultValues": "defaultValues",
    "onlineMeetingEligibleValues": "eligibleValues",
    "onlineMeetingInvitationCustomization": "customInvitation",
    "onlineMeetingPolicies": "policies",
    "phoneDialInInformation": "phoneDialInInformation",
}
"""Rel to path segment under `onlineMeetings`."""


def application(of: Application) -> Resource:
    """The whole application: embedded resources do not count towards its etag."""
    said = of.registration
    properties: dict[str, Value] = {
        "culture": said.culture,
        "userAgent": said.user_agent,
        "type": said.type,
        "endpointId": said.endpoint_id,
        "instanceId": said.instance_id,
        "id": of.id,
        "etag": of.etag,
    }
    links = {"policies": f"{of.path}/policies", "batch": f"{of.path}/batch", "events": of.channel.href}
    if not of.owner.anonymous:
        links["reportMyNetwork"] = f"{of.path}/reportMyNetwork"
    embedded = {
        "me": me(of),
        "people": people(of),
        "onlineMeetings": online_meetings(of),
        "communication": communication(of),
    }
    return resource("application", of.path, properties, links, embedded)


def me(of: Application) -> Resource:
    """The user. makeMeAvailable is there before, what it unlocks after; a guest has name and uri only."""
    person = of.owner.person
    path = f"{of.path}/me"
    if of.owner.anonymous:
        return resource("me", path, {"name": person.name, "uri": person.uri})
    links: dict[str, Href | None] = {}
    if of.presence is None:
        links["makeMeAvailable"] = f"{path}/makeMeAvailable"
    else:
        unlocked = ("note", "presence", "location", "reportMyActivity", "callForwardingSettings", "phones")
        links |= {rel: f"{path}/{rel}" for rel in unlocked}
    links["photo"] = f"{of.path}/photos/{person.id}"
    properties: dict[str, Value] = {"name": person.name, "uri": person.uri, "emailAddresses": (person.id,)}
    entry = of.entry
    if entry is not None:
        known = {
            "title": entry.title,
            "department": entry.department,
            "company": entry.company,
            "officeLocation": entry.office,
            "workPhoneNumber": f"tel:{entry.phone.replace(' ', '')}" if entry.phone else "",
        }
        properties |= {name: text for name, text in known.items() if text}
    return resource("me", path, properties, links)


def people(of: Application) -> Resource:
    """The way to contacts and groups."""
    path = f"{of.path}/people"
    return resource("people", path, None, {rel: f"{path}/{segment}" for rel, segment in PEOPLE_LINKS.items()})


def online_meetings(of: Application) -> Resource:
    """The way to scheduled meetings."""
    path = f"{of.path}/onlineMeetings"
    links = {rel: f"{path}/{segment}" for rel, segment in ONLINE_MEETINGS_LINKS.items()}
    if not of.owner.anonymous:
        links["myAssignedOnlineMeeting"] = f"{path}/myOnlineMeetings/{assigned_id(of.owner.person)}"
    return resource("onlineMeetings", path, None, links)


def communication(of: Application) -> Resource:
    """Where joining starts; carries the property that a PUT has to echo."""
    path = of.communication_path
    held = of.communication
    properties: dict[str, Value] = {
        held.put_property: PUT_SENTENCE,
        "supportedModalities": held.supported_modalities,
        "supportedMessageFormats": held.supported_message_formats,
        "audioPreference": held.audio_preference,
        "phoneNumber": held.phone_number,
        "etag": held.etag,
    }
    invitations = f"{path}/onlineMeetingInvitations"
    links: dict[str, Href | None] = {
        # only after makeMeAvailable, as captured
        "startPhoneAudio": f"{path}/phoneAudioInvitations" if of.presence is not None else None,
        "conversations": f"{path}/conversations?filter=active",
        "startMessaging": f"{path}/messagingInvitations",
        "startOnlineMeeting": f"{invitations}?onlineMeetingUri=adhoc",
        "joinOnlineMeeting": invitations,
    }
    if not of.owner.anonymous:
        links |= {rel: f"{path}/{rel}" for rel in ("conversationLogs", "missedItems")}
    return resource("communication", path, properties, links)
